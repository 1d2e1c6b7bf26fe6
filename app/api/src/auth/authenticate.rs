//! From a credential to a caller. Missing, unknown, revoked, expired and foreign are one and the same to the client.

use super::{Caller, Credential, Via};
use crate::errors::{Problem, unauthorized};
use crate::{Services, lookups};
use domain::{Dialect, Environment};
use vault::Secret;

/// The owner of a Shotstack key of this environment.
pub(crate) async fn authenticate_for(
    services: &Services,
    credential: &Credential,
    environment: Environment,
) -> Result<Caller, Problem> {
    let caller = by_key(services, credential).await?.ok_or_else(unauthorized)?;
    match caller.via {
        Via::Key { environment: own, dialect: Dialect::Shotstack, .. } if own == environment => Ok(caller),
        _ => Err(unauthorized()),
    }
}

/// Whoever the key or the token belongs to; none when neither is valid. A client that has both may send both, and one
/// that is valid is enough.
pub(crate) async fn authenticate(services: &Services, credential: &Credential) -> Result<Option<Caller>, Problem> {
    match by_token(services, credential).await? {
        Some(caller) => Ok(Some(caller)),
        None => by_key(services, credential).await,
    }
}

async fn by_key(services: &Services, credential: &Credential) -> Result<Option<Caller>, Problem> {
    // What has not the form of a key is none, and need not be looked up.
    let Some(key) = credential.api_key().filter(|key| vault::dialect_of(key).is_some()) else { return Ok(None) };
    let hash = vault::lookup_hash(&services.master, &Secret::new(key));
    lookups::key_by_hash(services, &hash).await
}

async fn by_token(services: &Services, credential: &Credential) -> Result<Option<Caller>, Problem> {
    let Some(token) = credential.bearer() else { return Ok(None) };
    let Some(claims) = services.tokens.read(token, services.now()) else { return Ok(None) };
    let role = lookups::role_of(services, claims.workspace, claims.sub).await?;
    Ok(role.map(|role| Caller { workspace: claims.workspace, via: Via::User { user: claims.sub, role } }))
}
