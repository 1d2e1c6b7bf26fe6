//! Destinations of others: what the plugins say of their providers, and which of them a render's files go to.

mod choose;
mod providers;

pub(crate) use choose::of_edit;
