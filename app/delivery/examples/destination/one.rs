//! A destination for tests.

mod behaviour;

/// Its ids.
pub const IDS: [&str; 2] = ["one", "one-oauth"];

plugin_sdk::export!(behaviour::Told);
