//! The ten providers, and the template that others begin from.

use crate::plans::{LARGE, SOME_PARTS, passes_but_for, plan, plugin, tried};
use crate::store::Store;
use conformance::{Faults, Plan, Reading, Service, Wanted};
use delivery::NotRefreshed;
use futures::future::BoxFuture;
use s3_double::{S3Double, Settings};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use vendor_doubles::Vendor;

const RUNS_OUT: &str = "credentials that run out";
const SAME_NAME: &str = "another file of the same name";

/// A double of a vendor. What it calls an object is made of the key that was sent.
struct Double {
    vendor: Arc<Vendor>,
    config: Map<String, Value>,
    named: fn(&str) -> String,
    /// Whether it has tokens that expire.
    expires: bool,
}

impl Double {
    fn start(name: &str, options: &[&str]) -> Self {
        let vendor = Vendor::start(name, options);
        let mut config = vendor.config().as_object().unwrap().clone();
        config.remove("oauth");
        Self { vendor: Arc::new(vendor), config, named: str::to_owned, expires: false }
    }

    fn plan(&self, folder: &str) -> Plan {
        plan(plugin(folder), folder, &Value::Object(self.config.clone()))
    }
}

impl Service for Double {
    fn read<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Reading, String>> {
        let found = wanted.id.as_ref().and_then(|id| self.vendor.found(id));
        let found = found.or_else(|| self.vendor.found(&(self.named)(&wanted.key)));
        let found = found.map_or(Reading::Absent, |(bytes, sha256)| Reading::Found { bytes, sha256 });
        Box::pin(async { Ok(found) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Option<Vec<String>>, String>> {
        let names = self.vendor.names().iter().map(ToString::to_string).collect();
        Box::pin(async { Ok(Some(names)) })
    }

    fn faults(&self) -> Option<Arc<dyn Faults>> {
        Some(Arc::new(Wrong(self.vendor.clone())))
    }

    fn renew(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        let renewed = if self.expires { renewed(&self.vendor, &self.config) } else { Err(NotRefreshed::Unavailable) };
        Box::pin(async { renewed })
    }

    fn expire(&self) -> bool {
        if self.expires {
            self.vendor.expire_tokens();
        }
        self.expires
    }
}

/// What a vendor's double does wrong.
struct Wrong(Arc<Vendor>);

impl Faults for Wrong {
    fn cut(&self, after: u64) {
        self.0.fault(&json!({ "cutAfterBytes": after }));
    }

    fn lose_answer(&self) {
        self.0.fault(&json!({ "loseAnswer": true }));
    }

    fn clear(&self) {
        self.0.clear_faults();
    }
}

/// New tokens for the refresh token, as the server's own code has them.
fn renewed(vendor: &Vendor, config: &Map<String, Value>) -> Result<Map<String, Value>, NotRefreshed> {
    let oauth = &vendor.config()["oauth"];
    let text = |name: &str| oauth[name].as_str().unwrap().to_owned();
    let form = format!(
        "grant_type=refresh_token&refresh_token={}&client_id={}&client_secret={}",
        config["driveRefreshToken"].as_str().unwrap(),
        text("clientId"),
        text("clientSecret"),
    );
    let answer =
        Command::new("curl").args(["--silent", "--fail", "--data", &form, &text("tokenUrl")]).output().unwrap();
    let answer: Value = serde_json::from_slice(&answer.stdout).map_err(|_| NotRefreshed::Reconnect)?;
    let mut config = config.clone();
    config.insert("driveAccessToken".to_owned(), answer["access_token"].clone());
    Ok(config)
}

/// A store of the S3 protocol.
struct Bucket {
    double: S3Double,
    _folder: tempfile::TempDir,
}

impl Bucket {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { double: S3Double::start(Settings::of(folder.path())).unwrap(), _folder: folder }
    }

    fn plan(&self, provider: &str) -> Plan {
        let Settings { access_key, secret_key, bucket, .. } = self.double.settings();
        let endpoint = self.double.endpoint();
        let config = json!({
            "bucket": bucket, "accessKeyId": access_key, "secretAccessKey": secret_key, "endpoint": endpoint,
        });
        let mut plan = plan(plugin("s3"), provider, &config);
        // The double makes the name of one file of a whole key, encoded, and file systems let it be only so long.
        plan.odd_names.retain(|name| name.len() < 100);
        plan
    }

    fn folder(&self) -> PathBuf {
        let Settings { data, bucket, .. } = self.double.settings();
        data.join(bucket)
    }
}

impl Service for Bucket {
    fn read<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Reading, String>> {
        Box::pin(async {
            let Ok(bytes) = std::fs::read(self.folder().join(&wanted.key)) else { return Ok(Reading::Absent) };
            Ok(Reading::Found { bytes: bytes.len() as u64, sha256: hex::encode(Sha256::digest(&bytes)) })
        })
    }

    fn list(&self) -> BoxFuture<'_, Result<Option<Vec<String>>, String>> {
        let mut files = Vec::new();
        walk(&self.folder(), &mut files);
        Box::pin(async { Ok(Some(files)) })
    }
}

fn walk(folder: &Path, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path.to_string_lossy().into_owned());
        }
    }
}

