//! Accounts of others that somebody is about to connect: what has to be known when they come back, sealed, for a while, once.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, SecretBytes};
use domain::Timestamp;
use domain::ids::WorkspaceId;
use uuid::Uuid;

pub(crate) const KIND: &str = "connection";

/// The sealed beginnings of all workspaces' connections. Clones are the same.
#[derive(Clone)]
pub struct Connections {
    keyring: Keyring,
}

impl Connections {
    /// Connections under the keys of this ring.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring }
    }

    /// Seals and keeps what has to be known at the end, until it expires.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn start(
        &self,
        workspace: WorkspaceId,
        id: Uuid,
        known: &[u8],
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), SealedError> {
        let context = Context { kind: KIND, record: &record(id) };
        let sealed = self.keyring.seal(workspace, context, known, now).await?;
        Ok(self.keyring.state().connections().start(id, workspace, &sealed, expires_at).await?)
    }

    /// What was kept, the first time that it is asked for and before it expired; none otherwise.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn take(
        &self,
        workspace: WorkspaceId,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<SecretBytes>, SealedError> {
        let Some(sealed) = self.keyring.state().connections().take(id, workspace, now).await? else { return Ok(None) };
        self.keyring.open(workspace, Context { kind: KIND, record: &record(id) }, &sealed).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, OsRandomness};
    use state::State;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_connection_is_kept_sealed_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        let connections = Connections::new(Keyring::new(state, master, Arc::new(OsRandomness)));
        let (ours, theirs) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let (id, at) = (Uuid::from_u128(3), Timestamp::from_millis);
        connections.start(ours, id, b"canary", at(2_000), at(1_000)).await.unwrap();
        assert!(connections.take(theirs, id, at(1_000)).await.unwrap().is_none());
        let taken = connections.take(ours, id, at(1_999)).await.unwrap().unwrap();
        assert_eq!(taken.expose(), b"canary");
        assert!(connections.take(ours, id, at(1_999)).await.unwrap().is_none());
    }
}
