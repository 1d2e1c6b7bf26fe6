//! What events do to the table of workspaces.

use super::entity::{Entity, Model};
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::workspace::WorkspaceEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, IntoActiveModel};

/// The view of workspaces.
pub(crate) struct Workspaces;

#[async_trait::async_trait]
impl View for Workspaces {
    fn name(&self) -> &'static str {
        "workspaces"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        if let Happened::Workspace(WorkspaceEvent::Created(created)) = &fact.happened {
            let row = Model { id: fact.key(), name: created.name.clone(), created_at: fact.at() };
            row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
        }
        Ok(())
    }
}
