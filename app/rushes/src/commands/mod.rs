//! One file a command.

pub mod admin;
pub mod audit;
pub mod backup;
pub mod doctor;
mod lost_key;
pub mod plugin;
pub mod render;
pub mod replay;
pub mod replay_render;
mod rotate;
pub mod serve;
