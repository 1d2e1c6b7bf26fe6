//! What the library is.

use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// The one provider's id.
pub const PROVIDER: &str = "webdav";

/// The library and its provider.
pub fn description() -> Description {
    let provider = Provider {
        id: PROVIDER.into(),
        name: "WebDAV".into(),
        aliases: Vec::new(),
        config_schema: config_schema(),
        options_schema: json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        selects: BTreeMap::new(),
        // No server is everybody's: the only one to call is the configured one.
        hosts: Vec::new(),
        endpoint: Some("url".into()),
        capabilities: Capabilities {
            files: vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio],
            completion: Completion::Atomic,
            resume: Resume::Whole,
            parallel: 1,
            part_bytes: 0,
            most_bytes: None,
            oauth: false,
            pulls: false,
        },
    };
    Description {
        protocol: PROTOCOL,
        name: "WebDAV".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        providers: vec![provider],
    }
}

/// The dashboard draws its form from this.
fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "url": {
                "type": "string",
                "title": "Folder",
                "description": "The address of the folder that files go into, such as https://dav.example.com/films",
                "pattern": "^https?://[^?#]+$"
            },
            "user": { "type": "string", "title": "User", "description": "The user's name", "pattern": "^[^:]+$" },
            "password": {
                "type": "string",
                "title": "Password",
                "description": "The user's password, or one for applications",
                "minLength": 1,
                "writeOnly": true
            }
        },
        "required": ["url", "user", "password"],
        "additionalProperties": false
    })
}
