//! Submitted edits, as those who carry them out need them.

use crate::Environment;
use domain::edit::Limits;
use domain::ids::DocumentId;
use domain::{Failure, FailureCode};
use event_store::Metadata;
use serde_json::Value;
use vault::EDIT;

/// The edit as it came; none once it is erased. `first` is the envelope of what is to be done with it: whose it is.
pub(crate) async fn open(
    environment: &Environment,
    first: &Metadata,
    document: DocumentId,
) -> Result<Option<Value>, Failure> {
    let opened = environment.documents.open(first.workspace, EDIT, document).await.map_err(|error| {
        tracing::error!(%document, %error, "a submitted edit cannot be opened");
        let code = if error.retryable() { FailureCode::StorageUnavailable } else { FailureCode::Internal };
        Failure::new(code, "the submitted edit cannot be opened")
    })?;
    let read = opened.map(|bytes| serde_json::from_slice(bytes.expose())).transpose();
    read.map_err(|_| Failure::new(FailureCode::Internal, "the stored edit is no JSON"))
}

/// Whether the edit is known to be erased. One that cannot be looked for is not.
pub(crate) async fn is_erased(environment: &Environment, first: &Metadata, document: DocumentId) -> bool {
    matches!(environment.documents.open(first.workspace, EDIT, document).await, Ok(None))
}

/// Whether it was submitted in the sandbox.
pub(crate) fn is_stage(first: &Metadata) -> bool {
    first.environment == Some(domain::Environment::Stage)
}

/// What it may ask for where it was submitted.
pub(crate) fn limits<'a>(environment: &'a Environment, first: &Metadata) -> &'a Limits {
    if is_stage(first) { &environment.settings.stage_edit } else { &environment.settings.edit }
}
