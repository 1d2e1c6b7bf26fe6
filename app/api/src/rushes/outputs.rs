//! A render's files at destinations.

use super::destination_wire::DestinationOutput;
use crate::records::{RenderRecord, TransferRecord};
use crate::{Problem, Services};
use domain::Timestamp;
use domain::render::{Destination, Output, Phase};
use domain::transfer::{Phase as Sending, sent_copy, sent_there};

/// One for each file and destination, once there are files; as they were at that instant, where one is given.
pub(super) async fn outputs(
    services: &Services,
    record: &RenderRecord,
    at: Option<Timestamp>,
) -> Result<Vec<DestinationOutput>, Problem> {
    let mut outputs = Vec::new();
    if record.render.phase != Phase::Done {
        return Ok(outputs);
    }
    for destination in &record.queued.destinations {
        for output in sent_there(destination, &record.render.outputs) {
            let id = sent_copy(record.id, destination, output.role);
            let transfer = TransferRecord::load_at(services, id, at).await?;
            outputs.push(shown(record, (destination, output), transfer, &id.to_string()));
        }
    }
    Ok(outputs)
}

/// `delivering` while one of them is on its way: to a client of the workspace API, the render is not complete before.
pub(super) fn stage(outputs: &[DestinationOutput]) -> Option<String> {
    let under_way = outputs.iter().any(|output| matches!(output.status.as_str(), PENDING | UPLOADING));
    under_way.then(|| "delivering".to_owned())
}

const PENDING: &str = "pending";
const UPLOADING: &str = "uploading";

fn shown(
    record: &RenderRecord,
    (destination, output): (&Destination, &Output),
    transfer: Option<TransferRecord>,
    id: &str,
) -> DestinationOutput {
    let phase = transfer.as_ref().map(|transfer| &transfer.transfer.phase);
    let (status, error) = match phase {
        None | Some(Sending::Unknown | Sending::Queued { .. }) => (PENDING, None),
        Some(Sending::Sending) => (UPLOADING, None),
        Some(Sending::Ready) => ("completed", None),
        Some(Sending::Failed(failure)) => ("failed", Some(failure.message.clone())),
        Some(Sending::Deleted) => ("deleted", None),
    };
    let times = transfer.as_ref().map_or((record.updated, record.updated), |t| (t.created, t.updated));
    let (created, updated) = (times.0.to_string(), times.1.to_string());
    let key = transfer.as_ref().and_then(|transfer| transfer.queued.key.clone());
    let url = transfer.and_then(|transfer| transfer.url);
    let integration = destination.integration.to_string();
    DestinationOutput {
        id: id.to_owned(),
        role: output.role.as_str().into(),
        provider: destination.provider.clone(),
        status: status.into(),
        error,
        integration_id_camel: integration.clone(),
        integration_id: integration,
        output_key_camel: key.clone(),
        output_key: key,
        output_url_camel: url.clone(),
        output_url: url,
        output_size_bytes_camel: output.bytes,
        output_size_bytes: output.bytes,
        created_at_camel: created.clone(),
        created_at: created,
        updated_at_camel: updated.clone(),
        updated_at: updated,
    }
}
