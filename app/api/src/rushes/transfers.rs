//! Files on their way to destinations, our own hosting among them; and trying again what failed.

use super::destination_wire::*;
use super::wire::World;
use crate::auth::AnyCredential;
use crate::records::{RenderRecord, TransferRecord, refused, transfer_refused};
use crate::{Code, Problem, RequestId, Services, lookups};
use domain::Environment;
use domain::ids::EventId;
use domain::transfer::{Command, Phase, Transfer};
use event_store::Metadata;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use std::sync::Arc;

/// What a transfer is called here.
const TRANSFER: &str = "transfer";

pub(crate) struct TransfersApi;

#[OpenApi(prefix_path = "/rushes/v1")]
impl TransfersApi {
    /// List transfers, newest first
    ///
    /// A key sees those of its environment, a person those of both.
    #[oai(path = "/transfers", method = "get", operation_id = "listTransfers")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
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
        /// Only those that have come this far.
        status: Query<Option<TransferWord>>,
        /// Only those to this provider; `shotstack` is our own hosting.
        provider: Query<Option<String>>,
        /// Only those to this integration.
        #[oai(name = "integrationId")]
        integration: Query<Option<String>>,
        /// Only those of this render's files.
        #[oai(name = "renderId")]
        render: Query<Option<String>>,
    ) -> poem::Result<Json<TransferPage>> {
        let environment = environment.0.map(Environment::from);
        let wanted = lookups::WantedTransfers {
            status: status.0,
            provider: provider.0,
            integration: integration.0,
            render: render.0,
            limit: limit.0.unwrap_or(20),
            cursor: cursor.0,
        };
        Ok(Json(lookups::transfers(&services, who.caller(), environment, wanted).await?))
    }

    /// Try a transfer again
    ///
    /// One that failed begins anew, with all its attempts, from where it ended. Any other is a conflict.
    #[oai(path = "/transfers/:id/retry", method = "post", operation_id = "retryTransfer")]
    async fn retry(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        who: AnyCredential,
        /// The transfer's id.
        id: Path<String>,
    ) -> poem::Result<Json<RetriedTransfer>> {
        let record = TransferRecord::find(&services, who.caller(), &id, TRANSFER).await?;
        if matches!(record.transfer.phase, Phase::Failed(_)) {
            still_has_its_file(&services, &record).await?;
        }
        let metadata = Metadata::new(record.workspace, who.caller().actor(), record.id.0, services.now())
            .within(record.environment)
            .requested_by(request_id.as_str());
        let event = EventId(services.id());
        let log = services.log.as_ref();
        let executed = event_store::execute::<Transfer>(log, record.id.0, Command::Retry, &metadata, |_| event).await;
        let executed = executed.map_err(|error| refused(error, |refusal| transfer_refused(refusal, TRANSFER)))?;
        lookups::wait_for(&services, executed.position.as_ref()).await;
        Ok(Json(RetriedTransfer { id: record.id.to_string(), status: TransferWord::Queued }))
    }
}

/// What was removed after its time cannot be sent any more.
async fn still_has_its_file(services: &Services, record: &TransferRecord) -> Result<(), Problem> {
    let render = RenderRecord::load(services, &record.queued.render.to_string()).await?;
    if render.is_some_and(|render| !render.render.outputs_removed) {
        return Ok(());
    }
    let gone = Problem::new(Code::Conflict, "the render's own files are no longer kept, so there is nothing to send");
    Err(gone.hint("submit the edit again; retention.output_hours says how long files are kept"))
}
