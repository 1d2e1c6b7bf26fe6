//! What the API asks the read models.

use crate::auth::{Caller, Via};
use crate::records::{HOSTING, TransferRecord};
use crate::rushes::wire::{RenderPage, RenderSummary};
use crate::shotstack::wire::RenderStatus;
use crate::workspace::wire::ApiKey;
use crate::{Code, Problem, Services};
use domain::ids::{RenderId, UserId, WorkspaceId};
use domain::workspace::Role;
use domain::{Environment, Failure, FailureCode};
use event_store::{Position, StreamName};
use read_models::due_work::{Waiting, WorkKind};
use read_models::renders::{ListRenders, RenderRow, RenderStatus as RowStatus};
use read_models::{Cursor, StoreError};
use uuid::Uuid;

fn unavailable(error: StoreError) -> Problem {
    Problem::unavailable("views", &error)
}

/// The owner of the key with this hash; none when it is unknown or revoked.
pub(crate) async fn key_by_hash(services: &Services, hash: &str) -> Result<Option<Caller>, Problem> {
    let mut row = services.views.keys().by_hash(hash).await.map_err(unavailable)?;
    if row.is_none() {
        caught_up(services).await?;
        row = services.views.keys().by_hash(hash).await.map_err(unavailable)?;
    }
    Ok(row.map(|row| {
        let via = Via::Key { key: row.id, environment: row.environment, dialect: row.dialect };
        Caller { workspace: row.workspace, via }
    }))
}

/// What a person may do in a workspace; none when they do not belong to it.
pub(crate) async fn role_of(
    services: &Services,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Role>, Problem> {
    let mut row = services.views.users().get(workspace, user).await.map_err(unavailable)?;
    if row.is_none() {
        caught_up(services).await?;
        row = services.views.users().get(workspace, user).await.map_err(unavailable)?;
    }
    Ok(row.map(|row| row.role))
}

/// Waits, for a bounded time, until the views know of everything that the log holds now: where they show nothing, they
/// may only lag behind it, as they do for a moment after a crash, and nobody is turned away for what the log knows of them.
pub(crate) async fn caught_up(services: &Services) -> Result<(), Problem> {
    let end = services.log.end().await.map_err(|e| Problem::unavailable("log", &e))?;
    let Some(end) = end else { return Ok(()) };
    let patience = services.settings.read_your_writes;
    match services.views.wait_for(services.log.as_ref(), &end, patience).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::new(Code::Unavailable, "the views lag behind the log for the moment").retry_after(1)),
        Err(error) => Err(Problem::unavailable("views", &error)),
    }
}

/// The workspace's keys, revoked ones too, oldest first.
pub(crate) async fn keys_of(services: &Services, workspace: WorkspaceId) -> Result<Vec<ApiKey>, Problem> {
    let rows = services.views.keys().list(workspace).await.map_err(unavailable)?;
    let shown = rows.into_iter().map(|row| ApiKey {
        id: row.id.to_string(),
        name: Some(row.name).filter(|name| !name.is_empty()),
        key_prefix: row.prefix.clone(),
        prefix: row.prefix,
        environment: row.environment.into(),
        dialect: row.dialect.into(),
        created_at: row.created_at.to_string(),
        created_at_camel: row.created_at.to_string(),
        revoked_at: row.revoked_at.map(|at| at.to_string()),
    });
    Ok(shown.collect())
}

/// A page of renders, newest first.
pub(crate) async fn renders(
    services: &Services,
    workspace: WorkspaceId,
    environment: Option<Environment>,
    limit: u32,
    cursor: Option<&str>,
) -> Result<RenderPage, Problem> {
    let after = cursor.map(str::parse::<Cursor>).transpose();
    let after = after.map_err(|e| Problem::new(Code::InvalidRequest, format!("parameter cursor: {e}")))?;
    let list = ListRenders { workspace, environment, status: None, after, limit };
    let page = services.views.renders().list(&list).await.map_err(unavailable)?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(RenderPage { renders: page.rows.into_iter().map(summary).collect(), next_cursor })
}

fn summary(row: RenderRow) -> RenderSummary {
    let status = match row.status {
        RowStatus::Queued => RenderStatus::Queued,
        RowStatus::Fetching => RenderStatus::Fetching,
        RowStatus::Rendering => RenderStatus::Rendering,
        RowStatus::Saving => RenderStatus::Saving,
        RowStatus::Done => RenderStatus::Done,
        RowStatus::Failed | RowStatus::Cancelled => RenderStatus::Failed,
    };
    let cancelled = row.status == RowStatus::Cancelled;
    let failure = match cancelled {
        true => Some(Failure::new(FailureCode::Cancelled, "Cancelled")),
        false => row.failure.filter(|_| status == RenderStatus::Failed),
    };
    RenderSummary {
        id: row.id.to_string(),
        environment: row.environment.into(),
        status,
        cancelled,
        format: row.summary.format.extension().into(),
        width: row.summary.width,
        height: row.summary.height,
        tracks: row.summary.tracks,
        clips: row.summary.clips,
        attempts: row.attempt,
        error: failure.map(Into::into),
        created_at: row.created_at.to_string(),
        updated_at: row.updated_at.to_string(),
    }
}

/// The work that is being done, by its id.
pub(crate) async fn at_work(services: &Services) -> Result<Vec<Uuid>, Problem> {
    let held = services.state.lanes().held(services.now()).await.map_err(|e| Problem::unavailable("state", &e))?;
    Ok(held.iter().filter_map(|(work, _)| work.parse::<StreamName>().ok()?.id()).collect())
}

/// The place of a render among the waiting ones of its workspace.
pub(crate) async fn position(services: &Services, render: RenderId, held: &[Uuid]) -> Result<Option<u64>, Problem> {
    services.views.due_work().position(render.0, held).await.map_err(unavailable)
}

/// What waits, by workspace.
pub(crate) async fn waiting(services: &Services, kind: WorkKind, held: &[Uuid]) -> Result<Vec<Waiting>, Problem> {
    services.views.due_work().waiting(kind, held).await.map_err(unavailable)
}

/// The transfers of a render that the views know of, each as its own stream tells it, oldest first.
pub(crate) async fn transfers_of(services: &Services, render: RenderId) -> Result<Vec<TransferRecord>, Problem> {
    let rows = services.views.transfers().by_render(render).await.map_err(unavailable)?;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        records.extend(TransferRecord::load(services, row.id).await?);
    }
    Ok(records)
}

/// The newest copy of that name in our own hosting, as its own stream tells it.
pub(crate) async fn hosted_copy(
    services: &Services,
    workspace: WorkspaceId,
    environment: Environment,
    file: &str,
) -> Result<Option<TransferRecord>, Problem> {
    let row = services.views.transfers().by_file(workspace, environment, HOSTING, file).await.map_err(unavailable)?;
    match row {
        Some(row) => TransferRecord::load(services, row.id).await,
        None => Ok(None),
    }
}

/// Waits, for a bounded time, until the views know of what was just written, so that clients read what they wrote. It is
/// durable already: that the views lag is no failure of the request.
pub(crate) async fn wait_for(services: &Services, position: Option<&Position>) {
    let Some(position) = position else { return };
    let patience = services.settings.read_your_writes;
    match services.views.wait_for(services.log.as_ref(), position, patience).await {
        Ok(true) => {}
        Ok(false) => metrics::counter!("rushes_stale_answers_total").increment(1),
        Err(error) => tracing::warn!(%error, "cannot tell whether the views have caught up"),
    }
}
