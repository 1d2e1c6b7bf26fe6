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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use domain::render::{Command, Fetched, Phase, Refusal, Render};
    use event_store::*;
    use std::cmp::Ordering;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering as Memory};

    /// A log whose first answer is lost: what was appended is there.
    struct Deaf(Arc<dyn EventStore>, AtomicBool);

    #[async_trait::async_trait]
    impl EventStore for Deaf {
        async fn append_checked(&self, stream: &StreamName, at: Expected, batch: Batch) -> Result<Appended, Error> {
            let appended = self.0.append_checked(stream, at, batch).await?;
            match self.1.swap(true, Memory::SeqCst) {
                true => Ok(appended),
                false => Err(StoreError::new(StoreErrorKind::Unavailable, "the connection was cut").into()),
            }
        }

        async fn read_stream(&self, stream: &StreamName, from: u64, most: usize) -> Result<Vec<RecordedEvent>, Error> {
            self.0.read_stream(stream, from, most).await
        }

        async fn read_all(&self, after: Option<&Position>, filter: &Filter, most: usize) -> Result<Page, Error> {
            self.0.read_all(after, filter, most).await
        }

        async fn end(&self) -> Result<Option<Position>, Error> {
            self.0.end().await
        }

        fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages {
            self.0.subscribe_all(after, filter)
        }

        fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error> {
            self.0.compare(a, b)
        }
    }

    #[tokio::test]
    async fn what_was_written_and_not_answered_is_said_once_and_costs_no_attempt() {
        let world = World::new().await;
        let id = world.queue(false).await;
        world.start(id).await;
        let mut environment = Arc::into_inner(world.beside("second").await).unwrap();
        environment.log = Arc::new(Deaf(environment.log, AtomicBool::new(false)));
        let first = load::<Render>(environment.log.as_ref(), id.0).await.unwrap().first.unwrap();
        let fetched = |attempt| Command::Fetch(Fetched { attempt, sources: vec![] });
        let said = say::<Render>(&environment, &first, id.0, fetched(1)).await.unwrap();
        assert_eq!((said.state.phase, said.state.attempt), (Phase::Rendering, 1));
        let stream = crate::claim::stream::<Render>(id.0);
        assert_eq!(environment.log.read_stream(&stream, 0, 9).await.unwrap().len(), 3, "queued, started, fetched");
        let refused = say::<Render>(&environment, &first, id.0, fetched(2)).await.unwrap_err();
        assert!(matches!(refused, ExecuteError::Refused(Refusal::StaleAttempt { .. })), "{refused}");
    }
}
