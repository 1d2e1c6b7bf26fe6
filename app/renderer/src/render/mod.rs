//! One job from beginning to end.

use crate::{Progress, RenderJob, RenderReport};
use domain::{Failure, FailureCode};

/// Renders one job into files in its directory and tells `progress` how far it is.
///
/// # Errors
/// `BadMedia` with the clip's pointer when a source cannot be read, `LimitReached` when the canvas or output is too
/// large, `Stalled` when GStreamer makes no progress, `Internal` otherwise. Files that were made before the failure are
/// left in the directory, which the caller removes.
pub fn render(_job: &RenderJob, _progress: &mut dyn FnMut(Progress)) -> Result<RenderReport, Failure> {
    crate::gst_setup::init()?;
    Err(Failure::new(FailureCode::Internal, "this build cannot render yet"))
}
