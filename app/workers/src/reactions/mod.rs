//! What follows from events: each reaction once in effect, however often it is tried.

mod cleanup;
mod hosting;
mod sending;

pub(crate) use cleanup::Cleanup;
pub(crate) use hosting::{Hosting, hosted_copy};
pub(crate) use sending::Sending;

use crate::Environment;
use domain::ids::{EventId, TransferId};
use domain::transfer::{Command, Queued, Refusal, Transfer};
use event_store::{Actor, Error, ExecuteError, LoadError, Metadata, RecordedEvent, create};
use read_models::ReactionError;

/// Queues a transfer because of the event, unless that was done before.
async fn begin(
    environment: &Environment,
    event: &RecordedEvent,
    reaction: &str,
    (transfer, event_id): (TransferId, EventId),
    queued: Queued,
) -> Result<(), ExecuteError<Refusal>> {
    let envelope = Metadata::caused_by(event, Actor::system(reaction), environment.now());
    let log = environment.log.as_ref();
    match create::<Transfer>(log, transfer.0, Command::Queue(queued), &envelope, |_| event_id).await {
        // A conflict says that it began already: the event came again.
        Ok(_) | Err(ExecuteError::Append(Error::Conflict { .. })) => Ok(()),
        Err(error) => Err(error),
    }
}

/// An event that nobody will ever be able to react to must not keep every later one waiting.
fn pass_over_what_is_hopeless(
    event: &RecordedEvent,
    reacted: Result<(), ExecuteError<Refusal>>,
) -> Result<(), ReactionError> {
    match reacted {
        Err(error) if is_hopeless(&error) => {
            tracing::error!(position = %event.position, %error, "an event cannot be reacted to; it is passed over");
            metrics::counter!("rushes_reactions_passed_over_total").increment(1);
            Ok(())
        }
        reacted => reacted.map_err(Into::into),
    }
}

/// Whether trying again can never help: it lies in the event, not in the stores.
fn is_hopeless(error: &ExecuteError<Refusal>) -> bool {
    match error {
        ExecuteError::Refused(_) | ExecuteError::Load(LoadError::Decode { .. }) => true,
        ExecuteError::Append(error) => !matches!(error, Error::Store(_) | Error::Conflict { .. }),
        ExecuteError::Contended(_) | ExecuteError::Load(LoadError::Store(_)) => false,
    }
}
