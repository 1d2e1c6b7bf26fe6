//! Where a bucket is.

use crate::vendors::Vendor;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// What a signature leaves as it is; everything else is escaped, in upper case.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a bucket, and of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `https` or `http`.
    pub scheme: &'static str,
    /// Host, and port unless it is the scheme's own: what `Host` says.
    pub host: String,
    /// What comes before the key, with a slash at its beginning and none at its end; may be empty. Escaped.
    pub path: String,
}

/// A part of a path or query, escaped, slashes too.
pub fn escape(text: &str) -> String {
    percent_encode(text.as_bytes(), ESCAPED).to_string()
}

/// A key, escaped but for its slashes.
pub fn escape_key(key: &str) -> String {
    key.split('/').map(escape).collect::<Vec<_>>().join("/")
}

impl Address {
    /// The bucket in a region of a provider that has an address for each: `bucket.s3.region.domain`, unless the
    /// bucket's name cannot be a label of a host's name (a certificate for `*.s3…` covers no further dots).
    pub fn regional(bucket: &str, region: &str, domain: &str) -> Self {
        let china = if region.starts_with("cn-") && domain == "amazonaws.com" { ".cn" } else { "" };
        let host = format!("s3.{region}.{domain}{china}");
        let is_label = bucket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_label {
            Self { scheme: "https", host: format!("{bucket}.{host}"), path: String::new() }
        } else {
            Self { scheme: "https", host, path: format!("/{}", escape(bucket)) }
        }
    }

    /// The bucket at an endpoint, below its path. Absent: that is no endpoint.
    pub fn at(endpoint: &str, bucket: &str) -> Option<Self> {
        let (scheme, rest) = match endpoint.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            Some(_) => return None,
            // Backblaze shows its endpoints like this.
            None => ("https", endpoint),
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let own_port = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(own_port).unwrap_or(host).to_ascii_lowercase();
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
        if host.is_empty() || !host.bytes().all(is_host) || path.contains(['?', '#']) {
            return None;
        }
        let bucket = escape(bucket);
        // Cloudflare shows its endpoints with the bucket behind them.
        let path = path.trim_matches('/');
        let path = if path.is_empty() || path == bucket { format!("/{bucket}") } else { format!("/{path}/{bucket}") };
        Some(Self { scheme, host, path })
    }

    /// The path of a key.
    pub fn path_of(&self, key: &str) -> String {
        format!("{}/{}", self.path, escape_key(key))
    }

    /// The whole address of a key.
    pub fn url_of(&self, key: &str) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.path_of(key))
    }

    /// The region that the host's name says, such as `s3.us-west-004.backblazeb2.com`.
    pub fn region(&self, vendor: &Vendor) -> Option<&str> {
        let name = self.host.split(':').next()?;
        let name = name.strip_suffix(".cn").unwrap_or(name).strip_suffix(vendor.regional?)?.strip_suffix('.')?;
        let region = name.strip_prefix("s3.")?;
        (!region.is_empty() && !region.contains('.')).then_some(region)
    }

    /// Whether it is Amazon's own.
    pub fn is_amazon(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{B2, R2, S3, WASABI};

    #[test]
    fn a_bucket_has_a_host_of_its_own_when_its_name_can_be_one() {
        let url = |bucket, region| Address::regional(bucket, region, "amazonaws.com").url_of("a b/ü+.mp4");
        assert_eq!(url("films", "eu-west-1"), "https://films.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC%2B.mp4");
        assert_eq!(url("my.films", "eu-west-1"), "https://s3.eu-west-1.amazonaws.com/my.films/a%20b/%C3%BC%2B.mp4");
        assert_eq!(url("films", "cn-north-1"), "https://films.s3.cn-north-1.amazonaws.com.cn/a%20b/%C3%BC%2B.mp4");
    }

    #[test]
    fn an_endpoint_is_read_as_the_consoles_show_it() {
        let url = |endpoint| Address::at(endpoint, "films").map(|address| address.url_of("a"));
        assert_eq!(url("http://127.0.0.1:9000").unwrap(), "http://127.0.0.1:9000/films/a");
        assert_eq!(url("https://S3.Example.com:443/").unwrap(), "https://s3.example.com/films/a");
        assert_eq!(url("https://example.com/storage/v1/s3").unwrap(), "https://example.com/storage/v1/s3/films/a");
        assert_eq!(url("s3.us-west-004.backblazeb2.com").unwrap(), "https://s3.us-west-004.backblazeb2.com/films/a");
        let r2 = url("https://abc.r2.cloudflarestorage.com/films");
        assert_eq!(r2.unwrap(), "https://abc.r2.cloudflarestorage.com/films/a");
        for wrong in ["ftp://example.com", "https://", "https://user:word@example.com", "https://example.com/?a=b"] {
            assert_eq!(url(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_region_is_read_from_the_endpoint_where_it_is_part_of_it() {
        let region = |endpoint, vendor| Address::at(endpoint, "films").unwrap().region(vendor).map(str::to_owned);
        assert_eq!(region("https://s3.us-west-004.backblazeb2.com", &B2).as_deref(), Some("us-west-004"));
        assert_eq!(region("https://s3.eu-central-1.wasabisys.com", &WASABI).as_deref(), Some("eu-central-1"));
        assert_eq!(region("https://s3.eu-west-1.amazonaws.com", &S3).as_deref(), Some("eu-west-1"));
        assert_eq!(region("https://s3.cn-north-1.amazonaws.com.cn", &S3).as_deref(), Some("cn-north-1"));
        assert_eq!(region("https://s3.wasabisys.com", &WASABI), None);
        assert_eq!(region("http://127.0.0.1:9000", &B2), None);
        assert_eq!(region("https://abc.r2.cloudflarestorage.com", &R2), None);
    }
}
