//! The addresses that a provider may call.

use url::{Host, Url};

const HTTPS: u16 = 443;

/// `host`, `*.domain` or either with `:port`. Always https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostPattern {
    /// Without `*.`, in lower case.
    name: String,
    /// Whether names below it are meant, and not itself.
    below: bool,
    port: u16,
}

impl HostPattern {
    /// # Errors
    /// What is wrong, beginning with the pattern.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{}` {why}", text.escape_debug().take(80).collect::<String>());
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => {
                let port = port.parse().ok().filter(|port| *port != 0);
                (host, port.ok_or_else(|| wrong("has a port that is none"))?)
            }
            None => (text, HTTPS),
        };
        let (name, below) = host.strip_prefix("*.").map_or((host, false), |name| (name, true));
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let labels: Vec<&str> = name.split('.').collect();
        let is_number = labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        // One label would be a whole top-level domain, or a name of the server's own network.
        if labels.len() < 2 || is_number || !labels.into_iter().all(is_label) {
            return Err(wrong("is no host such as api.example.com or *.example.com, in lower case"));
        }
        Ok(Self { name: name.to_owned(), below, port })
    }

    pub(crate) fn allows(&self, url: &Url) -> bool {
        let Some(Host::Domain(host)) = url.host() else { return false };
        let is_named = if self.below {
            host.strip_suffix(self.name.as_str()).is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
        } else {
            host == self.name
        };
        is_named && url.scheme() == "https" && url.port_or_known_default() == Some(self.port)
    }
}

/// The address that a configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Reads what a configuration says; none when that is no address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_plain = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        let says_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
        (is_plain && !says_more).then_some(Self(url))
    }

    /// Whether this is an address of the same scheme, host and port.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(pattern: &str, url: &str) -> bool {
        HostPattern::parse(pattern).unwrap().allows(&url.parse().unwrap())
    }

    #[test]
    fn a_pattern_allows_what_it_names_and_nothing_beside_it() {
        assert!(allows("api.example.com", "https://api.example.com/x?y"));
        assert!(allows("api.example.com", "https://API.example.com:443/"));
        assert!(allows("*.example.com", "https://a.b.example.com/"));
        assert!(allows("a.example.com:8443", "https://a.example.com:8443/"));
        for (pattern, url) in [
            ("api.example.com", "http://api.example.com/"),
            ("api.example.com", "https://api.example.com:8443/"),
            ("api.example.com", "https://api.example.com.evil.org/"),
            ("api.example.com", "https://x.api.example.com/"),
            ("*.example.com", "https://example.com/"),
            ("*.example.com", "https://evilexample.com/"),
            ("*.example.com", "https://.example.com/"),
            ("a.example.com:8443", "https://a.example.com/"),
            ("api.example.com", "https://127.0.0.1/"),
        ] {
            assert!(!allows(pattern, url), "{pattern} {url}");
        }
    }

    #[test]
    fn a_bad_pattern_is_named() {
        for bad in [
            "",
            "*",
            "*.com",
            "localhost",
            "10.0.0.1",
            "a..b",
            "A.com",
            "a.com:0",
            "a.com:x",
            "*.*.com",
            "https://a.com",
            "a.com/",
        ] {
            assert!(HostPattern::parse(bad).unwrap_err().starts_with(&format!("`{bad}` ")), "{bad}");
        }
    }

    #[test]
    fn an_endpoint_allows_its_own_origin() {
        let endpoint = Endpoint::parse("http://minio.test:9000/path").unwrap();
        assert!(endpoint.allows(&"http://minio.test:9000/else?x".parse().unwrap()));
        for other in ["https://minio.test:9000/", "http://minio.test/", "http://a.minio.test:9000/"] {
            assert!(!endpoint.allows(&other.parse().unwrap()), "{other}");
        }
        for bad in ["", "minio.test", "ftp://a.b/", "https://a:b@c.d/", "/x", "https://a.b/#c"] {
            assert_eq!(Endpoint::parse(bad), None, "{bad}");
        }
    }
}
