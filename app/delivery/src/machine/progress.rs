//! How far a delivery is.

use egress::Sent;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of the file on their way and there.
#[derive(Clone)]
pub(super) struct Progress {
    counts: Arc<Counts>,
    tell: Arc<dyn Fn(u64) + Send + Sync>,
    whole: u64,
}

#[derive(Default)]
struct Counts {
    /// There or on their way.
    moved: AtomicU64,
    /// Sent, whatever became of them.
    sent: AtomicU64,
}

impl Progress {
    pub(super) fn new(tell: Arc<dyn Fn(u64) + Send + Sync>, whole: u64) -> Self {
        Self { counts: Arc::default(), tell, whole }
    }

    /// What counts the bytes of one request, and how many it counted.
    pub(super) fn request(&self) -> (Sent, Arc<AtomicU64>) {
        let (progress, of_request) = (self.clone(), Arc::new(AtomicU64::new(0)));
        let counted = of_request.clone();
        let sent: Sent = Arc::new(move |bytes| {
            of_request.fetch_add(bytes, Ordering::Relaxed);
            progress.counts.sent.fetch_add(bytes, Ordering::Relaxed);
            let moved = progress.counts.moved.fetch_add(bytes, Ordering::Relaxed) + bytes;
            (progress.tell)(moved.min(progress.whole));
        });
        (sent, counted)
    }

    /// What a request had sent is not there.
    pub(super) fn take_back(&self, bytes: u64) {
        let moved = self.counts.moved.fetch_sub(bytes, Ordering::Relaxed) - bytes;
        (self.tell)(moved.min(self.whole));
    }

    pub(super) fn bytes_sent(&self) -> u64 {
        self.counts.sent.load(Ordering::Relaxed)
    }
}
