//! The state's schema: what is durable and cannot be derived.

use crate::sql::table;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The state's migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(First),
            Box::new(Lanes),
            Box::new(Ledger),
            Box::new(Rates),
            Box::new(Destinations),
            Box::new(RetiredKeys),
        ]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "state_0001_first"
    }
}

/// Ids are 16 bytes, instants milliseconds since the Unix epoch.
const TABLES: [&str; 9] = [
    "CREATE TABLE documents (
        id BYTES PRIMARY KEY NOT NULL,
        workspace BYTES NOT NULL,
        sealed BYTES NOT NULL,
        created_at NUMBER NOT NULL
    ) STRICT",
    "CREATE INDEX documents_by_workspace ON documents (workspace)",
    "CREATE INDEX documents_by_age ON documents (created_at, id)",
    "CREATE TABLE data_keys (workspace BYTES PRIMARY KEY NOT NULL, wrapped BYTES NOT NULL, created_at NUMBER NOT NULL) STRICT",
    "CREATE TABLE leases (
        work TEXT PRIMARY KEY NOT NULL,
        holder TEXT NOT NULL,
        acquired_at NUMBER NOT NULL,
        expires_at NUMBER NOT NULL
    ) STRICT",
    "CREATE TABLE progress (
        render BYTES PRIMARY KEY NOT NULL,
        attempt NUMBER NOT NULL,
        stage TEXT NOT NULL,
        percent NUMBER NOT NULL,
        frames NUMBER NOT NULL,
        updated_at NUMBER NOT NULL
    ) STRICT",
    "CREATE TABLE passwords (
        email TEXT PRIMARY KEY NOT NULL,
        \"user\" BYTES NOT NULL UNIQUE,
        workspace BYTES NOT NULL,
        hash TEXT NOT NULL,
        changed_at NUMBER NOT NULL
    ) STRICT",
    "CREATE TABLE facts (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT",
    "CREATE TABLE checkpoints (name TEXT PRIMARY KEY NOT NULL, position TEXT NOT NULL) STRICT",
];

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        for create in TABLES {
            database.execute_unprepared(&table(backend, create)).await?;
        }
        Ok(())
    }
}

/// How much of each workspace is at work, and whose turn it is. Adds only: processes of the version before go on beside it.
struct Lanes;

impl MigrationName for Lanes {
    fn name(&self) -> &str {
        "state_0002_lanes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Lanes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        database.execute_unprepared("ALTER TABLE leases ADD COLUMN lane TEXT").await?;
        let turns = "CREATE TABLE turns (lane TEXT PRIMARY KEY NOT NULL, turns NUMBER NOT NULL) STRICT";
        database.execute_unprepared(&table(backend, turns)).await.map(|_| ())
    }
}

/// What was in the log, so that it can be seen whether it still is.
struct Ledger;

impl MigrationName for Ledger {
    fn name(&self) -> &str {
        "state_0003_ledger"
    }
}

const LEDGER: [&str; 2] = [
    "CREATE TABLE ledger (
        workspace BYTES NOT NULL,
        sequence NUMBER NOT NULL,
        event BYTES NOT NULL UNIQUE,
        stream TEXT NOT NULL,
        revision NUMBER NOT NULL,
        type TEXT NOT NULL,
        actor TEXT NOT NULL,
        environment TEXT,
        recorded_at NUMBER NOT NULL,
        digest BYTES NOT NULL,
        hash BYTES NOT NULL,
        PRIMARY KEY (workspace, sequence)
    ) STRICT",
    "CREATE INDEX ledger_by_stream ON ledger (stream, revision)",
];

#[async_trait::async_trait]
impl MigrationTrait for Ledger {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        for create in LEDGER {
            database.execute_unprepared(&table(backend, create)).await?;
        }
        Ok(())
    }
}

/// Counts of requests, since several processes count together.
struct Rates;

impl MigrationName for Rates {
    fn name(&self) -> &str {
        "state_0004_rates"
    }
}

const RATES: [&str; 2] = [
    "CREATE TABLE rate_windows (name TEXT PRIMARY KEY NOT NULL, began_at NUMBER NOT NULL, count NUMBER NOT NULL) STRICT",
    "CREATE INDEX rate_windows_by_age ON rate_windows (began_at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Rates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        for create in RATES {
            let mut create = table(backend, create);
            if backend == DbBackend::Postgres {
                // Written at every request, and worth nothing after a crash: no write has to reach the disk.
                create = create.replace("CREATE TABLE", "CREATE UNLOGGED TABLE");
            }
            database.execute_unprepared(&create).await?;
        }
        Ok(())
    }
}

/// What sends files to destinations: secrets, how far each transfer is, and who is connecting an account. Adds only.
struct Destinations;

impl MigrationName for Destinations {
    fn name(&self) -> &str {
        "state_0005_destinations"
    }
}

const DESTINATIONS: [&str; 6] = [
    "CREATE TABLE credentials (
        id BYTES PRIMARY KEY NOT NULL,
        workspace BYTES NOT NULL,
        sealed BYTES NOT NULL,
        created_at NUMBER NOT NULL,
        updated_at NUMBER NOT NULL
    ) STRICT",
    "CREATE INDEX credentials_by_age ON credentials (created_at, id)",
    "CREATE TABLE transfer_checkpoints (
        transfer BYTES PRIMARY KEY NOT NULL,
        workspace BYTES NOT NULL,
        attempt NUMBER NOT NULL,
        sealed BYTES NOT NULL,
        updated_at NUMBER NOT NULL
    ) STRICT",
    "CREATE INDEX transfer_checkpoints_by_age ON transfer_checkpoints (updated_at, transfer)",
    "CREATE TABLE transfer_progress (
        transfer BYTES PRIMARY KEY NOT NULL,
        attempt NUMBER NOT NULL,
        sent NUMBER NOT NULL,
        updated_at NUMBER NOT NULL
    ) STRICT",
    "CREATE TABLE connections (
        id BYTES PRIMARY KEY NOT NULL,
        workspace BYTES NOT NULL,
        sealed BYTES NOT NULL,
        expires_at NUMBER NOT NULL
    ) STRICT",
];

#[async_trait::async_trait]
impl MigrationTrait for Destinations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        for create in DESTINATIONS {
            database.execute_unprepared(&table(backend, create)).await?;
        }
        Ok(())
    }
}

/// Data keys that others took the place of, for as long as something is sealed under them. Adds only.
struct RetiredKeys;

impl MigrationName for RetiredKeys {
    fn name(&self) -> &str {
        "state_0006_retired_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RetiredKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (database, backend) = (manager.get_connection(), manager.get_database_backend());
        let create = "CREATE TABLE retired_data_keys (
            id BYTES PRIMARY KEY NOT NULL,
            workspace BYTES NOT NULL,
            wrapped BYTES NOT NULL,
            retired_at NUMBER NOT NULL
        ) STRICT";
        database.execute_unprepared(&table(backend, create)).await.map(|_| ())
    }
}
