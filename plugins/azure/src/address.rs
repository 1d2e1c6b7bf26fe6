//! Where a container is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// What is left as it is in addresses; everything else is escaped, in upper case.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port.
    origin: String,
    /// What comes before the blob's name, escaped: a slash at its beginning, none at its end.
    path: String,
}

/// A part of a path or query, escaped, slashes too.
pub fn escape(text: &str) -> String {
    percent_encode(text.as_bytes(), ESCAPED).to_string()
}

/// A blob's name, escaped but for its slashes.
pub fn escape_name(name: &str) -> String {
    name.split('/').map(escape).collect::<Vec<_>>().join("/")
}

impl Address {
    /// In Azure's public cloud.
    pub fn public_cloud(account: &str, container: &str) -> Self {
        Self { origin: format!("https://{account}.blob.core.windows.net"), path: format!("/{}", escape(container)) }
    }

    /// At another address of the blob service. Where the host's name does not begin with the account's, as with
    /// emulators, the account is the first part of the path; it may have been written there already. Absent: that is no
    /// address.
    pub fn at(endpoint: &str, account: &str, container: &str) -> Option<Self> {
        let (scheme, rest) = endpoint.split_once("://")?;
        let scheme = match scheme.to_ascii_lowercase() {
            scheme if scheme == "https" || scheme == "http" => scheme,
            _ => return None,
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
        if host.is_empty() || !host.bytes().all(is_host) || path.contains(['?', '#']) {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let mut parts = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let is_in_host = host.strip_prefix(account).is_some_and(|rest| rest.starts_with('.'));
        if !is_in_host && parts.last() != Some(&account) {
            parts.push(account);
        }
        let container = escape(container);
        parts.push(&container);
        Some(Self { origin: format!("{scheme}://{host}"), path: format!("/{}", parts.join("/")) })
    }

    /// The container's own address.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// The path of a blob: what is signed.
    pub fn path_of(&self, name: &str) -> String {
        format!("{}/{}", self.path, escape_name(name))
    }

    /// The whole address of a blob.
    pub fn url_of(&self, name: &str) -> String {
        format!("{}{}", self.origin, self.path_of(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_below_its_container_in_the_accounts_host() {
        let address = Address::public_cloud("studio", "films");
        assert_eq!(address.url(), "https://studio.blob.core.windows.net/films");
        assert_eq!(address.url_of("a b/ü+%#?.mp4"), format!("{}/a%20b/%C3%BC%2B%25%23%3F.mp4", address.url()));
        assert_eq!(Address::public_cloud("studio", "$web").path_of("a"), "/%24web/a");
    }

    #[test]
    fn the_account_is_in_the_path_where_it_is_not_in_the_host() {
        let url = |endpoint| Address::at(endpoint, "studio", "films").map(|address| address.url_of("a"));
        let at = |endpoint| url(endpoint).unwrap();
        assert_eq!(
            at("https://studio.blob.core.chinacloudapi.cn/"),
            "https://studio.blob.core.chinacloudapi.cn/films/a"
        );
        assert_eq!(
            at("https://Studio.z12.blob.storage.azure.net"),
            "https://studio.z12.blob.storage.azure.net/films/a"
        );
        assert_eq!(at("http://127.0.0.1:10000"), "http://127.0.0.1:10000/studio/films/a");
        assert_eq!(at("http://127.0.0.1:10000/studio/"), "http://127.0.0.1:10000/studio/films/a");
        assert_eq!(at("https://gateway.example/azure"), "https://gateway.example/azure/studio/films/a");
        assert_eq!(at("https://studiofilms.example"), "https://studiofilms.example/studio/films/a");
        for wrong in ["ftp://example.com", "https://", "https://user:word@example.com", "https://a/?b", "a.example"] {
            assert_eq!(url(wrong), None, "{wrong}");
        }
    }
}
