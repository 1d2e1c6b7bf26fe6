//! The views' schema: checkpoints, and what other versions left. Each view makes its own tables.

use crate::sql::table;
use sea_orm_migration::prelude::*;

/// The views' migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Checkpoints), Box::new(Superseded)]
    }
}

/// Up to where in the log each view's rows are true, and which version of the view made them.
struct Checkpoints;

impl MigrationName for Checkpoints {
    fn name(&self) -> &str {
        "views_0001_checkpoints"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Checkpoints {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create = "CREATE TABLE checkpoints (
            view TEXT PRIMARY KEY NOT NULL,
            version NUMBER NOT NULL,
            position TEXT
        ) STRICT";
        manager.get_connection().execute_unprepared(&table(manager.get_database_backend(), create)).await.map(|_| ())
    }
}

/// Since when tables have been known that belong to other versions of the views.
struct Superseded;

impl MigrationName for Superseded {
    fn name(&self) -> &str {
        "views_0002_superseded"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Superseded {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create = "CREATE TABLE superseded (
            view TEXT PRIMARY KEY NOT NULL,
            position TEXT,
            since NUMBER NOT NULL
        ) STRICT";
        manager.get_connection().execute_unprepared(&table(manager.get_database_backend(), create)).await.map(|_| ())
    }
}
