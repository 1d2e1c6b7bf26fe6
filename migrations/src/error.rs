//! What goes wrong with a database, told apart by what can be done about it.

use sea_orm_migration::sea_orm::sqlx;
use sea_orm_migration::sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm_migration::sea_orm::{DbErr, RuntimeErr};

/// What kind of failure a store had. Says whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// Another process held the database for longer than we wait. Trying again helps.
    Busy,
    /// Another transaction was faster, and ours would have contradicted it. Beginning again at once helps.
    Overtaken,
    /// The disk is full. Trying again helps once there is room.
    Full,
    /// The file or its folder may not be written.
    NotWritable,
    /// The file cannot be opened: its folder is missing or unreadable.
    CannotOpen,
    /// The file is no database, or a damaged one.
    Damaged,
    /// The disk or the connection failed. Trying again may help.
    Unavailable,
    /// The store was closed while the call waited.
    Closed,
    /// The store holds what this build cannot read, or was asked in a way that it does not understand.
    Unreadable,
    /// A fault of ours.
    Internal,
}

impl StoreErrorKind {
    /// Whether the same call may succeed later without anything being changed in it.
    pub const fn retryable(self) -> bool {
        use StoreErrorKind::{Busy, Full, Overtaken, Unavailable};
        matches!(self, Busy | Overtaken | Full | Unavailable)
    }
}

/// A store could not do its work. The text holds no data and no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    /// The kind.
    pub kind: StoreErrorKind,
    /// What happened, and the way out.
    pub message: String,
}

impl StoreError {
    /// An error of that kind.
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// Whether the same call may succeed later.
    pub const fn retryable(&self) -> bool {
        self.kind.retryable()
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let kind = kind_of(&error);
        let advice = match kind {
            _ if is_of_a_server(&error) => server_advice(kind),
            StoreErrorKind::Busy => "the database is held by another process; try again",
            StoreErrorKind::Overtaken => "another transaction was faster; try again",
            StoreErrorKind::Full => "the disk is full; make room on the volume of the data folder and try again",
            StoreErrorKind::NotWritable => {
                "the database may not be written; give the user that runs Rushes write access to the data folder"
            }
            StoreErrorKind::CannotOpen => {
                "the database file cannot be opened; check that the data folder exists and may be read and written"
            }
            StoreErrorKind::Damaged => "the database file is damaged or no database; restore it from a copy",
            StoreErrorKind::Unavailable => "the database cannot be reached; check its disk or its server and try again",
            StoreErrorKind::Closed => "the database was closed",
            StoreErrorKind::Unreadable => "the database holds what this build cannot read; run the build that wrote it",
            StoreErrorKind::Internal => "the database refused a statement",
        };
        Self { kind, message: format!("{advice} ({error})") }
    }
}

fn is_of_a_server(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return false;
    };
    match inner.as_ref() {
        sqlx::Error::Database(inner) => inner.try_downcast_ref::<PgDatabaseError>().is_some(),
        sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::Configuration(_) => true,
        _ => false,
    }
}

fn server_advice(kind: StoreErrorKind) -> &'static str {
    match kind {
        StoreErrorKind::Busy => "another transaction was in the way; try again",
        StoreErrorKind::Overtaken => "another transaction was faster; try again",
        StoreErrorKind::Full => "the database server's disk is full, or it allows no more connections; try again later",
        StoreErrorKind::NotWritable => {
            "the database's user lacks a right; let it create schemas in the database (GRANT CREATE ON DATABASE)"
        }
        StoreErrorKind::CannotOpen => {
            "the database server refuses us; check user, password and database in its address"
        }
        StoreErrorKind::Unavailable => "the database server cannot be reached or is stopping; try again",
        StoreErrorKind::Unreadable => "the database holds what this build cannot read; run the build that wrote it",
        StoreErrorKind::Damaged => "the database server says that its data is damaged; restore it from a copy",
        StoreErrorKind::Closed => "the database was closed",
        StoreErrorKind::Internal => "the database refused a statement",
    }
}

