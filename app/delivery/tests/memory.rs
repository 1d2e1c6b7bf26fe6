//! A large file goes through in little memory.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

#[path = "delivery/sink.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod sink;
#[path = "delivery/support.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use plugin_testing::c_put;
use sink::Sink;
use support::{Order, World};

/// What this process held at most, in KiB, the server's side included.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn two_hundred_megabytes_go_through_in_little_memory() {
    const BYTES: u64 = 200_000_000;
    let (world, sink) = (World::new(&[c_put()]).await, Sink::open().await);
    // Once before, for what is made once.
    world.deliver(&Order::put(&sink.url, 1_000_000)).await.unwrap();
    let before = peak();
    assert_eq!(world.deliver(&Order::put(&sink.url, BYTES)).await.unwrap().bytes_sent, BYTES);
    assert_eq!(sink.seen()[1].bytes, BYTES);
    let grown = peak() - before;
    assert!(grown < 16 << 10, "it took {grown} KiB more");
}
