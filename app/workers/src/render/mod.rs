//! One attempt at a render: open the edit, fetch, probe, make, save; or say why not.

mod attempt;
mod fetch;
mod progress;
mod save;

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use crate::claim::Held;
use crate::heartbeat;
use crate::pool::Work;
use attempt::Attempt;
use domain::aggregate::Aggregate;
use domain::render::{Command, Phase, Refusal, Render};
use domain::{Failure, FailureCode};
use event_store::{ExecuteError, Executed, Loaded, execute, load};
use futures::FutureExt;
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
    let stop = StopSignal::default();
    let lease = held.work.lease();
    let beat = heartbeat::hold(environment, &lease, &stop, || is_current(environment, id.0, number).boxed());
    let result = {
        let made = attempt.run(&stop);
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
                let stopped = Failure::new(FailureCode::LeaseLost, "the worker that rendered this was stopped");
                attempt.fail(stopped).await;
            }
            None => attempt.fail(failure).await,
        }
    }
    if let Err(error) = environment.state.progress().clear(id).await {
        tracing::warn!(render = %id, %error, "a render's progress could not be cleared");
    }
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

/// What an attempt says of a render, refused when the attempt is no longer current.
async fn say(attempt: &Attempt, command: Command) -> Result<(), ExecuteError<<Render as Aggregate>::Refusal>> {
    let environment = &attempt.environment;
    let envelope = environment.envelope(&attempt.first, "worker");
    execute::<Render>(environment.log.as_ref(), attempt.render.0, command, &envelope, environment.event_ids())
        .await
        .map(|_| ())
}
