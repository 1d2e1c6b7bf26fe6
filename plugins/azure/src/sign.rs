//! The scheme `SharedKey`: an HMAC over everything about a request but its body.
//!
//! The body is covered where `Content-MD5` is sent, which is signed too and which Azure verifies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;

/// The headers that are signed by their place, in this order; those that a request does not have are empty lines.
const BY_PLACE: [&str; 11] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    // The time is in `x-ms-date`.
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// An account and its key. Cannot be printed.
pub struct Credentials {
    /// Which account; sent openly.
    pub account: String,
    key: Vec<u8>,
}

/// What is signed.
pub struct Unsigned<'a> {
    /// Such as `PUT`.
    pub method: &'a str,
    /// The address's path, escaped, as it is sent.
    pub path: &'a str,
    /// The query, not escaped.
    pub query: &'a BTreeMap<&'static str, String>,
    /// Lower-case names, values without needless spaces.
    pub headers: &'a BTreeMap<String, String>,
    /// Bytes of the body.
    pub length: u64,
}

impl Credentials {
    /// Of this account and its key in Base64. Absent when that is no Base64.
    pub fn new(account: &str, key: &str) -> Option<Self> {
        let key = STANDARD.decode(key.trim()).ok().filter(|key| !key.is_empty())?;
        Some(Self { account: account.to_owned(), key })
    }

    /// The value of `Authorization`.
    pub fn authorization(&self, unsigned: &Unsigned<'_>) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(unsigned.text(&self.account).as_bytes());
        format!("SharedKey {}:{}", self.account, STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl Unsigned<'_> {
    fn text(&self, account: &str) -> String {
        // Since version 2015-02-21, a length of 0 is an empty line.
        let length = if self.length == 0 { String::new() } else { self.length.to_string() };
        let mut text = format!("{}\n", self.method);
        for name in BY_PLACE {
            let value = if name == "content-length" { Some(&length) } else { self.headers.get(name) };
            text += value.map_or("", String::as_str);
            text.push('\n');
        }
        for (name, value) in self.headers.iter().filter(|(name, _)| name.starts_with("x-ms-")) {
            text += &format!("{name}:{value}\n");
        }
        text += &format!("/{account}{}", self.path);
        for (name, value) in self.query {
            text += &format!("\n{name}:{value}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    //! The texts that Microsoft publishes as examples, and the key of its emulator, which belongs to nobody; the
    //! signatures over them are from another implementation of HMAC.
    use super::*;

    const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_published_example_of_a_listing_gives_the_published_text() {
        let query = BTreeMap::from([
            ("restype", "container".to_owned()),
            ("timeout", "20".to_owned()),
            ("comp", "metadata".to_owned()),
        ]);
        let unsigned = Unsigned {
            method: "GET",
            path: "/mycontainer",
            query: &query,
            headers: &map(&[("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT"), ("x-ms-version", "2015-02-21")]),
            length: 0,
        };
        let published = "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n\
                         /myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20";
        assert_eq!(unsigned.text("myaccount"), published);
        let credentials = Credentials::new("myaccount", KEY).unwrap();
        assert_eq!(
            credentials.authorization(&unsigned),
            "SharedKey myaccount:1u9lui2jDxj0+fpbHjQ5m5NnastJRSYM+PSmfi8TXx4="
        );
    }

    #[test]
    fn what_is_uploaded_is_signed_with_its_length_type_and_digest() {
        let query = BTreeMap::new();
        let unsigned = Unsigned {
            method: "PUT",
            path: "/mycontainer/hello.txt",
            query: &query,
            headers: &map(&[
                ("content-md5", "7Qdih1MuhjZehB6Sv8UNjA=="),
                ("content-type", "text/plain; charset=UTF-8"),
                ("x-ms-blob-type", "BlockBlob"),
                ("x-ms-date", "Sun, 20 Sep 2009 20:36:40 GMT"),
                ("x-ms-meta-m1", "v1"),
                ("x-ms-meta-m2", "v2"),
                ("x-ms-version", "2009-09-19"),
            ]),
            length: 11,
        };
        let expected = "PUT\n\n\n11\n7Qdih1MuhjZehB6Sv8UNjA==\ntext/plain; charset=UTF-8\n\n\n\n\n\n\n\
                        x-ms-blob-type:BlockBlob\nx-ms-date:Sun, 20 Sep 2009 20:36:40 GMT\nx-ms-meta-m1:v1\n\
                        x-ms-meta-m2:v2\nx-ms-version:2009-09-19\n\
                        /myaccount/mycontainer/hello.txt";
        assert_eq!(unsigned.text("myaccount"), expected);
        let credentials = Credentials::new("myaccount", KEY).unwrap();
        assert_eq!(
            credentials.authorization(&unsigned),
            "SharedKey myaccount:JeG9tLf0ttQd4yChOfiRL+Q12xEBLnVc55hJxvURbdA="
        );
    }

    #[test]
    fn what_is_no_base64_is_no_key() {
        assert!(Credentials::new("studio", "").is_none());
        assert!(Credentials::new("studio", "not a key").is_none());
        assert!(Credentials::new("studio", &format!(" {KEY}\n")).is_some());
    }
}
