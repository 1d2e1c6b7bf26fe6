//! The state on a PostgreSQL server: what holds for files holds there.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

#[path = "../state/destinations.rs"]
mod destinations;
#[path = "../state/home.rs"]
mod home;
#[path = "../state/tables.rs"]
mod tables;

const ON_A_SERVER: bool = true;
