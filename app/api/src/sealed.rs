//! Submitted documents: sealed under their workspace's data key before they are stored, opened when they are shown.

use crate::{Problem, Services};
use domain::ids::{DocumentId, WorkspaceId};
use domain::render::DocumentRef;
use serde_json::Value;
use state::SealedDocument;
use vault::{Context, DataKey, DataKeyId};

/// What a submitted edit is sealed as; its record is the document's id.
const EDIT: &str = "edit";

/// Seals and stores an edit as it came; what events may know of it.
pub(crate) async fn keep_edit(
    services: &Services,
    workspace: WorkspaceId,
    bytes: &[u8],
) -> Result<DocumentRef, Problem> {
    let key = data_key(services, workspace).await?;
    let id = DocumentId(services.id());
    let record = id.to_string();
    let context = Context { kind: EDIT, record: &record };
    let sealed = key.seal(context, bytes, services.randomness.as_ref()).map_err(Problem::internal)?;
    let document = SealedDocument { id, workspace, sealed, created_at: services.now() };
    services.state.documents().put(&document).await.map_err(|e| Problem::unavailable("state", &e))?;
    Ok(DocumentRef { id, digest: key.digest(bytes) })
}

/// The edit as it came; none once it is erased.
pub(crate) async fn open_edit(
    services: &Services,
    workspace: WorkspaceId,
    document: DocumentId,
) -> Result<Option<Value>, Problem> {
    let unavailable = |e| Problem::unavailable("state", &e);
    let documents = services.state.documents();
    let Some(sealed) = documents.get(workspace, document).await.map_err(unavailable)? else { return Ok(None) };
    let Some(wrapped) = services.state.data_keys().get(workspace).await.map_err(unavailable)? else { return Ok(None) };
    let key = DataKey::unwrap(workspace, &wrapped, &services.master).map_err(Problem::internal)?;
    let record = document.to_string();
    let bytes = key.open(Context { kind: EDIT, record: &record }, &sealed).map_err(Problem::internal)?;
    serde_json::from_slice(bytes.expose()).map(Some).map_err(Problem::internal)
}

/// The workspace's key, made when it has none yet.
async fn data_key(services: &Services, workspace: WorkspaceId) -> Result<DataKey, Problem> {
    let keys = services.state.data_keys();
    let unavailable = |e| Problem::unavailable("state", &e);
    let wrapped = match keys.get(workspace).await.map_err(unavailable)? {
        Some(wrapped) => wrapped,
        None => {
            let randomness = services.randomness.as_ref();
            let fresh = DataKey::generate(workspace, DataKeyId(services.id()), randomness);
            let wrapped = fresh.and_then(|key| key.wrap(&services.master, randomness)).map_err(Problem::internal)?;
            keys.insert_if_absent(workspace, &wrapped, services.now()).await.map_err(unavailable)?
        }
    };
    DataKey::unwrap(workspace, &wrapped, &services.master).map_err(Problem::internal)
}
