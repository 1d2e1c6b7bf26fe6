//! Connections that break, within one delivery.

use super::{most_sent_again, part_bytes, size_in_parts};
use crate::bench::Bench;
use crate::content::Content;
use crate::order::{Order, Ran};
use crate::verdict::{Fault, Tried, not_applicable, noted, passed};
use crate::watch::Trap;
use plugin_sdk::Completion;

/// Beyond the parts that were under way: what lay in the buffers of a connection when it broke, in bytes.
const BUFFERED: u64 = 1 << 20;

const NOT_ENCRYPTED: &str = "only a service that is reached by plain http can be made to";

/// A delivery in which nothing goes wrong, to see what there is.
pub(super) async fn undisturbed(bench: &Bench<'_>, content: &Content) -> Result<Ran, Fault> {
    let key = bench.key("undisturbed");
    let before = bench.objects().await?;
    let ran = bench.deliver(Order::new(&key, content)).await;
    bench.arrived(&before, &key, content, &ran, 1).await?;
    Ok(ran)
}

/// How many objects there may be after a break whose request may or may not have arrived.
pub(super) fn most_objects(bench: &Bench<'_>) -> usize {
    match bench.provider.description().capabilities.completion {
        Completion::Atomic | Completion::Marker => 1,
        Completion::None => 2,
    }
}

pub(super) async fn broken(bench: &Bench<'_>) -> Tried {
    let Some(faults) = bench.faults.clone() else { return not_applicable(NOT_ENCRYPTED) };
    let content = bench.content(size_in_parts(bench), 5);
    let whole = undisturbed(bench, &content).await?;
    // The steps whose requests carried the file.
    let steps = whole.before_steps.windows(2).zip(1..).filter(|(pair, _)| pair[1] > pair[0]).map(|(_, step)| step);
    let steps: Vec<u32> = steps.collect();
    for step in &steps {
        let (faults, after) = (faults.clone(), part_bytes(bench).min(content.bytes / 4) / 2);
        let trap = Trap::AtStep(*step, Box::new(move || faults.cut(after)));
        goes_on(bench, &content, Order::new("", &content).trap(trap)).await?;
    }
    if steps.is_empty() { Err(never_happened()) } else { noted(format!("{} times", steps.len())) }
}

pub(super) async fn silent(bench: &Bench<'_>) -> Tried {
    let content = bench.content(size_in_parts(bench), 6);
    let at = content.bytes - part_bytes(bench).min(content.bytes) / 2;
    let order = Order::new("", &content).trap(Trap::StallAtBytes(at));
    let ran = goes_on(bench, &content, Order { silence: Some(bench.plan.silence), ..order }).await?;
    if ran.has_sprung { passed() } else { Err(never_happened()) }
}

/// What was to happen did not, so nothing was proven.
pub(super) fn never_happened() -> Fault {
    let why = "The file was not sent in such a way that it could be interrupted.";
    Fault::new(why, "Send it as ranges of the file, in parts as large as `partBytes` says.")
}

/// That a delivery gets over it, without beginning anew.
async fn goes_on(bench: &Bench<'_>, content: &Content, order: Order<'_>) -> Result<Ran, Fault> {
    let key = bench.key("interrupted");
    let before = bench.objects().await?;
    let ran = bench.deliver(Order { key: &key, ..order }).await;
    if let Some(faults) = &bench.faults {
        faults.clear();
    }
    let delivered = bench.arrived(&before, &key, content, &ran, most_objects(bench)).await?;
    // All requests of that answer may have to be sent again.
    let parallel = u64::from(bench.provider.description().capabilities.parallel);
    let unheard = part_bytes(bench).saturating_mul(parallel);
    let (again, most) =
        (delivered.bytes_sent.saturating_sub(content.bytes), most_sent_again(bench, unheard) + BUFFERED);
    if again > most {
        return Err(Fault::new(
            format!(
                "After a break {again} bytes were sent again, and at most {most} are with this `resume` and `partBytes`."
            ),
            "Ask the provider how much it has, or remember which parts were acknowledged.",
        ));
    }
    Ok(ran)
}

pub(super) async fn lost_answers(bench: &Bench<'_>) -> Tried {
    let Some(faults) = bench.faults.clone() else { return not_applicable(NOT_ENCRYPTED) };
    let content = bench.content(size_in_parts(bench), 7);
    let steps = undisturbed(bench, &content).await?.steps;
    for step in 1..steps {
        let key = bench.key("unheard");
        let before = bench.objects().await?;
        let losing = faults.clone();
        let trap = Trap::AtStep(step, Box::new(move || losing.lose_answer()));
        let ran = bench.deliver(Order::new(&key, &content).trap(trap)).await;
        faults.clear();
        let arrived = bench.arrived(&before, &key, &content, &ran, most_objects(bench)).await;
        arrived.map_err(|fault| fault.at(&format!("when an answer after step {step} got lost")))?;
    }
    noted(format!("{} times", steps - 1))
}
