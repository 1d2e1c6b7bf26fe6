//! Opening an SQLite file: write-ahead log, a stated durability, its schema brought up to date.

use crate::{StoreError, StoreErrorKind};
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::sqlx::pool::PoolOptions;
use sea_orm_migration::sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sea_orm_migration::sea_orm::sqlx::{self, ConnectOptions, Connection};
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode, SqlxSqliteConnector,
    TransactionOptions, TransactionTrait,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a connection waits for another one that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening is tried while other processes hold the file.
const OPEN_TIMEOUT: Duration = Duration::from_secs(30);

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Power loss: each commit is synced.
    Full,
    /// A crash of the process, but perhaps not a power loss; never damages the file. For what can be derived again.
    Normal,
}

/// Opens the file (makes it when missing) with at most `connections` connections and the schema of `M`.
///
/// Any number of processes may open the same file at the same time: the schema is changed in one transaction that holds
/// the write lock, and whoever comes second finds it done.
///
/// # Errors
/// [`StoreError`] of the kind that applies; a file that other processes hold for 30 s is [`StoreErrorKind::Busy`].
pub async fn open<M: MigratorTrait>(
    path: &Path,
    durability: Durability,
    connections: u32,
) -> Result<DatabaseConnection, StoreError> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(5);
    loop {
        match open_once::<M>(path, durability, connections).await {
            // Changing the journal mode does not wait for the busy timeout, so waiting is up to us.
            Err(error) if error.kind == StoreErrorKind::Busy && begun.elapsed() < OPEN_TIMEOUT => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(200));
            }
            result => return result,
        }
    }
}

async fn open_once<M: MigratorTrait>(
    path: &Path,
    durability: Durability,
    connections: u32,
) -> Result<DatabaseConnection, StoreError> {
    let database = connect(path, durability, connections).await?;
    let transaction = begin_write(&database).await?;
    M::up(&transaction, None).await?;
    transaction.commit().await?;
    Ok(database)
}

/// Connects to the file (makes it when missing) and leaves its schema alone.
///
/// # Errors
/// [`StoreError`] of the kind that applies.
pub async fn connect(path: &Path, durability: Durability, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let synchronous = match durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Normal => SqliteSynchronous::Normal,
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let pool = PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_idle(connection)))
        .connect_with(options)
        .await
        .map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Whether the connection is in no transaction; one that is must be closed.
///
/// Where the disk is full, SQLite ends a transaction by itself. Rolling it back fails then, and the driver goes on counting it:
/// the next one would begin as a savepoint within nothing, which keeps the write lock when it is rolled back, and whose
/// successors say that they are committed and are not.
async fn is_idle(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // A transaction that was dropped is rolled back before this is answered.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Begins a transaction that holds the write lock from its first moment, so that what it reads cannot be overtaken.
///
/// # Errors
/// [`DbErr`], as from any statement.
pub async fn begin_write(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    database.begin_with_options(options).await
}
