//! What the API asks the read models.

use crate::auth::{Caller, Via};
use crate::records::TransferRecord;
use crate::rushes::destination_wire::{TransferPage, TransferSummary, TransferWord};
use crate::rushes::wire::{RenderPage, RenderSummary};
use crate::shotstack::wire::RenderStatus;
use crate::workspace::wire::ApiKey;
use crate::{Code, Problem, Services};
use domain::ids::{RenderId, UserId, WorkspaceId};
use domain::transfer::HOSTING;
use domain::workspace::Role;
use domain::{Environment, Failure, FailureCode};
use event_store::{Position, StreamName};
use read_models::due_work::{Waiting, WorkKind};
use read_models::integrations::IntegrationRow;
use read_models::renders::{ListRenders, RenderRow, RenderStatus as RowStatus};
use read_models::transfers::{ListTransfers, TransferRow, TransferStatus};
use read_models::{Cursor, StoreError};
use std::str::FromStr;
use uuid::Uuid;

pub(crate) fn unavailable(error: StoreError) -> Problem {
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

/// The workspace's integrations, oldest first.
pub(crate) async fn integrations_of(
    services: &Services,
    workspace: WorkspaceId,
) -> Result<Vec<IntegrationRow>, Problem> {
    services.views.integrations().of_workspace(workspace).await.map_err(unavailable)
}

/// A page of renders, newest first.
pub(crate) async fn renders(
    services: &Services,
    workspace: WorkspaceId,
    environment: Option<Environment>,
    limit: u32,
    cursor: Option<&str>,
) -> Result<RenderPage, Problem> {
    let after = self::cursor(cursor)?;
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

/// Which transfers a list shows.
pub(crate) struct WantedTransfers {
    pub status: Option<TransferWord>,
    pub provider: Option<String>,
    pub integration: Option<String>,
    pub render: Option<String>,
    pub limit: u32,
    pub cursor: Option<String>,
}

/// A page of transfers, newest first.
pub(crate) async fn transfers(
    services: &Services,
    caller: &Caller,
    environment: Option<Environment>,
    wanted: WantedTransfers,
) -> Result<TransferPage, Problem> {
    fn id<T: FromStr>(name: &str, text: Option<String>) -> Result<Option<T>, Problem> {
        let read = text.map(|text| text.parse::<T>()).transpose();
        read.map_err(|_| Problem::new(Code::InvalidRequest, format!("parameter {name}: expected an id")))
    }
    let environment = within(caller, environment)?;
    let list = ListTransfers {
        workspace: caller.workspace,
        environment,
        status: wanted.status.map(Into::into),
        provider: wanted.provider,
        integration: id("integrationId", wanted.integration)?,
        render: id("renderId", wanted.render)?,
        after: cursor(wanted.cursor.as_deref())?,
        limit: wanted.limit,
    };
    let page = services.views.transfers().list(&list).await.map_err(unavailable)?;
    let mut transfers = Vec::with_capacity(page.rows.len());
    for row in page.rows {
        let sent = match row.status {
            TransferStatus::Sending => services.state.transfer_progress().get(row.id).await,
            _ => Ok(None),
        };
        let sent = sent.map_err(|e| Problem::unavailable("state", &e))?.map(|report| report.sent);
        transfers.push(transfer(row, sent));
    }
    Ok(TransferPage { transfers, next_cursor: page.next.map(|cursor| cursor.to_string()) })
}

fn transfer(row: TransferRow, sent_bytes: Option<u64>) -> TransferSummary {
    TransferSummary {
        id: row.id.to_string(),
        render_id: row.render.to_string(),
        environment: row.environment.into(),
        role: row.role.as_str().into(),
        provider: row.provider,
        integration_id: row.integration.map(|id| id.to_string()),
        key: row.key,
        file: row.file,
        status: row.status.into(),
        attempt: row.attempt,
        bytes: row.bytes,
        sent_bytes,
        provider_id: row.provider_id,
        url: row.url,
        failure: row.failure.map(Into::into),
        created_at: row.created_at.to_string(),
        updated_at: row.updated_at.to_string(),
    }
}

impl From<TransferWord> for TransferStatus {
    fn from(word: TransferWord) -> Self {
        match word {
            TransferWord::Queued => TransferStatus::Queued,
            TransferWord::Sending => TransferStatus::Sending,
            TransferWord::Ready => TransferStatus::Ready,
            TransferWord::Failed => TransferStatus::Failed,
            TransferWord::Deleted => TransferStatus::Deleted,
        }
    }
}

impl From<TransferStatus> for TransferWord {
    fn from(status: TransferStatus) -> Self {
        match status {
            TransferStatus::Queued => TransferWord::Queued,
            TransferStatus::Sending => TransferWord::Sending,
            TransferStatus::Ready => TransferWord::Ready,
            TransferStatus::Failed => TransferWord::Failed,
            TransferStatus::Deleted => TransferWord::Deleted,
        }
    }
}

/// The world that a caller sees, who wants to see this one.
pub(crate) fn within(caller: &Caller, wanted: Option<Environment>) -> Result<Option<Environment>, Problem> {
    match (caller.environment(), wanted) {
        (Some(own), Some(wanted)) if own != wanted => {
            Err(Problem::new(Code::Forbidden, format!("the key opens {own} only")))
        }
        (own, wanted) => Ok(own.or(wanted)),
    }
}

fn cursor(text: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let read = text.map(str::parse::<Cursor>).transpose();
    read.map_err(|e| Problem::new(Code::InvalidRequest, format!("parameter cursor: {e}")))
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
