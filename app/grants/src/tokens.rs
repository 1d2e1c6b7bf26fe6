//! What a consent is worth.

use domain::Timestamp;
use serde_json::{Map, Value};
use vault::{Secret, SecretValues};

/// The properties of a Drive integration's configuration.
const ACCESS: &str = "driveAccessToken";
const REFRESH: &str = "driveRefreshToken";
const EXPIRES: &str = "driveExpiresAt";

/// What a consent was exchanged for, or renewed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// What the account is asked with.
    pub access: Secret,
    /// What new ones are had with; when renewing, absent if the old one stays good.
    pub refresh: Option<Secret>,
    /// When the access token ends.
    pub expires_at: Timestamp,
}

impl Tokens {
    /// As an integration's secrets; `kept` is the refresh token that stays good when there is no new one.
    pub fn as_secrets(&self, kept: Option<&Secret>) -> SecretValues {
        let mut values = Map::new();
        values.insert(ACCESS.into(), self.access.expose().into());
        if let Some(refresh) = self.refresh.as_ref().or(kept) {
            values.insert(REFRESH.into(), refresh.expose().into());
        }
        values.insert(EXPIRES.into(), self.expires_at.to_string().into());
        SecretValues::new(values)
    }
}

/// The access token among an integration's secrets.
pub(crate) fn access_token(secrets: &SecretValues) -> Option<Secret> {
    secrets.expose().get(ACCESS).and_then(Value::as_str).map(Secret::new)
}

/// The refresh token among an integration's secrets.
pub(crate) fn refresh_token(secrets: &SecretValues) -> Option<Secret> {
    secrets.expose().get(REFRESH).and_then(Value::as_str).map(Secret::new)
}
