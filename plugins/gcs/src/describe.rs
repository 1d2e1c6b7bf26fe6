//! What the library says of itself.

use crate::resumable::CHUNK_BYTES;
use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// Google's hosts: objects and uploads first, then tokens.
pub const HOSTS: [&str; 4] =
    ["storage.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com", "accounts.google.com"];

/// The largest object, in bytes: 5 TiB.
const LARGEST_FILE: u64 = 5 << 40;

const BUCKET: &str = "^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$";

/// The library.
pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Google Cloud Storage".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        providers: vec![Provider {
            id: "gcs".to_owned(),
            name: "Google Cloud Storage".to_owned(),
            aliases: vec!["google-cloud-storage".to_owned()],
            config_schema: config_schema(),
            options_schema: options_schema(),
            selects: BTreeMap::from([("bucket".to_owned(), "bucket".to_owned())]),
            hosts: HOSTS.map(str::to_owned).to_vec(),
            endpoint: Some("endpoint".to_owned()),
            capabilities: Capabilities {
                files: vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio],
                completion: Completion::Atomic,
                resume: Resume::Offset,
                parallel: 1,
                part_bytes: CHUNK_BYTES,
                most_bytes: Some(LARGEST_FILE),
                oauth: false,
                pulls: false,
            },
        }],
    }
}

fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "bucket": bucket("The bucket that files go to. It has to be there already."),
            "gcsServiceAccountJson": {
                "title": "Service account key", "writeOnly": true,
                "description": "The key file of a service account, whole and unchanged, as text. It is shown to nobody \
                    again.",
                "type": "string", "minLength": 1, "maxLength": 20_000,
            },
            "gcsProjectId": {
                "type": "string", "title": "Project", "pattern": "^([a-z0-9][a-z0-9.:-]{4,62})?$",
                "description": "The project that pays when the bucket lets those pay who use it. Left out: the key's own.",
            },
            "publicUrl": {
                "type": "string", "title": "Public address", "maxLength": 1024, "pattern": "^(https?://[^\\s?#]+)?$",
                "description": "Where the bucket's files can be had without a signature, such as https://cdn.example.com. The \
                    file's key is put behind it to make the address that a render reports. Left out: \
                    https://storage.googleapis.com/ and the bucket.",
            },
            "pathPrefix": {
                "type": "string", "title": "Folder", "maxLength": 512,
                "description": "A folder inside the bucket that all files go into, such as videos/2026.",
            },
            "endpoint": {
                "type": "string", "title": "Endpoint", "maxLength": 512, "pattern": "^(https?://[^\\s?#@]+)?$",
                "description": "Another address of the JSON API, such as that of a private endpoint. Left out: \
                    https://storage.googleapis.com.",
            },
        },
        "required": ["bucket", "gcsServiceAccountJson"],
        "additionalProperties": false,
    })
}

fn options_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "bucket": bucket("Chooses, among several integrations, the one with this bucket.") },
        "additionalProperties": false,
    })
}

fn bucket(description: &str) -> Value {
    json!({ "type": "string", "title": "Bucket", "pattern": BUCKET, "description": description })
}
