//! Another destination for tests, in a library of its own.

mod behaviour;

/// Its ids.
pub const IDS: [&str; 2] = ["two", "two-oauth"];

plugin_sdk::export!(behaviour::Told);
