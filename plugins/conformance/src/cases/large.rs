//! A file that does not fit into memory.

use crate::bench::Bench;
use crate::order::Order;
use crate::verdict::{Fault, Tried, noted};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What this process may grow by, in bytes: the buffers of some connections.
const MOST_GROWTH: u64 = 48 << 20;
/// Smaller files could not be told from buffers, in bytes.
const MEASURABLE: u64 = 3 * MOST_GROWTH;

pub(super) async fn large(bench: &Bench<'_>) -> Tried {
    let most = bench.provider.description().capabilities.most_bytes.unwrap_or(u64::MAX);
    let (key, content) = (bench.key("large"), bench.content(bench.plan.large_bytes.min(most), 4));
    let before = bench.objects().await?;
    let (at_first, peak) = (resident(), Arc::new(AtomicU64::new(0)));
    let highest = peak.clone();
    let meter: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
        highest.fetch_max(resident(), Ordering::Relaxed);
    });
    let ran = bench.deliver(Order { meter: Some(meter), ..Order::new(&key, &content) }).await;
    let delivered = bench.arrived(&before, &key, &content, &ran, 1).await?;
    let again = delivered.bytes_sent.saturating_sub(content.bytes);
    if again > 0 {
        let why = format!("{again} bytes were sent more than the file has, although nothing went wrong.");
        return Err(Fault::new(why, "Send each part once, unless the provider asks for it again."));
    }
    let grown = peak.load(Ordering::Relaxed).saturating_sub(at_first);
    if content.bytes < MEASURABLE {
        return noted(format!("{} bytes; too few to measure the memory", content.bytes));
    }
    if grown > MOST_GROWTH {
        let why = format!("The host grew by {} MiB while it sent {} bytes.", grown >> 20, content.bytes);
        return Err(Fault::new(why, "Give parts as ranges of the file, and not their bytes as texts."));
    }
    noted(format!("{} bytes; the host grew by {} MiB", content.bytes, grown >> 20))
}

/// The memory of this process in bytes; nothing where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() << 10
}

#[cfg(test)]
mod tests {
    #[test]
    fn memory_is_measured() {
        let before = super::resident();
        let taken = vec![1_u8; 64 << 20];
        assert!(super::resident() > before + (taken.len() as u64) / 2);
    }
}
