//! Tokens of people who signed in: JWT, HS256 under a key that only this installation has.

use domain::Timestamp;
use domain::ids::{UserId, WorkspaceId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "rushes";

/// What a token says. The role is looked up at each request, so that a change of role or a removal holds at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// Who.
    pub sub: UserId,
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// Issued, in seconds since the Unix epoch.
    pub iat: i64,
    /// Expires, in seconds since the Unix epoch.
    pub exp: i64,
    iss: String,
    aud: String,
}

/// Makes and reads tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    lifetime_seconds: i64,
}

impl Tokens {
    /// With the installation's secret of at least 32 bytes, and how long a token lives, in seconds.
    pub fn new(secret: &[u8], lifetime_seconds: i64) -> Self {
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            lifetime_seconds,
        }
    }

    /// How long a token lives, in seconds.
    pub fn lifetime_seconds(&self) -> i64 {
        self.lifetime_seconds
    }

    /// A token for `user`, from `now` on.
    pub fn issue(
        &self,
        user: UserId,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = now.as_millis().div_euclid(1000);
        let (iss, aud) = (ISSUER.to_owned(), ISSUER.to_owned());
        let claims = Claims { sub: user, workspace, iat, exp: iat + self.lifetime_seconds, iss, aud };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// What the token says, if this installation issued it and it has not expired at `now`.
    pub fn read(&self, token: &str, now: Timestamp) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The expiry is compared with the clock that is passed in, not with the library's own.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &self.decoding, &validation).ok()?.claims;
        (now.as_millis() < claims.exp.saturating_mul(1000)).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const USER: UserId = UserId(Uuid::from_u128(1));
    const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn a_token_holds_until_it_expires() {
        let tokens = Tokens::new(&[7; 32], 3600);
        let token = tokens.issue(USER, WORKSPACE, NOW).unwrap();
        let claims = tokens.read(&token, NOW.plus_millis(3_599_999)).unwrap();
        assert_eq!((claims.sub, claims.workspace, claims.exp), (USER, WORKSPACE, 1_800_003_600));
        assert_eq!(tokens.read(&token, NOW.plus_millis(3_600_000)), None);
    }

    #[test]
    fn a_forged_token_opens_nothing() {
        let tokens = Tokens::new(&[7; 32], 3600);
        let forged = Tokens::new(&[8; 32], 3600).issue(USER, WORKSPACE, NOW).unwrap();
        assert_eq!(tokens.read(&forged, NOW), None);
        // The same claims, without a signature, under "none".
        let payload = forged.split('.').nth(1).unwrap();
        assert_eq!(tokens.read(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}."), NOW), None);
    }
}
