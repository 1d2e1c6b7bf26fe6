//! What a service account says of itself to get a token: a JWT that its key signs (RFC 7523).

use crate::account::Account;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plugin_sdk::{Timestamp, Value, json};
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha2::Sha256;

/// What tokens are for: objects, not the settings of buckets.
const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_write";

/// How long an assertion holds, in seconds; more is refused.
const SECONDS: i64 = 3600;

/// The assertion at that time. Absent when the key is too short to sign with.
pub fn assertion(account: &Account, now: Timestamp) -> Option<String> {
    let mut header = json!({ "alg": "RS256", "typ": "JWT" });
    if let Some(key_id) = &account.key_id {
        header["kid"] = json!(key_id);
    }
    let claims = json!({
        "iss": account.email,
        "scope": SCOPE,
        "aud": account.token_uri,
        "iat": now.seconds(),
        "exp": now.seconds() + SECONDS,
    });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let signature = SigningKey::<Sha256>::new(account.key.clone()).try_sign(signed.as_bytes()).ok()?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
}
