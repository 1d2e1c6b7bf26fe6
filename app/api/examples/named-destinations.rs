//! A library that serves providers by the names that edits have for them, and sends nothing: for tests of what is said of
//! destinations.

use plugin_sdk::{
    Action, Answer, Capabilities, Completion, Description, Destination, Event, Job, MediaKind, PROTOCOL, Provider,
    Reason, Resume, Value, json,
};

plugin_sdk::export!(Named);

/// A transfer, which fails.
pub struct Named;

impl Destination for Named {
    fn describe() -> Description {
        let all = [MediaKind::Video, MediaKind::Image, MediaKind::Audio];
        let bucket = text("bucket");
        let acl = json!({ "type": "string", "title": "Acl", "description": "Who may read.", "enum": ["private", "public-read"] });
        let s3 = json!({ "bucket": bucket, "region": text("region"), "acl": acl });
        Description {
            protocol: PROTOCOL,
            name: "Destinations by their names".to_owned(),
            version: "1.0".to_owned(),
            providers: vec![
                Provider {
                    config_schema: of_a_bucket(),
                    endpoint: Some("endpoint".to_owned()),
                    ..provider("s3", &[], s3, &["bucket"], &all)
                },
                provider("gcs", &["google-cloud-storage"], json!({ "bucket": bucket }), &["bucket"], &all),
                provider("mux", &[], json!({ "passthrough": text("passthrough") }), &[], &all[..1]),
            ],
        }
    }

    fn open(_: Job) -> Result<Self, Action> {
        Err(Action::fail(Reason::Invalid, "nothing is sent"))
    }

    fn step(&mut self, _: Event) -> Answer {
        Action::fail(Reason::Invalid, "nothing is sent").into()
    }
}

fn text(name: &str) -> Value {
    json!({ "type": "string", "title": name, "description": format!("The {name}.") })
}

/// As much as a store of the S3 protocol is configured with.
fn of_a_bucket() -> Value {
    let mut secret = text("secretAccessKey");
    secret["writeOnly"] = json!(true);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["bucket", "accessKeyId", "secretAccessKey"],
        "properties": {
            "bucket": text("bucket"), "accessKeyId": text("accessKeyId"), "secretAccessKey": secret,
            "endpoint": text("endpoint"), "region": text("region"), "publicUrl": text("publicUrl"),
            "pathPrefix": text("pathPrefix"),
        },
    })
}

fn provider(id: &str, aliases: &[&str], options: Value, selects: &[&str], files: &[MediaKind]) -> Provider {
    Provider {
        id: id.to_owned(),
        name: format!("Test {id}"),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        config_schema: json!({ "type": "object", "additionalProperties": false, "properties": { "bucket": text("bucket") } }),
        options_schema: json!({ "type": "object", "additionalProperties": false, "properties": options }),
        selects: selects.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect(),
        hosts: vec!["storage.example.com".to_owned()],
        endpoint: None,
        capabilities: Capabilities {
            files: files.to_vec(),
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
