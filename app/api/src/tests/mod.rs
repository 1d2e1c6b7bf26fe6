//! Every route over real stores in a temporary folder: what succeeds, and each way it does not.

mod accepting;
mod api_keys;
mod destinations;
mod dialects;
mod hosted_files;
mod integrations;
mod lagging_views;
mod lives;
mod operations;
mod own_api;
mod plugins;
mod reading_renders;
mod serve;
mod sign_in;
mod unavailable;
mod world;
