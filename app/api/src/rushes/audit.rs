//! The ledger: what happened in a workspace, who did it, and the proof that it is what it was.

use super::instant::instant;
use super::wire::{AuditEntry, AuditHead, AuditPage};
use crate::auth::{Caller, UserToken};
use crate::{Code, Problem, Services};
use ::audit::{ExportLine, GENESIS};
use domain::Environment;
use domain::ids::WorkspaceId;
use event_store::RecordedEvent;
use futures::stream::{self, BoxStream, try_unfold};
use futures::{StreamExt, TryStreamExt};
use poem::Body;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};
use state::{LedgerFilter, LedgerLine, LedgerOrder};
use std::io;
use std::sync::Arc;

/// Lines of an export that are read in one go.
const EXPORT_PAGE: u32 = 200;
/// How many of their events are asked of the log beside each other: one on a server answers after a while.
const AT_ONCE: usize = 16;

pub(crate) struct AuditApi;

/// Answer of an export.
#[derive(ApiResponse)]
pub(crate) enum Export {
    /// One JSON document a line, oldest first.
    #[oai(status = 200, content_type = "application/x-ndjson")]
    Lines(Binary<Body>),
}

#[OpenApi(prefix_path = "/rushes/v1")]
impl AuditApi {
    /// What happened in the workspace
    ///
    /// Its ledger, newest first: every event of renders, transfers, keys and people, and who caused it. Owners and admins only. The
    /// ledger is written a moment after the event.
    #[oai(path = "/audit", method = "get", operation_id = "listAudit")]
    #[allow(clippy::too_many_arguments)]
    async fn list(
        &self,
        services: Data<&Arc<Services>>,
        user: UserToken,
        /// Only what this one did: `key:<id>`, `user:<id>`, or a part of the server such as `worker`.
        actor: Query<Option<String>>,
        /// Only events whose type begins like this, such as `render.` or `workspace.key_created`.
        #[oai(name = "type")]
        event_type: Query<Option<String>>,
        /// Only events of this stream, such as `render-<id>`.
        stream: Query<Option<String>>,
        /// Only what happened in this environment: `v1` or `stage`.
        environment: Query<Option<String>>,
        /// Only what was recorded at this instant or later, as RFC 3339.
        from: Query<Option<String>>,
        /// Only what was recorded before this instant, as RFC 3339.
        before: Query<Option<String>>,
        /// How many, 1 to 200; 50 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<u64>>,
    ) -> poem::Result<Json<AuditPage>> {
        let workspace = manager(&user.0)?;
        let environment = environment.0.map(|text| text.parse::<Environment>()).transpose();
        let environment = environment.map_err(|error| invalid("environment", error))?;
        let filter = LedgerFilter {
            actor: actor.0,
            event_type: event_type.0,
            stream: stream.0,
            environment: environment.map(|environment| environment.as_str().to_owned()),
            from: instant("from", from.0)?,
            before: instant("before", before.0)?,
        };
        let limit = limit.0.unwrap_or(50);
        let order = LedgerOrder::NewestBefore(cursor.0);
        let mut lines = read(&services, workspace, &filter, order, limit + 1).await?;
        let goes_on = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next_cursor = lines.last().filter(|_| goes_on).map(|line| line.sequence);
        let found = events(&services, &lines).await?;
        let entries = lines.into_iter().zip(found).map(|(line, event)| entry(line, event));
        Ok(Json(AuditPage { entries: entries.collect::<Result<_, Problem>>()?, next_cursor }))
    }

    /// The ledger's head
    ///
    /// Its last line's number and hash. Keep it somewhere else: `rushes audit verify --head` tells later whether the ledger still
    /// holds that line, even if log and ledger were changed together. Owners and admins only.
    #[oai(path = "/audit/head", method = "get", operation_id = "getAuditHead")]
    async fn head(&self, services: Data<&Arc<Services>>, user: UserToken) -> poem::Result<Json<AuditHead>> {
        let workspace = manager(&user.0)?;
        let head = services.state.ledger().head(workspace).await.map_err(|e| Problem::unavailable("state", &e))?;
        let (sequence, hash) = head.as_ref().map_or((0, GENESIS.to_vec()), |line| (line.sequence, line.hash.clone()));
        Ok(Json(AuditHead {
            workspace: workspace.to_string(),
            sequence,
            hash: hex::encode(hash),
            recorded_at: head.map(|line| line.recorded_at.to_string()),
        }))
    }

