//! Up to where in the log each view's rows are true, by the name of its table: versions of a view know nothing of each other. Written in
//! the transaction that writes the rows.

use crate::view::View;
use event_store::Position;
use migrations::StoreError;
use migrations::sql::statement;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The table, which every writer of the views begins with.
pub(crate) const TABLE: &str = "checkpoints";

/// Which version of a view made its rows, and up to where they are true.
pub(crate) struct Checkpoint {
    pub version: i64,
    pub position: Option<Position>,
}

/// Every checkpoint, by the name of the view's table.
pub(crate) async fn read(database: &impl ConnectionTrait) -> Result<HashMap<String, Checkpoint>, StoreError> {
    let rows =
        database.query_all_raw(statement(database, "SELECT view, version, position FROM checkpoints", [])).await?;
    let mut checkpoints = HashMap::with_capacity(rows.len());
    for row in rows {
        let position: Option<String> = row.try_get_by_index(2)?;
        let checkpoint = Checkpoint { version: row.try_get_by_index(1)?, position: position.map(Position::new) };
        checkpoints.insert(row.try_get_by_index(0)?, checkpoint);
    }
    Ok(checkpoints)
}

/// The view was made anew by its own version, and is empty.
pub(crate) async fn begin(database: &impl ConnectionTrait, view: &dyn View) -> Result<(), StoreError> {
    let sql = "INSERT INTO checkpoints (view, version, position) VALUES (?, ?, NULL) \
               ON CONFLICT (view) DO UPDATE SET version = excluded.version, position = NULL";
    database.execute_raw(statement(database, sql, [view.table().name().into(), view.version().into()])).await?;
    Ok(())
}

/// The views' rows are true up to `position`.
pub(crate) async fn advance(
    database: &impl ConnectionTrait,
    views: &[&dyn View],
    position: &Position,
) -> Result<(), StoreError> {
    let names = vec!["?"; views.len()].join(", ");
    let sql = format!("UPDATE checkpoints SET position = ? WHERE view IN ({names})");
    let values = std::iter::once(position.as_str().into()).chain(views.iter().map(|view| view.table().name().into()));
    database.execute_raw(statement(database, &sql, values)).await?;
    Ok(())
}
