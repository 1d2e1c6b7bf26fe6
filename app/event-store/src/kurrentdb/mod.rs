//! The log on a KurrentDB server (EventStoreDB from 23.10 on).
//!
//! The server keeps streams, revisions and one order of everything, as the port has them, and refuses an append whose stream is
//! elsewhere. An append again, in the same place with the same ids, is the old one to it, and stays that for ever for
//! [`Expected::NoStream`] and [`Expected::At`].
//!
//! Where it does less than the port, this adapter does it:
//! - **Ids elsewhere in a stream.** The server compares ids only where an append would put them, and would append an event
//!   twice whose id lies further ahead. So the ids of a stream are looked at before an append to it. They are remembered, and
//!   whoever appends has just read the stream: this seldom asks the server anything.
//! - **Ids in another stream** are found by nobody: the server has no index of them. An id that was used in one stream can be
//!   used in another one, and no [`Error::IdReused`] says so. Ids are random, or derived from what they belong to, so
//!   that only a fault of ours could do this.
//! - **Retries where the stream only has to exist.** The server knows lately appended ids alone, and forgets them when it is
//!   restarted; the stream itself is asked.
//!
//! # What to know
//! - Our metadata and the event's version are the event's custom metadata. Data is kept to the byte; where it is JSON the server
//!   is told so.
//! - What begins with `$` is the server's own and never shown. Everything else is taken for ours: a server has to itself
//!   whatever log it keeps, unless that is [opened within](KurrentLog::open_within) a prefix.
//! - The user has to be allowed to read `$all`, which by default only administrators are.
//! - The client leaves Nagle's algorithm on, so that a single append over a loopback waits some 40 ms for an acknowledgement
//!   of TCP. Appends beside each other share a connection and do not wait for each other: throughput suffers little,
//!   but no figure of this adapter's latency is published. Its `batch_append` is no help: one refused append, which is an
//!   everyday thing, ends the whole batch, and those that were under way are not told what became of them.
//! - Appends above the server's `MaxAppendSize` (1 MiB unless it is told otherwise) are refused by it.
//! - A subscription that the server ends without an error would keep the client busy for ever. Servers end them with one.
//! - In a cluster everything is asked of its leader, so that what was acknowledged can be read.
//!
//! It is tested against a double of the protocol (`tests/doubles/kurrentdb`), not against the vendor's server; for that there is
//! a suite for whoever has one (`KURRENTDB_URL`).

mod address;
mod append;
mod connection;
mod event;
mod failure;
mod known;
mod position;
mod read;
mod subscription;
#[cfg(test)]
mod tests;

use crate::{
    Appended, Batch, Error, EventStore, Expected, Filter, Messages, Page, Position, RecordedEvent, StoreError,
    StoreErrorKind, StreamName,
};
use address::Address;
use connection::Connection;
use event::Scope;
use known::Known;
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Instant;

/// The first version whose subscriptions say that they have caught up.
const OLDEST: (usize, usize) = (23, 10);

/// A request of our user, to the leader.
macro_rules! as_us {
    ($connection:expr, $options:expr) => {{
        let options = $options.requires_leader(true);
        match $connection.credentials() {
            Some(credentials) => options.authenticated(credentials),
            None => options,
        }
    }};
}
use as_us;

/// A log on a KurrentDB server. Clones share their connections.
#[derive(Clone)]
pub struct KurrentLog(Arc<Inner>);

struct Inner {
    connection: Arc<Connection>,
    scope: Scope,
    known: Known,
}

impl KurrentLog {
    /// Connects to the server at `kurrentdb://user:password@host:2113` (or `esdb://`, or either with `+discover`), and sees
    /// whether it lets us in.
    ///
    /// # Errors
    /// [`Error::Store`] with the kind of what is wrong. No message holds the address or its password.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::open_within(url, "").await
    }

    /// The same with a log of its own on a server that others use too: its streams are those whose names begin with `prefix`,
    /// which no reader of this log sees of them.
    ///
    /// # Errors
    /// As [`KurrentLog::open`].
    pub async fn open_within(url: &str, prefix: &str) -> Result<Self, Error> {
        let connection = Arc::new(Connection::new(Address::parse(url)?));
        let server = connection.call(|client| async move { client.server_info().await }).await?;
        if server.version() < OLDEST {
            let message = "the log's server is too old; run KurrentDB, or EventStoreDB 23.10 or newer";
            return Err(StoreError::new(StoreErrorKind::CannotOpen, message).into());
        }
        let log = Self(Arc::new(Inner { connection, scope: Scope(prefix.to_owned()), known: Known::default() }));
        log.end().await?;
        Ok(log)
    }
}

#[async_trait::async_trait]
impl EventStore for KurrentLog {
    async fn append_checked(&self, stream: &StreamName, expected: Expected, batch: Batch) -> Result<Appended, Error> {
        let begun = Instant::now();
        let answer = append::append(&self.0, stream, expected, &batch).await;
        crate::measure::append(begun, &answer);
        answer
    }

    async fn read_stream(&self, stream: &StreamName, from: u64, limit: usize) -> Result<Vec<RecordedEvent>, Error> {
        read::stream(&self.0, stream, from, limit).await
    }

    async fn read_all(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Page, Error> {
        read::all(&self.0, after, filter, limit).await
    }

    async fn end(&self) -> Result<Option<Position>, Error> {
        Ok(read::end(&self.0).await?.map(position::write))
    }

    fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages {
        subscription::subscribe(self.0.clone(), after, filter)
    }

    fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error> {
        Ok(position::read(a)?.cmp(&position::read(b)?))
    }
}
