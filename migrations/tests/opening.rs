//! Opening real files.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use migrations::sqlite::{Durability, begin_write, connect, open};
use migrations::{StoreError, StoreErrorKind};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::path::Path;

async fn open_log(path: &Path, durability: Durability) -> Result<DatabaseConnection, StoreError> {
    open::<migrations::log::Migrator>(path, durability, 1).await
}

async fn pragma<T: sea_orm_migration::sea_orm::TryGetable>(database: &DatabaseConnection, name: &str) -> T {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    database.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_file_has_a_write_ahead_log_and_the_durability_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for (durability, synchronous) in [(Durability::Full, 2), (Durability::Normal, 1)] {
        let path = folder.path().join(format!("{synchronous}.db"));
        let database = open_log(&path, durability).await.unwrap();
        assert_eq!(pragma::<String>(&database, "journal_mode").await, "wal");
        assert_eq!(pragma::<i64>(&database, "synchronous").await, synchronous);
        assert_eq!(pragma::<i64>(&database, "busy_timeout").await, 10_000);
    }
}

#[tokio::test]
async fn opening_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let first = pragma::<i64>(&open_log(&path, Durability::Full).await.unwrap(), "schema_version").await;
    let second = pragma::<i64>(&open_log(&path, Durability::Full).await.unwrap(), "schema_version").await;
    assert!(first > 0);
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_file_of_a_newer_build_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let database = open_log(&path, Durability::Full).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('log_9999_newer', 0)";
    database.execute_unprepared(newer).await.unwrap();
    let error = open_log(&path, Durability::Full).await.unwrap_err();
    assert_eq!((error.kind, error.retryable()), (StoreErrorKind::Unreadable, false));
    assert!(error.message.contains("run the build that wrote it"), "{error}");
}

#[tokio::test]
async fn what_is_committed_after_the_disk_was_full_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let (ours, others) =
        (connect(&path, Durability::Full, 1).await.unwrap(), connect(&path, Durability::Full, 1).await.unwrap());
    ours.execute_unprepared("CREATE TABLE films (name TEXT UNIQUE)").await.unwrap();
    // A full disk, as far as SQLite can tell.
    ours.execute_unprepared("PRAGMA max_page_count = 3").await.unwrap();
    let transaction = begin_write(&ours).await.unwrap();
    transaction.execute_unprepared("INSERT INTO films VALUES (hex(zeroblob(100000)))").await.unwrap_err();
    let _ended_by_itself = transaction.rollback().await;
    ours.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();

    let transaction = begin_write(&ours).await.unwrap();
    transaction.execute_unprepared("INSERT INTO films VALUES ('one')").await.unwrap();
    transaction.rollback().await.unwrap();
    let transaction = begin_write(&ours).await.unwrap();
    transaction.execute_unprepared("INSERT INTO films VALUES ('two')").await.unwrap();
    transaction.commit().await.unwrap();
    let found = others.query_one_raw(Statement::from_string(DbBackend::Sqlite, "SELECT group_concat(name) FROM films"));
    let found: Option<String> = found.await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(found.as_deref(), Some("two"));
    begin_write(&others).await.unwrap().rollback().await.unwrap();
}
