//! Whole transfers against an Azure in memory.

mod crashes;
mod describing;
mod driver;
mod failures;
mod testing;
mod transfers;
mod vendor;
