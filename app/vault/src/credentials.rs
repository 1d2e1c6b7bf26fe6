//! The secrets of integrations: sealed under their workspace's data key, opened for one job or one test at a time.

use crate::keyring::{Keyring, SealedError, record};
use crate::{Context, VaultError};
use domain::Timestamp;
use domain::ids::{CredentialsId, WorkspaceId};
use serde_json::{Map, Value};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

pub(crate) const KIND: &str = "credentials";

/// The secret half of a configuration: named values. It neither prints nor serialises, and its texts are zeroised when it is
/// dropped.
#[derive(Clone, Default, PartialEq)]
pub struct SecretValues(Map<String, Value>);

impl SecretValues {
    /// Takes the values in.
    pub fn new(values: Map<String, Value>) -> Self {
        Self(values)
    }

    /// The values themselves. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A whole configuration: what may be shown, with these.
    pub fn completing(&self, mut public: Map<String, Value>) -> Map<String, Value> {
        public.extend(self.0.clone());
        public
    }
}

impl Drop for SecretValues {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(values) => values.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValues(••••••••)")
    }
}

/// The sealed secrets of all workspaces' integrations. Clones are the same.
#[derive(Clone)]
pub struct Credentials {
    keyring: Keyring,
}

impl Credentials {
    /// Secrets under the keys of this ring.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring }
    }

    /// Seals and stores these, in place of those that are kept under the id.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn keep(
        &self,
        workspace: WorkspaceId,
        id: CredentialsId,
        secrets: &SecretValues,
        now: Timestamp,
    ) -> Result<(), SealedError> {
        let bytes = Zeroizing::new(serde_json::to_vec(secrets.expose()).map_err(|_| VaultError::UnknownFormat)?);
        let context = Context { kind: KIND, record: &record(id.0) };
        let sealed = self.keyring.seal(workspace, context, &bytes, now).await?;
        Ok(self.keyring.state().credentials().put(workspace, id, &sealed, now).await?)
    }

    /// The secrets; none once they are deleted, and none for another workspace.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn open(&self, workspace: WorkspaceId, id: CredentialsId) -> Result<Option<SecretValues>, SealedError> {
        let (rows, context) = (self.keyring.state().credentials(), Context { kind: KIND, record: &record(id.0) });
        let bytes = self.keyring.open_row(workspace, context, || rows.get(workspace, id)).await?;
        let Some(bytes) = bytes else { return Ok(None) };
        let values = serde_json::from_slice(bytes.expose()).map_err(|_| VaultError::UnknownFormat)?;
        Ok(Some(SecretValues(values)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, OsRandomness};
    use state::State;
    use std::sync::Arc;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn values(secret: &str) -> SecretValues {
        let mut values = Map::new();
        values.insert("secretAccessKey".into(), secret.into());
        SecretValues::new(values)
    }

    #[tokio::test]
    async fn credentials_are_kept_sealed_and_opened_by_their_own_workspace_only() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        let credentials = Credentials::new(Keyring::new(state.clone(), master, Arc::new(OsRandomness)));
        let (ours, theirs) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let id = CredentialsId(Uuid::from_u128(3));
        credentials.keep(ours, id, &values("canary"), NOW).await.unwrap();
        let sealed = state.credentials().get(ours, id).await.unwrap().unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"canary"));
        assert_eq!(credentials.open(ours, id).await.unwrap(), Some(values("canary")));
        assert_eq!(credentials.open(theirs, id).await.unwrap(), None);
        credentials.keep(ours, id, &values("renewed"), NOW).await.unwrap();
        assert_eq!(credentials.open(ours, id).await.unwrap(), Some(values("renewed")));
        // Another record's row does not open as this one's.
        let other = CredentialsId(Uuid::from_u128(4));
        state.credentials().put(ours, other, &sealed, NOW).await.unwrap();
        assert!(matches!(credentials.open(ours, other).await, Err(SealedError::Vault(VaultError::Broken))));
    }

    #[test]
    fn secrets_are_not_printed() {
        assert!(!format!("{:?}", values("canary")).contains("canary"));
    }
}
