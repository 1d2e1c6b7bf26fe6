//! The storage group that a transfer goes to, as the configuration says.

use crate::sign::Credentials;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use plugin_sdk::{Fail, Job, Reason};

/// What is left as it is in addresses; everything else is escaped, in upper case.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A storage group's part with one CP code, and what it takes to write to it. Holds the key: cannot be printed.
pub struct Group {
    /// Who writes.
    pub credentials: Credentials,
    /// Scheme, host and port.
    origin: String,
    host: String,
    cp_code: String,
    /// Where files can be had, if anywhere; without a slash at its end.
    public: Option<String>,
}

/// A part of a path or of an action, escaped, slashes too.
pub fn escape(text: &str) -> String {
    percent_encode(text.as_bytes(), ESCAPED).to_string()
}

fn escape_path(path: &str) -> String {
    path.split('/').map(escape).collect::<Vec<_>>().join("/")
}

impl Group {
    /// What a job says.
    ///
    /// # Errors
    /// When something is missing, or the endpoint is no address.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let needed = |property: &str| {
            job.config(property).ok_or_else(|| invalid(format!("NetStorage: `{property}` has to be configured")))
        };
        let host = needed("host")?;
        let origin = match job.config("endpoint") {
            None => format!("https://{host}"),
            Some(endpoint) => origin(endpoint).ok_or_else(|| {
                invalid("NetStorage: `endpoint` is no address such as https://127.0.0.1:8443".to_owned())
            })?,
        };
        Ok(Self {
            credentials: Credentials::new(needed("keyName")?, needed("key")?),
            origin,
            host: host.to_owned(),
            cp_code: needed("cpCode")?.to_owned(),
            public: job.config("publicUrl").map(|public| public.trim_end_matches('/').to_owned()),
        })
    }

    /// The path of a file or folder, as NetStorage names it. Not escaped.
    pub fn path_of(&self, key: &str) -> String {
        format!("/{}/{key}", self.cp_code)
    }

    /// The path of a file or folder as it is sent and signed, and the whole address.
    pub fn address_of(&self, key: &str) -> (String, String) {
        let path = escape_path(&self.path_of(key));
        let url = format!("{}{path}", self.origin);
        (path, url)
    }

    /// Where a file can be had without a signature, if anywhere.
    pub fn public_url(&self, key: &str) -> Option<String> {
        self.public.as_ref().map(|public| format!("{public}/{}", escape_path(key)))
    }

    /// What it is called in an error.
    pub fn name(&self) -> String {
        format!("the CP code {} of NetStorage at `{}`", self.cp_code, self.host)
    }
}

/// Scheme, host and port of an address without a path.
fn origin(endpoint: &str) -> Option<String> {
    let (scheme, host) = endpoint.trim_end_matches('/').split_once("://")?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    let is_origin = matches!(scheme, "https" | "http") && !host.is_empty() && host.bytes().all(is_host);
    is_origin.then(|| format!("{scheme}://{host}"))
}

fn invalid(message: String) -> Fail {
    Fail { reason: Reason::Invalid, message, retryable: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_without_a_path() {
        assert_eq!(origin("http://127.0.0.1:8080/").as_deref(), Some("http://127.0.0.1:8080"));
        for wrong in ["ftp://a", "https://", "a.example", "https://user:word@a", "https://a/b", "https://a?b"] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}
