//! What the library says of itself.

use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

const HOST: &str = "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$";
const CP_CODE: &str = "^[0-9]{1,10}$";
const ENDPOINT: &str = "^(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?)?$";

/// The one provider.
pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Akamai NetStorage".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        providers: vec![provider()],
    }
}

fn provider() -> Provider {
    Provider {
        id: "akamai".to_owned(),
        name: "Akamai NetStorage".to_owned(),
        aliases: vec!["akamai-netstorage".to_owned()],
        config_schema: config_schema(),
        options_schema: options_schema(),
        selects: BTreeMap::from(["host", "cpCode"].map(|name| (name.to_owned(), name.to_owned()))),
        hosts: vec!["*.akamaihd.net".to_owned(), "*.akamai.com".to_owned()],
        endpoint: Some("endpoint".to_owned()),
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
    }
}

fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "host": host("The storage group's host for the HTTP API, such as example-nsu.akamaihd.net."),
            "cpCode": cp_code("The CP code whose folder files go into."),
            "keyName": {
                "type": "string", "title": "Upload account", "minLength": 1, "maxLength": 128,
                "pattern": "^[!-+\\--~]+$",
                "description": "The id of an upload account that may use the HTTP API and write below the CP code.",
            },
            "key": {
                "type": "string", "title": "HTTP API key", "minLength": 1, "maxLength": 512, "writeOnly": true,
                "description": "The upload account's key for the HTTP API. It is shown to nobody again.",
            },
            "publicUrl": {
                "type": "string", "title": "Public address", "maxLength": 1024, "pattern": "^(https?://[^\\s?#]+)?$",
                "description": "Where the files of the CP code can be had, such as https://cdn.example.com. The file's \
                    path below the CP code is put behind it to make the address that a render reports. Left out: no \
                    address is reported.",
            },
            "pathPrefix": {
                "type": "string", "title": "Folder", "maxLength": 512,
                "description": "A folder below the CP code that all files go into, such as videos/2026.",
            },
            "endpoint": {
                "type": "string", "title": "Endpoint", "maxLength": 512, "pattern": ENDPOINT,
                "description": "Another address to call instead of the host, such as that of a gateway. Left out: \
                    https:// and the host.",
            },
        },
        "required": ["host", "cpCode", "keyName", "key"],
        "additionalProperties": false,
    })
}

fn options_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "host": host("Chooses, among several integrations, the one with this host."),
            "cpCode": cp_code("Chooses, among several integrations, the one with this CP code."),
        },
        "additionalProperties": false,
    })
}

fn host(description: &str) -> Value {
    json!({ "type": "string", "title": "Host", "maxLength": 253, "pattern": HOST, "description": description })
}

fn cp_code(description: &str) -> Value {
    json!({ "type": "string", "title": "CP code", "pattern": CP_CODE, "description": description })
}
