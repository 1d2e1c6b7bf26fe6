//! Why running work is told to stop.

use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// Why running work is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Its stream has ended or moved on: somebody cancelled it, or another worker took it over. Nothing is to be appended.
    NotOurs,
    /// This process is stopping: the work goes back to the queue.
    Stopping,
}

/// Tells running work to stop, once, with a reason.
#[derive(Clone, Default)]
pub(crate) struct StopSignal {
    token: CancellationToken,
    reason: Arc<OnceLock<Reason>>,
}

impl StopSignal {
    /// Stop, because of this. The first reason counts.
    pub fn stop(&self, reason: Reason) {
        let _ = self.reason.set(reason);
        self.token.cancel();
    }

    /// What the work watches.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Why, once it was told to.
    pub fn reason(&self) -> Option<Reason> {
        self.reason.get().copied()
    }
}
