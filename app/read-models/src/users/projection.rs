//! What events do to the table of users.

use super::entity::{ActiveModel, Entity, Model};
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::workspace::WorkspaceEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Set};

/// The view of users.
pub(crate) struct Users;

#[async_trait::async_trait]
impl View for Users {
    fn name(&self) -> &'static str {
        "users"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        match &fact.happened {
            Happened::Workspace(WorkspaceEvent::UserAdded(added)) => {
                let row = Model {
                    workspace: fact.key(),
                    user: added.user.to_string(),
                    email: added.email.clone(),
                    role: added.role.as_str().to_owned(),
                    created_at: fact.at(),
                    updated_at: fact.at(),
                };
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            }
            Happened::Workspace(WorkspaceEvent::RoleChanged(changed)) => {
                let change = ActiveModel {
                    workspace: Set(fact.key()),
                    user: Set(changed.user.to_string()),
                    role: Set(changed.role.as_str().to_owned()),
                    updated_at: Set(fact.at()),
                    ..Default::default()
                };
                change.update(rows).await.map_err(StoreError::from)?;
            }
            Happened::Workspace(WorkspaceEvent::UserRemoved(removed)) => {
                let key = (fact.key(), removed.user.to_string());
                Entity::delete_by_id(key).exec(rows).await.map_err(StoreError::from)?;
            }
            _ => {}
        }
        Ok(())
    }
}
