//! How a provider is made to verify what it got.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A digest as headers want it: Base64 of its bytes. Absent when that is no hexadecimal.
pub fn base64(digest: &str) -> Option<String> {
    Some(STANDARD.encode(hex::decode(digest).ok()?))
}

/// The digests of a part of the file, in hexadecimal, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digests {
    /// Signed with the request.
    pub sha256: Option<String>,
    /// Sent as `Content-MD5`. Buckets that lock objects ask for it, and those who verify no signed digest verify this.
    pub md5: Option<String>,
}
