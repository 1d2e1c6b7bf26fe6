//! `soak [KILLS] [RENDERS] [SEED]`: what takes too long for every change.
//!
//! First a server and a worker on one data folder, of which one, or a child of theirs, is killed at a random instant,
//! KILLS times, while edits are submitted all the time; then the log is checked. Then RENDERS renders in a row in one
//! server, and the slope of its memory. Ends with status 101 when something is not as it must be.
#![expect(clippy::unwrap_used, reason = "it ends at once when something is not as it must be")]
#![expect(clippy::print_stdout, reason = "its result is for people")]

mod killing;
mod memory;
mod random;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap());
    let (kills, renders) = (arguments.next().unwrap_or(100), arguments.next().unwrap_or(200));
    let seed = arguments.next().unwrap_or_else(|| u64::from(std::process::id()));
    println!("{kills} kills, {renders} renders, seed {seed}");
    killing::run(kills, random::Random::new(seed)).await;
    memory::run(renders).await;
}
