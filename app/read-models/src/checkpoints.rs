//! Up to where in the log each view's rows are true. Written in the transaction that writes the rows.

use crate::view::View;
use event_store::Position;
use migrations::StoreError;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

/// Which version of a view made its rows, and up to where they are true.
pub(crate) struct Checkpoint {
    pub version: i64,
    pub position: Option<Position>,
}

pub(crate) async fn read(database: &impl ConnectionTrait, view: &dyn View) -> Result<Option<Checkpoint>, StoreError> {
    let sql = "SELECT version, position FROM checkpoints WHERE view = ?";
    let Some(row) = database.query_one_raw(statement(sql, [view.name().into()])).await? else { return Ok(None) };
    let position: Option<String> = row.try_get_by_index(1)?;
    Ok(Some(Checkpoint { version: row.try_get_by_index(0)?, position: position.map(Position::new) }))
}

pub(crate) async fn write(
    database: &impl ConnectionTrait,
    view: &dyn View,
    position: Option<&Position>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO checkpoints (view, version, position) VALUES (?, ?, ?) \
               ON CONFLICT (view) DO UPDATE SET version = excluded.version, position = excluded.position";
    let values = [view.name().into(), view.version().into(), position.map(|p| p.as_str().to_owned()).into()];
    database.execute_raw(statement(sql, values)).await?;
    Ok(())
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}
