//! What the library says of itself.

use crate::phases::{BLOCK_BYTES, LARGEST_FILE, PARALLEL};
use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

const ACCOUNT: &str = "^[a-z0-9]{3,24}$";
const CONTAINER: &str = r"^(\$web|[a-z0-9](-?[a-z0-9])+)$";
const KEY: &str = "^[A-Za-z0-9+/]+={0,2}$";
const ENDPOINT: &str = "^(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?)?$";

/// The one provider.
pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "Azure Blob Storage".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        providers: vec![provider()],
    }
}

fn provider() -> Provider {
    let selects = [("accountName", "azureAccountName"), ("container", "azureContainerName")];
    Provider {
        id: "azure".to_owned(),
        name: "Azure Blob Storage".to_owned(),
        aliases: vec!["azure-blob-storage".to_owned()],
        config_schema: config_schema(),
        options_schema: options_schema(),
        selects: BTreeMap::from(selects.map(|(option, property)| (option.to_owned(), property.to_owned()))),
        hosts: vec!["*.blob.core.windows.net".to_owned()],
        endpoint: Some("endpoint".to_owned()),
        capabilities: Capabilities {
            files: vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio],
            completion: Completion::Atomic,
            resume: Resume::Parts,
            parallel: PARALLEL,
            part_bytes: BLOCK_BYTES,
            most_bytes: Some(LARGEST_FILE),
            oauth: false,
            pulls: false,
        },
    }
}

fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "azureAccountName": account("The storage account that files go to."),
            "azureAccountKey": {
                "type": "string", "title": "Account key", "minLength": 4, "maxLength": 256, "pattern": KEY,
                "writeOnly": true,
                "description": "One of the account's two access keys, as the portal shows it. It is shown to nobody \
                    again.",
            },
            "azureContainerName": container("The container that files go to. It has to be there already."),
            "publicUrl": {
                "type": "string", "title": "Public address", "maxLength": 1024, "pattern": "^(https?://[^\\s?#]+)?$",
                "description": "Where the container's files can be had without a signature, such as \
                    https://cdn.example.com. The file's name is put behind it to make the address that a render \
                    reports. Left out: the container's own address.",
            },
            "pathPrefix": {
                "type": "string", "title": "Folder", "maxLength": 512,
                "description": "A folder inside the container that all files go into, such as videos/2026.",
            },
            "endpoint": {
                "type": "string", "title": "Endpoint", "maxLength": 512, "pattern": ENDPOINT,
                "description": "Another address of the blob service, of a sovereign cloud or an emulator, such as \
                    https://ACCOUNT.blob.core.chinacloudapi.cn. Where the host does not begin with the account's name, \
                    the account is put into the path. Left out: Azure's public cloud.",
            },
        },
        "required": ["azureAccountName", "azureAccountKey", "azureContainerName"],
        "additionalProperties": false,
    })
}

fn options_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "accountName": account("Chooses, among several integrations, the one with this storage account."),
            "container": container("Chooses, among several integrations, the one with this container."),
        },
        "additionalProperties": false,
    })
}

fn account(description: &str) -> Value {
    json!({ "type": "string", "title": "Storage account", "pattern": ACCOUNT, "description": description })
}

fn container(description: &str) -> Value {
    json!({
        "type": "string", "title": "Container", "minLength": 3, "maxLength": 63, "pattern": CONTAINER,
        "description": description,
    })
}
