//! Submitted edits: kept sealed, opened when they are shown.

use crate::{Problem, Services};
use domain::ids::{DocumentId, WorkspaceId};
use domain::render::DocumentRef;
use serde_json::Value;
use vault::{EDIT, SealedError};

/// Seals and stores an edit as it came; what events may know of it.
pub(crate) async fn keep_edit(
    services: &Services,
    workspace: WorkspaceId,
    bytes: &[u8],
) -> Result<DocumentRef, Problem> {
    let kept = services.documents.keep(workspace, EDIT, DocumentId(services.id()), bytes, services.now()).await;
    kept.map_err(problem)
}

/// The edit as it came; none once it is erased.
pub(crate) async fn open_edit(
    services: &Services,
    workspace: WorkspaceId,
    document: DocumentId,
) -> Result<Option<Value>, Problem> {
    let Some(bytes) = services.documents.open(workspace, EDIT, document).await.map_err(problem)? else {
        return Ok(None);
    };
    serde_json::from_slice(bytes.expose()).map(Some).map_err(Problem::internal)
}

/// What cannot be sealed or opened, as a problem.
pub(crate) fn problem(error: SealedError) -> Problem {
    match error {
        SealedError::State(error) => Problem::unavailable("state", &error),
        SealedError::Vault(error) => Problem::internal(error),
    }
}
