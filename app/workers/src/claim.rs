//! Taking due work: a lease first, then an attempt in the work's stream.

use crate::Environment;
use domain::Timestamp;
use event_store::StreamName;
use read_models::due_work::{DueWork, WorkKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How many due works are looked at in one go.
const LOOK: u32 = 16;
/// How long work is left alone after we were at it, so that what cannot be started neither keeps others waiting nor us
/// busy. Shorter than the wait between two attempts.
const ASIDE_MILLIS: i64 = 1_000;

/// What this process does not ask for, by kind: what it is working on, and what it set aside and until when.
#[derive(Clone, Default)]
pub(crate) struct InHand(Arc<Mutex<HashMap<Uuid, Option<Timestamp>>>>);

impl InHand {
    fn list(&self, now: Timestamp) -> Vec<Uuid> {
        let mut known = self.known();
        known.retain(|_, until| until.is_none_or(|until| until > now));
        known.keys().copied().collect()
    }

    fn take(&self, id: Uuid) -> bool {
        let mut known = self.known();
        let is_free = !known.contains_key(&id);
        if is_free {
            known.insert(id, None);
        }
        is_free
    }

    fn put_back(&self, id: Uuid, aside: Option<Timestamp>) {
        match aside {
            Some(_) => self.known().insert(id, aside),
            None => self.known().remove(&id),
        };
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Uuid, Option<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Work that this process holds the lease of, until it is [released](Held::release).
pub(crate) struct Held {
    pub work: DueWork,
    aside: Option<Timestamp>,
    in_hand: InHand,
}

impl Held {
    /// Lets go of the lease, so that the next attempt need not wait for it to run out. This process asks for other work
    /// first: the view that says what is due may be late, or the work's stream not to be read.
    pub async fn release(mut self, environment: &Environment) {
        self.aside = Some(environment.now().plus_millis(ASIDE_MILLIS));
        if let Err(error) = environment.state.leases().release(&self.work.lease(), &environment.name).await {
            tracing::warn!(work = %self.work.lease(), %error, "a lease could not be released; it will run out");
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.in_hand.put_back(self.work.id, self.aside);
    }
}

/// The lease of some due work of this kind, if there is any that nobody holds.
pub(crate) async fn claim(
    environment: &Environment,
    kind: WorkKind,
    in_hand: &InHand,
) -> Result<Option<Held>, state::StoreError> {
    let now = environment.now();
    let mut passed_over = in_hand.list(now);
    loop {
        let due = environment.views.due_work().due(kind, now, &passed_over, LOOK).await?;
        let looked_at_all = due.len() < LOOK as usize;
        for work in due {
            passed_over.push(work.id);
            if !in_hand.take(work.id) {
                continue;
            }
            let held = Held { work, aside: None, in_hand: in_hand.clone() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    async fn next(environment: &Environment, in_hand: &InHand) -> Option<Held> {
        claim(environment, WorkKind::Render, in_hand).await.unwrap()
    }

    #[tokio::test]
    async fn one_process_at_a_time_has_a_work_and_the_next_when_it_is_released_or_runs_out() {
        let world = World::new().await;
        let (ours, other) = (&world.environment, world.beside("other").await);
        let (in_hand, others) = (InHand::default(), InHand::default());
        let render = world.queue(false).await;
        assert!(next(ours, &in_hand).await.is_none(), "the views do not know of it");
        world.catch_up().await;
        let held = next(ours, &in_hand).await.unwrap();
        assert_eq!(held.work.id, render.0);
        assert!(next(ours, &in_hand).await.is_none());
        assert!(next(&other, &others).await.is_none());
        held.release(ours).await;
        let held = next(&other, &others).await.unwrap();
        assert!(next(ours, &in_hand).await.is_none());
        // A worker that dies says nothing.
        drop(held);
        world.advance(31);
        assert!(next(ours, &in_hand).await.is_some());
    }

    #[tokio::test]
    async fn what_cannot_be_started_waits_behind_what_can() {
        let world = World::new().await;
        let (ours, in_hand) = (&world.environment, InHand::default());
        let first = world.queue(false).await;
        world.advance(1);
        let second = world.queue(false).await;
        world.catch_up().await;
        let held = next(ours, &in_hand).await.unwrap();
        assert_eq!(held.work.id, first.0);
        held.release(ours).await;
        let held = next(ours, &in_hand).await.unwrap();
        assert_eq!(held.work.id, second.0);
        assert!(next(ours, &in_hand).await.is_none(), "neither is asked for at once");
        world.advance(2);
        assert_eq!(next(ours, &in_hand).await.unwrap().work.id, first.0);
    }

    #[tokio::test]
    async fn more_held_work_than_one_look_sees_hides_no_free_work() {
        let world = World::new().await;
        let (ours, other) = (&world.environment, world.beside("other").await);
        let (in_hand, others) = (InHand::default(), InHand::default());
        for _ in 0..=LOOK {
            world.queue(false).await;
        }
        world.catch_up().await;
        let mut held = Vec::new();
        for _ in 0..LOOK {
            held.push(next(&other, &others).await.unwrap());
        }
        assert!(next(ours, &in_hand).await.is_some());
        assert!(next(ours, &in_hand).await.is_none());
    }
}
