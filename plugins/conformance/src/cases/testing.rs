//! The test of a configuration, which writes and deletes.

use crate::bench::Bench;
use crate::content::Content;
use crate::order::{End, Order, described};
use crate::verdict::{Fault, Tried, noted};
use crate::watch::Trap;
use plugin_sdk::Kind;

/// Nothing is left of it, also when it was carried on after a crash.
pub(super) async fn tested(bench: &Bench<'_>) -> Tried {
    let content = Content::new(20, 12);
    let place = |number: u32| bench.placed(&format!("rushes-test-{}-{number}.txt", bench.run()));
    let before = bench.objects().await?;
    let key = place(0);
    let whole = bench.deliver(Order::new(&key, &content).kind(Kind::Test)).await;
    is_done(&whole.end)?;
    bench.nothing_new(&before, &key).await?;
    for step in 2..=whole.steps {
        let key = place(step);
        let order = || Order::new(&key, &content).kind(Kind::Test);
        let first = bench.deliver(order().trap(Trap::DieAtStep(step))).await;
        let second = bench.deliver(order().after(&first)).await;
        let place = format!("after a crash before step {step}");
        is_done(&second.end).map_err(|fault| fault.at(&place))?;
        bench.nothing_new(&before, &key).await.map_err(|fault| fault.at(&place))?;
    }
    noted(format!("and after {} crashes", whole.steps.saturating_sub(1)))
}

fn is_done(end: &End) -> Result<(), Fault> {
    let how = match end {
        End::Delivered(_) => return Ok(()),
        End::Failed(failure) => described(failure),
        End::Died => "it was not carried on".to_owned(),
    };
    Err(Fault::new(format!("The test did not pass: {how}."), "Write the small file, delete it, and answer `done`."))
}
