//! What events do to the table of assets.

use super::entity::{ActiveModel, Entity, Model};
use super::queries::AssetStatus;
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::transfer::TransferEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, IntoActiveModel, Set};

/// The view of assets.
pub(crate) struct Assets;

#[async_trait::async_trait]
impl View for Assets {
    fn name(&self) -> &'static str {
        "assets"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        let Happened::Transfer(event) = &fact.happened else { return Ok(()) };
        let status = match event {
            TransferEvent::Queued(queued) => {
                let row = Model {
                    id: fact.key(),
                    render: queued.render.to_string(),
                    workspace: fact.workspace(),
                    environment: fact.environment(self.name())?,
                    provider: queued.provider.clone(),
                    file: queued.file.clone(),
                    status: AssetStatus::Importing.as_str().to_owned(),
                    created_at: fact.at(),
                    updated_at: fact.at(),
                };
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
                return Ok(());
            }
            TransferEvent::AttemptStarted(_) | TransferEvent::AttemptFailed(_) => return Ok(()),
            TransferEvent::Retried(_) => AssetStatus::Importing,
            TransferEvent::Ready(_) => AssetStatus::Ready,
            TransferEvent::Failed(_) => AssetStatus::Failed,
            TransferEvent::Deleted(_) => AssetStatus::Deleted,
        };
        let change = ActiveModel {
            id: Set(fact.key()),
            status: Set(status.as_str().to_owned()),
            updated_at: Set(fact.at()),
            ..Default::default()
        };
        change.update(rows).await.map_err(StoreError::from)?;
        Ok(())
    }
}
