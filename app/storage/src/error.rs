//! What can go wrong with blobs.

use crate::Key;
use std::io;

/// Why the store could not do it. Holds no local path, no secret and nothing signed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no blob of that key.
    #[error("there is no file {0} in storage")]
    NotFound(Key),
    /// The file to be taken over is not there.
    #[error("the file to be stored as {0} is not there (any more)")]
    SourceMissing(Key),
    /// The range lies beyond the end.
    #[error("the range lies beyond the file's {size} bytes")]
    RangeNotSatisfiable {
        /// The blob's size in bytes.
        size: u64,
    },
    /// No room left, or a quota is reached. Helps again once somebody made room.
    #[error("the disk of the storage is full; make room, or let the sweeper do so")]
    Full,
    /// We may not read or write there. A person must change that.
    #[error("the storage denies access; check owner and permissions of its folder")]
    Denied,
    /// An object store does not do what we ask of it, in words for whoever set it up. A person must change that.
    #[error("the object store refuses: {0}")]
    Refused(String),
    /// Anything else the system said. Trying again may help.
    #[error("the storage failed: {0}")]
    Unavailable(#[source] io::Error),
}

impl StorageError {
    /// Whether doing the same again may succeed without a person changing anything.
    pub const fn retryable(&self) -> bool {
        matches!(self, StorageError::Full | StorageError::Unavailable(_))
    }

    /// What an I/O error while working on `key` means.
    pub(crate) fn of(key: &Key, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                StorageError::NotFound(key.clone())
            }
            _ => error.into(),
        }
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StorageError::Denied,
            _ => StorageError::Unavailable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_errors_are_told_apart() {
        let of = |code| StorageError::from(io::Error::from_raw_os_error(code));
        // ENOSPC, EDQUOT, EACCES, EPERM, EROFS, EIO of Linux.
        assert!(matches!(of(28), StorageError::Full) && matches!(of(122), StorageError::Full));
        for code in [13, 1, 30] {
            assert!(matches!(of(code), StorageError::Denied) && !of(code).retryable());
        }
        assert!(matches!(of(5), StorageError::Unavailable(_)));
        assert!(of(28).retryable() && of(5).retryable());
    }
}
