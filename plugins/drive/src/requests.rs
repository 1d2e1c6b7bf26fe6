//! Where Drive is, and how it is asked.

use crate::describe::HOST;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_sdk::{Fail, Job, Reason, Request};
use url::Url;
use zeroize::Zeroizing;

/// What is encoded in a query's value, or in a part of a path: all but unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is asked of a file.
pub const FIELDS: &str = "id,name,size,md5Checksum,webViewLink";

/// Shared drives are somebody's too.
const ALL_DRIVES: [(&str, &str); 1] = [("supportsAllDrives", "true")];

/// Drive, as it is asked. Holds a token: cannot be printed.
pub struct Drive {
    endpoint: String,
    origin: Url,
    token: Option<Zeroizing<String>>,
}

impl Drive {
    /// As the job's configuration says.
    ///
    /// # Errors
    /// The endpoint is none.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let google = format!("https://{HOST}");
        let endpoint = job.config("endpoint").unwrap_or(&google).trim_end_matches('/').to_owned();
        let origin = Url::parse(&endpoint).map_err(|_| {
            let message = format!("`endpoint` is no address: give one such as {google}, or leave it out");
            Fail { reason: Reason::Invalid, message, retryable: false }
        })?;
        let mut drive = Self { endpoint, origin, token: None };
        drive.take_token(job.config("driveAccessToken"));
        Ok(drive)
    }

    /// From now on, this token. One that cannot stand in a header is none.
    pub fn take_token(&mut self, token: Option<&str>) {
        let token = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
        self.token = token.map(|token| Zeroizing::new(token.to_owned()));
    }

    /// Whether there is a token.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// The request, with the token.
    pub fn authorised(&self, request: Request) -> Request {
        match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {}", token.as_str())),
            None => request,
        }
    }

    /// Of files: lists, makes.
    pub fn files(&self, id: &str, method: &str, query: &[(&str, &str)]) -> Request {
        self.request(id, method, "/drive/v3/files", query)
    }

    /// Of one file.
    pub fn file(&self, id: &str, method: &str, file: &str, query: &[(&str, &str)]) -> Request {
        self.request(id, method, &format!("/drive/v3/files/{}", encoded(file)), query)
    }

    /// Of files that are sent.
    pub fn upload(&self, id: &str, query: &[(&str, &str)]) -> Request {
        self.request(id, "POST", "/upload/drive/v3/files", query)
    }

    /// Whether an upload may go to this address: what Drive names has to be of its own.
    pub fn is_own(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| {
            let is_google = url.scheme() == "https" && url.port().is_none() && url.host_str() == Some(HOST);
            url.origin() == self.origin.origin() || (is_google && url.username().is_empty())
        })
    }

    fn request(&self, id: &str, method: &str, path: &str, query: &[(&str, &str)]) -> Request {
        let pairs = query.iter().chain(&ALL_DRIVES).map(|(name, value)| format!("{name}={}", encoded(value)));
        Request::new(id, method, format!("{}{path}?{}", self.endpoint, pairs.collect::<Vec<_>>().join("&")))
    }
}

/// A text in a search: in quotes that it cannot leave.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
