//! What a backup takes of the state, row by row, and how it is put back. What is sealed stays sealed.
//!
//! Leases, progress, turns, counts of requests and accounts half connected are of the moment and are left out.

use crate::sql::{all, column, execute, one};
use migrations::StoreError;
use sea_orm::{DatabaseConnection, QueryResult, Value};

/// A table that a backup takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchivedTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns, and what is in each; the first `keys` are its primary key.
    pub columns: &'static [(&'static str, CellKind)],
    /// How many columns its primary key has.
    pub keys: usize,
}

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Bytes.
    Bytes,
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// Text or nothing.
    Optional,
}

/// What is in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Bytes.
    Bytes(Vec<u8>),
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Nothing.
    Nothing,
}

/// Every table that a backup takes, in the order in which they are read and put back.
pub const ARCHIVED: [ArchivedTable; 9] = {
    use CellKind::{Bytes, Number, Optional, Text};
    [
        ArchivedTable { name: "facts", columns: &[("name", Text), ("value", Text)], keys: 1 },
        ArchivedTable {
            name: "documents",
            columns: &[("id", Bytes), ("workspace", Bytes), ("sealed", Bytes), ("created_at", Number)],
            keys: 1,
        },
        ArchivedTable {
            name: "credentials",
            columns: &[
                ("id", Bytes),
                ("workspace", Bytes),
                ("sealed", Bytes),
                ("created_at", Number),
                ("updated_at", Number),
            ],
            keys: 1,
        },
        ArchivedTable {
            name: "transfer_checkpoints",
            columns: &[
                ("transfer", Bytes),
                ("workspace", Bytes),
                ("attempt", Number),
                ("sealed", Bytes),
                ("updated_at", Number),
            ],
            keys: 1,
        },
        // After everything that is sealed, and the keys in use before those from before: whatever is rotated meanwhile, no row is
        // taken without its key.
        ArchivedTable {
            name: "data_keys",
            columns: &[("workspace", Bytes), ("wrapped", Bytes), ("created_at", Number)],
            keys: 1,
        },
        ArchivedTable {
            name: "retired_data_keys",
            columns: &[("id", Bytes), ("workspace", Bytes), ("wrapped", Bytes), ("retired_at", Number)],
            keys: 1,
        },
        ArchivedTable {
            name: "passwords",
            columns: &[("email", Text), ("user", Bytes), ("workspace", Bytes), ("hash", Text), ("changed_at", Number)],
            keys: 1,
        },
        ArchivedTable { name: "checkpoints", columns: &[("name", Text), ("position", Text)], keys: 1 },
        ArchivedTable {
            name: "ledger",
            columns: &[
                ("workspace", Bytes),
                ("sequence", Number),
                ("event", Bytes),
                ("stream", Text),
                ("revision", Number),
                ("type", Text),
                ("actor", Text),
                ("environment", Optional),
                ("recorded_at", Number),
                ("digest", Bytes),
                ("hash", Bytes),
            ],
            keys: 2,
        },
    ]
};

impl From<&Cell> for Value {
    fn from(cell: &Cell) -> Self {
        match cell {
            Cell::Bytes(bytes) => bytes.clone().into(),
            Cell::Number(number) => (*number).into(),
            Cell::Text(text) => text.clone().into(),
            Cell::Nothing => None::<String>.into(),
        }
    }
}

/// The state as rows.
#[derive(Clone, Copy, Debug)]
pub struct Archive<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Archive<'_> {
    /// At most `limit` rows of a table, in the order of its key, after the row with this key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rows(
        &self,
        table: &ArchivedTable,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let keys = names(&table.columns[..table.keys]);
        let (condition, values) = match after {
            None => (String::new(), vec![]),
            Some(key) => {
                let values: Vec<Value> = key.iter().take(table.keys).map(Into::into).collect();
                (format!("WHERE ({keys}) > ({})", vec!["?"; values.len()].join(", ")), values)
            }
        };
        let sql =
            format!("SELECT {} FROM {} {condition} ORDER BY {keys} LIMIT {limit}", names(table.columns), table.name);
        all(self.database, &sql, values).await?.iter().map(|row| read(table, row)).collect()
    }

    /// Puts a row back. One whose key is there already is left as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(&self, table: &ArchivedTable, row: &[Cell]) -> Result<(), StoreError> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({marks}) ON CONFLICT ({}) DO NOTHING",
            table.name,
            names(table.columns),
            names(&table.columns[..table.keys])
        );
        execute(self.database, &sql, row.iter().map(Value::from)).await.map(|_| ())
    }

    /// Whether nothing was ever kept: no key, no document, no person. Facts of the installation do not count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        for table in ARCHIVED.iter().filter(|table| table.name != "facts") {
            if one(self.database, &format!("SELECT 1 FROM {} LIMIT 1", table.name), []).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Columns as statements name them: `user` and `type` are words of SQL.
fn names(columns: &[(&str, CellKind)]) -> String {
    columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn read(table: &ArchivedTable, row: &QueryResult) -> Result<Vec<Cell>, StoreError> {
    let cells = table.columns.iter().enumerate().map(|(index, (_, kind))| {
        Ok(match kind {
            CellKind::Bytes => Cell::Bytes(column(row, index)?),
            CellKind::Number => Cell::Number(column(row, index)?),
            CellKind::Text => Cell::Text(column(row, index)?),
            CellKind::Optional => column::<Option<String>>(row, index)?.map_or(Cell::Nothing, Cell::Text),
        })
    });
    cells.collect()
}
