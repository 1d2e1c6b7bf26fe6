//! Taking due work: a lease first, then an attempt in the work's stream.

use crate::Environment;
use event_store::StreamName;
use read_models::due_work::{DueWork, WorkKind};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// How many due works are looked at in one go.
const LOOK: u32 = 16;

/// What this process is working on, by kind: not asked for again.
#[derive(Clone, Default)]
pub(crate) struct InHand(Arc<Mutex<HashSet<Uuid>>>);

impl InHand {
    fn list(&self) -> Vec<Uuid> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    fn take(&self, id: Uuid) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id)
    }

    fn put_back(&self, id: Uuid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// Work that this process holds the lease of, until it is [released](Held::release).
pub(crate) struct Held {
    pub work: DueWork,
    in_hand: InHand,
}

impl Held {
    /// Lets go of the lease, so that the next attempt need not wait for it to run out.
    pub async fn release(&self, environment: &Environment) {
        if let Err(error) = environment.state.leases().release(&self.work.lease(), &environment.name).await {
            tracing::warn!(work = %self.work.lease(), %error, "a lease could not be released; it will run out");
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.in_hand.put_back(self.work.id);
    }
}

/// The lease of some due work of this kind, if there is any that nobody holds.
pub(crate) async fn claim(
    environment: &Environment,
    kind: WorkKind,
    in_hand: &InHand,
) -> Result<Option<Held>, state::StoreError> {
    let now = environment.now();
    let mut passed_over = in_hand.list();
    loop {
        let due = environment.views.due_work().due(kind, now, &passed_over, LOOK).await?;
        let looked_at_all = due.len() < LOOK as usize;
        for work in due {
            passed_over.push(work.id);
            if !in_hand.take(work.id) {
                continue;
            }
            let held = Held { work, in_hand: in_hand.clone() };
            let (lease, ttl) = (held.work.lease(), environment.settings.lease);
            if environment.state.leases().acquire(&lease, &environment.name, ttl, environment.now()).await? {
                return Ok(Some(held));
            }
        }
        if looked_at_all {
            return Ok(None);
        }
    }
}

/// The stream of an aggregate, for messages.
pub(crate) fn stream<A: domain::aggregate::Aggregate>(id: Uuid) -> StreamName {
    StreamName::of::<A>(id)
}
