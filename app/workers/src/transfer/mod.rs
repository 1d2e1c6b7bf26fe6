//! One attempt at a transfer. Our own hosting is the only destination: a copy inside storage.

use crate::Environment;
use crate::cancel::StopSignal;
use crate::claim::Held;
use crate::heartbeat;
use crate::pool::Work;
use domain::ids::TransferId;
use domain::transfer::{Command, Phase, Queued, Ready, Refusal, Transfer};
use domain::{Failure, FailureCode};
use event_store::{ExecuteError, Executed, Loaded, Metadata, execute, load};
use futures::FutureExt;
use read_models::due_work::WorkKind;
use std::sync::Arc;
use storage::{Key, StorageError, layout};
use uuid::Uuid;

/// Sends files to destinations.
pub(crate) struct Transfers;

#[async_trait::async_trait]
impl Work for Transfers {
    const KIND: WorkKind = WorkKind::Transfer;

    async fn work(&self, environment: &Arc<Environment>, held: &Held, hand_back: &StopSignal) {
        if let Err(error) = transfer(environment, held, hand_back).await {
            tracing::error!(transfer = %held.work.id, %error, "a transfer could not be recorded; it will be taken up again");
        }
    }
}

async fn transfer(environment: &Environment, held: &Held, hand_back: &StopSignal) -> Result<(), ExecuteError<Refusal>> {
    let id = held.work.id;
    let loaded: Loaded<Transfer> = load(environment.log.as_ref(), id).await?;
    let Some(first) = loaded.first else { return Ok(()) };
    let start = Command::StartAttempt { worker: environment.name.clone(), now: environment.now() };
    let Some(Executed { state, .. }) = say(environment, &first, id, start).await? else { return Ok(()) };
    let (Phase::Sending, Some(queued), attempt) = (state.phase, state.queued, state.attempt) else {
        return Ok(());
    };
    let stop = StopSignal::default();
    let lease = held.work.lease();
    let sent = tokio::select! {
        sent = copy(environment, TransferId(id), attempt, &queued) => sent,
        () = heartbeat::hold(environment, &lease, &stop, || async { true }.boxed()) => return Ok(()),
        () = hand_back.token().cancelled() => {
            Err(Failure::new(FailureCode::HandedBack, "the worker that copied this was stopped"))
        }
    };
    let command = match sent {
        Ok(()) => Command::Complete(Ready { attempt, provider_id: None, url: None }),
        Err(failure) => Command::Fail { attempt, failure, now: environment.now() },
    };
    say(environment, &first, id, command).await.map(|_| ())
}

/// Carries out the command; none when it is refused: the transfer has moved on without us.
async fn say(
    environment: &Environment,
    first: &Metadata,
    id: Uuid,
    command: Command,
) -> Result<Option<Executed<Transfer>>, ExecuteError<Refusal>> {
    let envelope = environment.envelope(first, "worker");
    match execute::<Transfer>(environment.log.as_ref(), id, command, &envelope, environment.event_ids()).await {
        Ok(executed) => Ok(Some(executed)),
        Err(ExecuteError::Refused(refusal)) => {
            tracing::info!(transfer = %id, %refusal, "a transfer has moved on");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn copy(environment: &Environment, id: TransferId, attempt: u32, queued: &Queued) -> Result<(), Failure> {
    let key = |text: String| Key::new(text).map_err(|e| Failure::new(FailureCode::Internal, e.to_string()));
    let from = key(layout::render_file(queued.render, queued.render_attempt, &queued.file))?;
    let to = key(layout::hosted_file(id, attempt, &queued.file))?;
    let copied = environment.blobs.copy(&from, &to).await.map_err(|error| match error {
        StorageError::NotFound { .. } => {
            Failure::new(FailureCode::Internal, "the render's file is no longer there to be copied")
        }
        error => {
            tracing::warn!(transfer = %id, %error, "a hosted copy cannot be stored");
            Failure::new(FailureCode::StorageUnavailable, "the copy cannot be stored on this server")
        }
    })?;
    if copied.size == queued.bytes {
        Ok(())
    } else {
        Err(Failure::new(FailureCode::Internal, "the copy has another size than the file"))
    }
}
