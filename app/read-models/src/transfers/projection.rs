//! What events do to the table of transfers.

use super::entity::{Entity, Model};
use super::queries::TransferStatus;
use crate::column::{stored, write_json};
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::transfer::{Queued, TransferEvent};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};

/// The view of transfers.
pub(crate) struct Transfers;

#[async_trait::async_trait]
impl View for Transfers {
    fn name(&self) -> &'static str {
        "transfers"
    }

    fn version(&self) -> i64 {
        2
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        let Happened::Transfer(event) = &fact.happened else { return Ok(()) };
        if let TransferEvent::Queued(queued) = event {
            let row = queued_row(self.name(), fact, queued)?;
            row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            return Ok(());
        }
        let row = Entity::find_by_id(fact.key()).one(rows).await.map_err(StoreError::from)?;
        let mut row = row.ok_or_else(|| fact.contradiction(self.name(), "the transfer was never queued"))?;
        change(&mut row, event, fact.at())?;
        row.into_active_model().reset_all().update(rows).await.map_err(StoreError::from)?;
        Ok(())
    }
}

fn queued_row(view: &'static str, fact: &Fact, queued: &Queued) -> Result<Model, ProjectionError> {
    Ok(Model {
        id: fact.key(),
        render: queued.render.to_string(),
        render_attempt: queued.render_attempt.into(),
        role: queued.role.as_str().to_owned(),
        workspace: fact.workspace(),
        environment: fact.environment(view)?,
        provider: queued.provider.clone(),
        file: queued.file.clone(),
        media_type: queued.media_type.clone(),
        bytes: stored(queued.bytes),
        sha256: queued.sha256.clone(),
        integration: queued.integration.map(|integration| integration.to_string()),
        place: queued.place.map(i64::from),
        key: queued.key.clone(),
        status: TransferStatus::Queued.as_str().to_owned(),
        attempt: 0,
        provider_id: None,
        url: None,
        failure: None,
        created_at: fact.at(),
        updated_at: fact.at(),
    })
}

fn change(row: &mut Model, event: &TransferEvent, at: i64) -> Result<(), StoreError> {
    let status = match event {
        TransferEvent::Queued(_) => TransferStatus::Queued,
        TransferEvent::Retried(_) => {
            row.failure = None;
            TransferStatus::Queued
        }
        TransferEvent::AttemptStarted(started) => {
            row.attempt = started.attempt.into();
            row.failure = None;
            TransferStatus::Sending
        }
        TransferEvent::Ready(ready) => {
            row.provider_id.clone_from(&ready.provider_id);
            row.url.clone_from(&ready.url);
            TransferStatus::Ready
        }
        TransferEvent::AttemptFailed(failed) => {
            row.failure = Some(write_json(&failed.failure)?);
            TransferStatus::Queued
        }
        TransferEvent::Failed(failed) => {
            row.failure = Some(write_json(&failed.failure)?);
            TransferStatus::Failed
        }
        TransferEvent::Deleted(_) => TransferStatus::Deleted,
    };
    row.status = status.as_str().to_owned();
    row.updated_at = at;
    Ok(())
}
