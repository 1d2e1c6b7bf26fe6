//! The views and the log on a PostgreSQL server: what holds for files holds there, and gives the same rows.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

#[path = "../views/destinations.rs"]
mod destinations;
#[path = "../views/house.rs"]
mod house;
#[path = "../views/projecting.rs"]
mod projecting;
#[path = "../views/queries.rs"]
mod queries;
#[path = "../views/reacting.rs"]
mod reacting;
#[path = "../views/rebuilding.rs"]
mod rebuilding;
#[path = "../views/story.rs"]
mod story;

const ON_A_SERVER: bool = true;
