//! URLs that open one path for a while.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use domain::ids::WorkspaceId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Signs and checks URLs: HMAC-SHA-256 over method, path, expiry and workspace.
pub struct SignedUrls {
    key: Zeroizing<[u8; 32]>,
}

/// The query of a signed URL: whoever has it has the file. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedQuery(Zeroizing<String>);

/// Why a signed URL does not open anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No `expires` or no `signature`, one of them twice, or a path that can mean another.
    #[error("the URL is not signed, or was cut short")]
    Malformed,
    /// The time is up.
    #[error("the URL has expired; ask for a fresh one")]
    Expired,
    /// It was signed for something else, or by somebody else.
    #[error("the URL's signature does not fit")]
    WrongSignature,
}

impl SignedUrls {
    /// Signs with `key`.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Zeroizing::new(key) }
    }

    /// The query that opens `path` (from the first slash, without query) to `method` until `expires_at`, rounded up to
    /// whole seconds. `HEAD` counts as `GET`.
    ///
    /// # Errors
    /// [`Refused::Malformed`] for a path that does not start with a slash or has dot segments.
    pub fn sign(
        &self,
        method: &str,
        path: &str,
        expires_at: Timestamp,
        workspace: WorkspaceId,
    ) -> Result<SignedQuery, Refused> {
        let path = canonical_path(path).ok_or(Refused::Malformed)?;
        let expires = expires_at.plus_millis(999).as_millis().div_euclid(1000);
        let signature = URL_SAFE_NO_PAD.encode(self.signature(method, &path, expires, workspace));
        Ok(SignedQuery(Zeroizing::new(format!("expires={expires}&signature={signature}"))))
    }

    /// Whether `query` (without the question mark) opens `path` as it was requested. Parameters that we did not write are
    /// ignored. Takes the same time wherever a signature differs.
    ///
    /// # Errors
    /// [`Refused`]; expiry is told only to who shows a true signature.
    pub fn verify(
        &self,
        method: &str,
        path: &str,
        query: &str,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let path = canonical_path(path).ok_or(Refused::Malformed)?;
        let expires: i64 = only(query, "expires")?.parse().map_err(|_| Refused::Malformed)?;
        let given = URL_SAFE_NO_PAD.decode(only(query, "signature")?).map_err(|_| Refused::Malformed)?;
        if !bool::from(self.signature(method, &path, expires, workspace).ct_eq(&given)) {
            return Err(Refused::WrongSignature);
        }
        if now.as_millis() >= expires.saturating_mul(1000) { Err(Refused::Expired) } else { Ok(()) }
    }

    fn signature(&self, method: &str, path: &str, expires: i64, workspace: WorkspaceId) -> [u8; 32] {
        let method = method.to_ascii_uppercase();
        let method = if method == "HEAD" { "GET" } else { &method };
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_slice())
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        let parts: [&[u8]; 5] = [
            b"rushes signed url 1",
            method.as_bytes(),
            path.as_bytes(),
            &expires.to_le_bytes(),
            workspace.0.as_bytes(),
        ];
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SignedUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedUrls(••••••••)")
    }
}

impl SignedQuery {
    /// The query itself, to be put behind the path and a question mark.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SignedQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedQuery(••••••••)")
    }
}

fn only(query: &str, name: &str) -> Result<String, Refused> {
    let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(found, _)| found == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value.into_owned()),
        _ => Err(Refused::Malformed),
    }
}

/// One spelling for all spellings of a path: what need not be percent-encoded is decoded, everything else is encoded with
/// capitals. An encoded slash stays encoded. None for what can mean another path (dot segments, a broken `%`).
fn canonical_path(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    if !path.starts_with('/') {
        return None;
    }
    let mut canonical = String::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        let (byte, was_encoded) = match byte {
            b'%' => (hex_digit(bytes.next()?)? << 4 | hex_digit(bytes.next()?)?, true),
            plain => (plain, false),
        };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (byte == b'/' && !was_encoded) {
            canonical.push(char::from(byte));
        } else {
            canonical.push_str(&format!("%{byte:02X}"));
        }
    }
    (!canonical.split('/').any(|segment| matches!(segment, "." | ".."))).then_some(canonical)
}

fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests;
