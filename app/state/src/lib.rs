//! What is durable and cannot be derived: sealed documents and credentials, data keys, leases, progress, passwords,
//! checkpoints, counts of requests.
//!
//! A row is written before the event that refers to it; what no event refers to is swept. Everything sealed comes in sealed
//! and goes out sealed: nothing here can read it. Time is passed in.

mod archive;
mod checkpoints;
mod connections;
mod credentials;
mod data_keys;
mod documents;
mod facts;
mod held_work;
mod lanes;
mod leases;
mod ledger;
mod passwords;
mod progress;
mod rates;
mod retired_keys;
mod sealed_rows;
mod sql;
mod transfer_checkpoints;
mod transfer_progress;

pub use archive::{ARCHIVED, Archive, ArchivedTable, Cell, CellKind};
pub use checkpoints::Checkpoints;
pub use connections::Connections;
pub use credentials::Credentials;
pub use data_keys::DataKeys;
pub use documents::{Documents, SealedDocument};
pub use facts::Facts;
pub use held_work::{Clock, HeldWork, LeaseFailed};
pub use lanes::{Claim, Lanes};
pub use leases::{Lease, Leases};
pub use ledger::{Ledger, LedgerFilter, LedgerLine, LedgerOrder};
pub use migrations::{StoreError, StoreErrorKind};
pub use passwords::{EmailTaken, Password, Passwords, SetPasswordError};
pub use progress::{Progress, ProgressBoard};
pub use rates::{RateWindow, Rates};
pub use retired_keys::{RetiredKey, RetiredKeys};
pub use sealed_rows::{SealedRows, SealedTable};
pub use transfer_checkpoints::TransferCheckpoints;
pub use transfer_progress::{Sent, TransferProgress};

use migrations::postgres;
use migrations::sqlite::{Durability, open};
use sea_orm::{DatabaseConnection, DbBackend};
use std::path::Path;

/// How many calls may work at the same time.
const CONNECTIONS: u32 = 4;

/// The same to a server, which more processes share.
const SERVER_CONNECTIONS: u32 = 8;

/// The state, in an SQLite file or a PostgreSQL schema that any number of processes may share. Clones share the connections.
#[derive(Clone, Debug)]
pub struct State {
    database: DatabaseConnection,
}

impl State {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong with the file.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let database = open::<migrations::state::Migrator>(path, Durability::Full, CONNECTIONS).await?;
        Ok(Self { database })
    }

    /// Connects to a PostgreSQL server, and makes or updates the schema.
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let opened = postgres::open::<migrations::state::Migrator>(url, "rushes_state", SERVER_CONNECTIONS).await;
        let (database, _) = opened?;
        Ok(Self { database })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.database.ping().await?)
    }

    /// Whether it is on a server, which processes on other machines may use as well.
    pub fn is_on_a_server(&self) -> bool {
        self.database.get_database_backend() == DbBackend::Postgres
    }

    /// Submitted documents, sealed.
    pub fn documents(&self) -> Documents<'_> {
        Documents { database: &self.database }
    }

    /// The workspaces' data keys, wrapped.
    pub fn data_keys(&self) -> DataKeys<'_> {
        DataKeys { database: &self.database }
    }

    /// Data keys that others took the place of, wrapped.
    pub fn retired_keys(&self) -> RetiredKeys<'_> {
        RetiredKeys { database: &self.database }
    }

    /// Everything that is sealed.
    pub fn sealed_rows(&self) -> SealedRows<'_> {
        SealedRows { database: &self.database }
    }

    /// Who holds which work.
    pub fn leases(&self) -> Leases<'_> {
        Leases { database: &self.database }
    }

    /// Everything as rows, for backups.
    pub fn archive(&self) -> Archive<'_> {
        Archive { database: &self.database }
    }

    /// Leases that count.
    pub fn lanes(&self) -> Lanes<'_> {
        Lanes { database: &self.database }
    }

    /// What was in the log.
    pub fn ledger(&self) -> Ledger<'_> {
        Ledger { database: &self.database }
    }

    /// How far each running render is.
    pub fn progress(&self) -> ProgressBoard<'_> {
        ProgressBoard { database: &self.database }
    }

    /// How people prove who they are.
    pub fn passwords(&self) -> Passwords<'_> {
        Passwords { database: &self.database }
    }

    /// Small facts about this installation.
    pub fn facts(&self) -> Facts<'_> {
        Facts { database: &self.database }
    }

    /// How many requests were counted.
    pub fn rates(&self) -> Rates<'_> {
        Rates { database: &self.database }
    }

    /// How far each reactor has read the log.
    pub fn checkpoints(&self) -> Checkpoints<'_> {
        Checkpoints { database: &self.database }
    }

    /// The secrets of integrations, sealed.
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials { database: &self.database }
    }

    /// Where each transfer can be taken up again, sealed.
    pub fn transfer_checkpoints(&self) -> TransferCheckpoints<'_> {
        TransferCheckpoints { database: &self.database }
    }

    /// How far each transfer under way is.
    pub fn transfer_progress(&self) -> TransferProgress<'_> {
        TransferProgress { database: &self.database }
    }

    /// Accounts that somebody is about to connect.
    pub fn connections(&self) -> Connections<'_> {
        Connections { database: &self.database }
    }
}
