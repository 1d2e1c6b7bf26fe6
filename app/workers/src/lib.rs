//! What reacts: renders, transfers, the sweeper; the only place with retry policy.

pub mod child;
