//! Everything that is sealed under data keys, whatever it is: for sealing it under others.
//!
//! The bytes of each row begin with one of format and 16 that name the data key.

use crate::sql::{all, column, execute, id, id_at, number, one};
use crate::{DataKeys, Documents};
use domain::ids::WorkspaceId;
use migrations::StoreError;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTable {
    /// Submitted documents.
    Documents,
    /// Secrets of integrations.
    Credentials,
    /// Where transfers can be taken up again.
    TransferCheckpoints,
    /// Accounts that somebody is about to connect.
    Connections,
}

impl SealedTable {
    /// Every one.
    pub const ALL: [SealedTable; 4] =
        [SealedTable::Documents, SealedTable::Credentials, SealedTable::TransferCheckpoints, SealedTable::Connections];

    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            SealedTable::Documents => "documents",
            SealedTable::Credentials => "credentials",
            SealedTable::TransferCheckpoints => "transfer_checkpoints",
            SealedTable::Connections => "connections",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            SealedTable::TransferCheckpoints => "transfer",
            _ => "id",
        }
    }
}

/// Everything that is sealed.
#[derive(Clone, Copy, Debug)]
pub struct SealedRows<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl SealedRows<'_> {
    /// At most `limit` rows of a workspace that are sealed under another data key than this one, in the order of their ids, after
    /// the row `after` when given.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn not_under(
        &self,
        table: SealedTable,
        workspace: WorkspaceId,
        data_key: Uuid,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
        let (name, key) = (table.name(), table.key());
        let sql = format!(
            "SELECT {key}, sealed FROM {name} WHERE workspace = ? AND substr(sealed, 2, 16) <> ? AND {key} > ? \
             ORDER BY {key} LIMIT ?"
        );
        let values = [id(workspace.0), id(data_key), id(after.unwrap_or(Uuid::nil())), number(limit)];
        let rows = all(self.database, &sql, values).await?;
        rows.iter().map(|row| Ok((id_at(row, 0)?, column(row, 1)?))).collect()
    }

    /// Whether any row of a workspace is sealed under this data key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn any_under(&self, workspace: WorkspaceId, data_key: Uuid) -> Result<bool, StoreError> {
        for table in SealedTable::ALL {
            let sql =
                format!("SELECT 1 FROM {} WHERE workspace = ? AND substr(sealed, 2, 16) = ? LIMIT 1", table.name());
            if one(self.database, &sql, [id(workspace.0), id(data_key)]).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the row holds these bytes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn holds(&self, table: SealedTable, row: Uuid, sealed: &[u8]) -> Result<bool, StoreError> {
        let sql = format!("SELECT 1 FROM {} WHERE {} = ? AND sealed = ?", table.name(), table.key());
        Ok(one(self.database, &sql, [id(row), sealed.to_vec().into()]).await?.is_some())
    }

    /// Erases everything that is sealed, with the keys that sealed it: the key that wrapped those is lost. How many documents there
    /// were of each workspace that had a key.
    ///
    /// # Errors
    /// [`StoreError`]. Can then be done again.
    pub async fn erase_all(&self) -> Result<Vec<(WorkspaceId, u64)>, StoreError> {
        let workspaces = DataKeys { database: self.database }.workspaces().await?;
        let mut erased = Vec::with_capacity(workspaces.len());
        for workspace in workspaces {
            erased.push((workspace, Documents { database: self.database }.erase(workspace).await?));
        }
        let tables = SealedTable::ALL.iter().map(|table| table.name());
        // The keys last, by which the workspaces are known.
        for table in tables.chain(["retired_data_keys", "data_keys"]) {
            execute(self.database, &format!("DELETE FROM {table}"), []).await?;
        }
        Ok(erased)
    }

    /// Puts other bytes in the place of these; false when others are there meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn replace(&self, table: SealedTable, row: Uuid, old: &[u8], new: &[u8]) -> Result<bool, StoreError> {
        let (name, key) = (table.name(), table.key());
        let sql = format!("UPDATE {name} SET sealed = ? WHERE {key} = ? AND sealed = ?");
        Ok(execute(self.database, &sql, [new.to_vec().into(), id(row), old.to_vec().into()]).await? > 0)
    }
}
