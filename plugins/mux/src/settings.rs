//! What the configuration and the render say, put together.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_sdk::{Action, Job, Kind, Reason, Value, json};
use serde_json::Map;

const ENDPOINT: &str = "https://api.mux.com";

/// How an asset is to be, and who makes it. Not `Debug`: it holds the token.
pub struct Settings {
    id: String,
    secret: String,
    endpoint: String,
    /// The asset's settings.
    pub asset: Map<String, Value>,
    /// Where Mux fetches the file, when it is to.
    pub pull: Option<String>,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// No token, a file without an address that is to be fetched, or an empty file.
    pub fn of(job: &Job) -> Result<Self, Action> {
        let (Some(id), Some(secret)) = (job.config("tokenId"), job.config("tokenSecret")) else {
            return Err(invalid("The access token's id or secret is missing: add both."));
        };
        let sends = job.kind == Kind::Send;
        if sends && job.file.bytes == 0 {
            return Err(invalid("The file is empty, and Mux makes no asset of that."));
        }
        let pull = match job.config("upload") {
            Some("pull") if sends => Some(job.file.url.clone().ok_or_else(|| {
                invalid(
                    "Mux is to fetch the file, but this server gives out no addresses: set \"upload\" to \"direct\".",
                )
            })?),
            _ => None,
        };
        Ok(Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            endpoint: job.config("endpoint").unwrap_or(ENDPOINT).trim_end_matches('/').to_owned(),
            asset: asset(job),
            pull,
        })
    }

    /// The value of the header `authorization`.
    pub fn authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.id, self.secret)))
    }

    /// The address of a path of the API.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }

    /// The text without the token and without addresses, which may be signed.
    pub fn without_secrets(&self, text: &str) -> String {
        let words = text.split(' ').map(|word| if word.contains("://") { "(an address)" } else { word });
        words.collect::<Vec<_>>().join(" ").replace(&self.secret, "…")
    }
}

/// What the asset is to be. The transfer's id is in it, by which it is found again; `passthrough` is the render's own.
fn asset(job: &Job) -> Map<String, Value> {
    let policies = match job.options.get("playbackPolicy").and_then(Value::as_array) {
        Some(policies) => policies.clone(),
        None => job.config("playbackPolicy").map(|policy| json!(policy)).into_iter().collect(),
    };
    let mut asset = Map::new();
    if !policies.is_empty() {
        asset.insert("playback_policies".into(), Value::Array(policies));
    }
    if let Some(passthrough) = job.option("passthrough") {
        asset.insert("passthrough".into(), json!(passthrough));
    }
    asset.insert("meta".into(), json!({ "external_id": job.transfer }));
    asset
}

fn invalid(message: &str) -> Action {
    Action::fail(Reason::Invalid, message)
}
