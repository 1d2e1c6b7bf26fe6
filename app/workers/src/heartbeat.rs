//! Keeping a lease while working, and noticing that the work is no longer ours.

use crate::Environment;
use crate::cancel::{Reason, StopSignal};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often a running work's stream is looked at: how soon a cancellation takes effect.
const LOOK: Duration = Duration::from_secs(1);

/// Renews the lease until dropped. When it is lost, or `still_ours` says no, the work is told to stop and this ends.
pub(crate) async fn hold<'a>(
    environment: &'a Environment,
    lease: &str,
    stop: &StopSignal,
    still_ours: impl Fn() -> BoxFuture<'a, bool>,
) {
    let ttl = environment.settings.lease;
    let (mut renewed, every) = (Instant::now(), ttl / 3);
    loop {
        sleep(LOOK.min(every)).await;
        if !still_ours().await {
            return stop.stop(Reason::NotOurs);
        }
        if renewed.elapsed() < every {
            continue;
        }
        match environment.state.leases().renew(lease, &environment.name, ttl, environment.now()).await {
            Ok(true) => renewed = Instant::now(),
            Ok(false) => {
                tracing::warn!(lease, "the lease was lost; the work is left to whoever has it now");
                return stop.stop(Reason::NotOurs);
            }
            // The lease may still hold: it is ours until its time is up.
            Err(error) if renewed.elapsed() < ttl => tracing::warn!(lease, %error, "a lease could not be renewed yet"),
            Err(error) => {
                tracing::warn!(lease, %error, "a lease could not be renewed in time");
                return stop.stop(Reason::NotOurs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use futures::FutureExt;

    async fn world(lease: Duration) -> (World, Environment) {
        let world = World::new().await;
        let mut environment = std::sync::Arc::into_inner(world.beside("worker").await).unwrap();
        environment.settings.lease = lease;
        let leases = environment.state.leases();
        assert!(leases.acquire("work", "worker", Duration::from_secs(10), environment.now()).await.unwrap());
        (world, environment)
    }

    #[tokio::test]
    async fn a_lease_that_somebody_took_stops_the_work() {
        let (_world, environment) = world(Duration::from_millis(30)).await;
        environment.state.leases().release("work", "worker").await.unwrap();
        let stop = StopSignal::default();
        hold(&environment, "work", &stop, || async { true }.boxed()).await;
        assert_eq!(stop.reason(), Some(Reason::NotOurs));
    }

    #[tokio::test]
    async fn work_that_is_no_longer_ours_is_stopped_while_its_lease_holds() {
        let (_world, environment) = world(Duration::from_millis(30)).await;
        let (stop, looks) = (StopSignal::default(), std::sync::atomic::AtomicU32::new(0));
        let ours = || looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3;
        hold(&environment, "work", &stop, || std::future::ready(ours()).boxed()).await;
        assert_eq!(stop.reason(), Some(Reason::NotOurs));
        let leases = environment.state.leases().list(environment.now()).await.unwrap();
        let expected = environment.now().plus_millis(30);
        assert_eq!(leases[0].expires_at, expected, "it was renewed by the time-to-live of the settings");
    }
}
