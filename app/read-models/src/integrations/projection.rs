//! What events do to the table of integrations.

use super::entity::{Column, Entity, Model};
use crate::column::write_json;
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::ids::IntegrationId;
use domain::integration::{Created, IntegrationEvent, Settings};
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

/// The view of integrations.
pub(crate) struct IntegrationsView;

#[async_trait::async_trait]
impl View for IntegrationsView {
    fn name(&self) -> &'static str {
        "integrations"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        let Happened::Integrations(event) = &fact.happened else { return Ok(()) };
        match event {
            IntegrationEvent::Created(created) => {
                let row = created_row(fact, created)?;
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            }
            IntegrationEvent::Changed(changed) => {
                let mut row = self.known(rows, fact, changed.integration).await?;
                // Other secrets are another grant.
                row.grant_lost &= row.credentials == credentials(&changed.settings);
                configure(&mut row, &changed.settings)?;
                update(rows, row, fact).await?;
            }
            IntegrationEvent::DefaultSet(set) => {
                for mut row in defaults(rows, &fact.key()).await? {
                    row.is_default = false;
                    update(rows, row, fact).await?;
                }
                if let Some(id) = set.integration {
                    let mut row = self.known(rows, fact, id).await?;
                    row.is_default = true;
                    update(rows, row, fact).await?;
                }
            }
            IntegrationEvent::Deleted(deleted) => {
                let row = self.known(rows, fact, deleted.integration).await?;
                Entity::delete_by_id(row.id).exec(rows).await.map_err(StoreError::from)?;
            }
            IntegrationEvent::GrantLost(lost) => {
                let mut row = self.known(rows, fact, lost.integration).await?;
                row.grant_lost = true;
                update(rows, row, fact).await?;
            }
        }
        Ok(())
    }
}

impl IntegrationsView {
    /// The integration of the event's workspace.
    async fn known(
        &self,
        rows: &DatabaseTransaction,
        fact: &Fact,
        id: IntegrationId,
    ) -> Result<Model, ProjectionError> {
        let own = Entity::find_by_id(id.to_string()).filter(Column::Workspace.eq(fact.key()));
        let row = own.one(rows).await.map_err(StoreError::from)?;
        row.ok_or_else(|| fact.contradiction(self.name(), format!("the workspace has no integration {id}")))
    }
}

/// Those of the workspace that are the default: one at most.
async fn defaults(rows: &DatabaseTransaction, workspace: &str) -> Result<Vec<Model>, StoreError> {
    let found = Entity::find().filter(Column::Workspace.eq(workspace)).filter(Column::IsDefault.eq(true));
    Ok(found.all(rows).await?)
}

async fn update(rows: &DatabaseTransaction, row: Model, fact: &Fact) -> Result<(), StoreError> {
    let row = Model { updated_at: fact.at(), ..row };
    row.into_active_model().reset_all().update(rows).await?;
    Ok(())
}

fn created_row(fact: &Fact, created: &Created) -> Result<Model, StoreError> {
    let mut row = Model {
        id: created.integration.to_string(),
        // The stream is the workspace's.
        workspace: fact.key(),
        provider: created.provider.clone(),
        name: String::new(),
        config: String::new(),
        credentials: None,
        active: false,
        environments: String::new(),
        is_default: false,
        grant_lost: false,
        created_at: fact.at(),
        updated_at: fact.at(),
    };
    configure(&mut row, &created.settings)?;
    Ok(row)
}

fn configure(row: &mut Model, settings: &Settings) -> Result<(), StoreError> {
    row.name.clone_from(&settings.name);
    row.config = write_json(&settings.config)?;
    row.credentials = credentials(settings);
    row.active = settings.active;
    row.environments = write_json(&settings.environments)?;
    Ok(())
}

fn credentials(settings: &Settings) -> Option<String> {
    settings.credentials.map(|credentials| credentials.to_string())
}
