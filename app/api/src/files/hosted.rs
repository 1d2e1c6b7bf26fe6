//! Hosted copies: `/cdn/{environment}/{owner}/{file}`, public, unguessable by the render's id in the name, there until
//! the asset is deleted.

use super::respond::{Described, key, respond};
use crate::records::TransferRecord;
use crate::shotstack::wire::AssetStatus;
use crate::{Problem, Services, lookups};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use std::sync::Arc;

/// The path of a hosted copy.
pub(crate) fn hosted_path(record: &TransferRecord) -> String {
    format!("/cdn/{}/{}/{}", record.environment, record.workspace, record.queued.file)
}

/// Sends a hosted copy.
#[handler]
pub(super) async fn hosted(
    services: Data<&Arc<Services>>,
    request: &Request,
    path: Path<(String, String, String)>,
) -> poem::Result<Response> {
    let (environment, owner, file) = &path.0;
    let record = find(&services, environment, owner, file).await?.ok_or_else(|| Problem::not_found("file"))?;
    let described = Described {
        key: key(storage::layout::hosted_file(record.id, record.transfer.attempt, &record.queued.file))?,
        file: &record.queued.file,
        media_type: &record.queued.media_type,
        sha256: &record.queued.sha256,
        cache: "public, max-age=3600",
    };
    Ok(respond(&services, request, described).await?)
}

/// The copy of that name, while it is ready.
async fn find(
    services: &Services,
    environment: &str,
    owner: &str,
    file: &str,
) -> Result<Option<TransferRecord>, Problem> {
    let (Ok(environment), Ok(owner)) = (environment.parse(), owner.parse()) else { return Ok(None) };
    let copy = lookups::hosted_copy(services, owner, environment, file).await?;
    Ok(copy.filter(|copy| copy.status() == AssetStatus::Ready))
}
