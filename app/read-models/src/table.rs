//! A view's table, made from its entity.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, Iterable, PrimaryKeyToColumn,
    QueryOrder, Schema,
};
use serde::Serialize;

/// A table that can be made, dropped and written out.
#[async_trait::async_trait]
pub(crate) trait Table: Send + Sync {
    /// What it is called in the database.
    fn name(&self) -> &'static str;

    /// Drops the table if it is there, and makes it anew.
    async fn recreate(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr>;

    /// Every row as a line of JSON, in the order of the primary key.
    async fn dump(&self, database: &DatabaseConnection) -> Result<Vec<String>, DbErr>;
}

/// The indices that a table needs beside its primary key, as SQL.
pub(crate) trait Indexed {
    const INDICES: &'static [&'static str];
}

#[async_trait::async_trait]
impl<E> Table for E
where
    E: EntityTrait + Indexed,
    E::Model: Serialize + Sync,
{
    fn name(&self) -> &'static str {
        E::default().table_name()
    }

    async fn recreate(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let drop = format!("DROP TABLE IF EXISTS {}", Table::name(self));
        transaction.execute_unprepared(&drop).await?;
        transaction.execute(&Schema::new(transaction.get_database_backend()).create_table_from_entity(*self)).await?;
        for index in E::INDICES {
            transaction.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn dump(&self, database: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
        let mut rows = E::find();
        for key in E::PrimaryKey::iter() {
            rows = rows.order_by_asc(key.into_column());
        }
        let rows = rows.all(database).await?;
        rows.iter().map(|row| serde_json::to_string(row).map_err(|error| DbErr::Json(error.to_string()))).collect()
    }
}
