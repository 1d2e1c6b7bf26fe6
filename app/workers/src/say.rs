//! What an attempt says of its work.

use crate::Environment;
use domain::aggregate::Aggregate;
use event_store::{ExecuteError, Executed, Metadata, execute};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// How long to wait before a log that could not be written is written again.
const AGAIN: Duration = Duration::from_millis(500);

/// Appends what came of an attempt; refused when the attempt is no longer the current one.
///
/// A log that cannot be written for a moment must not cost an hour's work: said again for as long as half a lease. Where only
/// the answer was lost, the aggregate knows what it was told and says yes once more.
pub(crate) async fn say<A>(
    environment: &Environment,
    first: &Metadata,
    id: Uuid,
    command: A::Command,
) -> Result<Executed<A>, ExecuteError<A::Refusal>>
where
    A: Aggregate,
    A::Command: Clone,
{
    let deadline = Instant::now() + environment.settings.lease / 2;
    loop {
        let (log, envelope) = (environment.log.as_ref(), environment.envelope(first, "worker"));
        match execute::<A>(log, id, command.clone(), &envelope, environment.event_ids()).await {
            Err(error) if error.retryable() && Instant::now() < deadline => {
                let stream = crate::claim::stream::<A>(id);
                tracing::warn!(%stream, %error, "the log cannot be written; trying again");
                sleep(AGAIN).await;
            }
            said => return said,
        }
    }
}
