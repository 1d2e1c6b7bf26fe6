//! Connecting to PostgreSQL: a schema for each store, brought up to date by whoever comes first.

use crate::{StoreError, StoreErrorKind};
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::sqlx::pool::PoolOptions;
use sea_orm_migration::sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sea_orm_migration::sea_orm::sqlx::{self, ConnectOptions, Connection, Executor, Row};
use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector, TransactionTrait,
};
use std::sync::Arc;
use std::time::Duration;

/// How long a call waits for a free connection, and for the server to answer a new one.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a transaction may wait for us before the server ends it: one that is left open holds every reader of the log back.
const IDLE_TRANSACTION: &str = "10s";

/// Connects with at most `connections` connections, which see the schema `schema` alone, made and migrated as `M` says.
///
/// Any number of processes may do so at the same time: the schema is changed in one transaction that holds a lock, and
/// whoever comes second finds it done.
///
/// # Errors
/// [`StoreError`] of the kind that applies. No message holds the address or its password.
pub async fn open<M: MigratorTrait>(
    url: &str,
    schema: &str,
    connections: u32,
) -> Result<(DatabaseConnection, PgPool), StoreError> {
    let ours = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    let parsed = ours.then(|| url.parse::<PgConnectOptions>().ok()).flatten();
    let options = parsed.ok_or_else(|| {
        StoreError::new(
            StoreErrorKind::CannotOpen,
            "the database's address is none; expected postgres://user:password@host:port/database",
        )
    })?;
    let options = options
        .application_name("rushes")
        .options([("search_path", schema), ("idle_in_transaction_session_timeout", IDLE_TRANSACTION)])
        .disable_statement_logging();
    let failed = |error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
    // A pool tries again until its time is up, whatever the server says; one connection tells at once what is wrong.
    let first = tokio::time::timeout(ACQUIRE_TIMEOUT, options.connect()).await;
    first.map_err(|_| failed(sqlx::Error::PoolTimedOut))?.map_err(failed)?.close().await.map_err(failed)?;
    let pool = PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_idle(connection)))
        .connect_with(options)
        .await
        .map_err(failed)?;
    let database = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
    let transaction = database.begin().await?;
    transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock(hashtext('{schema}'))")).await?;
    transaction.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
    M::up(&transaction, None).await?;
    transaction.commit().await?;
    Ok((database, pool))
}

/// Whether the connection answers and is in no transaction. A call that was dropped while its transaction began leaves one open,
/// of which the pool knows nothing: whoever comes next would work in it. In the simple protocol, the first statement of a
/// transaction began with it.
async fn is_idle(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = connection.fetch_one(sqlx::raw_sql("SELECT now() = statement_timestamp()")).await?;
    row.try_get(0)
}
