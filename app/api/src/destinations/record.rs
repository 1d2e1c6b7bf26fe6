//! A workspace's integrations as their own stream tells them: always what was last written, whatever the views know. Lists come
//! from the views.

use crate::records::unreadable;
use crate::{Problem, Services};
use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::ids::{IntegrationId, WorkspaceId};
use domain::integration::{Integration, IntegrationEvent, Integrations, Settings};
use read_models::integrations::IntegrationRow;
use std::collections::BTreeMap;

/// An integration, and when it was made and last changed.
#[derive(Clone, Debug)]
pub(crate) struct IntegrationRecord {
    pub id: IntegrationId,
    pub workspace: WorkspaceId,
    pub integration: Integration,
    pub is_default: bool,
    pub created: Timestamp,
    pub updated: Timestamp,
}

/// All integrations of a workspace, oldest first.
pub(crate) async fn all(services: &Services, workspace: WorkspaceId) -> Result<Vec<IntegrationRecord>, Problem> {
    let history = event_store::history::<Integrations>(services.log.as_ref(), workspace.0).await.map_err(unreadable)?;
    let mut times: BTreeMap<IntegrationId, (Timestamp, Timestamp)> = BTreeMap::new();
    for (recorded, event) in &history {
        let at = recorded.metadata.recorded_at;
        if let Some(id) = concerned(event) {
            times.entry(id).or_insert((at, at)).1 = at;
        }
    }
    let state = Integrations::fold(history.iter().map(|(_, event)| event));
    let records = state.all.into_iter().map(|(id, integration)| {
        let (created, updated) = times.get(&id).copied().unwrap_or_else(|| (services.now(), services.now()));
        let is_default = state.default == Some(id);
        IntegrationRecord { id, workspace, integration, is_default, created, updated }
    });
    let mut records: Vec<_> = records.collect();
    records.sort_by_key(|record| (record.created, record.id));
    Ok(records)
}

impl From<IntegrationRow> for IntegrationRecord {
    fn from(row: IntegrationRow) -> Self {
        let IntegrationRow { name, config, credentials, active, environments, .. } = row;
        let settings = Settings { name, config, credentials, active, environments };
        Self {
            id: row.id,
            workspace: row.workspace,
            integration: Integration { provider: row.provider, settings, grant_lost: row.grant_lost },
            is_default: row.is_default,
            created: row.created_at,
            updated: row.updated_at,
        }
    }
}

/// The workspace's integration with this id; another's is answered like one that does not exist.
pub(crate) async fn find(services: &Services, workspace: WorkspaceId, id: &str) -> Result<IntegrationRecord, Problem> {
    let unknown = || Problem::not_found("integration");
    let id: IntegrationId = id.parse().map_err(|_| unknown())?;
    all(services, workspace).await?.into_iter().find(|record| record.id == id).ok_or_else(unknown)
}

/// The workspace's default, whether it is active or not.
pub(crate) async fn default(services: &Services, workspace: WorkspaceId) -> Result<Option<IntegrationRecord>, Problem> {
    Ok(all(services, workspace).await?.into_iter().find(|record| record.is_default))
}

const fn concerned(event: &IntegrationEvent) -> Option<IntegrationId> {
    match event {
        IntegrationEvent::Created(e) => Some(e.integration),
        IntegrationEvent::Changed(e) => Some(e.integration),
        IntegrationEvent::DefaultSet(e) => e.integration,
        IntegrationEvent::Deleted(e) => Some(e.integration),
        IntegrationEvent::GrantLost(e) => Some(e.integration),
    }
}
