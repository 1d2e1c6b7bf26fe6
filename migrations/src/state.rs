//! The state's schema: what is durable and cannot be derived.

use sea_orm_migration::prelude::*;

/// The state's migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "state_0001_first"
    }
}

/// Ids are 16 bytes, instants milliseconds since the Unix epoch.
const TABLES: [&str; 8] = [
    "CREATE TABLE documents (
        id BLOB PRIMARY KEY NOT NULL,
        workspace BLOB NOT NULL,
        sealed BLOB NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT",
    "CREATE INDEX documents_by_workspace ON documents (workspace)",
    "CREATE INDEX documents_by_age ON documents (created_at, id)",
    "CREATE TABLE data_keys (workspace BLOB PRIMARY KEY NOT NULL, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL) STRICT",
    "CREATE TABLE leases (
        work TEXT PRIMARY KEY NOT NULL,
        holder TEXT NOT NULL,
        acquired_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE progress (
        render BLOB PRIMARY KEY NOT NULL,
        attempt INTEGER NOT NULL,
        stage TEXT NOT NULL,
        percent INTEGER NOT NULL,
        frames INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE passwords (
        email TEXT PRIMARY KEY NOT NULL,
        user BLOB NOT NULL UNIQUE,
        workspace BLOB NOT NULL,
        hash TEXT NOT NULL,
        changed_at INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE facts (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT",
];

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.get_connection().execute_unprepared(table).await?;
        }
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE TABLE checkpoints (name TEXT PRIMARY KEY NOT NULL, position TEXT NOT NULL) STRICT",
            )
            .await
            .map(|_| ())
    }
}
