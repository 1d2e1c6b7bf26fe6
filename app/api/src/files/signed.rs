//! A render's own files: `/rushes/v1/files/{render}/{file}`, opened by a signature that was made when the render was read.

use super::respond::{Described, key, respond};
use crate::records::RenderRecord;
use crate::{Problem, Services};
use domain::render::Output;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use std::sync::Arc;

/// Path and query that open the file from now on for as long as such addresses hold.
pub(crate) fn signed_path(services: &Services, record: &RenderRecord, output: &Output) -> Result<String, Problem> {
    let path = storage::layout::signed_path(record.id, &output.file);
    let expires = services.now().plus_millis(services.settings.signed_url_millis);
    let query = services.signed_urls.sign("GET", &path, expires, record.workspace).map_err(Problem::internal)?;
    Ok(format!("{path}?{}", query.expose()))
}

/// Sends the file if the signature holds. Every reason not to is the same to the client.
#[handler]
pub(super) async fn signed(
    services: Data<&Arc<Services>>,
    request: &Request,
    path: Path<(String, String)>,
) -> poem::Result<Response> {
    let (render, file) = &path.0;
    let unknown =
        || Problem::not_found("file").hint("addresses of files expire; ask for the render again to get a fresh one");
    let record = RenderRecord::load(&services, render).await?.ok_or_else(unknown)?;
    let query = request.uri().query().unwrap_or_default();
    let (method, path) = (request.method().as_str(), request.uri().path());
    services.signed_urls.verify(method, path, query, record.workspace, services.now()).map_err(|_| unknown())?;
    let output = record.files().iter().find(|output| output.file == *file).ok_or_else(unknown)?;
    let described = Described {
        key: key(storage::layout::render_file(record.id, record.render.attempt, &output.file))?,
        file: &output.file,
        media_type: &output.media_type,
        sha256: &output.sha256,
        cache: "private, max-age=3600",
    };
    Ok(respond(&services, request, described).await?)
}
