//! What the server answers, request by request.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod bad_input;
mod bad_sources;
mod edit_api;
mod keys;
mod own_api;
mod workspaces;
