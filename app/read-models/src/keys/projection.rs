//! What events do to the table of API keys.

use super::entity::{ActiveModel, Entity, Model};
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::workspace::WorkspaceEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, IntoActiveModel, Set};

/// The view of API keys.
pub(crate) struct Keys;

#[async_trait::async_trait]
impl View for Keys {
    fn name(&self) -> &'static str {
        "keys"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        match &fact.happened {
            Happened::Workspace(WorkspaceEvent::KeyCreated(created)) => {
                let row = Model {
                    id: created.key.to_string(),
                    workspace: fact.key(),
                    environment: created.environment.as_str().to_owned(),
                    dialect: created.dialect.as_str().to_owned(),
                    name: created.name.clone(),
                    prefix: created.prefix.clone(),
                    hash: created.hash.clone(),
                    created_at: fact.at(),
                    revoked_at: None,
                };
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            }
            Happened::Workspace(WorkspaceEvent::KeyRevoked(revoked)) => {
                let change = ActiveModel {
                    id: Set(revoked.key.to_string()),
                    revoked_at: Set(Some(fact.at())),
                    ..Default::default()
                };
                change.update(rows).await.map_err(StoreError::from)?;
            }
            _ => {}
        }
        Ok(())
    }
}
