//! Transfers that nobody wants any more.

use super::size_in_parts;
use crate::bench::Bench;
use crate::order::{End, Order, Ran, described};
use crate::verdict::{Fault, Tried, passed};
use crate::watch::Trap;
use delivery::FailureReason;
use plugin_sdk::Reason;

/// In the middle of the file, and after a crash there.
pub(super) async fn cancelled(bench: &Bench<'_>) -> Tried {
    let content = bench.content(size_in_parts(bench), 11);
    let half = content.bytes / 2;
    let key = bench.key("cancelled");
    let before = bench.objects().await?;
    let ran = bench.deliver(Order::new(&key, &content).trap(Trap::CancelAtBytes(half))).await;
    was_cancelled(&ran)?;
    bench.nothing_new(&before, &key).await?;

    let key = bench.key("cancelled-later");
    let first = bench.deliver(Order::new(&key, &content).trap(Trap::DieAtBytes(half))).await;
    let second = bench.deliver(Order::new(&key, &content).after(&first).trap(Trap::Cancelled)).await;
    was_cancelled(&second)?;
    bench.nothing_new(&before, &key).await.map_err(|fault| fault.at("after a crash"))?;
    passed()
}

fn was_cancelled(ran: &Ran) -> Result<(), Fault> {
    let how = match &ran.end {
        End::Failed(failure) if failure.reason == FailureReason::Destination(Reason::Cancelled) => return Ok(()),
        End::Failed(failure) => described(failure),
        End::Delivered(_) | End::Died => "it went on to its end".to_owned(),
    };
    Err(Fault::new(
        format!("A transfer that was cancelled in the middle of its file did not end so: {how}."),
        "Answer `cancelled` with what tidies up, or with `fail`.",
    ))
}
