//! Signature Version 4, in headers, over the digest of what is sent.
//!
//! A presigned address would be easier to make, and would leave the body unsigned: with its digest signed, every
//! provider that verifies signatures verifies the bytes too, whichever checksums it knows.

use hmac::{Hmac, KeyInit, Mac};
use plugin_sdk::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use time::macros::format_description;

/// SHA-256 of nothing.
pub const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// An access key and its secret. Cannot be printed.
pub struct Credentials {
    /// Which key; sent openly.
    pub access_key_id: String,
    secret_access_key: String,
}

impl Credentials {
    /// Of this key and its secret.
    pub fn new(access_key_id: &str, secret_access_key: &str) -> Self {
        Self { access_key_id: access_key_id.to_owned(), secret_access_key: secret_access_key.to_owned() }
    }
}

/// What is signed.
pub struct Unsigned<'a> {
    /// Such as `PUT`.
    pub method: &'a str,
    /// What the header `Host` will say.
    pub host: &'a str,
    /// Escaped, as it is sent.
    pub path: &'a str,
    /// Escaped and in the order of their names, as it is sent, without the question mark.
    pub query: &'a str,
    /// Lower-case names, values without needless spaces.
    pub headers: BTreeMap<String, String>,
    /// SHA-256 of the body in hexadecimal.
    pub payload: &'a str,
}

impl Unsigned<'_> {
    /// The headers, with those that sign all of it.
    pub fn sign(self, credentials: &Credentials, region: &str, now: Timestamp) -> BTreeMap<String, String> {
        let Self { method, host, path, query, mut headers, payload } = self;
        let time = time(now);
        let date = time.get(..8).unwrap_or_default();
        headers.insert("x-amz-date".to_owned(), time.clone());
        headers.insert("x-amz-content-sha256".to_owned(), payload.to_owned());
        headers.insert("host".to_owned(), host.to_owned());
        let names = headers.keys().map(String::as_str).collect::<Vec<_>>().join(";");
        let lines = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect::<String>();
        // The host adds that one itself.
        headers.remove("host");
        let request = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{payload}");
        let scope = format!("{date}/{region}/s3/aws4_request");
        let request = hex::encode(Sha256::digest(request));
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{request}");
        let key = format!("AWS4{}", credentials.secret_access_key).into_bytes();
        let key = [date, region, "s3", "aws4_request"].iter().fold(key, |key, part| hmac(&key, part));
        let signature = hex::encode(hmac(&key, &text));
        let id = &credentials.access_key_id;
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential={id}/{scope},SignedHeaders={names},Signature={signature}");
        headers.insert("authorization".to_owned(), authorization);
        headers
    }
}

fn time(now: Timestamp) -> String {
    now.utc().format(format_description!("[year][month][day]T[hour][minute][second]Z")).unwrap_or_default()
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    //! The examples that Amazon publishes for S3, and the keys of its documentation, which belong to nobody.
    use super::*;

    fn signature(method: &str, path: &str, query: &str, headers: &[(&str, &str)], payload: &str) -> String {
        let unsigned = Unsigned {
            method,
            host: "examplebucket.s3.amazonaws.com",
            path,
            query,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            payload,
        };
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let headers = unsigned.sign(&credentials, "us-east-1", Timestamp(1_369_353_600_000));
        assert_eq!(headers["x-amz-date"], "20130524T000000Z");
        assert!(!headers.contains_key("host"));
        let authorization = &headers["authorization"];
        assert!(authorization.contains("Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"));
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn it_signs_as_amazon_does_a_range() {
        assert_eq!(
            signature("GET", "/test.txt", "", &[("range", "bytes=0-9")], NOTHING),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }

    #[test]
    fn it_signs_as_amazon_does_a_body() {
        let headers = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
        let payload = hex::encode(Sha256::digest("Welcome to Amazon S3."));
        assert_eq!(
            signature("PUT", "/test%24file.text", "", &headers, &payload),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn it_signs_as_amazon_does_a_query() {
        assert_eq!(
            signature("GET", "/", "lifecycle=", &[], NOTHING),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signature("GET", "/", "max-keys=2&prefix=J", &[], NOTHING),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }
}