    /// The ledger as a file
    ///
    /// One JSON document a line, oldest first, each with its event's exact text and the hash that links it to the line before.
    /// `rushes audit verify --export FILE` checks it anywhere, without the server. Owners and admins only.
    #[oai(path = "/audit/export", method = "get", operation_id = "exportAudit")]
    async fn export(
        &self,
        services: Data<&Arc<Services>>,
        user: UserToken,
        /// Only what comes after the line of this number; from the beginning when absent.
        after: Query<Option<u64>>,
    ) -> poem::Result<Export> {
        let workspace = manager(&user.0)?;
        let after = after.0.unwrap_or(0);
        let before = match after {
            0 => GENESIS.to_vec(),
            after => {
                let (all, order) = (LedgerFilter::default(), LedgerOrder::OldestAfter(after - 1));
                let line =
                    read(&services, workspace, &all, order, 1).await?.into_iter().find(|line| line.sequence == after);
                line.ok_or_else(|| invalid("after", format!("the ledger has no line {after} yet")))?.hash
            }
        };
        let text = pages(services.clone(), workspace, after, before);
        Ok(Export::Lines(Binary(Body::from_bytes_stream(text))))
    }
}

/// Pages of the export as text. An error ends the answer early, so that no client takes a piece for the whole.
fn pages(
    services: Arc<Services>,
    workspace: WorkspaceId,
    after: u64,
    before: Vec<u8>,
) -> BoxStream<'static, io::Result<Vec<u8>>> {
    try_unfold((services, after, before), move |(services, after, mut before)| async move {
        let order = LedgerOrder::OldestAfter(after);
        let lines = read(&services, workspace, &LedgerFilter::default(), order, EXPORT_PAGE).await;
        let lines = lines.map_err(io::Error::other)?;
        let Some(last) = lines.last().map(|line| line.sequence) else { return Ok(None) };
        let mut text = Vec::new();
        let found = events(&services, &lines).await.map_err(io::Error::other)?;
        for (line, found) in lines.into_iter().zip(found) {
            let found = found.ok_or_else(|| io::Error::other("an event of the ledger is no longer in the log"))?;
            serde_json::to_writer(&mut text, &ExportLine::new(&line, &before, &found)?)?;
            text.push(b'\n');
            before = line.hash;
        }
        Ok(Some((text, (services, last, before))))
    })
    .boxed()
}

async fn read(
    services: &Services,
    workspace: WorkspaceId,
    filter: &LedgerFilter,
    order: LedgerOrder,
    limit: u32,
) -> Result<Vec<LedgerLine>, Problem> {
    let lines = services.state.ledger().lines(workspace, filter, order, limit).await;
    lines.map_err(|e| Problem::unavailable("state", &e))
}

/// The events of lines, in their order.
async fn events(services: &Services, lines: &[LedgerLine]) -> Result<Vec<Option<RecordedEvent>>, Problem> {
    let asked: Vec<_> = lines.iter().map(|line| event(services, line)).collect();
    stream::iter(asked).buffered(AT_ONCE).try_collect().await
}

/// The event of a line, from the log; none when the log no longer has it.
async fn event(services: &Services, line: &LedgerLine) -> Result<Option<RecordedEvent>, Problem> {
    let stream = line.stream.parse().map_err(Problem::internal)?;
    let found = services.log.read_stream(&stream, line.revision, 1).await;
    let found = found.map_err(|e| Problem::unavailable("log", &e))?;
    Ok(found.into_iter().next().filter(|event| event.id == line.event))
}

fn entry(line: LedgerLine, event: Option<RecordedEvent>) -> Result<AuditEntry, Problem> {
    let data = event.as_ref().map(|event| serde_json::from_slice(&event.data)).transpose();
    Ok(AuditEntry {
        sequence: line.sequence,
        hash: hex::encode(line.hash),
        digest: hex::encode(line.digest),
        id: line.event.to_string(),
        kind: line.event_type,
        stream: line.stream,
        revision: line.revision,
        recorded_at: line.recorded_at.to_string(),
        actor: line.actor,
        environment: line.environment,
        request_id: event.and_then(|event| event.metadata.request_id),
        data: data.map_err(Problem::internal)?,
    })
}

/// The workspace of somebody who may see everything in it.
fn manager(caller: &Caller) -> Result<WorkspaceId, Problem> {
    caller.must_manage("read its ledger").map(|()| caller.workspace)
}

fn invalid(parameter: &str, error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InvalidRequest, format!("parameter {parameter}: {error}"))
}
