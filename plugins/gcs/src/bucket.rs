//! Where a bucket and its objects are.

use crate::describe::HOSTS;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_sdk::{Fail, Job, Reason};
use url::Url;

/// Where the JSON API is, and where public objects are.
const GOOGLE: &str = "https://storage.googleapis.com";

/// Hosts that give tokens.
const TOKEN_HOSTS: [&str; 2] = ["oauth2.googleapis.com", "accounts.google.com"];

/// What is encoded in a query's value, or in a part of a path: all but unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A bucket.
pub struct Bucket {
    /// Its name.
    pub name: String,
    endpoint: String,
    origin: Url,
    public_url: String,
}

impl Bucket {
    /// As the job's configuration says.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let wrong = |message: &str| Fail { reason: Reason::Invalid, message: message.to_owned(), retryable: false };
        let name = job.config("bucket").ok_or_else(|| wrong("`bucket` is missing: name the bucket"))?.to_owned();
        let endpoint = job.config("endpoint").unwrap_or(GOOGLE).trim_end_matches('/').to_owned();
        let origin = Url::parse(&endpoint)
            .map_err(|_| wrong("`endpoint` is no address: give one such as https://storage.googleapis.com"))?;
        let public_url = job
            .config("publicUrl")
            .map_or_else(|| format!("{GOOGLE}/{}", encoded(&name)), |url| url.trim_end_matches('/').to_owned());
        Ok(Self { name, endpoint, origin, public_url })
    }

    /// Where an upload of an object with this key begins.
    pub fn upload_url(&self, key: &str, bills: Option<&str>) -> String {
        let (endpoint, bucket, name) = (&self.endpoint, encoded(&self.name), encoded(key));
        let bills = bills.map(|project| format!("&userProject={}", encoded(project))).unwrap_or_default();
        format!("{endpoint}/upload/storage/v1/b/{bucket}/o?uploadType=resumable&name={name}{bills}")
    }

    /// Where an object is, or one generation of it.
    pub fn object_url(&self, key: &str, generation: Option<&str>, bills: Option<&str>) -> String {
        let pairs = [("generation", generation), ("userProject", bills)];
        let pairs: Vec<_> =
            pairs.iter().filter_map(|(name, value)| Some(format!("{name}={}", encoded((*value)?)))).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("{}/storage/v1/b/{}/o/{}{query}", self.endpoint, encoded(&self.name), encoded(key))
    }

    /// Where everybody finds the object, if everybody may.
    pub fn public_url(&self, key: &str) -> String {
        let path: Vec<_> = key.split('/').map(encoded).collect();
        format!("{}/{}", self.public_url, path.join("/"))
    }

    /// Whether an upload may go to this address: what the service names has to be of its own.
    pub fn is_own(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| self.is_at_the_endpoint(&url) || is_https_at(&url, &HOSTS))
    }

    /// Whether tokens may be asked for at this address. A key file is somebody else's text: it must not make us call whomever
    /// it likes.
    ///
    /// # Errors
    /// That they may not.
    pub fn check_token_uri(&self, address: &str) -> Result<(), Fail> {
        let may = Url::parse(address).is_ok_and(|url| self.is_at_the_endpoint(&url) || is_https_at(&url, &TOKEN_HOSTS));
        if may {
            return Ok(());
        }
        let message = format!(
            "`gcsServiceAccountJson` wants tokens to be asked for elsewhere than at https://{}, https://{} or `endpoint`: \
             its `token_uri` has to be at one of these",
            TOKEN_HOSTS[0], TOKEN_HOSTS[1]
        );
        Err(Fail { reason: Reason::Invalid, message, retryable: false })
    }

    fn is_at_the_endpoint(&self, url: &Url) -> bool {
        url.origin() == self.origin.origin()
    }
}

/// Whether this key can be one of an object.
///
/// # Errors
/// Why not.
pub fn check_key(key: &str, bucket: &Bucket) -> Result<(), Fail> {
    let message = if key.split('/').any(|part| matches!(part, "." | "..")) {
        // Public addresses lose them on their way, and with them the key.
        format!("`{key}` cannot be a name in bucket `{}`: no folder may be named . or ..", bucket.name)
    } else if key.contains(['\r', '\n']) || key.starts_with(".well-known/acme-challenge/") {
        "a name of an object must not hold line breaks, or begin with .well-known/acme-challenge/".to_owned()
    } else if key.is_empty() || key.len() > 1024 {
        format!("a name of an object with its folders has 1 to 1,024 bytes, not {}: shorten it", key.len())
    } else {
        return Ok(());
    };
    Err(Fail { reason: Reason::Invalid, message, retryable: false })
}

fn is_https_at(url: &Url, hosts: &[&str]) -> bool {
    url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.host_str().is_some_and(|host| hosts.contains(&host))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
