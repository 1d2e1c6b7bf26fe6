//! `/serve/{version}/assets`.

use super::wire::*;
use crate::auth::DeveloperKey;
use crate::records::{RenderRecord, TransferRecord, refused, transfer_refused};
use crate::{RequestId, Services, files, lookups};
use domain::ids::EventId;
use domain::transfer::{Command, Transfer};
use event_store::Metadata;
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use std::sync::Arc;

/// What a transfer is called here.
const ASSET: &str = "asset";

pub(crate) struct ServeApi;

#[OpenApi(prefix_path = "/serve")]
impl ServeApi {
    /// Look at a hosted file
    #[oai(path = "/:version/assets/:id", method = "get", operation_id = "getAsset")]
    async fn get_asset(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        key: DeveloperKey,
        #[oai(name = "version")] _version: Path<Version>,
        /// The asset's id.
        id: Path<String>,
    ) -> poem::Result<Json<AssetResponse>> {
        let record = TransferRecord::find(&services, &key.0, &id, ASSET).await?;
        let base = files::base_url(&services, request);
        Ok(Json(AssetResponse { data: asset(&record, &base) }))
    }

    /// Delete a hosted file
    ///
    /// The file can no longer be had; its record stays, as `deleted`. Of a copy at a destination of yours the record alone is
    /// deleted: the file there is yours, and stays.
    #[oai(path = "/:version/assets/:id", method = "delete", operation_id = "deleteAsset")]
    async fn delete_asset(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        key: DeveloperKey,
        #[oai(name = "version")] _version: Path<Version>,
        /// The asset's id.
        id: Path<String>,
    ) -> poem::Result<AssetDeleted> {
        let record = TransferRecord::find(&services, &key.0, &id, ASSET).await?;
        let metadata = Metadata::new(record.workspace, key.0.actor(), record.id.0, services.now())
            .within(record.environment)
            .requested_by(request_id.as_str());
        let event = EventId(services.id());
        let log = services.log.as_ref();
        let executed = event_store::execute::<Transfer>(log, record.id.0, Command::Delete, &metadata, |_| event).await;
        let executed = executed.map_err(|error| refused(error, |refusal| transfer_refused(refusal, ASSET)))?;
        lookups::wait_for(&services, executed.position.as_ref()).await;
        Ok(AssetDeleted::Deleted)
    }

    /// List a render's hosted files
    ///
    /// The list is empty until copying begins.
    #[oai(path = "/:version/assets/render/:id", method = "get", operation_id = "getAssetByRenderId")]
    async fn get_assets_of_render(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        key: DeveloperKey,
        #[oai(name = "version")] _version: Path<Version>,
        /// The render's id.
        id: Path<String>,
    ) -> poem::Result<Json<AssetListResponse>> {
        let render = RenderRecord::find(&services, &key.0, &id).await?;
        let base = files::base_url(&services, request);
        let records = lookups::transfers_of(&services, render.id).await?;
        Ok(Json(AssetListResponse { data: records.iter().map(|record| asset(record, &base)).collect() }))
    }
}

fn asset(record: &TransferRecord, base: &str) -> AssetData {
    let id = record.id.to_string();
    let ready = record.status() == AssetStatus::Ready;
    let hosted = record.is_hosted();
    let ours = hosted.then(|| format!("{base}{}", files::hosted_path(record)));
    let url = ours.or_else(|| record.url.clone()).filter(|_| ready);
    let provider_id = if hosted { Some(id.clone()) } else { record.provider_id.clone() };
    let attributes = AssetAttributes {
        id,
        owner: record.workspace.to_string(),
        region: "au".into(),
        render_id: record.queued.render.to_string(),
        provider_id,
        filename: record.filename().to_owned(),
        url,
        status: record.status(),
        created: record.created.to_string(),
        updated: record.updated.to_string(),
    };
    AssetData { kind: "asset".into(), attributes }
}
