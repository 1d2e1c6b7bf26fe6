//! What all deliveries kept and said.

use crate::bench::Bench;
use crate::verdict::{Fault, Tried, noted, passed};
use plugin_sdk::CHECKPOINT_BYTES;

/// The host refuses larger ones, so such a transfer has failed before; here is told how near they come.
pub(super) async fn checkpoints(bench: &Bench<'_>) -> Tried {
    let (largest, count) = bench.kept(|kept| (kept.largest_checkpoint, kept.checkpoints));
    if largest > CHECKPOINT_BYTES {
        let why = format!("A checkpoint has {largest} bytes, and may have {CHECKPOINT_BYTES}.");
        return Err(Fault::new(why, "Keep less, or ask the provider after a crash."));
    }
    noted(format!("{count}, the largest of {largest} bytes"))
}

/// Neither in what is shown to users, nor in checkpoints: the job brings them anyway, and they may have been changed since.
pub(super) async fn secrets(bench: &Bench<'_>) -> Tried {
    match bench.kept(|kept| kept.leaks.first().map(|leak| (leak.clone(), kept.leaks.len()))) {
        None => passed(),
        Some((leak, count)) => Err(Fault::new(
            format!("{count} times, first: {leak}."),
            "Build messages from what you know, not from what was configured, and leave secrets out of the checkpoint.",
        )),
    }
}
