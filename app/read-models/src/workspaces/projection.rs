//! What events do to the table of workspaces.

use super::entity::{ActiveModel, Entity, Model};
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::workspace::WorkspaceEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, IntoActiveModel, Set};

/// The view of workspaces.
pub(crate) struct Workspaces;

#[async_trait::async_trait]
impl View for Workspaces {
    fn name(&self) -> &'static str {
        "workspaces"
    }

    fn version(&self) -> i64 {
        3
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        let Happened::Workspace(event) = &fact.happened else { return Ok(()) };
        match event {
            WorkspaceEvent::Created(created) => {
                let (id, name) = (fact.key(), created.name.clone());
                let row = Model { id, name, created_at: fact.at(), renders: None, share: 1, mattes: None };
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            }
            WorkspaceEvent::QueueSet(set) => {
                let renders = Set(set.renders.map(|renders| renders.get().into()));
                let share = Set(set.share.get().into());
                let row = ActiveModel { id: Set(fact.key()), renders, share, ..Default::default() };
                row.update(rows).await.map_err(StoreError::from)?;
            }
            WorkspaceEvent::MattesSet(set) => {
                let mattes = Set(set.polarity.map(|polarity| polarity.as_str().to_owned()));
                let row = ActiveModel { id: Set(fact.key()), mattes, ..Default::default() };
                row.update(rows).await.map_err(StoreError::from)?;
            }
            WorkspaceEvent::UserAdded(_)
            | WorkspaceEvent::RoleChanged(_)
            | WorkspaceEvent::UserRemoved(_)
            | WorkspaceEvent::KeyCreated(_)
            | WorkspaceEvent::KeyRevoked(_)
            | WorkspaceEvent::DocumentsErased(_) => {}
        }
        Ok(())
    }
}
