//! Transfers: each output file on its way to a destination.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Transfers;
pub use queries::{ListTransfers, NotATransferStatus, TransferQueries, TransferRow, TransferStatus};
