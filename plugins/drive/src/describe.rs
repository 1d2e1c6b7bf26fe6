//! What the library says of itself.

use crate::resumable::CHUNK_BYTES;
use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// Google's host.
pub const HOST: &str = "www.googleapis.com";

/// The largest file, in bytes: 5 TB.
const LARGEST_FILE: u64 = 5_000_000_000_000;

const FOLDER: &str = "^([A-Za-z0-9_-]{1,200})?$";

/// The library.
pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Google Drive".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        providers: vec![Provider {
            id: "drive".to_owned(),
            name: "Google Drive".to_owned(),
            aliases: vec!["google-drive".to_owned()],
            config_schema: config_schema(),
            options_schema: options_schema(),
            selects: BTreeMap::new(),
            hosts: vec![HOST.to_owned()],
            endpoint: Some("endpoint".to_owned()),
            capabilities: Capabilities {
                files: vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio],
                completion: Completion::Marker,
                resume: Resume::Offset,
                parallel: 1,
                part_bytes: CHUNK_BYTES,
                most_bytes: Some(LARGEST_FILE),
                oauth: true,
                pulls: false,
            },
        }],
    }
}

fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "driveAccessToken": granted("Access token", 4096, "What Google Drive is asked with."),
            "driveRefreshToken": granted("Refresh token", 4096, "What new access tokens are had with."),
            "driveExpiresAt": granted("Expiry", 64, "When the access token ends."),
            "driveFolderId": folder("The folder that files go to, as its address says: what comes after /folders/. It has to \
                be one that was made or opened with this app. Left out: the top of the drive."),
            "pathPrefix": {
                "type": "string", "title": "Folder", "maxLength": 512,
                "description": "Folders by their names, such as videos/2026, inside of the folder. Those that are not there \
                    are made.",
            },
            "endpoint": {
                "type": "string", "title": "Endpoint", "maxLength": 512, "pattern": "^(https?://[^\\s?#@]+)?$",
                "description": format!("Another address of the Drive API. Left out: https://{HOST}."),
            },
        },
        "additionalProperties": false,
    })
}

fn options_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "folderId": folder("The folder that this file goes to, instead of the integration's.") },
        "additionalProperties": false,
    })
}

fn granted(title: &str, most: u32, description: &str) -> Value {
    json!({
        "type": "string", "title": title, "maxLength": most, "writeOnly": true,
        "description": format!("{description} Filled in when Google Drive is connected, and shown to nobody again."),
    })
}

fn folder(description: &str) -> Value {
    json!({ "type": "string", "title": "Folder id", "pattern": FOLDER, "description": description })
}
