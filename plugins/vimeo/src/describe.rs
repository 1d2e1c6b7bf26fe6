//! What the destination is.

use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// Who may see a video, in the API's words.
const VIEW: [&str; 5] = ["anybody", "nobody", "contacts", "password", "unlisted"];
const EMBED: [&str; 3] = ["public", "private", "whitelist"];
const COMMENTS: [&str; 3] = ["anybody", "nobody", "contacts"];

pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Vimeo".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        providers: vec![Provider {
            id: "vimeo".into(),
            name: "Vimeo".into(),
            aliases: Vec::new(),
            config_schema: config(),
            options_schema: options(),
            selects: BTreeMap::new(),
            hosts: ["api.vimeo.com", "*.vimeo.com"].map(str::to_owned).to_vec(),
            endpoint: Some("endpoint".into()),
            capabilities: Capabilities {
                files: vec![MediaKind::Video],
                completion: Completion::Marker,
                resume: Resume::Offset,
                parallel: 1,
                part_bytes: crate::requests::PIECE,
                most_bytes: None,
                oauth: false,
                pulls: false,
            },
        }],
    }
}

fn config() -> Value {
    json!({
        "type": "object",
        "properties": {
            "accessToken": {
                "type": "string", "title": "Access token", "writeOnly": true, "minLength": 8, "maxLength": 4096,
                "pattern": "^[!-~]+$",
                "description": "A personal access token of your app at developer.vimeo.com, with the scopes private, \
                    upload, edit and delete.",
            },
            "folderUri": folder("The folder of videos whose render names none."),
            "privacyView": choice("Who may see", "Who may see videos whose render does not say.", &VIEW),
            "privacyEmbed": choice("Where to embed", "Where videos whose render does not say may be embedded.", &EMBED),
            "privacyComments": choice("Who may comment", "Who may comment where the render does not say.", &COMMENTS),
            "privacyDownload": flag("May be downloaded", "Whether videos whose render does not say may be downloaded."),
            "privacyAdd": flag(
                "May be collected",
                "Whether others may collect videos whose render does not say.",
            ),
            "videoPassword": {
                "type": "string", "title": "Password of videos", "writeOnly": true, "maxLength": 32,
                "description": "What people enter to see a video whose privacy is \"password\".",
            },
            "endpoint": {
                "type": "string", "title": "Address of the API", "maxLength": 2048, "pattern": "^https?://[^/?#@]+/?$",
                "description": "Another address than https://api.vimeo.com, for tests.",
            },
        },
        "required": ["accessToken"],
        "additionalProperties": false,
    })
}

fn options() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": {
                "type": "string", "title": "Name", "maxLength": 128,
                "description": "The video's name. Without one, the file's name without its extension.",
            },
            "description": {
                "type": "string", "title": "Description", "maxLength": 5000,
                "description": "What is written below the video.",
            },
            "privacy": {
                "type": "object", "title": "Privacy",
                "description": "Who may do what with the video. What is not said here is as configured.",
                "properties": {
                    "view": choice("Who may see", "Who may see the video.", &VIEW),
                    "embed": choice("Where to embed", "Where the video may be embedded.", &EMBED),
                    "comments": choice("Who may comment", "Who may comment on the video.", &COMMENTS),
                    "download": flag("May be downloaded", "Whether the video may be downloaded."),
                    "add": flag("May be collected", "Whether others may add the video to their collections."),
                },
                "additionalProperties": false,
            },
            "folderUri": folder("The folder that the video goes to."),
        },
        "additionalProperties": false,
    })
}

fn folder(description: &str) -> Value {
    json!({
        "type": "string", "title": "Folder", "maxLength": 512, "pattern": "^(/[A-Za-z0-9_:-]+)+$",
        "description": format!("{description} As the API names it, such as \"/users/123/projects/456\"."),
    })
}

fn choice(title: &str, description: &str, values: &[&str]) -> Value {
    json!({ "type": "string", "title": title, "description": description, "enum": values })
}

fn flag(title: &str, description: &str) -> Value {
    json!({ "type": "boolean", "title": title, "description": description })
}
