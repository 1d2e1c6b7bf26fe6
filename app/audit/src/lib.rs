//! The ledger: for every workspace a chain of digests of what happened, in the log's order.
//!
//! [`Keeper`] writes it behind the log. [`verify`] compares log and ledger, and names the first place where they part. An export
//! ([`ExportLine`]) can be checked without either, by [`verify_export`]. Whoever keeps a published head elsewhere can
//! tell later whether even log and ledger were changed together.

mod chain;
mod export;
mod keeper;
mod verify;

pub use chain::{Digest, GENESIS, digest, link};
pub use export::{ExportLine, Exported, NotWhatItSays, verify_export};
pub use keeper::{Keeper, KeeperError};
pub use verify::{Break, Finding, Proof, VerifyError, verify};
