//! Opening real files.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use migrations::sqlite::{Durability, open};
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
