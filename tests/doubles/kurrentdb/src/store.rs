//! The log in memory: every event in its order, and in its stream.

use crate::journal::Journal;
use crate::protocol::streams::BatchAppendReq;
use crate::protocol::streams::batch_append_req::{Options, ProposedMessage};
use crate::wire;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use uuid::Uuid;

/// The most that one append may take: the server's own default.
const MAX_APPEND_BYTES: usize = 1024 * 1024;
/// Where the first event lies. Not at 0, which clients take for "unknown".
const FIRST_POSITION: u64 = 64;
/// What an event takes in the log besides its data.
const RECORD_OVERHEAD: u64 = 64;

/// An event as it lies in the log.
pub(crate) struct Event {
    pub id: Uuid,
    pub stream: Arc<str>,
    pub revision: u64,
    /// Both the commit and the prepare position.
    pub position: u64,
    pub metadata: HashMap<String, String>,
    pub custom_metadata: Vec<u8>,
    pub data: Vec<u8>,
}

impl Event {
    pub(crate) fn event_type(&self) -> &str {
        self.metadata.get("type").map_or("", String::as_str)
    }
}

/// Where an append believes its stream to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Any,
    NoStream,
    Exists,
    At(u64),
}

/// Where an append ended.
pub(crate) struct Written {
    pub revision: u64,
    pub position: u64,
}

/// Why an append did not happen.
pub(crate) enum Refused {
    /// The stream is elsewhere: its last revision, if it exists.
    Wrong(Option<u64>),
    TooLarge,
    Disk(io::Error),
}

