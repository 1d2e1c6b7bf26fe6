//! Why a backup or a restore failed.

use event_store::{Error as LogError, LoadError};
use state::StoreError;
use std::io;
use storage::StorageError;

/// Why a backup or a restore failed.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The log failed.
    #[error("the log: {0}")]
    Log(#[from] LogError),
    /// The log holds what this build cannot read.
    #[error("the log: {0}")]
    Unreadable(#[from] LoadError),
    /// The state failed.
    #[error("the state: {0}")]
    State(#[from] StoreError),
    /// The storage of files failed.
    #[error("the files: {0}")]
    Files(#[from] StorageError),
    /// The backup's own folder failed.
    #[error("the backup's folder: {0}")]
    Folder(#[from] io::Error),
    /// The backup is not one, or not whole.
    #[error("{0}")]
    NotABackup(String),
    /// It cannot go where it is to go.
    #[error("{0}")]
    NotHere(String),
}

impl ArchiveError {
    /// Whether trying again may help.
    pub fn retryable(&self) -> bool {
        match self {
            ArchiveError::Log(error) => error.retryable(),
            ArchiveError::State(error) => error.retryable(),
            ArchiveError::Files(error) => error.retryable(),
            ArchiveError::Folder(_) => true,
            ArchiveError::Unreadable(error) => matches!(error, LoadError::Store(error) if error.retryable()),
            ArchiveError::NotABackup(_) | ArchiveError::NotHere(_) => false,
        }
    }
}
