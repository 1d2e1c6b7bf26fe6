//! What was in the log, line by line and workspace by workspace. Lines are only ever added. What the hashes are made of is decided
//! elsewhere.
//!
//! The ledger is state, not a view: made anew from a log that somebody changed, it would prove nothing.

use crate::sql::{all, column, execute, id, id_at, instant, instant_at, number, number_at, one};
use domain::Timestamp;
use domain::ids::{EventId, WorkspaceId};
use migrations::StoreError;
use migrations::sql::begin_write;
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Value};

/// The checkpoint's name.
const CHECKPOINT: &str = "ledger";
const COLUMNS: &str =
    "workspace, sequence, event, stream, revision, type, actor, environment, recorded_at, digest, hash";

/// An event that was in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Whose ledger it stands in.
    pub workspace: WorkspaceId,
    /// Its place there, from 1.
    pub sequence: u64,
    /// The event's id.
    pub event: EventId,
    /// The event's stream.
    pub stream: String,
    /// Its place in the stream, from 0.
    pub revision: u64,
    /// The event's type.
    pub event_type: String,
    /// Who caused it: `key:…`, `user:…`, or a part of the server.
    pub actor: String,
    /// The world it happened in; none for what concerns both.
    pub environment: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
    /// Digest of everything that the event says.
    pub digest: Vec<u8>,
    /// Links the digest to the line before.
    pub hash: Vec<u8>,
}

/// Which lines are wanted. What is absent is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Of this actor alone.
    pub actor: Option<String>,
    /// Whose type begins like this.
    pub event_type: Option<String>,
    /// Of this stream.
    pub stream: Option<String>,
    /// Of this world alone.
    pub environment: Option<String>,
    /// Recorded at this instant or later.
    pub from: Option<Timestamp>,
    /// Recorded before this instant.
    pub before: Option<Timestamp>,
}

/// From where on lines are read, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerOrder {
    /// The oldest first, after this sequence; 0 is the beginning.
    OldestAfter(u64),
    /// The newest first, before this sequence; none is the end.
    NewestBefore(Option<u64>),
}

/// What was in the log.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Ledger<'_> {
    /// Up to where in the log the ledger goes; none while it is empty.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        checkpoint(self.database).await
    }

    /// Adds lines, and says that the ledger now goes up to `end`; false when it does not end at `after`, because somebody else
    /// has added to it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add(&self, after: Option<&str>, end: &str, lines: &[LedgerLine]) -> Result<bool, StoreError> {
        let transaction = begin_write(self.database, "ledger").await?;
        if checkpoint(&transaction).await?.as_deref() != after {
            transaction.rollback().await?;
            return Ok(false);
        }
        let sql = format!("INSERT INTO ledger ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for line in lines {
            let values = [
                id(line.workspace.0),
                number(line.sequence),
                id(line.event.0),
                line.stream.as_str().into(),
                number(line.revision),
                line.event_type.as_str().into(),
                line.actor.as_str().into(),
                line.environment.clone().into(),
                instant(line.recorded_at),
                line.digest.clone().into(),
                line.hash.clone().into(),
            ];
            execute(&transaction, &sql, values).await?;
        }
        let sql = "INSERT INTO checkpoints (name, position) VALUES (?, ?) \
                   ON CONFLICT (name) DO UPDATE SET position = excluded.position";
        execute(&transaction, sql, [CHECKPOINT.into(), end.into()]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The last line of a workspace; none when it has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn head(&self, workspace: WorkspaceId) -> Result<Option<LedgerLine>, StoreError> {
        let order = LedgerOrder::NewestBefore(None);
        Ok(self.lines(workspace, &LedgerFilter::default(), order, 1).await?.pop())
    }

    /// Every workspace that has lines, and how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn workspaces(&self) -> Result<Vec<(WorkspaceId, u64)>, StoreError> {
        let sql = "SELECT workspace, MAX(sequence) FROM ledger GROUP BY workspace ORDER BY workspace";
        let rows = all(self.database, sql, []).await?;
        rows.iter().map(|row| Ok((WorkspaceId(id_at(row, 0)?), number_at(row, 1)?))).collect()
    }

    /// At most `limit` lines of a workspace.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lines(
        &self,
        workspace: WorkspaceId,
        filter: &LedgerFilter,
        order: LedgerOrder,
        limit: u32,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let mut sql = format!("SELECT {COLUMNS} FROM ledger WHERE workspace = ?");
        let mut values = vec![id(workspace.0)];
        let mut and = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                sql.push_str(" AND ");
                sql.push_str(condition);
                values.push(value);
            }
        };
        and("actor = ?", filter.actor.as_deref().map(Into::into));
        and("stream = ?", filter.stream.as_deref().map(Into::into));
        and("environment = ?", filter.environment.as_deref().map(Into::into));
        and("recorded_at >= ?", filter.from.map(instant));
        and("recorded_at < ?", filter.before.map(instant));
        if let Some(prefix) = &filter.event_type {
            and(&format!("substr(type, 1, {}) = ?", prefix.chars().count()), Some(prefix.as_str().into()));
        }
        let direction = match order {
            LedgerOrder::OldestAfter(after) => {
                and("sequence > ?", Some(number(after)));
                "ASC"
            }
            LedgerOrder::NewestBefore(before) => {
                and("sequence < ?", before.map(number));
                "DESC"
            }
        };
        sql.push_str(&format!(" ORDER BY sequence {direction} LIMIT {limit}"));
        all(self.database, &sql, values).await?.iter().map(read).collect()
    }
}

async fn checkpoint(database: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let row = one(database, "SELECT position FROM checkpoints WHERE name = ?", [CHECKPOINT.into()]).await?;
    row.map(|row| column(&row, 0)).transpose()
}

fn read(row: &QueryResult) -> Result<LedgerLine, StoreError> {
    Ok(LedgerLine {
        workspace: WorkspaceId(id_at(row, 0)?),
        sequence: number_at(row, 1)?,
        event: EventId(id_at(row, 2)?),
        stream: column(row, 3)?,
        revision: number_at(row, 4)?,
        event_type: column(row, 5)?,
        actor: column(row, 6)?,
        environment: column(row, 7)?,
        recorded_at: instant_at(row, 8)?,
        digest: column(row, 9)?,
        hash: column(row, 10)?,
    })
}
