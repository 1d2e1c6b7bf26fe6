//! The log's schema.

use sea_orm_migration::prelude::*;

/// The log's migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Events)]
    }
}

/// The one table. `AUTOINCREMENT` never hands a position out twice; SQLite has one writer, so positions are in the order
/// of the commits.
struct Events;

impl MigrationName for Events {
    fn name(&self) -> &str {
        "log_0001_events"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Events {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create = "CREATE TABLE events (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            stream TEXT NOT NULL,
            revision INTEGER NOT NULL,
            event_id BLOB NOT NULL UNIQUE,
            event_type TEXT NOT NULL,
            version INTEGER NOT NULL,
            data BLOB NOT NULL,
            metadata BLOB NOT NULL,
            UNIQUE (stream, revision)
        ) STRICT";
        manager.get_connection().execute_unprepared(create).await.map(|_| ())
    }
}
