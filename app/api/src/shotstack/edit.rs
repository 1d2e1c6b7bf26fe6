//! `/edit/{version}/render`.

use super::accept::accept;
use super::wire::*;
use crate::auth::DeveloperKey;
use crate::documents::{EditDocument, Flag, JsonBody, Raw};
use crate::files::signed_path;
use crate::records::RenderRecord;
use crate::{Problem, RequestId, Services, files, sealed};
use domain::queue::Priority;
use domain::render::{Output, OutputRole};
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use std::sync::Arc;

pub(crate) struct EditApi;

#[OpenApi(prefix_path = "/edit")]
impl EditApi {
    /// Render an edit
    ///
    /// Queues the edit and answers with the render's id. Every fault of an edit that is not valid is named with its path.
    /// Workspaces take turns; `Rushes-Priority` orders the renders of one workspace among themselves.
    #[oai(path = "/:version/render", method = "post", operation_id = "postRender")]
    async fn post_render(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        key: DeveloperKey,
        version: Path<Version>,
        /// How urgent the render is among those of its workspace; `normal` when absent.
        #[oai(name = "Rushes-Priority")]
        priority: Header<Option<Urgency>>,
        body: JsonBody<EditDocument>,
    ) -> poem::Result<RenderCreated> {
        let priority = priority.0.map(Priority::from).unwrap_or_default();
        let id = accept(&services, &key.0, version.0.into(), &request_id, body, priority).await?;
        Ok(RenderCreated::Queued(Json(QueuedResponse {
            success: true,
            message: "Created".into(),
            response: QueuedResponseData { message: "Render Successfully Queued".into(), id: id.to_string() },
        })))
    }

    /// Look at a render
    ///
    /// `url`, `poster` and `thumbnail` are there once the status is `done`, and hold for 24 hours from the answer.
    #[oai(path = "/:version/render/:id", method = "get", operation_id = "getRender")]
    #[allow(clippy::too_many_arguments)]
    async fn get_render(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        key: DeveloperKey,
        #[oai(name = "version")] _version: Path<Version>,
        /// The render's id.
        id: Path<String>,
        /// Whether the edit is in the answer; `true` when absent.
        data: Query<Option<Flag>>,
        /// Whether the edit is shown after its merge; `false` when absent.
        merged: Query<Option<Flag>>,
    ) -> poem::Result<Json<RenderResponse>> {
        let record = RenderRecord::find(&services, &key.0, &id).await?;
        let edit = match data.0.is_none_or(|flag| flag.0) {
            true => echo(&services, &record, merged.0.is_some_and(|flag| flag.0)).await?,
            false => None,
        };
        let base = files::base_url(&services, request);
        let url = |role: OutputRole| -> Result<Option<String>, Problem> {
            let file = record.files().iter().find(|output| output.role == role);
            file.map(|output| Ok(format!("{base}{}", signed_path(&services, &record, output)?))).transpose()
        };
        let response = RenderResponseData {
            id: record.id.to_string(),
            owner: record.workspace.to_string(),
            status: record.status(),
            error: record.error(),
            duration: main(&record).and_then(|output| output.duration),
            render_time: record.render_millis.map(|millis| millis as f64),
            url: url(OutputRole::Main)?,
            poster: url(OutputRole::Poster)?,
            thumbnail: url(OutputRole::Thumbnail)?,
            data: edit,
            created: record.created.to_string(),
            updated: record.updated.to_string(),
        };
        Ok(Json(RenderResponse { success: true, message: "OK".into(), response }))
    }
}

fn main(record: &RenderRecord) -> Option<&Output> {
    record.render.outputs.iter().find(|output| output.role == OutputRole::Main)
}

/// The edit as it was submitted, or after its merge.
async fn echo(services: &Services, record: &RenderRecord, merged: bool) -> Result<Option<Raw<EditDocument>>, Problem> {
    let opened = sealed::open_edit(services, record.workspace, record.queued.document.id).await?;
    let shown = opened.map(|edit| if merged { domain::edit::merge(&edit) } else { Ok(edit) }).transpose();
    // It was merged when it was accepted.
    Ok(shown.map_err(Problem::internal)?.map(Raw::new))
}
