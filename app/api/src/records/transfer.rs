//! A transfer, folded from its stream: a Serve asset.

use super::{span, stream};
use crate::auth::Caller;
use crate::shotstack::wire::AssetStatus;
use crate::{Problem, Services};
use domain::aggregate::Aggregate;
use domain::ids::{TransferId, WorkspaceId};
use domain::transfer::{HOSTING, Phase, Queued, Transfer, TransferEvent};
use domain::{Environment, Timestamp};

/// What is known of a transfer.
#[derive(Clone, Debug)]
pub(crate) struct TransferRecord {
    pub id: TransferId,
    pub workspace: WorkspaceId,
    pub environment: Environment,
    pub transfer: Transfer,
    pub queued: Queued,
    /// The destination's id for the copy.
    pub provider_id: Option<String>,
    /// Where the copy is, when there is such an address that needs no signature; our own hosting's follows from its name.
    pub url: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl TransferRecord {
    /// The transfer with this id if the caller may see it; another's is answered like one that does not exist. `called` is what
    /// the caller's API calls it.
    pub async fn find(services: &Services, caller: &Caller, id: &str, called: &str) -> Result<Self, Problem> {
        let parsed = id.parse::<TransferId>().map_err(|_| Problem::not_found(called))?;
        let record = Self::load(services, parsed).await?;
        let visible = record.filter(|record| caller.may_see(record.workspace, record.environment));
        visible.ok_or_else(|| Problem::not_found(called))
    }

    /// The asset with this id, whoever's it is.
    pub async fn load(services: &Services, id: TransferId) -> Result<Option<Self>, Problem> {
        Self::load_at(services, id, None).await
    }

    /// The same as it was at that instant.
    pub async fn load_at(services: &Services, id: TransferId, at: Option<Timestamp>) -> Result<Option<Self>, Problem> {
        let mut events = stream::<Transfer>(services, id.0).await?;
        if let Some(at) = at {
            events.retain(|(recorded, _)| recorded.metadata.recorded_at <= at);
        }
        let Some((created, updated)) = span(&events) else { return Ok(None) };
        let transfer = Transfer::fold(events.iter().map(|(_, event)| event));
        let ready = events.iter().rev().find_map(|(_, event)| match event {
            TransferEvent::Ready(ready) => Some(ready.clone()),
            _ => None,
        });
        let (provider_id, url) = ready.map(|ready| (ready.provider_id, ready.url)).unwrap_or_default();
        let metadata = events.first().map(|(first, _)| first.metadata.clone());
        let (Some(metadata), Some(queued)) = (metadata, transfer.queued.clone()) else { return Ok(None) };
        let Some(environment) = metadata.environment else { return Ok(None) };
        let workspace = metadata.workspace;
        Ok(Some(Self { id, workspace, environment, transfer, queued, provider_id, url, created, updated }))
    }

    /// In Serve's words.
    pub fn status(&self) -> AssetStatus {
        match &self.transfer.phase {
            Phase::Unknown | Phase::Queued { .. } | Phase::Sending => AssetStatus::Importing,
            Phase::Ready => AssetStatus::Ready,
            Phase::Failed(_) => AssetStatus::Failed,
            Phase::Deleted => AssetStatus::Deleted,
        }
    }

    /// The file's name where it goes.
    pub fn filename(&self) -> &str {
        let key = self.queued.key.as_deref();
        key.and_then(|key| key.rsplit('/').next()).unwrap_or(&self.queued.file)
    }

    /// Whether it is a copy in our own hosting.
    pub fn is_hosted(&self) -> bool {
        self.queued.provider == HOSTING
    }
}
