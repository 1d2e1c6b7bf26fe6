//! The shared log: a PostgreSQL schema that any number of machines may use.
//!
//! Appends commit beside each other, so neither their times nor their numbers tell in which order readers see them. The order
//! of the log is (transaction, number), and a reader sees only transactions older than every one that is still under way:
//! whatever appears later lies behind what it has read. The price is that a transaction left open holds all readers back.

mod position;
mod read;
#[cfg(test)]
mod tests;
mod wake;

use crate::sql::append::append;
use crate::sql::subscription::subscribe;
use crate::{
    Appended, Batch, Error, EventStore, Expected, Filter, Messages, Page, Position, RecordedEvent, StoreError,
    StoreErrorKind, StreamName,
};
use position::Pairs;
use sea_orm::{DatabaseConnection, TransactionTrait};
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How many calls may work at the same time: commits that run beside each other share a sync of the disk.
const CONNECTIONS: u32 = 16;

/// How often a subscriber looks for what no notice told of.
const POLL: Duration = Duration::from_millis(500);

/// How often an append is begun again because another one was faster, before its caller is told so.
const ATTEMPTS: u32 = 64;

/// A log in PostgreSQL. Clones share the connections.
#[derive(Clone)]
pub struct PostgresLog {
    database: DatabaseConnection,
    /// Changes after each commit of this process, and after notices of others.
    committed: Arc<watch::Sender<()>>,
    /// Changes after each commit of this process.
    appended: Arc<watch::Sender<()>>,
    poll: Duration,
}

impl PostgresLog {
    /// Connects, and makes or updates the schema.
    ///
    /// # Errors
    /// [`Error::Store`] with the kind of what is wrong.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let opened = migrations::postgres::open::<migrations::log::Migrator>(url, "rushes_log", CONNECTIONS).await;
        let (database, pool) = opened?;
        let (committed, appended) = (Arc::new(watch::Sender::new(())), Arc::new(watch::Sender::new(())));
        tokio::spawn(wake::tell(pool.clone(), appended.subscribe()));
        tokio::spawn(wake::listen(pool, Arc::downgrade(&committed)));
        Ok(Self { database, committed, appended, poll: POLL })
    }

    /// The same log, whose subscribers look by themselves this often (every 500 ms otherwise).
    pub fn polling(self, poll: Duration) -> Self {
        Self { poll, ..self }
    }

    async fn append_once(&self, stream: &StreamName, expected: Expected, batch: &Batch) -> Result<Appended, Error> {
        let transaction = self.database.begin().await.map_err(StoreError::from)?;
        let appended = append::<Pairs>(&transaction, stream, expected, batch).await;
        match appended {
            Ok(appended) => {
                transaction.commit().await.map_err(StoreError::from)?;
                Ok(appended)
            }
            Err(error) => {
                // The first error says what is wrong; that rolling back fails too adds nothing.
                let _rolled_back = transaction.rollback().await;
                Err(error)
            }
        }
    }
}

fn was_overtaken(error: &Error) -> bool {
    matches!(error, Error::Store(error) if error.kind == StoreErrorKind::Overtaken)
}

#[async_trait::async_trait]
impl EventStore for PostgresLog {
    async fn append_checked(&self, stream: &StreamName, expected: Expected, batch: Batch) -> Result<Appended, Error> {
        let begun = Instant::now();
        let mut answer = self.append_once(stream, expected, &batch).await;
        for _ in 1..ATTEMPTS {
            if !answer.as_ref().is_err_and(was_overtaken) {
                break;
            }
            answer = self.append_once(stream, expected, &batch).await;
        }
        if answer.is_ok() {
            self.committed.send_replace(());
            self.appended.send_replace(());
        }
        crate::measure::append(begun, &answer);
        answer
    }

    async fn read_stream(&self, stream: &StreamName, from: u64, limit: usize) -> Result<Vec<RecordedEvent>, Error> {
        crate::sql::rows::stream::<Pairs>(&self.database, stream, from, limit).await
    }

    async fn read_all(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Page, Error> {
        Ok(read::all(&self.database, after, filter, limit).await?.page)
    }

    async fn end(&self) -> Result<Option<Position>, Error> {
        read::end(&self.database).await
    }

    fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages {
        let pages = Arc::new(read::Reader(self.database.clone()));
        subscribe(pages, self.committed.subscribe(), self.poll, after, filter)
    }

    fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error> {
        Ok(position::read(Some(a))?.cmp(&position::read(Some(b))?))
    }
}
