//! Destinations of others: what the plugins say of their providers, a workspace's integrations with them, and which of these a
//! render's files go to.

pub(crate) mod change;
mod choose;
pub(crate) mod config;
mod providers;
pub(crate) mod record;
pub(crate) mod trial;

pub(crate) use choose::of_edit;
