//! One attempt at one transfer: to our own hosting, or to somebody else's service.

mod checkpoints;
mod deliver;
mod failure;
mod file;
mod hosted;
mod order;
mod progress;

use crate::Environment;
use crate::cancel::StopSignal;
use crate::claim::Held;
use crate::heartbeat;
use crate::pool::Work;
use crate::say::say;
use domain::ids::TransferId;
use domain::transfer::{Command, Phase, Queued, Ready, Refusal, Transfer};
use domain::{Failure, FailureCode, Timestamp};
use event_store::{ExecuteError, Executed, Loaded, Metadata, execute, load};
use futures::FutureExt;
use progress::Reporter;
use read_models::due_work::WorkKind;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
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

/// An attempt under way.
struct Attempt<'a> {
    environment: &'a Arc<Environment>,
    id: TransferId,
    number: u32,
    /// The envelope of the transfer's first event: whose it is.
    first: &'a Metadata,
    queued: &'a Queued,
}

/// Why an attempt brought nothing.
struct Unsent {
    failure: Failure,
    /// When the destination wants to be asked again at the earliest.
    not_before: Option<Timestamp>,
}

impl From<Failure> for Unsent {
    fn from(failure: Failure) -> Self {
        Self { failure, not_before: None }
    }
}

async fn transfer(
    environment: &Arc<Environment>,
    held: &Held,
    hand_back: &StopSignal,
) -> Result<(), ExecuteError<Refusal>> {
    let id = held.work.id;
    let loaded: Loaded<Transfer> = load(environment.log.as_ref(), id).await?;
    let Some(first) = loaded.first else { return Ok(()) };
    let start = Command::StartAttempt { worker: environment.name.clone(), now: environment.now() };
    let envelope = environment.envelope(&first, "worker");
    let started = execute::<Transfer>(environment.log.as_ref(), id, start, &envelope, environment.event_ids()).await;
    let Some(Executed { state, .. }) = unless_refused(id, started)? else { return Ok(()) };
    let (Phase::Sending, Some(queued), number) = (state.phase, state.queued, state.attempt) else {
        return Ok(());
    };
    let attempt = Attempt { environment, id: TransferId(id), number, first: &first, queued: &queued };
    let Some(sent) = attempt.run(&held.work.lease(), hand_back).await else { return Ok(()) };
    let command = match sent {
        Ok(ready) => Command::Complete(ready),
        Err(Unsent { failure, not_before }) => {
            Command::Fail { attempt: number, failure, not_before, now: environment.now() }
        }
    };
    let to_somebody = queued.integration.is_some();
    let said = unless_refused(id, say::<Transfer>(environment, &first, id, command).await)?;
    if to_somebody && said.is_some_and(|said| said.state.phase == Phase::Ready) {
        // Not before: who takes the transfer up when the log was not written would begin anew, and leave two files.
        checkpoints::forget(environment, TransferId(id)).await;
    }
    Ok(())
}

impl Attempt<'_> {
    /// Sends the file; nothing when the transfer is no longer ours.
    async fn run(&self, lease: &str, hand_back: &StopSignal) -> Option<Result<Ready, Unsent>> {
        // Fires when nobody wants the copy any more, which the destination is told; what is only given up is taken up again
        // from its checkpoint, and the destination is told nothing.
        let unwanted = CancellationToken::new();
        let stop = StopSignal::default();
        let away = self.queued.integration.map(|integration| (integration, Reporter::of(self)));
        let sending = async {
            match &away {
                None => self.copy().await.map_err(Unsent::from),
                Some((integration, reporter)) => self.deliver(*integration, reporter, &unwanted).await,
            }
        };
        let sent = tokio::select! {
            sent = sending => Some(sent),
            () = heartbeat::hold(self.environment, lease, &stop, || self.is_wanted(&unwanted).boxed()) => None,
            () = hand_back.token().cancelled() => {
                Some(Err(Failure::new(FailureCode::HandedBack, "the worker that copied this was stopped").into()))
            }
        };
        if let Some((_, reporter)) = away {
            reporter.clear().await;
        }
        sent
    }

    /// Whether this attempt is still the current one. Of a transfer that was deleted, the destination is told meanwhile.
    async fn is_wanted(&self, unwanted: &CancellationToken) -> bool {
        let Ok(loaded) = load::<Transfer>(self.environment.log.as_ref(), self.id.0).await else { return true };
        match loaded.state.phase {
            Phase::Sending => loaded.state.attempt == self.number,
            Phase::Deleted => {
                unwanted.cancel();
                true
            }
            _ => false,
        }
    }
}

/// None when the command was refused: the transfer has moved on without us.
fn unless_refused(
    id: Uuid,
    said: Result<Executed<Transfer>, ExecuteError<Refusal>>,
) -> Result<Option<Executed<Transfer>>, ExecuteError<Refusal>> {
    match said {
        Err(ExecuteError::Refused(refusal)) => {
            tracing::info!(transfer = %id, %refusal, "a transfer has moved on");
            Ok(None)
        }
        said => said.map(Some),
    }
}
