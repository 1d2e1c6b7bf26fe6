//! What events do to the table of due work.

use super::entity::{ActiveModel, Entity, Model};
use super::queries::WorkKind;
use crate::fact::{Fact, Happened};
use crate::table::Table;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use domain::queue::Priority;
use domain::render::RenderEvent;
use domain::transfer::TransferEvent;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Set};

/// The view of due work.
pub(crate) struct DueWorkView;

/// What an event means for its work.
enum Change {
    Due(WorkKind, Priority),
    Later(i64),
    Ended,
    None,
}

fn change(happened: &Happened) -> Change {
    match happened {
        Happened::Render(event) => match event {
            RenderEvent::Queued(queued) => Change::Due(WorkKind::Render, queued.priority),
            RenderEvent::AttemptFailed(failed) => Change::Later(failed.retry_at.as_millis()),
            RenderEvent::Saved(_) | RenderEvent::Failed(_) | RenderEvent::Cancelled(_) => Change::Ended,
            RenderEvent::AttemptStarted(_)
            | RenderEvent::Fetched(_)
            | RenderEvent::Rendered(_)
            | RenderEvent::OutputsRemoved(_) => Change::None,
        },
        Happened::Transfer(event) => match event {
            TransferEvent::Queued(_) | TransferEvent::Retried(_) => Change::Due(WorkKind::Transfer, Priority::Normal),
            TransferEvent::AttemptFailed(failed) => Change::Later(failed.retry_at.as_millis()),
            TransferEvent::Ready(_) | TransferEvent::Failed(_) | TransferEvent::Deleted(_) => Change::Ended,
            TransferEvent::AttemptStarted(_) => Change::None,
        },
        Happened::Integrations(_) | Happened::Workspace(_) => Change::None,
    }
}

#[async_trait::async_trait]
impl View for DueWorkView {
    fn name(&self) -> &'static str {
        "due_work"
    }

    fn version(&self) -> i64 {
        2
    }

    fn table(&self) -> &dyn Table {
        &Entity
    }

    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError> {
        match change(&fact.happened) {
            Change::Due(kind, priority) => {
                let row = Model {
                    id: fact.key(),
                    kind: kind.as_str().to_owned(),
                    workspace: fact.workspace(),
                    environment: fact.environment(self.name())?,
                    rank: priority.rank().into(),
                    queued_at: fact.at(),
                    due_at: fact.at(),
                };
                row.into_active_model().insert(rows).await.map_err(StoreError::from)?;
            }
            Change::Later(due_at) => {
                let row = ActiveModel { id: Set(fact.key()), due_at: Set(due_at), ..Default::default() };
                row.update(rows).await.map_err(StoreError::from)?;
            }
            Change::Ended => {
                Entity::delete_by_id(fact.key()).exec(rows).await.map_err(StoreError::from)?;
            }
            Change::None => {}
        }
        Ok(())
    }
}
