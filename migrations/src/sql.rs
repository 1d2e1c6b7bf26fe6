//! Statements that say the same to both databases.

use crate::sqlite;
use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait, Value,
};

/// A statement whose values stand as `?`, which PostgreSQL numbers. No text in it may hold a question mark of its own.
pub fn statement(database: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    let backend = database.get_database_backend();
    match backend {
        DbBackend::Postgres => Statement::from_sql_and_values(backend, numbered(sql), values),
        _ => Statement::from_sql_and_values(backend, sql, values),
    }
}

/// Begins a transaction that nobody else's write to `table` gets into: what it reads there cannot be overtaken.
///
/// # Errors
/// [`DbErr`], as from any statement.
pub async fn begin_write(database: &DatabaseConnection, table: &str) -> Result<DatabaseTransaction, DbErr> {
    match database.get_database_backend() {
        DbBackend::Postgres => {
            let transaction = database.begin().await?;
            transaction.execute_unprepared(&format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")).await?;
            Ok(transaction)
        }
        _ => sqlite::begin_write(database).await,
    }
}

fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        text.push_str(&format!("${}", index + 1));
        text.push_str(part);
    }
    text
}

/// The statement that makes a table: `BYTES` and `NUMBER` stand for the database's types, `STRICT` for whatever makes it
/// hold to them.
pub(crate) fn table(backend: DbBackend, template: &str) -> String {
    let (bytes, number, strict) = match backend {
        DbBackend::Postgres => ("BYTEA", "BIGINT", ""),
        _ => ("BLOB", "INTEGER", "STRICT"),
    };
    template.replace("BYTES", bytes).replace("NUMBER", number).replace("STRICT", strict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_in_their_order() {
        assert_eq!(
            numbered("SELECT a FROM t WHERE b = ? AND c IN (?, ?)"),
            "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)"
        );
        assert_eq!(numbered("SELECT 1"), "SELECT 1");
    }
}
