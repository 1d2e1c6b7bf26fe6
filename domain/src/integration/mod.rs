//! A workspace's integrations: where its files may be sent, and with whose credentials. They are one stream a workspace, so
//! that "one default" can be decided.

mod choose;
mod decide;
mod event;
mod provider;
#[cfg(test)]
mod tests;
mod wanted;

pub use choose::{MOST_DESTINATIONS, Wish, choose, of_workspace};
pub use decide::{Command, Integration, Integrations, NAME_LENGTH, Refusal};
pub use event::*;
pub use provider::{MediaKind, PREFIX, ProviderFacts};
pub use wanted::{By, Named, Saved, Wanted, options_at, wanted};
