//! Workers whose renders are a fixed delay. Everything around the render is what a worker does: it takes the lease of the work
//! whose turn it is, by the worker's own code, and appends attempt, fetched, rendered and saved. Sealed edits, children, files
//! and heartbeats are left out.

use crate::places::{Place, Stores, now};
use crate::renders;
use domain::Timestamp;
use domain::ids::WorkspaceId;
use domain::render::Command;
use futures::future::join_all;
use read_models::due_work::{DueWork, WorkKind};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;
use workers::Turn;

const LEASE: Duration = Duration::from_secs(30);
/// How long a worker leaves alone what it was at.
const ASIDE_MILLIS: i64 = 1_000;
/// How long a worker rests that found nothing: the default of `worker.poll_millis`.
const POLL: Duration = Duration::from_millis(500);

/// What a crew did.
pub struct Done {
    pub made: Vec<Made>,
    /// Leases of renders that were done already: the view that says what is due was late.
    pub in_vain: usize,
}

/// A render that was made.
pub struct Made {
    pub workspace: WorkspaceId,
    /// From the beginning of the crew's work to the attempt's first event.
    pub waited: Duration,
    /// From there until the worker was free again, its next claim included.
    pub took: Duration,
}

/// Makes everything that is queued with so many workers, each with connections of its own, as if it were a process.
pub async fn work(place: &Place, workers: usize, delay: Duration, jobs: usize) -> Done {
    let stores = join_all((0..workers).map(|_| place.open())).await;
    let (began, left) = (Instant::now(), Arc::new(AtomicUsize::new(jobs)));
    let in_vain = Arc::new(AtomicUsize::new(0));
    let crew = stores.into_iter().map(|stores| {
        let (left, in_vain) = (left.clone(), in_vain.clone());
        let worker = Worker { stores, delay, began, left, in_vain, aside: HashMap::new(), made: vec![] };
        tokio::spawn(worker.run())
    });
    let made = join_all(crew).await.into_iter().flat_map(Result::unwrap).collect();
    Done { made, in_vain: in_vain.load(Ordering::SeqCst) }
}

struct Worker {
    stores: Stores,
    delay: Duration,
    began: Instant,
    /// Renders that nobody has made yet.
    left: Arc<AtomicUsize>,
    in_vain: Arc<AtomicUsize>,
    aside: HashMap<Uuid, Timestamp>,
    made: Vec<Made>,
}

impl Worker {
    async fn run(mut self) -> Vec<Made> {
        let mut free = Instant::now();
        while self.left.load(Ordering::SeqCst) > 0 {
            let Some(work) = self.claim().await else {
                tokio::time::sleep(POLL).await;
                free = Instant::now();
                continue;
            };
            let (id, workspace, log) = (work.id, work.workspace, self.stores.log.as_ref());
            let start = Command::StartAttempt { worker: self.stores.name.clone(), now: now() };
            if let Some(started) = renders::say(log, workspace, id, start).await {
                let (waited, attempt) = (self.began.elapsed(), started.state.attempt);
                assert!(renders::say(log, workspace, id, renders::fetched(attempt)).await.is_some());
                // The render.
                tokio::time::sleep(self.delay).await;
                assert!(renders::say(log, workspace, id, renders::rendered(attempt)).await.is_some());
                assert!(renders::say(log, workspace, id, renders::saved(attempt)).await.is_some());
                self.left.fetch_sub(1, Ordering::SeqCst);
                self.made.push(Made { workspace, waited, took: Duration::ZERO });
            } else {
                self.in_vain.fetch_add(1, Ordering::SeqCst);
            }
            self.stores.state.leases().release(&work.lease(), &self.stores.name).await.unwrap();
            self.aside.insert(id, now().plus_millis(ASIDE_MILLIS));
            if let Some(made) = self.made.last_mut().filter(|made| made.took.is_zero()) {
                made.took = free.elapsed();
            }
            free = Instant::now();
        }
        self.made
    }

    async fn claim(&mut self) -> Option<DueWork> {
        let at = now();
        self.aside.retain(|_, until| *until > at);
        let Stores { state, views, name, .. } = &self.stores;
        let turn = Turn { state, views, holder: name, lease: LEASE, workspace_renders: None, now: &now };
        turn.take(WorkKind::Render, self.aside.keys().copied().collect(), Some).await.unwrap()
    }
}
