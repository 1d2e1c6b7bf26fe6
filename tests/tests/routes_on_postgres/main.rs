//! What the server answers, request by request, on PostgreSQL. The name of this program says so: see `rushes_tests::keeping`.
#![expect(clippy::unwrap_used, reason = "these are tests")]

#[path = "../routes/bad_input.rs"]
mod bad_input;
#[path = "../routes/bad_sources.rs"]
mod bad_sources;
#[path = "../routes/edit_api.rs"]
mod edit_api;
#[path = "../routes/keys.rs"]
mod keys;
#[path = "../routes/own_api.rs"]
mod own_api;
#[path = "../routes/workspaces.rs"]
mod workspaces;
