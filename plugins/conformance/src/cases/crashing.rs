//! The server's death at every place where it makes a difference, and what another one makes of the checkpoint.

use super::cutting::{most_objects, never_happened, undisturbed};
use super::{most_sent_again, part_bytes, size_in_parts};
use crate::bench::Bench;
use crate::content::Content;
use crate::order::{End, Order, Ran};
use crate::verdict::{Fault, Tried, not_applicable, noted};
use crate::watch::Trap;

/// Everything that was asked for has arrived, and no answer was heard.
pub(super) async fn after_answers(bench: &Bench<'_>) -> Tried {
    let content = bench.content(size_in_parts(bench), 8);
    let steps = undisturbed(bench, &content).await?.steps;
    let mut crashes = 0;
    for step in 2..=steps {
        let crashed = crash(bench, &content, Trap::DieAtStep(step), Ran::under_way_before_the_last_step).await;
        crashes += crashed.map_err(|fault| fault.at(&format!("before step {step}")))?;
    }
    counted(crashes)
}

/// A checkpoint was saved, and nothing of what it speaks of has arrived.
pub(super) async fn before_requests(bench: &Bench<'_>) -> Tried {
    let content = bench.content(size_in_parts(bench), 9);
    let saves = undisturbed(bench, &content).await?.saves;
    if saves == 0 {
        return not_applicable("it saves no checkpoints");
    }
    let mut crashes = 0;
    for save in 1..=saves {
        // What the answer before had sent was heard, or this one would not be saved.
        let crashed = crash(bench, &content, Trap::DieAfterSaving(save), |_| 0).await;
        crashes += crashed.map_err(|fault| fault.at(&format!("after checkpoint {save}")))?;
    }
    counted(crashes)
}

/// A part of the file has arrived in part.
pub(super) async fn within_parts(bench: &Bench<'_>) -> Tried {
    let content = bench.content(size_in_parts(bench), 10);
    let part = part_bytes(bench);
    let mut crashes = 0;
    for at in (0..).map(|number| number * part + part / 2).take_while(|at| *at < content.bytes) {
        let crashed = crash(bench, &content, Trap::DieAtBytes(at), Ran::under_way).await;
        crashes += crashed.map_err(|fault| fault.at(&format!("after {at} bytes")))?;
    }
    counted(crashes)
}

/// One crash, and the transfer taken up again; how many there were. `unheard` tells how many bytes of the file belonged to
/// requests whose answers nobody heard.
async fn crash(bench: &Bench<'_>, content: &Content, trap: Trap, unheard: fn(&Ran) -> u64) -> Result<u32, Fault> {
    let key = bench.key("crashed");
    let before = bench.objects().await?;
    let first = bench.deliver(Order::new(&key, content).trap(trap)).await;
    if !matches!(first.end, End::Died) {
        // It took fewer steps than the time before, and came to its end.
        bench.arrived(&before, &key, content, &first, 1).await?;
        return Ok(0);
    }
    let second = bench.deliver(Order::new(&key, content).after(&first)).await;
    let delivered = bench.arrived(&before, &key, content, &second, most_objects(bench)).await?;
    let again = (first.moved + delivered.bytes_sent).saturating_sub(content.bytes);
    let most = most_sent_again(bench, unheard(&first));
    if again > most {
        return Err(Fault::new(
            format!("{again} bytes were sent again, and at most {most} are with this `resume` and `partBytes`."),
            "Keep in the checkpoint what another session has to know, or ask the provider how much it has.",
        ));
    }
    Ok(1)
}

/// How often it crashed: where it never did, nothing was proven.
fn counted(crashes: u32) -> Tried {
    if crashes == 0 { Err(never_happened()) } else { noted(format!("{crashes} times")) }
}
