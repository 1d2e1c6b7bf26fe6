//! Renders as lists, in detail, with their history; and cancelling one.

use super::history::{history, with_states};
use super::instant::instant;
use super::wire::*;
use super::{outputs, past, queue};
use crate::auth::AnyCredential;
use crate::files::{base_url, signed_path};
use crate::records::{RenderRecord, refused, render_refused};
use crate::shotstack::wire::RenderStatus;
use crate::{Problem, RequestId, Services, lookups};
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
        /// As things were at this instant, as RFC 3339.
        at: Query<Option<String>>,
    ) -> poem::Result<Json<RenderPage>> {
        let caller = who.caller();
        let environment = lookups::within(caller, environment.0.map(Environment::from))?;
        let limit = limit.0.unwrap_or(20);
        let cursor = cursor.0.as_deref();
        let page = match instant("at", at.0)? {
            Some(at) => past::renders(&services, caller.workspace, environment, limit, cursor, at).await?,
            None => lookups::renders(&services, caller.workspace, environment, limit, cursor).await?,
        };
        Ok(Json(page))
    }

    /// Look at a render
    ///
    /// Of the past, files that have been removed since have no address.
    #[oai(path = "/renders/:id", method = "get", operation_id = "getRenderDetail")]
    async fn get(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
        /// As things were at this instant, as RFC 3339.
        at: Query<Option<String>>,
    ) -> poem::Result<Json<RenderDetail>> {
        let at = instant("at", at.0)?;
        let record = RenderRecord::find_at(&services, who.caller(), &id, at).await?;
        let base = base_url(&services, request);
        let kept = match at {
            Some(_) => !RenderRecord::find(&services, who.caller(), &id).await?.render.outputs_removed,
            None => true,
        };
        let files = record.files().iter().map(|output| {
            Ok(RenderFile {
                role: output.role.as_str().into(),
                file: output.file.clone(),
                media_type: output.media_type.clone(),
                bytes: output.bytes,
                sha256: output.sha256.clone(),
                width: output.width,
                height: output.height,
                duration: output.duration,
                url: match kept {
                    true => Some(format!("{base}{}", signed_path(&services, &record, output)?)),
                    false => None,
                },
            })
        });
        let files = files.collect::<Result<_, Problem>>()?;
        let outputs = outputs::outputs(&services, &record, at).await?;
        let stage = outputs::stage(&outputs);
        let priority = record.queued.priority.into();
        let queue = match at {
            Some(_) => None,
            None => queue::place(&services, &record).await?,
        };
        Ok(Json(RenderDetail { summary: summary(&record), priority, queue, stage, files, outputs }))
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

    /// What a render went through
    ///
    /// Its events, oldest first, each with what was true of the render after it.
    #[oai(path = "/renders/:id/history", method = "get", operation_id = "getRenderHistory")]
    async fn history(
        &self,
        services: Data<&Arc<Services>>,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
        /// Up to this instant, as RFC 3339.
        at: Query<Option<String>>,
    ) -> poem::Result<Json<StatefulHistory>> {
        let record = RenderRecord::find_at(&services, who.caller(), &id, instant("at", at.0)?).await?;
        Ok(Json(with_states(&record)?))
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

pub(super) fn summary(record: &RenderRecord) -> RenderSummary {
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
