//! Some events, projected into every view in one transaction.

use crate::checkpoints::{self, Checkpoint};
use crate::fact::Fact;
use crate::view::View;
use crate::{ProjectionError, StoreError, StoreErrorKind, Views};
use event_store::{EventStore, Message, Position};
use migrations::sql::begin_write;
use std::cmp::Ordering;

/// Everything in the log after `after` up to `end`.
pub(super) struct Batch {
    pub after: Option<Position>,
    pub end: Position,
    pub messages: Vec<Message>,
}

/// What came of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Projected,
    /// A view is not yet where the batch begins; nothing was written.
    Elsewhere,
}

impl Batch {
    /// Projects the events that each view has not seen. What comes before an event that cannot be read is projected.
    pub async fn project(self, views: &Views, store: &dyn EventStore) -> Result<Outcome, ProjectionError> {
        let mut facts = Vec::with_capacity(self.messages.len());
        let mut failure = None;
        for message in self.messages {
            let Message::Event(event) = message else { continue };
            match Fact::of(event) {
                Ok(fact) => facts.push(fact),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let end = match (&failure, facts.last()) {
            (None, _) => Some(self.end),
            (Some(_), last) => last.map(|fact| fact.recorded.position.clone()),
        };
        let outcome = match end {
            Some(end) => write(views, store, self.after.as_ref(), &end, &facts).await?,
            None => Outcome::Projected,
        };
        match failure {
            Some(error) if outcome == Outcome::Projected => Err(error),
            _ => Ok(outcome),
        }
    }
}

async fn write(
    views: &Views,
    store: &dyn EventStore,
    after: Option<&Position>,
    end: &Position,
    facts: &[Fact],
) -> Result<Outcome, ProjectionError> {
    let transaction = begin_write(&views.database, checkpoints::TABLE).await.map_err(StoreError::from)?;
    let mut checkpoints = checkpoints::read(&transaction).await?;
    let mut advanced = Vec::with_capacity(views.kept.len());
    for view in views.kept.iter() {
        let view: &dyn View = *view;
        let checkpoint =
            checkpoints.remove(view.table().name()).filter(|checkpoint| checkpoint.version == view.version());
        let Some(Checkpoint { position: seen, .. }) = checkpoint else {
            return Err(ProjectionError::Superseded { view: view.name() });
        };
        if precedes(store, seen.as_ref(), after)? {
            transaction.rollback().await.map_err(StoreError::from)?;
            return Ok(Outcome::Elsewhere);
        }
        if !precedes(store, seen.as_ref(), Some(end))? {
            continue;
        }
        for fact in facts {
            if precedes(store, seen.as_ref(), Some(&fact.recorded.position))? {
                view.apply(&transaction, fact).await.map_err(|error| named(error, view, fact))?;
            }
        }
        advanced.push(view);
    }
    checkpoints::advance(&transaction, &advanced, end).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    views.projected.send_replace(());
    metrics::counter!("rushes_projected_events_total").increment(facts.len() as u64);
    Ok(Outcome::Projected)
}

/// Whether `a` comes before `b`; no position is the log's beginning.
fn precedes(store: &dyn EventStore, a: Option<&Position>, b: Option<&Position>) -> Result<bool, ProjectionError> {
    match (a, b) {
        (_, None) => Ok(false),
        (None, Some(_)) => Ok(true),
        (Some(a), Some(b)) => Ok(store.compare(a, b)? == Ordering::Less),
    }
}

/// A statement that the database refuses means that the event does not fit the rows: says which event it was.
fn named(error: ProjectionError, view: &dyn View, fact: &Fact) -> ProjectionError {
    match error {
        ProjectionError::Views(error) if error.kind == StoreErrorKind::Internal => {
            fact.contradiction(view.name(), error.message)
        }
        error => error,
    }
}
