//! What must be drawn before a render.

use super::{Order, Studio, named};
use crate::child::{ChildEnd, Limit};
use domain::composition::{Composition, Sprite};
use domain::{Failure, FailureCode};
use raster::Job;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::timeout;

/// The files of drawings and of their parts, by their ids, and the digests of all fonts that they used. What came in
/// parts is a group afterwards.
pub(super) async fn all(
    studio: &Studio,
    order: &Order<'_>,
    composition: &mut Composition,
) -> Result<(Vec<PathBuf>, Vec<String>), Failure> {
    if composition.rasters.is_empty() {
        return Ok((vec![], vec![]));
    }
    let jobs: Vec<Job> = (0..)
        .zip(&composition.rasters)
        .map(|(index, request): (usize, _)| Job {
            request: request.clone(),
            fonts: request.fonts.iter().filter_map(|id| order.files.get(id.0 as usize).cloned()).collect(),
            file: request.file().and_then(|id| order.files.get(id.0 as usize).cloned()),
            output: order.folder.join(format!("drawing-{index}.rgba")),
        })
        .collect();
    let drawn = tokio::select! {
        biased;
        () = order.cancelled.cancelled() => return Err(Failure::new(FailureCode::Cancelled, "Cancelled")),
        drawn = timeout(studio.limits.time, studio.rasteriser.draw_all(&jobs)) => {
            drawn.unwrap_or_else(|_| Err(too_slow(studio.limits.time))).map_err(named)?
        }
    };
    let wholes = jobs.iter().map(|job| job.output.clone());
    let parts = jobs.iter().zip(&drawn).flat_map(|(job, drawn)| (0..drawn.parts.len()).map(|index| job.part(index)));
    let files = wholes.chain(parts).collect();
    let fonts: BTreeSet<String> = drawn.iter().flat_map(|drawn| &drawn.fonts).map(|font| font.sha256.clone()).collect();
    let parts: Vec<Vec<Sprite>> = drawn.into_iter().map(|drawn| drawn.parts).collect();
    composition.spread(&parts);
    Ok((files, fonts.into_iter().collect()))
}

fn too_slow(limit: Duration) -> Failure {
    ChildEnd::Limit(Limit::Time { limit, is_setting: true }).failure("drawing the text and HTML")
}
