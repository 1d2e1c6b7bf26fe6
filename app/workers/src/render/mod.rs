//! One attempt at a render: open the edit, fetch, probe, make, save; or say why not.

mod again;
mod attempt;
mod budget;
mod fetch;
mod progress;
mod save;

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use crate::claim::Held;
use crate::heartbeat;
use crate::pool::Work;
pub use again::{Verdict, again};
use attempt::Attempt;
use domain::render::{Command, Phase, Refusal, Render};
use domain::{Failure, FailureCode};
use event_store::{ExecuteError, Executed, Loaded, execute, load};
use futures::FutureExt;
use progress::Reporter;
use read_models::due_work::WorkKind;
use std::sync::Arc;
use uuid::Uuid;

/// Makes renders.
pub(crate) struct Renders;

#[async_trait::async_trait]
impl Work for Renders {
    const KIND: WorkKind = WorkKind::Render;

    async fn work(&self, environment: &Arc<Environment>, held: &Held, hand_back: &StopSignal) {
        let id = held.work.id;
        match start(environment, id).await {
            Ok(Some(attempt)) => run(environment, held, attempt, hand_back).await,
            Ok(None) => {}
            Err(error) => tracing::error!(render = %id, %error, "an attempt could not be started"),
        }
    }
}

/// Starts the next attempt; none when the render needs none now.
async fn start(environment: &Arc<Environment>, id: Uuid) -> Result<Option<Attempt>, ExecuteError<Refusal>> {
    let loaded: Loaded<Render> = load(environment.log.as_ref(), id).await?;
    let Some(first) = &loaded.first else { return Ok(None) };
    let command = Command::StartAttempt { worker: environment.name.clone(), now: environment.now() };
    let envelope = environment.envelope(first, "worker");
    let started = execute::<Render>(environment.log.as_ref(), id, command, &envelope, environment.event_ids()).await;
    match started {
        Ok(Executed { state, .. }) if state.phase == Phase::Fetching => {
            let Some(queued) = state.queued else { return Ok(None) };
            if state.attempt == 1 {
                let waited = environment.now().millis_since(first.recorded_at).max(0);
                metrics::histogram!("rushes_queue_wait_seconds").record(waited as f64 / 1000.0);
            }
            Ok(Some(Attempt::new(environment.clone(), id, first.clone(), queued, state.attempt)))
        }
        // The attempt before this one was ended for its lost lease; the next has its time.
        Ok(_) => Ok(None),
        Err(ExecuteError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn run(environment: &Arc<Environment>, held: &Held, attempt: Attempt, hand_back: &StopSignal) {
    let (number, id) = (attempt.number, attempt.render);
    let progress = Reporter::new(environment.clone(), id, number);
    let stop = StopSignal::default();
    let lease = held.work.lease();
    let beat = heartbeat::hold(environment, &lease, &stop, || is_current(environment, id.0, number).boxed());
    let result = {
        let made = attempt.run(&stop, &progress);
        tokio::pin!(made, beat);
        tokio::select! {
            result = &mut made => result,
            () = &mut beat => made.await,
            () = hand_back.token().cancelled() => { stop.stop(Reason::Stopping); made.await }
        }
    };
    if let Err(failure) = result {
        match stop.reason() {
            Some(Reason::NotOurs) => tracing::info!(render = %id, attempt = number, "the attempt was given up"),
            Some(Reason::Stopping) => {
                let stopped = Failure::new(FailureCode::HandedBack, "the worker that rendered this was stopped");
                attempt.fail(stopped).await;
            }
            None => attempt.fail(failure).await,
        }
    }
    progress.clear().await;
}

/// Whether the attempt is still the one that counts. When the log cannot be read, it is taken to be: the fence decides.
async fn is_current(environment: &Environment, id: Uuid, number: u32) -> bool {
    match load::<Render>(environment.log.as_ref(), id).await {
        Ok(Loaded { state, .. }) => state.attempt == number && !state.phase.is_final(),
        Err(error) => {
            tracing::warn!(stream = %crate::claim::stream::<Render>(id), %error, "a running render cannot be looked at");
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{InHand, claim};
    use crate::testing::World;
    use domain::ids::RenderId;

    async fn work(world: &World, hand_back: &StopSignal) {
        let claimed = claim(&world.environment, WorkKind::Render, &InHand::default()).await.unwrap().unwrap();
        Renders.work(&world.environment, &claimed, hand_back).await;
        claimed.release(&world.environment).await;
    }

    async fn queued() -> (World, RenderId) {
        let world = World::new().await;
        let render = world.queue(false).await;
        world.catch_up().await;
        (world, render)
    }

    #[tokio::test]
    async fn a_failed_attempt_is_recorded_and_leaves_nothing_behind() {
        let (world, render) = queued().await;
        work(&world, &StopSignal::default()).await;
        let Phase::Failed(failure) = world.state::<Render>(render.0).await.phase else { panic!("it cannot be drawn") };
        assert_eq!(failure.code, FailureCode::Internal);
        assert!(!failure.message.contains("/no/such"), "{failure}");
        assert!(world.environment.state.progress().get(render).await.unwrap().is_none());
        assert_eq!(std::fs::read_dir(&world.environment.scratch).unwrap().count(), 0);
        // The view still says that it is due; its stream says that it is not.
        work(&world, &StopSignal::default()).await;
        assert_eq!(world.state::<Render>(render.0).await.attempt, 1);
    }

    #[tokio::test]
    async fn a_stopped_worker_gives_its_render_back_without_spending_an_attempt() {
        let (world, render) = queued().await;
        let hand_back = StopSignal::default();
        hand_back.stop(Reason::Stopping);
        let loaded = world.state::<Render>(render.0).await;
        assert_eq!(loaded.attempt, 0);
        work(&world, &hand_back).await;
        let given_back = world.state::<Render>(render.0).await;
        let now = world.environment.now();
        assert_eq!(given_back.phase, Phase::Queued { not_before: Some(now) });
        assert_eq!((given_back.attempt, given_back.handed_back), (1, 1));
    }

    #[tokio::test]
    async fn an_erased_edit_fails_with_a_reason() {
        let (world, render) = queued().await;
        world.environment.state.documents().erase(crate::testing::OURS).await.unwrap();
        work(&world, &StopSignal::default()).await;
        let Phase::Failed(failure) = world.state::<Render>(render.0).await.phase else { panic!("there is no edit") };
        assert_eq!(failure.code, FailureCode::BadEdit);
        assert!(failure.message.contains("erased"), "{failure}");
    }

    #[tokio::test]
    async fn who_takes_a_dead_workers_render_over_ends_its_attempt_first() {
        let (world, render) = queued().await;
        world.start(render).await;
        work(&world, &StopSignal::default()).await;
        let taken_over = world.state::<Render>(render.0).await;
        assert!(matches!(taken_over.phase, Phase::Queued { not_before: Some(_) }), "{taken_over:?}");
        assert_eq!(taken_over.attempt, 1);
    }
}
