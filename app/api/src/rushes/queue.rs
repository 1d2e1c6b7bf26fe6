//! Where a render waits.

use super::wire::QueuePlace;
use crate::records::RenderRecord;
use crate::{Problem, Services, lookups};
use domain::queue::{Others, ahead};
use domain::render::Phase;
use read_models::due_work::WorkKind;

/// Where it waits; none when it does not, or when the views do not know of it yet.
pub(super) async fn place(services: &Services, record: &RenderRecord) -> Result<Option<QueuePlace>, Problem> {
    if !matches!(record.render.phase, Phase::Queued { .. }) {
        return Ok(None);
    }
    let held = lookups::at_work(services).await?;
    let Some(position) = lookups::position(services, record.id, &held).await? else { return Ok(None) };
    let waiting = lookups::waiting(services, WorkKind::Render, &held).await?;
    let (own, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|one| one.workspace == record.workspace);
    let (count, share) = own.first().map_or((position, 1), |own| (own.count, own.share));
    let others: Vec<_> = others.iter().map(|other| Others { waiting: other.count, share: other.share }).collect();
    Ok(Some(QueuePlace {
        position,
        ahead: ahead(position, share, &others),
        waiting: count.max(position),
        age_seconds: u64::try_from(services.now().millis_since(record.created) / 1000).unwrap_or(0),
    }))
}