async fn s3_protocol(provider: &str, large_bytes: u64) {
    let bucket = Bucket::start();
    let report = tried(&Plan { large_bytes, ..bucket.plan(provider) }, &bucket).await;
    passes_but_for(&report, &[RUNS_OUT]);
}

#[tokio::test]
async fn s3() {
    s3_protocol("s3", LARGE).await;
}

#[tokio::test]
async fn r2() {
    s3_protocol("r2", SOME_PARTS).await;
}

#[tokio::test]
async fn b2() {
    s3_protocol("b2", SOME_PARTS).await;
}

#[tokio::test]
async fn wasabi() {
    s3_protocol("wasabi", SOME_PARTS).await;
}

#[tokio::test]
async fn gcs() {
    let double = Double::start("gcs", &[]);
    // A key of the same kind that Google does not know: the account's name is another.
    let key = double.config["gcsServiceAccountJson"].as_str().unwrap();
    let mut key: Value = serde_json::from_str(key).unwrap();
    key["client_email"] = json!("nobody@nowhere.iam.gserviceaccount.com");
    let wrong = json!({ "gcsServiceAccountJson": key.to_string() }).as_object().cloned();
    let mut plan = Plan { wrong, ..double.plan("gcs") };
    // The double keeps objects in folders, and those have names.
    plan.odd_names.retain(|name| name != "a//b");
    let report = tried(&plan, &double).await;
    passes_but_for(&report, &[RUNS_OUT]);
}

#[tokio::test]
async fn azure() {
    let double = Double::start("azure", &[]);
    passes_but_for(&tried(&double.plan("azure"), &double).await, &[RUNS_OUT]);
}

#[tokio::test]
async fn drive() {
    let named = |key: &str| key.rsplit('/').next().unwrap_or(key).to_owned();
    let double = Double { named, expires: true, ..Double::start("google", &["--rotate", "false"]) };
    passes_but_for(&tried(&double.plan("drive"), &double).await, &[SAME_NAME]);
}

#[tokio::test]
async fn vimeo() {
    let named = |key: &str| key.rsplit('/').next().unwrap_or(key).trim_end_matches(".mp4").to_owned();
    let double = Double { named, ..Double::start("vimeo", &[]) };
    passes_but_for(&tried(&double.plan("vimeo"), &double).await, &[SAME_NAME, RUNS_OUT]);
}

#[tokio::test]
async fn mux() {
    let double = Double::start("mux", &[]);
    passes_but_for(&tried(&double.plan("mux"), &double).await, &[SAME_NAME, RUNS_OUT]);
}

#[tokio::test]
async fn akamai() {
    let named = |key: &str| format!("/123456/{key}");
    let mut double = Double { named, ..Double::start("netstorage", &[]) };
    // Its own has a port, which no host of the vendor's has; what is called is the endpoint.
    double.config.insert("host".to_owned(), json!("example-nsu.akamaihd.net"));
    // The one that sends a file in one request, however large.
    let plan = Plan { large_bytes: LARGE, ..double.plan("akamai") };
    passes_but_for(&tried(&plan, &double).await, &[RUNS_OUT]);
}

#[tokio::test]
async fn the_template() {
    let store = Store::start().await;
    let plan = plan(plugin("template"), "webdav", &store.config());
    passes_but_for(&tried(&plan, &store).await, &[RUNS_OUT]);
}
