//! Renders as lists, in detail, with their history; and cancelling one.

use super::history::history;
use super::queue;
use super::wire::*;
use crate::auth::AnyCredential;
use crate::files::{base_url, signed_path};
use crate::records::{RenderRecord, refused, render_refused};
use crate::shotstack::wire::RenderStatus;
use crate::{Code, Problem, RequestId, Services, lookups};
use domain::ids::EventId;
use domain::render::{Command, Render};
use domain::{Environment, Failure};
use event_store::Metadata;
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use std::sync::Arc;

pub(crate) struct RendersApi;

#[OpenApi(prefix_path = "/rushes/v1")]
impl RendersApi {
    /// List renders, newest first
    ///
    /// A key sees the renders of its environment, a person those of both.
    #[oai(path = "/renders", method = "get", operation_id = "listRenders")]
    async fn list(
        &self,
        services: Data<&Arc<Services>>,
        who: AnyCredential,
        /// How many, 1 to 100; 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// `nextCursor` of the page before.
        cursor: Query<Option<String>>,
        /// Only those of this environment.
        environment: Query<Option<World>>,
    ) -> poem::Result<Json<RenderPage>> {
        let caller = who.caller();
        let wanted = environment.0.map(Environment::from);
        let environment = match (caller.environment(), wanted) {
            (Some(own), Some(wanted)) if own != wanted => {
                return Err(Problem::new(Code::Forbidden, format!("the key opens {own} only")).into());
            }
            (own, wanted) => own.or(wanted),
        };
        let limit = limit.0.unwrap_or(20);
        let page = lookups::renders(&services, caller.workspace, environment, limit, cursor.0.as_deref()).await?;
        Ok(Json(page))
    }

    /// Look at a render
    #[oai(path = "/renders/:id", method = "get", operation_id = "getRenderDetail")]
    async fn get(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
    ) -> poem::Result<Json<RenderDetail>> {
        let record = RenderRecord::find(&services, who.caller(), &id).await?;
        let base = base_url(&services, request);
        let outputs = record.files().iter().map(|output| {
            Ok(RenderOutput {
                role: output.role.as_str().into(),
                file: output.file.clone(),
                media_type: output.media_type.clone(),
                bytes: output.bytes,
                sha256: output.sha256.clone(),
                width: output.width,
                height: output.height,
                duration: output.duration,
                url: format!("{base}{}", signed_path(&services, &record, output)?),
            })
        });
        let outputs = outputs.collect::<Result<_, Problem>>()?;
        let (priority, queue) = (record.queued.priority.into(), queue::place(&services, &record).await?);
        Ok(Json(RenderDetail { summary: summary(&record), priority, queue, outputs }))
    }

    /// What happened to a render
    ///
    /// Its events, oldest first, as they are stored.
    #[oai(path = "/renders/:id/events", method = "get", operation_id = "getRenderEvents")]
    async fn events(
        &self,
        services: Data<&Arc<Services>>,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
    ) -> poem::Result<Json<History>> {
        let record = RenderRecord::find(&services, who.caller(), &id).await?;
        Ok(Json(history(&record)?))
    }

    /// Cancel a render
    ///
    /// Work on it stops. Cancelling one that is cancelled already changes nothing; one that has ended otherwise is a
    /// conflict.
    #[oai(path = "/renders/:id/cancel", method = "post", operation_id = "cancelRender")]
    async fn cancel(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
    ) -> poem::Result<Json<CancelledRender>> {
        let record = RenderRecord::find(&services, who.caller(), &id).await?;
        let metadata = Metadata::new(record.workspace, who.caller().actor(), record.id.0, services.now())
            .within(record.environment)
            .requested_by(request_id.as_str());
        let event = EventId(services.id());
        let log = services.log.as_ref();
        let executed = event_store::execute::<Render>(log, record.id.0, Command::Cancel, &metadata, |_| event).await;
        let executed = executed.map_err(|error| refused(error, render_refused))?;
        lookups::wait_for(&services, executed.position.as_ref()).await;
        Ok(Json(CancelledRender { id: record.id.to_string(), status: RenderStatus::Failed, cancelled: true }))
    }
}

fn summary(record: &RenderRecord) -> RenderSummary {
    let queued = &record.queued.summary;
    RenderSummary {
        id: record.id.to_string(),
        environment: record.environment.into(),
        status: record.status(),
        cancelled: record.cancelled(),
        format: queued.format.extension().into(),
        width: queued.width,
        height: queued.height,
        tracks: queued.tracks,
        clips: queued.clips,
        attempts: record.render.attempt,
        error: record.failure().map(Into::into),
        created_at: record.created.to_string(),
        updated_at: record.updated.to_string(),
    }
}

impl From<Failure> for RenderFailure {
    fn from(failure: Failure) -> Self {
        let code = serde_json::to_value(failure.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        RenderFailure {
            code: code.unwrap_or_default(),
            message: failure.message,
            pointer: failure.pointer,
            retryable: failure.code.retryable(),
        }
    }
}
