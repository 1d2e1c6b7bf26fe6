//! What the destination is.

use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// Who may play an asset, in the API's words.
const POLICIES: [&str; 2] = ["public", "signed"];

/// The API, and the stores to which Mux has files sent.
const HOSTS: [&str; 4] = ["api.mux.com", "*.mux.com", "storage.googleapis.com", "*.storage.googleapis.com"];

pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Mux".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        providers: vec![Provider {
            id: "mux".into(),
            name: "Mux".into(),
            aliases: Vec::new(),
            config_schema: config(),
            options_schema: options(),
            selects: BTreeMap::new(),
            hosts: HOSTS.map(str::to_owned).to_vec(),
            endpoint: Some("endpoint".into()),
            capabilities: Capabilities {
                files: vec![MediaKind::Video],
                completion: Completion::Marker,
                resume: Resume::Offset,
                parallel: 1,
                part_bytes: crate::requests::PIECE,
                most_bytes: None,
                oauth: false,
                pulls: true,
            },
        }],
    }
}

fn config() -> Value {
    json!({
        "type": "object",
        "properties": {
            "tokenId": {
                "type": "string", "title": "Access token id", "minLength": 1, "maxLength": 256,
                "pattern": "^[!-9;-~]+$",
                "description": "The id of an access token of the environment, with the permissions Mux Video read and \
                    write.",
            },
            "tokenSecret": {
                "type": "string", "title": "Access token secret", "writeOnly": true, "minLength": 8, "maxLength": 1024,
                "pattern": "^[!-~]+$", "description": "The secret that Mux showed when the access token was made.",
            },
            "playbackPolicy": {
                "type": "string", "title": "Who may play", "enum": POLICIES,
                "description": "Who may play videos whose render does not say: everybody, or who has a signed address. \
                    Without one nobody can until a playback id is made.",
            },
            "upload": {
                "type": "string", "title": "Way of the file", "enum": ["direct", "pull"], "default": "direct",
                "description": "Whether the file is sent to Mux (direct), or Mux fetches it from this server, which \
                    then has to be reachable from outside (pull).",
            },
            "endpoint": {
                "type": "string", "title": "Address of the API", "maxLength": 2048, "pattern": "^https?://[^/?#@]+/?$",
                "description": "Another address than https://api.mux.com, for tests.",
            },
        },
        "required": ["tokenId", "tokenSecret"],
        "additionalProperties": false,
    })
}

fn options() -> Value {
    json!({
        "type": "object",
        "properties": {
            "playbackPolicy": {
                "type": "array", "title": "Who may play", "items": { "type": "string", "enum": POLICIES },
                "description": "Who may play the video: everybody, or who has a signed address, or both, each with a \
                    playback id. An empty list makes none.",
            },
            "passthrough": {
                "type": "string", "title": "Passthrough", "maxLength": 255,
                "description": "A text of your own that Mux keeps with the asset and repeats in its webhooks.",
            },
        },
        "additionalProperties": false,
    })
}
