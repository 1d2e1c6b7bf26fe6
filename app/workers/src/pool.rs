//! Several workers of one kind beside each other, each: claim, work, again.

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use crate::claim::{Held, InHand, claim};
use event_store::StreamName;
use read_models::due_work::WorkKind;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long finished work waits for the views to know of it.
const KNOWN: Duration = Duration::from_secs(2);
/// More events than a stream of work has.
const STREAM: usize = 1000;

/// One kind of work.
#[async_trait::async_trait]
pub(crate) trait Work: Send + Sync + 'static {
    /// Which due work it takes.
    const KIND: WorkKind;

    /// Does one piece of work to its end, whatever that is; appends what came of it.
    async fn work(&self, environment: &Arc<Environment>, held: &Held, stop: &StopSignal);
}

/// Waits, a while at most, until the views know what became of the work: else it would be taken up again at once, only to
/// find that it has ended.
async fn known(environment: &Environment, held: &Held) {
    let log = environment.log.as_ref();
    let Ok(stream) = held.work.lease().parse::<StreamName>() else { return };
    if let Ok(events) = log.read_stream(&stream, 0, STREAM).await
        && let Some(last) = events.last()
    {
        // When the views are late, the next attempt is refused by the stream itself.
        let _ = environment.views.wait_for(log, &last.position, KNOWN).await;
    }
}

/// Works until `cancel`; then lets running work end for as long as the settings allow, and hands back the rest.
pub(crate) async fn run<W: Work>(
    environment: Arc<Environment>,
    work: Arc<W>,
    workers: usize,
    wake: Arc<Notify>,
    cancel: CancellationToken,
) {
    let (in_hand, hand_back) = (InHand::default(), StopSignal::default());
    let mut pool = JoinSet::new();
    for _ in 0..workers.max(1) {
        let (environment, work, wake, cancel) = (environment.clone(), work.clone(), wake.clone(), cancel.clone());
        let (in_hand, hand_back) = (in_hand.clone(), hand_back.clone());
        pool.spawn(async move {
            while !cancel.is_cancelled() {
                // Registered before the look, so that nothing that comes meanwhile is missed.
                let woken = wake.notified();
                match claim(&environment, W::KIND, &in_hand).await {
                    Ok(Some(held)) => {
                        work.work(&environment, &held, &hand_back).await;
                        known(&environment, &held).await;
                        held.release(&environment).await;
                    }
                    other => {
                        if let Err(error) = other {
                            tracing::warn!(kind = W::KIND.as_str(), %error, "due work cannot be read");
                        }
                        tokio::select! {
                            () = woken => {}
                            () = tokio::time::sleep(environment.settings.poll) => {}
                            () = cancel.cancelled() => {}
                        }
                    }
                }
            }
        });
    }
    cancel.cancelled().await;
    let ended = tokio::time::timeout(environment.settings.stop, async { while pool.join_next().await.is_some() {} });
    if ended.await.is_err() {
        hand_back.stop(Reason::Stopping);
        while pool.join_next().await.is_some() {}
    }
}
