//! The service account, as its key file says.

use plugin_sdk::{Fail, Job, Reason, Value};
use rsa::PrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use zeroize::Zeroizing;

/// The property of the configuration that holds the key file.
const PROPERTY: &str = "gcsServiceAccountJson";

/// Whose tokens are asked for. Holds a private key: cannot be printed.
pub struct Account {
    /// Its address, such as `rushes@project.iam.gserviceaccount.com`.
    pub email: String,
    /// Which of its keys this is, where the file says so.
    pub key_id: Option<String>,
    /// The key.
    pub key: PrivateKey,
    /// Where tokens are had.
    pub token_uri: String,
    /// The project that it belongs to.
    pub project: Option<String>,
}

impl Account {
    /// From the configuration: the key file as text, or what is in it.
    ///
    /// # Errors
    /// What is wrong with the key file; nothing of it is repeated.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let parsed;
        let file = match job.config.get(PROPERTY) {
            Some(Value::String(text)) => {
                parsed = serde_json::from_str::<Value>(text)
                    .map_err(|_| wrong("is not JSON: give the whole key file, as it was downloaded"))?;
                &parsed
            }
            Some(value) => value,
            None => return Err(wrong("is missing: give the key file of a service account")),
        };
        let text = |property: &str| file.get(property).and_then(Value::as_str).filter(|text| !text.is_empty());
        if text("type") != Some("service_account") {
            return Err(wrong("is no key of a service account: its `type` has to be `service_account`"));
        }
        let needed = |property: &str| {
            text(property).ok_or_else(|| wrong(&format!("has no `{property}`: give the whole key file, unchanged")))
        };
        let project = job.config("gcsProjectId").or_else(|| text("project_id")).map(str::to_owned);
        Ok(Self {
            email: needed("client_email")?.to_owned(),
            key_id: text("private_key_id").map(str::to_owned),
            key: key(needed("private_key")?)?,
            token_uri: text("token_uri").unwrap_or("https://oauth2.googleapis.com/token").to_owned(),
            project,
        })
    }
}

/// Reads the private key. One whose line breaks were escaped twice on its way is understood too.
fn key(pem: &str) -> Result<PrivateKey, Fail> {
    let pem = Zeroizing::new(pem.replace("\\n", "\n"));
    PrivateKey::from_pkcs8_pem(pem.trim())
        .ok()
        .or_else(|| PrivateKey::from_pkcs1_pem(pem.trim()).ok())
        .ok_or_else(|| wrong("has a `private_key` that cannot be read: give the whole key file, unchanged"))
}

fn wrong(what: &str) -> Fail {
    Fail { reason: Reason::Invalid, message: format!("`{PROPERTY}` {what}"), retryable: false }
}
