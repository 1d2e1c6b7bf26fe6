//! Sees what a delivery does through what it is given, and stops it where that was wanted.

use delivery::{Checkpoints, Clock, NotSaved, Randomness};
use futures::future::BoxFuture;
use plugin_sdk::Timestamp;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;

/// The host makes a random id of as many bytes for each event, and nothing else of that length: so steps are counted.
const BYTES_OF_AN_EVENT_S_ID: usize = 16;

/// Where something is to happen to a delivery. Steps and checkpoints are counted from 1.
pub(crate) enum Trap {
    /// Nowhere.
    None,
    /// It is dropped, as by a crash, when this step is about to be told: everything that was asked for before has arrived.
    DieAtStep(u32),
    /// It is dropped when this checkpoint was saved: nothing of what it speaks of was sent.
    DieAfterSaving(u32),
    /// It is dropped when so many bytes of the file are on their way.
    DieAtBytes(u64),
    /// Once, when so many bytes are on their way, no more come.
    StallAtBytes(u64),
    /// It is cancelled when so many bytes are on their way.
    CancelAtBytes(u64),
    /// It was cancelled before it began.
    Cancelled,
    /// This is done when this step is about to be told.
    AtStep(u32, Box<dyn Fn() + Send + Sync>),
}

/// What is seen of one delivery.
pub(crate) struct Watch {
    trap: Trap,
    has_sprung: AtomicBool,
    steps: AtomicU32,
    saves: AtomicU32,
    /// The most bytes of the file that were on their way or there.
    moved: AtomicU64,
    /// The same before each step.
    before_steps: Mutex<Vec<u64>>,
    saved: Mutex<Vec<Vec<u8>>>,
    /// Told when the delivery has to be dropped.
    pub(crate) dead: CancellationToken,
    /// Told when nobody wants the transfer any more.
    pub(crate) cancel: CancellationToken,
}

impl Watch {
    pub(crate) fn new(trap: Trap) -> Arc<Self> {
        let cancel = CancellationToken::new();
        if matches!(trap, Trap::Cancelled) {
            cancel.cancel();
        }
        Arc::new(Self {
            trap,
            has_sprung: AtomicBool::new(false),
            steps: AtomicU32::new(0),
            saves: AtomicU32::new(0),
            moved: AtomicU64::new(0),
            before_steps: Mutex::default(),
            saved: Mutex::default(),
            dead: CancellationToken::new(),
            cancel,
        })
    }

    /// A step is about to be told.
    fn step(&self) {
        let step = self.steps.fetch_add(1, Ordering::SeqCst) + 1;
        locked(&self.before_steps).push(self.moved());
        match &self.trap {
            Trap::DieAtStep(at) if *at == step => self.dead.cancel(),
            Trap::AtStep(at, does) if *at == step => does(),
            _ => {}
        }
    }

    /// So many bytes of the file are on their way or there.
    pub(crate) fn progress(&self, bytes: u64) {
        self.moved.fetch_max(bytes, Ordering::SeqCst);
    }

    /// A file is about to be read from: whether no more of it is to come. Digests read too, but while they do nothing moves.
    pub(crate) fn is_to_stop(&self) -> bool {
        let (Trap::DieAtBytes(at) | Trap::StallAtBytes(at) | Trap::CancelAtBytes(at)) = self.trap else { return false };
        if self.moved() < at {
            return false;
        }
        let is_first = !self.has_sprung.swap(true, Ordering::SeqCst);
        match self.trap {
            Trap::DieAtBytes(_) => self.dead.cancel(),
            Trap::CancelAtBytes(_) => self.cancel.cancel(),
            // The same bytes are let through when they are asked for again.
            _ => return is_first,
        }
        true
    }

    /// Whether what was to happen while the file was read did.
    pub(crate) fn has_sprung(&self) -> bool {
        self.has_sprung.load(Ordering::SeqCst)
    }

    pub(crate) fn moved(&self) -> u64 {
        self.moved.load(Ordering::SeqCst)
    }

    pub(crate) fn steps(&self) -> u32 {
        self.steps.load(Ordering::SeqCst)
    }

    /// How many bytes had moved before each step.
    pub(crate) fn before_steps(&self) -> Vec<u64> {
        locked(&self.before_steps).clone()
    }

    /// Every checkpoint that was saved, in order.
    pub(crate) fn saved(&self) -> Vec<Vec<u8>> {
        locked(&self.saved).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Checkpoints for Watch {
    fn save<'a>(&'a self, checkpoint: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>> {
        Box::pin(async move {
            locked(&self.saved).push(checkpoint.to_owned());
            let save = self.saves.fetch_add(1, Ordering::SeqCst) + 1;
            if matches!(self.trap, Trap::DieAfterSaving(at) if at == save) {
                self.dead.cancel();
                // Whoever waits for this is dropped.
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

/// Random bytes for a host, and a count of its steps.
pub(crate) struct Dice(pub(crate) Arc<Watch>);

impl Randomness for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() == BYTES_OF_AN_EVENT_S_ID {
            self.0.step();
        }
        // Without randomness ids repeat, which a service may refuse: the case fails, and says so.
        if getrandom::fill(bytes).is_err() {
            bytes.fill(0);
        }
    }
}

/// The system's clock: what is signed has to be of now.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
