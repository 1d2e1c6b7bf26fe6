//! `queue_bench [queue] [stores]`: how long work waits, and what the stores carry. Prints Markdown; both unless one is named.
//!
//! `queue` makes real small renders with 1 and 2 workers, then lets up to 8 workers claim, lease and append over the real
//! stores, whose renders are a fixed delay; then one workspace with very much work beside 99 with little. `stores` appends to
//! each log and measures how far the views are behind. The double of KurrentDB is no KurrentDB: its figures tell what our
//! adapter costs, and nothing of the vendor's server.
#![expect(clippy::unwrap_used, reason = "a measurement that fails ends at once")]
#![expect(clippy::print_stdout, reason = "its result is for people")]

mod crew;
mod figures;
mod logs;
mod places;
mod queue;
mod real;
mod renders;

#[tokio::main]
async fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = chosen.iter().find(|part| !["queue", "stores"].contains(&part.as_str())) {
        panic!("there is no part {unknown}; there are queue and stores");
    }
    let has = |part: &str| chosen.is_empty() || chosen.iter().any(|chosen| chosen == part);
    if has("queue") {
        real::run().await;
        queue::simulated().await;
        queue::skewed().await;
    }
    if has("stores") {
        logs::run().await;
    }
}
