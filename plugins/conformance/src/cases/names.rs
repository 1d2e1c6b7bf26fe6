//! Keys: folders, and names in all scripts.

use crate::bench::Bench;
use crate::content::Content;
use crate::order::{End, Order, described};
use crate::verdict::{Fault, Tried, noted};
use delivery::FailureReason;
use plugin_sdk::Reason;

/// What every provider has to take, in folders or not.
const PLAIN: &[&str] = &["a/b/c/film", "Фильм/映画 🎬 été", "e\u{301}te\u{301}"];
/// What a provider may refuse, if it says so; what it takes has to be there under just that name.
const ODD: &[&str] = &["a b+c%20&d=e;'#?~!", "a//b", "a/../b", "a/./b", "end.", "\"quoted\\back", "tab\there"];

pub(super) async fn names(bench: &Bench<'_>) -> Tried {
    let content = Content::new(1000, 3);
    let extension = bench.media().1;
    let long = "n".repeat(300);
    let refused_whole = bench.placed(&format!("{}-{}.{extension}", "rushes-conformance", bench.run()));
    let plain = PLAIN.iter().map(|name| (true, bench.key(name)));
    let odd = ODD.iter().copied().chain([long.as_str()]).map(|name| (false, bench.key(name)));
    let mut refused = 0;
    for (is_plain, key) in plain.chain([(true, refused_whole)]).chain(odd) {
        let before = bench.objects().await?;
        let ran = bench.deliver(Order::new(&key, &content)).await;
        match &ran.end {
            End::Failed(failure) if !is_plain => {
                if failure.retryable || failure.reason != FailureReason::Destination(Reason::Invalid) {
                    let why = format!("The key {key:?} fails: {}.", described(failure));
                    return Err(Fault::new(why, "Encode it; or, where the provider takes none, fail for good with `invalid`."));
                }
                bench.nothing_new(&before, &key).await?;
                refused += 1;
            }
            _ => {
                bench.arrived(&before, &key, &content, &ran, 1).await.map_err(|fault| fault.at(&format!("{key:?}")))?;
            }
        }
    }
    noted(format!("{} of {} odd ones are refused", refused, ODD.len() + 1))
}
