//! Several workers of one kind beside each other, each: claim, work, again.

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use crate::claim::{Held, InHand, claim};
use futures::FutureExt;
use read_models::due_work::WorkKind;
use std::panic::AssertUnwindSafe;
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
                        // A panic costs this attempt, not this worker.
                        let worked = AssertUnwindSafe(work.work(&environment, &held, &hand_back)).catch_unwind().await;
                        if worked.is_err() {
                            tracing::error!(work = held.work.lease(), "the work panicked; its attempt is given up");
                        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use std::sync::Mutex;
    use uuid::Uuid;

    /// Panics at what it has not seen, and then ends the pool.
    struct Fragile {
        seen: Mutex<Vec<Uuid>>,
        cancel: CancellationToken,
    }

    #[async_trait::async_trait]
    impl Work for Fragile {
        const KIND: WorkKind = WorkKind::Render;

        async fn work(&self, _: &Arc<Environment>, held: &Held, _: &StopSignal) {
            let count = {
                let mut seen = self.seen.lock().unwrap();
                seen.push(held.work.id);
                seen.len()
            };
            assert!(count > 1, "the first one panics");
            self.cancel.cancel();
        }
    }

    #[tokio::test]
    async fn a_panic_costs_one_attempt_and_no_worker() {
        let world = World::new().await;
        let first = world.queue(false).await;
        world.advance(1);
        let second = world.queue(false).await;
        world.catch_up().await;
        let cancel = CancellationToken::new();
        let work = Arc::new(Fragile { seen: Mutex::default(), cancel: cancel.clone() });
        run(world.environment.clone(), work.clone(), 1, Arc::default(), cancel).await;
        assert_eq!(*work.seen.lock().unwrap(), [first.0, second.0]);
        let leases = world.environment.state.leases().list(world.environment.now()).await.unwrap();
        assert!(leases.is_empty(), "{leases:?}");
    }

    /// Works until it is told to stop.
    struct Endless(CancellationToken);

    #[async_trait::async_trait]
    impl Work for Endless {
        const KIND: WorkKind = WorkKind::Render;

        async fn work(&self, _: &Arc<Environment>, _: &Held, stop: &StopSignal) {
            self.0.cancel();
            stop.token().cancelled().await;
            assert_eq!(stop.reason(), Some(Reason::Stopping));
        }
    }

    #[tokio::test]
    async fn what_runs_longer_than_a_stop_may_take_is_told_to_give_back() {
        let world = World::new().await;
        world.queue(false).await;
        world.catch_up().await;
        let mut environment = Arc::into_inner(world.beside("stopping").await).unwrap();
        environment.settings.stop = std::time::Duration::ZERO;
        let cancel = CancellationToken::new();
        run(Arc::new(environment), Arc::new(Endless(cancel.clone())), 1, Arc::default(), cancel).await;
        assert!(world.environment.state.leases().list(world.environment.now()).await.unwrap().is_empty());
    }
}
