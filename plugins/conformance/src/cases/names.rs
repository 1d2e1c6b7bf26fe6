//! Keys: folders, and names in all scripts.

use crate::bench::Bench;
use crate::order::{End, Order, described};
use crate::verdict::{Fault, Tried, noted};
use delivery::FailureReason;
use plugin_sdk::Reason;

/// What every provider has to take, in folders or not.
const PLAIN: &[&str] = &["a/b/c/film", "Фильм/映画 🎬 été", "e\u{301}te\u{301}"];
pub(super) async fn names(bench: &Bench<'_>) -> Tried {
    let content = bench.content(1000, 3);
    let extension = bench.media().1;
    let alone = bench.placed(&format!("{}-{}.{extension}", "rushes-conformance", bench.run()));
    let plain = PLAIN.iter().map(|name| (true, bench.key(name)));
    let odd = bench.plan.odd_names.iter().map(|name| (false, bench.key(name)));
    let mut refused = 0;
    for (is_plain, key) in plain.chain([(true, alone)]).chain(odd) {
        let place = format!("the key {:?}", shortened(&key));
        let before = bench.objects().await?;
        let ran = bench.deliver(Order::new(&key, &content)).await;
        match &ran.end {
            End::Failed(failure) if !is_plain => {
                if failure.retryable || failure.reason != FailureReason::Destination(Reason::Invalid) {
                    let why = format!("The transfer failed: {}.", described(failure));
                    let remedy = "Encode it; or, where the provider takes none, fail for good with `invalid`.";
                    return Err(Fault::new(why, remedy).at(&place));
                }
                bench.nothing_new(&before, &key).await.map_err(|fault| fault.at(&place))?;
                refused += 1;
            }
            _ => {
                bench.arrived(&before, &key, &content, &ran, 1).await.map_err(|fault| fault.at(&place))?;
            }
        }
    }
    noted(format!("{refused} of {} odd ones are refused", bench.plan.odd_names.len()))
}

/// For people.
fn shortened(key: &str) -> String {
    match key.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}
