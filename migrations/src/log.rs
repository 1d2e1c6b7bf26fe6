//! The log's schema.

use crate::sql::table;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The log's migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Events)]
    }
}

/// The one table.
///
/// SQLite: `AUTOINCREMENT` never hands a position out twice, and there is one writer, so positions are in the order of the
/// commits. PostgreSQL hands positions out before it commits; what orders the log there is the transaction, then the position.
struct Events;

impl MigrationName for Events {
    fn name(&self) -> &str {
        "log_0001_events"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Events {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let database = manager.get_connection();
        let (position, extra) = match manager.get_database_backend() {
            DbBackend::Postgres => (
                "position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tx XID8 NOT NULL DEFAULT pg_current_xact_id()",
                "CREATE INDEX events_in_order ON events (tx, position)",
            ),
            _ => ("position INTEGER PRIMARY KEY AUTOINCREMENT", ""),
        };
        let create = format!(
            "CREATE TABLE events (
            {position},
            stream TEXT NOT NULL,
            revision NUMBER NOT NULL,
            event_id BYTES NOT NULL UNIQUE,
            event_type TEXT NOT NULL,
            version NUMBER NOT NULL,
            data BYTES NOT NULL,
            metadata BYTES NOT NULL,
            UNIQUE (stream, revision)
        ) STRICT"
        );
        database.execute_unprepared(&table(manager.get_database_backend(), &create)).await?;
        if !extra.is_empty() {
            database.execute_unprepared(extra).await?;
        }
        Ok(())
    }
}
