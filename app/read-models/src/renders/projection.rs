//! What events do to the table of renders.

use super::entity::{Entity, Model};
use super::queries::RenderStatus;
use crate::column::write_json;
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::render::{Queued, RenderEvent};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};

/// The view of renders.
pub(crate) struct Renders;

#[async_trait::async_trait]
impl View for Renders {
    fn name(&self) -> &'static str {
        "renders"
    }

    fn version(&self) -> i64 {
        1
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        let Happened::Render(event) = &fact.happened else { return Ok(()) };
        if let RenderEvent::Queued(queued) = event {
            let row = queued_row(self.name(), fact, queued)?;
            row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            return Ok(());
        }
        let row = Entity::find_by_id(fact.key()).one(rows).await.map_err(StoreError::from)?;
        let mut row = row.ok_or_else(|| fact.contradiction(self.name(), "the render was never queued"))?;
        change(&mut row, event, fact.at())?;
        row.into_active_model().reset_all().update(rows).await.map_err(StoreError::from)?;
        Ok(())
    }
}

fn queued_row(view: &'static str, fact: &Fact, queued: &Queued) -> Result<Model, ProjectionError> {
    Ok(Model {
        id: fact.key(),
        workspace: fact.workspace(),
        environment: fact.environment(view)?,
        dialect: queued.dialect.as_str().to_owned(),
        document: queued.document.id.to_string(),
        digest: queued.document.digest.clone(),
        summary: write_json(&queued.summary)?,
        hosted: queued.hosted,
        status: RenderStatus::Queued.as_str().to_owned(),
        attempt: 0,
        failure: None,
        outputs: "[]".to_owned(),
        outputs_removed: false,
        created_at: fact.at(),
        updated_at: fact.at(),
        finished_at: None,
    })
}

fn change(row: &mut Model, event: &RenderEvent, at: i64) -> Result<(), StoreError> {
    let status = match event {
        RenderEvent::Queued(_) => RenderStatus::Queued,
        RenderEvent::AttemptStarted(started) => {
            row.attempt = started.attempt.into();
            row.failure = None;
            RenderStatus::Fetching
        }
        RenderEvent::Fetched(_) => RenderStatus::Rendering,
        RenderEvent::Rendered(_) => RenderStatus::Saving,
        RenderEvent::Saved(saved) => {
            row.outputs = write_json(&saved.outputs)?;
            RenderStatus::Done
        }
        RenderEvent::AttemptFailed(failed) => {
            row.failure = Some(write_json(&failed.failure)?);
            RenderStatus::Queued
        }
        RenderEvent::Failed(failed) => {
            row.failure = Some(write_json(&failed.failure)?);
            RenderStatus::Failed
        }
        RenderEvent::Cancelled(_) => RenderStatus::Cancelled,
        RenderEvent::OutputsRemoved(_) => {
            row.outputs_removed = true;
            row.updated_at = at;
            return Ok(());
        }
    };
    row.status = status.as_str().to_owned();
    row.updated_at = at;
    row.finished_at = status.is_final().then_some(at);
    Ok(())
}
