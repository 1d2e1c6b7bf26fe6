//! Whole transfers against a NetStorage in memory.

mod crashes;
mod describing;
mod driver;
mod failures;
mod testing;
mod transfers;
mod vendor;
