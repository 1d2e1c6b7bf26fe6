//! Accepting an edit: checked, sealed, queued, in this order; nothing is stored of what is refused.

use crate::auth::Caller;
use crate::documents::{EditDocument, JsonBody};
use crate::records::{refused, render_refused};
use crate::{Code, Problem, RequestId, Services, destinations, lookups, sealed};
use domain::composition::LumaPolarity;
use domain::edit::{Checked, check};
use domain::ids::{EventId, RenderId};
use domain::queue::Priority;
use domain::render::{Command, Queued, Render};
use domain::{Dialect, Environment};
use event_store::Metadata;
use serde_json::Value;
use std::sync::Arc;

/// Queues the edit and returns the render's id once the event is durable.
pub(crate) async fn accept(
    services: &Arc<Services>,
    caller: &Caller,
    environment: Environment,
    request_id: &RequestId,
    body: JsonBody<EditDocument>,
    priority: Priority,
) -> Result<RenderId, Problem> {
    refuse_video_json(&body.value)?;
    let checked = checked(services, environment, body.value).await?;
    let destinations = destinations::of_edit(services, caller.workspace, environment, &checked).await?;
    let document = sealed::keep_edit(services, caller.workspace, &body.bytes).await?;
    let mattes = mattes(services, caller).await?;
    let Checked { summary, hosted, .. } = checked;
    let queued = Queued { document, dialect: Dialect::Shotstack, summary, hosted, priority, destinations, mattes };
    let (id, event) = (RenderId(services.id()), EventId(services.id()));
    let metadata = Metadata::new(caller.workspace, caller.actor(), id.0, services.now())
        .within(environment)
        .requested_by(request_id.as_str());
    let executed =
        event_store::create::<Render>(services.log.as_ref(), id.0, Command::Queue(queued), &metadata, |_| event).await;
    let executed = executed.map_err(|error| refused(error, render_refused))?;
    lookups::wait_for(services, executed.position.as_ref()).await;
    metrics::counter!("rushes_renders_accepted_total", "environment" => environment.as_str()).increment(1);
    Ok(id)
}

/// What the brightness of luma mattes means in this workspace. It stays with the render, whatever is set later.
async fn mattes(services: &Services, caller: &Caller) -> Result<LumaPolarity, Problem> {
    let workspace = services.views.workspaces().get(caller.workspace).await.map_err(lookups::unavailable)?;
    Ok(workspace.and_then(|workspace| workspace.mattes).unwrap_or(services.settings.mattes))
}

/// A large edit takes a while to check: that is work for a thread, not for the event loop.
async fn checked(services: &Arc<Services>, environment: Environment, edit: Value) -> Result<Checked, Problem> {
    let services = services.clone();
    let work = move || {
        let settings = &services.settings;
        let limits = match environment {
            Environment::Production => &settings.edit,
            Environment::Stage => &settings.stage_edit,
        };
        check(&edit, limits)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(Problem::edit)
}

/// A videoJSON is another API's.
fn refuse_video_json(body: &Value) -> Result<(), Problem> {
    let is_video_json =
        body.get("videoJSON").is_some() || (body.get("layers").is_some() && body.get("timeline").is_none());
    if !is_video_json {
        return Ok(());
    }
    let detail = "this is a videoJSON, not an Edit: send it to POST /v1/render with a workspace key (vf_live_…)";
    Err(Problem::new(Code::OtherDialect, detail))
}
