//! The embedded log: one SQLite file that any number of processes may share.

mod position;
mod read;
#[cfg(test)]
mod tests;
mod writer;

use crate::sql::subscription::subscribe;
use crate::{
    Appended, Batch, Error, EventStore, Expected, Filter, Messages, Page, Position, RecordedEvent, StreamName,
};
use migrations::sqlite::{Durability, connect, open};
use position::Rows;
use sea_orm::DatabaseConnection;
use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many readers may read at the same time.
const READERS: u32 = 4;

/// How often a subscriber looks for other processes' appends.
const DEFAULT_POLL: Duration = Duration::from_millis(100);

/// A log in an SQLite file. Clones share one writer.
///
/// Appends of this process go through one task that commits up to 256 of them together, each synced to the disk before its
/// caller is answered; each caller's append succeeds or fails on its own.
#[derive(Clone)]
pub struct SqliteLog {
    readers: DatabaseConnection,
    writer: writer::Writer,
    /// Changes after each commit of this process.
    committed: Arc<watch::Sender<()>>,
    poll: Duration,
}

impl SqliteLog {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// [`Error::Store`] with the kind of what is wrong with the file.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let write = open::<migrations::log::Migrator>(path, Durability::Full, 1).await?;
        let readers = connect(path, Durability::Full, READERS).await?;
        Ok(Self::on(write, readers))
    }

    fn on(write: DatabaseConnection, readers: DatabaseConnection) -> Self {
        let committed = Arc::new(watch::Sender::new(()));
        let writer = writer::Writer::start(write, committed.clone());
        Self { readers, writer, committed, poll: DEFAULT_POLL }
    }

    /// The same log, whose subscribers look for other processes' appends this often (100 ms otherwise).
    pub fn polling(self, poll: Duration) -> Self {
        Self { poll, ..self }
    }
}

#[async_trait::async_trait]
impl EventStore for SqliteLog {
    async fn append_checked(&self, stream: &StreamName, expected: Expected, batch: Batch) -> Result<Appended, Error> {
        self.writer.append(stream.clone(), expected, batch).await
    }

    async fn read_stream(&self, stream: &StreamName, from: u64, limit: usize) -> Result<Vec<RecordedEvent>, Error> {
        crate::sql::rows::stream::<Rows>(&self.readers, stream, from, limit).await
    }

    async fn read_all(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Page, Error> {
        read::all(&self.readers, position::read(after)?, filter, limit).await
    }

    async fn end(&self) -> Result<Option<Position>, Error> {
        read::end(&self.readers).await
    }

    fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages {
        let pages = Arc::new(read::Reader(self.readers.clone()));
        subscribe(pages, self.committed.subscribe(), self.poll, after, filter)
    }

    fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error> {
        Ok(position::read(Some(a))?.cmp(&position::read(Some(b))?))
    }
}
