//! Several workers of one kind beside each other, each: claim, work, again.

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use crate::claim::{Held, InHand, claim};
use read_models::due_work::WorkKind;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// One kind of work.
#[async_trait::async_trait]
pub(crate) trait Work: Send + Sync + 'static {
    /// Which due work it takes.
    const KIND: WorkKind;

    /// Does one piece of work to its end, whatever that is; appends what came of it.
    async fn work(&self, environment: &Arc<Environment>, held: &Held, stop: &StopSignal);
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
