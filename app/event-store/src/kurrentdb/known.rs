//! Which ids a stream has.
//!
//! The server knows an id again only in the very place where an append would put it. That an id lies elsewhere in its stream
//! is for us to see, so we have to know the stream's ids. What lies in a stream never changes: what was once read of it
//! needs no second look, and whoever appends has read the stream just before.

use crate::StreamName;
use domain::ids::EventId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How many ids are remembered, about: twice as many at most, but never less than one whole stream.
const MANY: usize = 100_000;

/// The ids of a stream from its beginning on.
#[derive(Clone, Default)]
pub(super) struct Beginning {
    ids: Vec<(u64, EventId)>,
    /// Everything before this revision is known.
    pub next: u64,
}

impl Beginning {
    /// Takes in the event at the revision; the one before it has to be known, or not to be there any more.
    pub(super) fn learn(&mut self, revision: u64, id: EventId) {
        if revision >= self.next {
            self.ids.push((revision, id));
            self.next = revision + 1;
        }
    }

    /// The revisions that these ids have before the revision `end`.
    pub(super) fn places(&self, ids: &[EventId], end: u64) -> Vec<Option<u64>> {
        let wanted: HashSet<EventId> = ids.iter().copied().collect();
        let here = self.ids.iter().take_while(|(revision, _)| *revision < end).filter(|(_, id)| wanted.contains(id));
        let places: HashMap<EventId, u64> = here.map(|(revision, id)| (*id, *revision)).collect();
        ids.iter().map(|id| places.get(id).copied()).collect()
    }
}

/// The beginnings of those streams that were lately read or appended to.
#[derive(Default)]
pub(super) struct Known(Mutex<Remembered>);

/// What is asked for moves to the young; when they are many, the old ones are forgotten.
#[derive(Default)]
struct Remembered {
    young: HashMap<StreamName, Arc<Beginning>>,
    old: HashMap<StreamName, Arc<Beginning>>,
    ids: usize,
}

impl Known {
    /// What is known of the stream, perhaps nothing.
    pub(super) fn of(&self, stream: &StreamName) -> Arc<Beginning> {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.young.get(stream).or_else(|| remembered.old.get(stream)).cloned().unwrap_or_default()
    }

    /// Remembers it, unless more is known already.
    pub(super) fn remember(&self, stream: &StreamName, beginning: Arc<Beginning>) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = remembered.young.get(stream).map(|known| (known.next, known.ids.len()));
        if known.is_some_and(|(next, _)| next >= beginning.next) {
            return;
        }
        remembered.ids = remembered.ids + beginning.ids.len() + 1 - known.map_or(0, |(_, ids)| ids + 1);
        remembered.young.insert(stream.clone(), beginning);
        if remembered.ids > MANY {
            remembered.ids = 0;
            remembered.old = std::mem::take(&mut remembered.young);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u64) -> EventId {
        EventId(Uuid::from_u128(number.into()))
    }

    fn beginning(length: u64) -> Arc<Beginning> {
        let mut beginning = Beginning::default();
        (0..length).for_each(|revision| beginning.learn(revision, id(revision)));
        Arc::new(beginning)
    }

    #[test]
    fn an_id_has_its_place_before_the_end_only() {
        let beginning = beginning(5);
        assert_eq!(beginning.places(&[id(3), id(9), id(1)], 5), [Some(3), None, Some(1)]);
        assert_eq!(beginning.places(&[id(3), id(1)], 3), [None, Some(1)]);
    }

    #[test]
    fn what_was_lately_used_stays_and_what_was_not_goes() {
        let (known, stream) = (Known::default(), |n: u64| format!("a-{n}").parse::<StreamName>().unwrap());
        known.remember(&stream(0), beginning(3));
        known.remember(&stream(0), beginning(2));
        assert_eq!(known.of(&stream(0)).next, 3, "less is not remembered over more");
        for n in 1..40 {
            known.remember(&stream(n), beginning(10_000));
        }
        assert_eq!((known.of(&stream(0)).next, known.of(&stream(39)).next), (0, 10_000));
        let remembered = known.0.lock().unwrap();
        assert!(remembered.young.len() + remembered.old.len() <= 2 * MANY / 10_000 + 1);
    }
}
