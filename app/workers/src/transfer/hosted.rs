//! To our own hosting: a copy inside storage.

use super::Attempt;
use domain::transfer::Ready;
use domain::{Failure, FailureCode};
use storage::{Key, StorageError, layout};

impl Attempt<'_> {
    pub(super) async fn copy(&self) -> Result<Ready, Failure> {
        let queued = self.queued;
        let from = key(layout::render_file(queued.render, queued.render_attempt, &queued.file))?;
        let to = key(layout::hosted_file(self.id, self.number, &queued.file))?;
        let copied = self.environment.blobs.copy(&from, &to).await.map_err(|error| match error {
            StorageError::NotFound { .. } => {
                Failure::new(FailureCode::Internal, "the render's file is no longer there to be copied")
            }
            error => {
                tracing::warn!(transfer = %self.id, %error, "a hosted copy cannot be stored");
                Failure::new(FailureCode::StorageUnavailable, "the copy cannot be stored on this server")
            }
        })?;
        if copied.size == queued.bytes {
            Ok(Ready { attempt: self.number, provider_id: None, url: None })
        } else {
            Err(Failure::new(FailureCode::Internal, "the copy has another size than the file"))
        }
    }
}

/// A key of ours.
pub(super) fn key(text: String) -> Result<Key, Failure> {
    Key::new(text).map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))
}