/// The log.
pub(crate) struct Store {
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Inner {
    events: Vec<Arc<Event>>,
    streams: HashMap<Arc<str>, Vec<Arc<Event>>>,
    /// Events by their ids, since the start: the server remembers only what was lately committed.
    recent: HashMap<Uuid, Arc<Event>>,
    journal: Option<Journal>,
}

impl Store {
    /// An empty log that ends with its process.
    pub(crate) fn in_memory() -> Self {
        Self { inner: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// The log in that folder.
    pub(crate) fn in_folder(folder: &Path) -> io::Result<Self> {
        let (journal, appends) = Journal::open(folder)?;
        let mut inner = Inner::default();
        for append in appends {
            let name = wire::stream_name(append.options.and_then(|options| options.stream_identifier));
            let name = name.map_err(|status| io::Error::other(status.message().to_owned()))?;
            inner.add(&name, append.proposed_messages);
        }
        inner.recent.clear();
        inner.journal = Some(journal);
        Ok(Self { inner: Mutex::new(inner), changed: watch::Sender::new(()) })
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes with every append.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Appends all or none, once.
    pub(crate) fn append(
        &self,
        stream: &str,
        expected: Expected,
        mut events: Vec<ProposedMessage>,
    ) -> Result<Written, Refused> {
        if events.iter().map(|event| event.data.len() + event.custom_metadata.len()).sum::<usize>() > MAX_APPEND_BYTES {
            return Err(Refused::TooLarge);
        }
        let mut inner = self.inner();
        if let Some(written) = inner.check(stream, expected, &events)? {
            return Ok(written);
        }
        // In ticks of 100 ns.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() / 100;
        for event in &mut events {
            event.metadata.insert("created".to_owned(), now.to_string());
        }
        if let Some(journal) = &mut inner.journal {
            let options = Options { stream_identifier: Some(wire::identifier(stream)), ..Options::default() };
            let proposed_messages = events.clone();
            let append = BatchAppendReq { options: Some(options), proposed_messages, ..BatchAppendReq::default() };
            journal.write(&append).map_err(Refused::Disk)?;
        }
        let written = inner.add(stream, events);
        drop(inner);
        self.changed.send_replace(());
        Ok(written)
    }

    /// The stream's events from that revision on, at most `count`; none when there is no such stream.
    pub(crate) fn stream(&self, name: &str, from: u64, count: usize) -> Option<Vec<Arc<Event>>> {
        let inner = self.inner();
        let events = inner.streams.get(name)?;
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(events.len());
        Some(events[from..].iter().take(count).cloned().collect())
    }

    /// The stream's events from that revision (or the last) back, at most `count`; none when there is no such stream.
    pub(crate) fn stream_back(&self, name: &str, from: Option<u64>, count: usize) -> Option<Vec<Arc<Event>>> {
        let inner = self.inner();
        let events = inner.streams.get(name)?;
        let end = from.and_then(|from| usize::try_from(from).ok()?.checked_add(1)).unwrap_or(usize::MAX);
        Some(events[..end.min(events.len())].iter().rev().take(count).cloned().collect())
    }

    /// At most `count` events of the log at and after that position.
    pub(crate) fn all(&self, from: u64, count: usize) -> Vec<Arc<Event>> {
        let inner = self.inner();
        let from = inner.events.partition_point(|event| event.position < from);
        inner.events[from..].iter().take(count).cloned().collect()
    }

    /// At most `count` events of the log before that position (or its end), the last one first.
    pub(crate) fn all_back(&self, before: Option<u64>, count: usize) -> Vec<Arc<Event>> {
        let inner = self.inner();
        let end = before.map_or(inner.events.len(), |end| inner.events.partition_point(|event| event.position < end));
        inner.events[..end].iter().rev().take(count).cloned().collect()
    }
}

impl Inner {
    /// Whether the append fits, or was done before: then its old result.
    fn check(
        &self,
        stream: &str,
        expected: Expected,
        proposed: &[ProposedMessage],
    ) -> Result<Option<Written>, Refused> {
        let events = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let current = events.last().map(|event| event.revision);
        let wrong = Err(Refused::Wrong(current));
        let ids = || proposed.iter().map(|event| wire::id(event.id.as_ref()));
        let written = |event: &Event| Some(Written { revision: event.revision, position: event.position });
        let next = match expected {
            Expected::Exists if current.is_none() => return wrong,
            // Only what was lately committed is known, wherever in the stream it lies.
            Expected::Any | Expected::Exists => {
                let known = |id: Uuid| self.recent.get(&id).filter(|event| &*event.stream == stream);
                let places: Vec<_> = ids().map(known).collect();
                return match (places.first(), places.last()) {
                    (Some(Some(_)), Some(Some(last))) if places.iter().all(Option::is_some) => Ok(written(last)),
                    (Some(Some(_)), _) => wrong,
                    _ => Ok(None),
                };
            }
            Expected::NoStream => 0,
            Expected::At(revision) => usize::try_from(revision.saturating_add(1)).unwrap_or(usize::MAX),
        };
        if next >= events.len() {
            return if next == events.len() { Ok(None) } else { wrong };
        }
        let there = events[next..].iter().map(|event| event.id);
        match events.get(next + proposed.len().saturating_sub(1)) {
            Some(last) if !proposed.is_empty() && there.take(proposed.len()).eq(ids()) => Ok(written(last)),
            _ => wrong,
        }
    }

    fn add(&mut self, stream: &str, events: Vec<ProposedMessage>) -> Written {
        let (name, known) = self.streams.remove_entry(stream).unwrap_or_else(|| (stream.into(), Vec::new()));
        let mut of_stream = known;
        for event in events {
            let position = self.events.last().map_or(FIRST_POSITION, |last| {
                last.position + RECORD_OVERHEAD + (last.data.len() + last.custom_metadata.len()) as u64
            });
            let event = Arc::new(Event {
                id: wire::id(event.id.as_ref()),
                stream: name.clone(),
                revision: of_stream.len() as u64,
                position,
                metadata: event.metadata,
                custom_metadata: event.custom_metadata,
                data: event.data,
            });
            self.recent.insert(event.id, event.clone());
            self.events.push(event.clone());
            of_stream.push(event);
        }
        let last = of_stream.last().map(|event| Written { revision: event.revision, position: event.position });
        if !of_stream.is_empty() {
            self.streams.insert(name, of_stream);
        }
        last.unwrap_or(Written { revision: 0, position: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn events(ids: &[u64]) -> Vec<ProposedMessage> {
        ids.iter()
            .map(|id| ProposedMessage { id: Some(wire::wire_id(Uuid::from_u64_pair(0, *id))), ..Default::default() })
            .collect()
    }

    /// The last revision after the append, or where the stream is instead.
    fn append(store: &Store, expected: Expected, ids: &[u64]) -> Result<u64, Option<u64>> {
        store.append("a-1", expected, events(ids)).map(|written| written.revision).map_err(|refused| match refused {
            Refused::Wrong(current) => current,
            Refused::TooLarge | Refused::Disk(_) => panic!("another refusal"),
        })
    }

    #[test]
    fn an_append_fits_is_there_already_or_is_refused() {
        let store = Store::in_memory();
        assert_eq!(append(&store, Expected::Exists, &[1]), Err(None));
        assert_eq!(append(&store, Expected::At(0), &[1]), Err(None));
        assert_eq!(append(&store, Expected::NoStream, &[1, 2]), Ok(1));
        assert_eq!(append(&store, Expected::NoStream, &[9]), Err(Some(1)));
        assert_eq!(append(&store, Expected::At(1), &[3]), Ok(2));
        assert_eq!(append(&store, Expected::At(3), &[9]), Err(Some(2)));
        // Again, in the same place.
        assert_eq!(append(&store, Expected::NoStream, &[1, 2]), Ok(1));
        assert_eq!(append(&store, Expected::NoStream, &[1]), Ok(0));
        assert_eq!(append(&store, Expected::At(0), &[2, 3]), Ok(2));
        assert_eq!(append(&store, Expected::Any, &[3]), Ok(2));
        assert_eq!(append(&store, Expected::Exists, &[2, 3]), Ok(2));
        // Partly.
        assert_eq!(append(&store, Expected::NoStream, &[1, 9]), Err(Some(2)));
        assert_eq!(append(&store, Expected::At(1), &[3, 9]), Err(Some(2)));
        assert_eq!(append(&store, Expected::Exists, &[3, 9]), Err(Some(2)));
        // Elsewhere in the stream it is another event to the server.
        assert_eq!(append(&store, Expected::At(2), &[1]), Ok(3));
    }

    #[test]
    fn what_was_acknowledged_is_there_again_and_half_an_append_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_folder(folder.path()).unwrap();
        assert_eq!(append(&store, Expected::NoStream, &[1, 2]), Ok(1));
        let before: Vec<_> =
            store.all(0, 10).iter().map(|event| (event.id, event.position, event.metadata.clone())).collect();
        drop(store);
        let mut file = std::fs::File::options().append(true).open(folder.path().join("events.journal")).unwrap();
        file.write_all(&[200, 1, 10, 3]).unwrap();
        for again in 0..2 {
            let store = Store::in_folder(folder.path()).unwrap();
            let after: Vec<_> =
                store.all(0, 2).iter().map(|event| (event.id, event.position, event.metadata.clone())).collect();
            assert_eq!(after, before);
            assert_eq!(append(&store, Expected::At(1 + again), &[3 + again]), Ok(2 + again));
        }
    }

    #[test]
    fn an_append_above_the_limit_is_refused() {
        let store = Store::in_memory();
        let mut large = events(&[1, 2]);
        large.iter_mut().for_each(|event| event.data = vec![0; MAX_APPEND_BYTES / 2 + 1]);
        assert!(matches!(store.append("a-1", Expected::NoStream, large), Err(Refused::TooLarge)));
        assert!(store.all(0, 1).is_empty());
    }
}
