//! Files of ordinary kinds.

use crate::bench::Bench;
use crate::content::Content;
use crate::order::{End, Order, described};
use crate::verdict::{Fault, Tried, not_applicable, noted, passed};
use delivery::FailureReason;
use plugin_sdk::{Completion, Reason};

pub(super) async fn small(bench: &Bench<'_>) -> Tried {
    let (key, content) = (bench.key("small"), bench.content(1000, 1));
    let before = bench.objects().await?;
    let ran = bench.deliver(Order::new(&key, &content)).await;
    bench.arrived(&before, &key, &content, &ran, 1).await?;
    passed()
}

/// A provider may take none; then it says so, for good.
pub(super) async fn empty(bench: &Bench<'_>) -> Tried {
    let (key, content) = (bench.key("empty"), Content::new(0, 1));
    let before = bench.objects().await?;
    let ran = bench.deliver(Order::new(&key, &content)).await;
    let End::Failed(failure) = &ran.end else {
        bench.arrived(&before, &key, &content, &ran, 1).await?;
        return passed();
    };
    if failure.retryable || failure.reason != FailureReason::Destination(Reason::Invalid) {
        let why = format!("An empty file fails: {}.", described(failure));
        return Err(Fault::new(why, "Send it; or, where the provider takes none, fail for good with `invalid`."));
    }
    bench.nothing_new(&before, &key).await?;
    noted(format!("refused: {}", failure.message))
}

pub(super) async fn replaced(bench: &Bench<'_>) -> Tried {
    if bench.provider.description().capabilities.completion != Completion::Atomic {
        return not_applicable("only where completion is atomic is there one object for each name");
    }
    let key = bench.key("replaced");
    let before = bench.objects().await?;
    for (bytes, seed) in [(3000, 1), (2000, 2)] {
        let content = bench.content(bytes, seed);
        let ran = bench.deliver(Order::new(&key, &content)).await;
        bench.arrived(&before, &key, &content, &ran, 1).await?;
    }
    passed()
}
