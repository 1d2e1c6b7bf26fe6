//! Whole transfers against a small provider in memory.

mod crashes;
mod describing;
mod driver;
mod failures;
mod keys;
mod requests;
mod testing;
mod transfers;
mod vendor;
