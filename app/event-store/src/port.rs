//! The port: what every log can do.

use crate::{Batch, Error, NewEvent, Position, RecordedEvent, StreamName};
use futures::stream::BoxStream;
use std::cmp::Ordering;

/// Where the caller believes a stream to be. There is no "anywhere": who does not know has not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// It does not exist.
    NoStream,
    /// It has at least one event.
    Exists,
    /// Its last event has this revision.
    At(u64),
}

/// Where an append ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The revision of the append's last event.
    pub revision: u64,
    /// The position of the append's last event.
    pub position: Position,
}

/// Which events a reader wants. An event matches when any of the prefixes does.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those whose type begins with one of these, such as `render.`.
    Types(Vec<String>),
    /// Those whose stream's name begins with one of these, such as `render-`.
    Streams(Vec<String>),
}

impl Filter {
    /// Events whose type begins with one of these.
    pub fn types<T: Into<String>>(prefixes: impl IntoIterator<Item = T>) -> Self {
        Filter::Types(prefixes.into_iter().map(Into::into).collect())
    }

    /// Events whose stream's name begins with one of these.
    pub fn streams<T: Into<String>>(prefixes: impl IntoIterator<Item = T>) -> Self {
        Filter::Streams(prefixes.into_iter().map(Into::into).collect())
    }
}

/// A piece of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Those that match, in the log's order.
    pub events: Vec<RecordedEvent>,
    /// Read on after this: everything up to here has been looked at. None while the log is empty.
    pub next: Option<Position>,
    /// Whether the log ended here when it was read.
    pub at_end: bool,
}

/// What a subscription says.
#[expect(clippy::large_enum_variant, reason = "nearly every message is an event")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The next event that matches.
    Event(RecordedEvent),
    /// Nothing that matches lies between the last message and here: a reader may store this as its place.
    Checkpoint(Position),
    /// Everything there was has been said. Comes once, and may come again after falling behind.
    CaughtUp,
}

/// A subscription: never ends by itself; after an error it is over, and the reader subscribes again from its place.
pub type Messages = BoxStream<'static, Result<Message, Error>>;

/// An append-only log of streams of events, in one order.
///
/// Within a stream, and so in the whole log, events are in the order of their revisions. A reader of the whole log never
/// sees an event appear before one that it has already passed.
#[async_trait::async_trait]
pub trait EventStore: Send + Sync {
    /// Appends events that have been checked. Callers use [`EventStore::append`].
    ///
    /// # Errors
    /// As [`EventStore::append`].
    async fn append_checked(&self, stream: &StreamName, expected: Expected, batch: Batch) -> Result<Appended, Error>;

    /// Appends the events to the stream, all or none, if the stream is where it is expected.
    ///
    /// Idempotent: if the same ids already lie, one after the other, where this append would have put them, it succeeds
    /// with the old result. A call that is dropped while it waits may still take effect.
    ///
    /// # Errors
    /// [`Error::Conflict`], [`Error::IdReused`], [`Error::TooLarge`] (64 KiB an event), [`Error::InvalidBatch`],
    /// [`Error::Store`].
    async fn append(&self, stream: &StreamName, expected: Expected, events: Vec<NewEvent>) -> Result<Appended, Error> {
        self.append_checked(stream, expected, Batch::check(events)?).await
    }

    /// At most `limit` events of the stream, from the revision `from` on; none when there is no such stream.
    ///
    /// # Errors
    /// [`Error::Store`].
    async fn read_stream(&self, stream: &StreamName, from: u64, limit: usize) -> Result<Vec<RecordedEvent>, Error>;

    /// At most `limit` events that match, after (not at) the position `after`; from the beginning without one.
    ///
    /// # Errors
    /// [`Error::Store`], also for a position that is not this adapter's.
    async fn read_all(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Page, Error>;

    /// Where the log ends now: the position of its last event; none while it is empty. Who has read up to here has read
    /// everything that was acknowledged before the call.
    ///
    /// # Errors
    /// [`Error::Store`].
    async fn end(&self) -> Result<Option<Position>, Error>;

    /// Everything that matches after the position, then whatever comes, until it is dropped. Appends through the same
    /// store are seen at once, those of other processes soon.
    fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages;

    /// Which of two positions comes first.
    ///
    /// # Errors
    /// [`Error::Store`] for a position that is not this adapter's.
    fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error>;
}
