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
