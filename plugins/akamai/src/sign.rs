//! Version 5 of NetStorage's signatures: an HMAC over time, path and action.
//!
//! The body is covered where the action says its SHA-256, which is signed with it and which NetStorage verifies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use plugin_sdk::Timestamp;
use sha2::Sha256;

/// An upload account and its key. Cannot be printed.
pub struct Credentials {
    /// Which upload account; sent openly.
    pub key_name: String,
    key: String,
}

/// The two headers that sign a request.
pub struct Signature {
    /// `X-Akamai-ACS-Auth-Data`.
    pub data: String,
    /// `X-Akamai-ACS-Auth-Sign`.
    pub sign: String,
}

impl Credentials {
    /// Of this upload account and its key.
    pub fn new(key_name: &str, key: &str) -> Self {
        Self { key_name: key_name.to_owned(), key: key.to_owned() }
    }

    /// Signs a request for this path, escaped as it is sent, and this action. `unique` is another number for each
    /// request of one second.
    pub fn sign(&self, path: &str, action: &str, now: Timestamp, unique: u32) -> Signature {
        // The zeros stand for addresses that once were part of it.
        let data = format!("5, 0.0.0.0, 0.0.0.0, {}, {unique}, {}", now.seconds(), self.key_name);
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(format!("{data}{path}\nx-akamai-acs-action:{action}\n").as_bytes());
        Signature { data, sign: STANDARD.encode(mac.finalize().into_bytes()) }
    }
}

#[cfg(test)]
mod tests {
    //! The signatures are those that Akamai's own client for Python makes of the same.
    use super::*;

    #[test]
    fn signatures_are_those_of_akamais_own_client() {
        let credentials = Credentials::new("studio-upload", "aLongString0123456789");
        let now = Timestamp(1_790_000_000_999);
        let Signature { data, sign } =
            credentials.sign("/123456/a%20b/%C3%BC.mp4", "version=1&action=upload", now, 4_294_967_295);
        assert_eq!(data, "5, 0.0.0.0, 0.0.0.0, 1790000000, 4294967295, studio-upload");
        assert_eq!(sign, "060AUmDICu3WpoRnzWwNxFurQPyYycUsHYnRrqU9+B4=");
        let action = "version=1&action=rename&destination=%2F123456%2Ffilm.mp4";
        let Signature { sign, .. } = credentials.sign("/123456/part", action, now, 7);
        assert_eq!(sign, "8RRwaclpFFV09MftRDbfuxkhKL0RGjSoN4pnfgO/wQE=");
    }
}