fn kind_of(error: &DbErr) -> StoreErrorKind {
    match error {
        DbErr::ConnectionAcquire(_) => StoreErrorKind::Busy,
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => kind_of_driver(inner),
        // A migration that this build does not know is reported as a custom error.
        DbErr::Custom(_) | DbErr::Migration(_) | DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => {
            StoreErrorKind::Unreadable
        }
        _ => StoreErrorKind::Internal,
    }
}

fn kind_of_driver(error: &sqlx::Error) -> StoreErrorKind {
    match error {
        sqlx::Error::Database(inner) if inner.try_downcast_ref::<PgDatabaseError>().is_some() => {
            inner.code().map_or(StoreErrorKind::Internal, |code| kind_of_state(&code))
        }
        sqlx::Error::Database(inner) => {
            inner.code().and_then(|code| code.parse().ok()).map_or(StoreErrorKind::Internal, kind_of_code)
        }
        sqlx::Error::Io(_) => StoreErrorKind::Unavailable,
        sqlx::Error::PoolTimedOut => StoreErrorKind::Busy,
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreErrorKind::Closed,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreErrorKind::Unreadable,
        _ => StoreErrorKind::Internal,
    }
}

/// SQLite's result codes; the low byte of an extended code is its primary one.
fn kind_of_code(code: u32) -> StoreErrorKind {
    match code & 0xff {
        5 | 6 => StoreErrorKind::Busy,
        3 | 8 => StoreErrorKind::NotWritable,
        10 => StoreErrorKind::Unavailable,
        11 | 26 => StoreErrorKind::Damaged,
        13 => StoreErrorKind::Full,
        14 => StoreErrorKind::CannotOpen,
        _ => StoreErrorKind::Internal,
    }
}

/// PostgreSQL's SQLSTATEs: by their class, the first two characters, unless one means something of its own.
fn kind_of_state(state: &str) -> StoreErrorKind {
    match (state, state.get(..2).unwrap_or_default()) {
        // A lock was not to be had; a serialisable snapshot, or we were the one that a deadlock cost.
        ("55P03", _) => StoreErrorKind::Busy,
        (_, "40") => StoreErrorKind::Overtaken,
        // Rights; a database that only reads.
        ("42501" | "25006", _) => StoreErrorKind::NotWritable,
        // Authentication; no such database; invalid names.
        (_, "28" | "3D" | "3F") => StoreErrorKind::CannotOpen,
        // Connections, shutting down, cancelled, idle for too long in a transaction.
        ("25P03", _) | (_, "08" | "57") => StoreErrorKind::Unavailable,
        (_, "53") => StoreErrorKind::Full,
        (_, "XX" | "58") => StoreErrorKind::Damaged,
        _ => StoreErrorKind::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_a_server_say_whether_trying_again_helps() {
        assert_eq!(kind_of_state("40001"), StoreErrorKind::Overtaken);
        assert_eq!(kind_of_state("55P03"), StoreErrorKind::Busy);
        assert_eq!(kind_of_state("57P01"), StoreErrorKind::Unavailable);
        assert_eq!(kind_of_state("53100"), StoreErrorKind::Full);
        assert_eq!(kind_of_state("28P01"), StoreErrorKind::CannotOpen);
        assert_eq!(kind_of_state("42501"), StoreErrorKind::NotWritable);
        assert_eq!(kind_of_state("23505"), StoreErrorKind::Internal);
    }

    #[test]
    fn extended_codes_are_of_the_kind_of_their_primary_code() {
        assert_eq!(kind_of_code(5 | (2 << 8)), StoreErrorKind::Busy);
        assert_eq!(kind_of_code(13), StoreErrorKind::Full);
        assert_eq!(kind_of_code(8 | (4 << 8)), StoreErrorKind::NotWritable);
        assert!(StoreErrorKind::Full.retryable());
        assert!(!StoreErrorKind::NotWritable.retryable());
    }
}
