//! What reacts: renders, transfers, the sweeper; the only place with retry policy.
//!
//! A worker claims due work by a lease, appends an attempt to the work's stream, does the work, and appends what came of
//! it. The attempt's number is the fence: when the lease is lost, another attempt begins, and whatever the first worker
//! still appends is refused. See [`Workers::run`] for what runs beside each other.

mod cancel;
pub mod child;
mod claim;
mod environment;
mod heartbeat;
mod newest;
mod pool;
mod reactions;
mod render;
mod run;
mod say;
pub mod studio;
mod submitted;
mod sweeper;
#[cfg(test)]
mod testing;
mod transfer;
mod turn;

pub use environment::{Environment, Links, Settings};
pub use render::{Verdict, again};
pub use run::Workers;
pub use turn::Turn;
