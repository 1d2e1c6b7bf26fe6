//! Stand-ins for the services that finished films are uploaded to: Azure, Cloud Storage, Drive with Google's OAuth,
//! Vimeo, Mux and NetStorage. Each is a program in this folder that listens on loopback, checks every credential and
//! signature, and can be told what to do wrong. Where somebody else's server or protocol library exists, it answers.
//!
//! `node tests/doubles/vendors/NAME.mjs` starts one by hand; it ends with its standard input.
//!
//! | name | options | configuration |
//! |---|---|---|
//! | `azure` | `--container` | `azureAccountName`, `azureAccountKey`, `azureContainerName`, `endpoint` |
//! | `gcs` | `--access-token-seconds` | `bucket`, `gcsServiceAccountJson`, `endpoint` |
//! | `google` | in `google.mjs` | `driveAccessToken`, `driveRefreshToken`, `driveFolderId`, `endpoint`, `oauth` |
//! | `mux` | `--polls` | `tokenId`, `tokenSecret`, `endpoint` |
//! | `netstorage` | `--cp-code` | `host`, `cpCode`, `keyName`, `key`, `endpoint` |
//! | `vimeo` | `--polls` | `accessToken`, `folderUri`, `endpoint` |

mod control;

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running double. It ends when this is dropped, and also when this process dies.
pub struct Vendor {
    child: Child,
    url: String,
    config: Value,
}

impl Vendor {
    /// Starts `azure`, `gcs`, `google`, `mux`, `netstorage` or `vimeo` with options such as `["--polls", "0"]`, and
    /// returns when it answers.
    ///
    /// # Panics
    /// When it does not start, for example since `scripts/setup --tests` did not run.
    #[must_use]
    pub fn start(name: &str, options: &[&str]) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{name}.mjs"));
        let mut command = Command::new(node());
        command.arg(program).args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("node: {error}; run scripts/setup --tests"));
        let mut line = String::new();
        let mut answers = BufReader::new(child.stdout.take().expect("it is piped"));
        answers.read_line(&mut line).expect("what the double says is text");
        let Ok(mut said) = serde_json::from_str::<Value>(&line) else {
            let end = child.wait();
            panic!("the double of {name} did not start ({end:?}); run scripts/setup --tests");
        };
        let url = said["url"].as_str().expect("a double says its address").to_owned();
        Self { child, url, config: said["config"].take() }
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The credentials and names that a client needs, under the names that the plugins give them.
    #[must_use]
    pub const fn config(&self) -> &Value {
        &self.config
    }

    /// One text of the configuration.
    ///
    /// # Panics
    /// When there is no such text.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.config[key].as_str().unwrap_or_else(|| panic!("the double's configuration has no {key}"))
    }

    /// What is complete and visible there: `key`, `bytes`, `sha256`, and `id` and `mediaType` where it has them.
    ///
    /// # Panics
    /// When the double does not answer.
    #[must_use]
    pub fn objects(&self) -> Vec<Value> {
        let listed = control::json(&self.get("objects"));
        listed.as_array().expect("the objects are a list").clone()
    }

    /// The same without digests, which takes no time however much there is.
    ///
    /// # Panics
    /// When the double does not answer.
    #[must_use]
    pub fn names(&self) -> Vec<Value> {
        let listed = control::json(&self.get("names"));
        listed.as_array().expect("the objects are a list").clone()
    }

    /// How many bytes the object with this key or id has, and their SHA-256; nothing when there is none.
    ///
    /// # Panics
    /// When the double does not answer.
    #[must_use]
    pub fn found(&self, key: &str) -> Option<(u64, String)> {
        let found = control::json(&self.get(&format!("found?key={}", control::escaped(key))));
        Some((found["bytes"].as_u64()?, found["sha256"].as_str()?.to_owned()))
    }

    /// The bytes of the object with this key or id.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn object(&self, key: &str) -> Vec<u8> {
        self.get(&format!("object?key={}", control::escaped(key)))
    }

    /// What it is to do wrong next, as `apply` in `lib/faults.mjs` describes it.
    ///
    /// # Panics
    /// When the double does not answer.
    pub fn fault(&self, fault: &Value) {
        control::send(&self.url, "POST", "/_double/faults", &fault.to_string());
    }

    /// Forgets the faults that still wait for their requests.
    ///
    /// # Panics
    /// When the double does not answer.
    pub fn clear_faults(&self) {
        control::send(&self.url, "DELETE", "/_double/faults", "");
    }

    /// Requests and bytes of bodies that have come in so far, the control requests left out.
    ///
    /// # Panics
    /// When the double does not answer.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let counted = control::json(&self.get("counters"));
        let count = |name: &str| counted[name].as_u64().expect("a count");
        Counters { requests: count("requests"), bytes: count("bytes") }
    }

    /// Ends every access token that was handed out, before its time. Google's doubles alone have such.
    ///
    /// # Panics
    /// When the double has no tokens that expire.
    pub fn expire_tokens(&self) {
        control::send(&self.url, "POST", "/_double/expire-tokens", "");
    }

    fn get(&self, path: &str) -> Vec<u8> {
        control::send(&self.url, "GET", &format!("/_double/{path}"), "")
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        // The end of its input, so that it also ends what it started and removes its files.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Where a browser ends up that begins at `from` and consents to everything, once it is sent to what begins with `until`; that is
/// not asked.
///
/// # Panics
/// When it does not come there.
#[must_use]
pub fn browse(from: &str, until: &str) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("browse.mjs");
    let output = Command::new(node()).arg(program).args([from, until]).output();
    let output = output.unwrap_or_else(|error| panic!("node: {error}; run scripts/setup --tests"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What a double has been asked so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// Requests, whatever became of them.
    pub requests: u64,
    /// Bytes of their bodies, as far as these arrived.
    pub bytes: u64,
}

/// The Node.js that `scripts/setup` installed where the machine's own is too old, or that.
#[must_use]
pub fn node() -> PathBuf {
    let own = cache().join("node/bin/node");
    if own.exists() { own } else { PathBuf::from("node") }
}

/// Where `scripts/setup` puts what it installs.
///
/// # Panics
/// When there is no home folder.
#[must_use]
pub fn cache() -> PathBuf {
    let named = std::env::var_os("RUSHES_CACHE").map(PathBuf::from);
    named.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").expect("HOME is not set")).join(".cache/rushes"))
}
