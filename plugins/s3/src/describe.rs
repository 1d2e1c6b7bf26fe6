//! What the library says of itself.

use crate::phases::{LARGEST_FILE, PARALLEL, PART_BYTES};
use crate::vendors::{R2, S3, VENDORS, Vendor};
use plugin_sdk::{Capabilities, Completion, Description, MediaKind, PROTOCOL, Provider, Resume, Value, json};
use std::collections::BTreeMap;

/// The access control lists that an object can be given in one word.
const ACLS: [&str; 7] = [
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
];

const BUCKET: &str = "^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$";
// It becomes part of a host's name.
const REGION: &str = "^([a-z0-9][a-z0-9-]{0,39})?$";
const ENDPOINT: &str = "(https?://)?[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?";

/// The four providers.
pub fn description() -> Description {
    Description {
        protocol: PROTOCOL,
        name: "S3 and compatible stores".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        providers: VENDORS.into_iter().map(provider).collect(),
    }
}

fn provider(vendor: &Vendor) -> Provider {
    Provider {
        id: vendor.id.to_owned(),
        name: vendor.name.to_owned(),
        aliases: Vec::new(),
        config_schema: config_schema(vendor),
        options_schema: options_schema(vendor),
        selects: BTreeMap::from([("bucket".to_owned(), "bucket".to_owned())]),
        hosts: vendor.hosts.iter().map(|host| (*host).to_owned()).collect(),
        endpoint: Some("endpoint".to_owned()),
        capabilities: Capabilities {
            files: vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio],
            completion: Completion::Atomic,
            resume: Resume::Parts,
            parallel: PARALLEL,
            part_bytes: PART_BYTES,
            most_bytes: Some(LARGEST_FILE),
            oauth: false,
            pulls: false,
        },
    }
}

fn config_schema(vendor: &Vendor) -> Value {
    let mut properties = json!({
        "bucket": bucket("The bucket that files go to. It has to be there already."),
        "accessKeyId": {
            "type": "string", "title": "Access key id", "minLength": 1, "maxLength": 128,
            "pattern": "^[A-Za-z0-9._@+:-]+$",
            "description": format!("Which access key of {} signs the requests.", vendor.name),
        },
        "secretAccessKey": {
            "type": "string", "title": "Secret access key", "minLength": 1, "maxLength": 256, "writeOnly": true,
            "description": "The secret that belongs to the access key. It is shown to nobody again.",
        },
        "endpoint": endpoint(vendor),
        "region": {
            "type": "string", "title": "Region", "pattern": REGION, "description": region(vendor),
        },
        "publicUrl": {
            "type": "string", "title": "Public address", "maxLength": 1024, "pattern": "^(https?://[^\\s?#]+)?$",
            "description": public_url(vendor),
        },
        "pathPrefix": {
            "type": "string", "title": "Folder", "maxLength": 512,
            "description": "A folder inside the bucket that all files go into, such as videos/2026.",
        },
    });
    if vendor.acls {
        properties["acl"] = acl();
    }
    let mut required = vec!["bucket", "accessKeyId", "secretAccessKey"];
    if vendor.domain.is_none() {
        required.push("endpoint");
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn options_schema(vendor: &Vendor) -> Value {
    let mut properties = json!({
        "bucket": bucket("Chooses, among several integrations, the one with this bucket."),
        "region": {
            "type": "string", "title": "Region", "pattern": REGION,
            "description": "The bucket's region, instead of the integration's.",
        },
    });
    if vendor.acls {
        properties["acl"] = acl();
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn bucket(description: &str) -> Value {
    json!({ "type": "string", "title": "Bucket", "pattern": BUCKET, "description": description })
}

fn acl() -> Value {
    json!({
        "type": "string", "title": "Access control list", "enum": ACLS, "default": "private",
        "description": "Who may read a file. Buckets whose access control lists are switched off take private alone: \
            nothing is sent for it.",
    })
}

fn endpoint(vendor: &Vendor) -> Value {
    let (pattern, description) = if vendor.domain.is_some() {
        (
            format!("^({ENDPOINT})?$"),
            format!("The address of the service, such as {}. Left out: that of the region.", vendor.example),
        )
    } else {
        (format!("^{ENDPOINT}$"), format!("The address of the service, such as {}.", vendor.example))
    };
    json!({
        "type": "string", "title": "Endpoint", "maxLength": 512, "pattern": pattern, "description": description,
    })
}

fn region(vendor: &Vendor) -> String {
    if vendor.id == R2.id {
        return "The bucket's region; R2 has one, which is taken when this is left out: auto.".to_owned();
    }
    let default = if vendor.id == S3.id { "us-east-1" } else { "what the endpoint says, as in s3.REGION." };
    format!("The bucket's region. Left out: {default}.")
}

fn public_url(vendor: &Vendor) -> String {
    let default = if vendor.id == S3.id { "with Amazon, the bucket's own address" } else { "no address is reported" };
    format!(
        "Where the bucket's files can be had without a signature, such as https://cdn.example.com. The file's key is \
         put behind it to make the address that a render reports. Left out: {default}."
    )
}
