//! Lists as they were. The ledger knows what there was; each thing's own stream knows how it stood.

use super::renders::summary;
use super::wire::RenderPage;
use crate::records::RenderRecord;
use crate::{Code, Problem, Services};
use domain::ids::WorkspaceId;
use domain::{Environment, Timestamp};
use event_store::StreamName;
use state::{LedgerFilter, LedgerOrder};

/// A page of the renders that there were at that instant, newest first.
pub(super) async fn renders(
    services: &Services,
    workspace: WorkspaceId,
    environment: Option<Environment>,
    limit: u32,
    cursor: Option<&str>,
    at: Timestamp,
) -> Result<RenderPage, Problem> {
    let before = cursor.map(|text| text.strip_prefix('l').unwrap_or_default().parse::<u64>()).transpose();
    let before = before.map_err(|_| {
        Problem::new(Code::InvalidRequest, "parameter cursor: expected a cursor as this list has given it")
    })?;
    let filter = LedgerFilter {
        event_type: Some("render.queued".into()),
        environment: environment.map(|environment| environment.as_str().to_owned()),
        before: Some(at.plus_millis(1)),
        ..LedgerFilter::default()
    };
    let ledger = services.state.ledger();
    let lines = ledger.lines(workspace, &filter, LedgerOrder::NewestBefore(before), limit + 1).await;
    let mut lines = lines.map_err(|e| Problem::unavailable("state", &e))?;
    let goes_on = lines.len() > limit as usize;
    lines.truncate(limit as usize);
    let next_cursor = lines.last().filter(|_| goes_on).map(|line| format!("l{}", line.sequence));
    let mut renders = Vec::with_capacity(lines.len());
    for line in lines {
        let id = line.stream.parse::<StreamName>().ok().and_then(|stream| stream.id());
        let Some(id) = id else { continue };
        renders.extend(RenderRecord::load_at(services, &id.to_string(), Some(at)).await?.as_ref().map(summary));
    }
    Ok(RenderPage { renders, next_cursor })
}
