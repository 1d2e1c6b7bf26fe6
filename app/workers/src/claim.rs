//! Taking due work: a lease first, then an attempt in the work's stream.

use crate::{Environment, Turn};
use domain::Timestamp;
use event_store::StreamName;
use read_models::due_work::{DueWork, WorkKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

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

/// The lease of the due work of this kind whose turn it is, if there is any that nobody holds.
pub(crate) async fn claim(
    environment: &Environment,
    kind: WorkKind,
    in_hand: &InHand,
) -> Result<Option<Held>, state::StoreError> {
    let now = || environment.now();
    let turn = Turn {
        state: &environment.state,
        views: &environment.views,
        holder: &environment.name,
        lease: environment.settings.lease,
        workspace_renders: environment.settings.workspace_renders,
        now: &now,
    };
    let begin = |work: DueWork| in_hand.take(work.id).then(|| Held { work, aside: None, in_hand: in_hand.clone() });
    turn.take(kind, in_hand.list(now()), begin).await
}

/// The stream of an aggregate, for messages.
pub(crate) fn stream<A: domain::aggregate::Aggregate>(id: Uuid) -> StreamName {
    StreamName::of::<A>(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use domain::queue::Priority;

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
    async fn much_held_work_hides_no_free_work() {
        let world = World::new().await;
        let (ours, other) = (&world.environment, world.beside("other").await);
        let (in_hand, others) = (InHand::default(), InHand::default());
        for _ in 0..20 {
            world.queue(false).await;
        }
        world.catch_up().await;
        let mut held = Vec::new();
        for _ in 1..20 {
            held.push(next(&other, &others).await.unwrap());
        }
        assert!(next(ours, &in_hand).await.is_some());
        assert!(next(ours, &in_hand).await.is_none());
    }

    #[tokio::test]
    async fn one_render_of_a_workspace_does_not_wait_for_a_thousand_of_another() {
        let world = World::new().await;
        let (ours, in_hand) = (&world.environment, InHand::default());
        for _ in 0..10 {
            world.queue(false).await;
        }
        world.advance(60);
        let small = world.queue_of(crate::testing::THEIRS, Priority::Normal).await;
        world.catch_up().await;
        let _first = next(ours, &in_hand).await.unwrap();
        assert_eq!(next(ours, &in_hand).await.unwrap().work.id, small.0);
    }

    #[tokio::test]
    async fn workspaces_take_turns_at_a_single_worker() {
        let world = World::new().await;
        let (ours, in_hand) = (&world.environment, InHand::default());
        for _ in 0..3 {
            world.queue(false).await;
        }
        world.advance(60);
        for _ in 0..3 {
            world.queue_of(crate::testing::THEIRS, Priority::Normal).await;
        }
        world.catch_up().await;
        let mut served = Vec::new();
        for _ in 0..6 {
            let held = next(ours, &in_hand).await.unwrap();
            served.push(held.work.workspace);
            // Set aside for a second after its release: the clock stands still, so it does not come again.
            held.release(ours).await;
        }
        let (a, b) = (crate::testing::OURS, crate::testing::THEIRS);
        assert_eq!(served, [a, b, a, b, a, b]);
    }

    #[tokio::test]
    async fn a_workspace_has_no_more_at_work_than_it_may() {
        let world = World::new().await;
        let mut environment = Arc::into_inner(world.beside("limited").await).unwrap();
        environment.settings.workspace_renders = Some(2);
        let in_hand = InHand::default();
        for _ in 0..4 {
            world.queue(false).await;
        }
        world.catch_up().await;
        let first = next(&environment, &in_hand).await.unwrap();
        let _second = next(&environment, &in_hand).await.unwrap();
        assert!(next(&environment, &in_hand).await.is_none());
        // Nor anywhere else.
        assert!(next(&environment, &InHand::default()).await.is_none());
        first.release(&environment).await;
        assert!(next(&environment, &in_hand).await.is_some());
    }

    #[tokio::test]
    async fn what_is_urgent_goes_before_what_came_earlier() {
        let world = World::new().await;
        let (ours, in_hand) = (&world.environment, InHand::default());
        let early = world.queue(false).await;
        world.advance(1);
        let urgent = world.queue_of(crate::testing::OURS, Priority::High).await;
        world.catch_up().await;
        let _held = next(ours, &in_hand).await.unwrap();
        assert_eq!((_held.work.id, next(ours, &in_hand).await.unwrap().work.id), (urgent.0, early.0));
    }
}
