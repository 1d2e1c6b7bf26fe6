//! How many bytes all sources of one render may have together.

use domain::{Failure, FailureCode};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio_util::sync::CancellationToken;

/// Bytes that fetches beside each other take from, so that they end as soon as it is too much and not once all is there.
pub(super) struct Budget {
    limit: u64,
    taken: AtomicU64,
    /// Fires when more than the limit was taken, and when the work is cancelled.
    pub spent: CancellationToken,
}

impl Budget {
    pub fn new(limit: u64, cancelled: &CancellationToken) -> Self {
        Self { limit, taken: AtomicU64::new(0), spent: cancelled.child_token() }
    }

    /// So many bytes more.
    pub fn take(&self, bytes: u64) {
        if self.taken.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) > self.limit {
            self.spent.cancel();
        }
    }

    /// Set when it was too much.
    pub fn failure(&self) -> Option<Failure> {
        let limit = self.limit;
        let message = || format!("the sources have more than the {limit} bytes together that one render may use");
        let is_too_much = self.taken.load(Ordering::Relaxed) > limit;
        is_too_much.then(|| Failure::new(FailureCode::LimitReached, message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fetches_take_together_ends_them_all() {
        let cancelled = CancellationToken::new();
        let budget = Budget::new(10, &cancelled);
        budget.take(4);
        budget.take(6);
        assert!(!budget.spent.is_cancelled() && budget.failure().is_none());
        budget.take(1);
        assert!(budget.spent.is_cancelled() && !cancelled.is_cancelled());
        assert_eq!(budget.failure().unwrap().code, FailureCode::LimitReached);
    }

    #[test]
    fn a_cancelled_render_is_not_one_that_took_too_much() {
        let cancelled = CancellationToken::new();
        let budget = Budget::new(10, &cancelled);
        cancelled.cancel();
        assert!(budget.spent.is_cancelled() && budget.failure().is_none());
    }
}
