//! What the end-to-end tests share: the built binary as a server, a web server for sources, real media, a client, and a
//! checker over the event log.
//!
//! Everything here ends a test at once when something is not as it must be, so it panics freely.
#![expect(clippy::unwrap_used, reason = "a harness that ends the test at once")]
#![expect(clippy::print_stderr, reason = "what the binary wrote is shown with the failure of a test")]

pub mod binary;
pub mod checker;
pub mod client;
pub mod destination;
pub mod edits;
pub mod hostile;
pub mod keeping;
pub mod large;
pub mod log_server;
pub mod machines;
pub mod media;
pub mod origin;
pub mod owner;
pub mod picture;
pub mod probe;
pub mod processes;
pub mod proxy;
pub mod server;
pub mod stores;
pub mod tools;
pub mod wait;

pub use client::{Client, Finished, Reply};
pub use destination::Place;
pub use log_server::LogServer;
pub use machines::Machines;
pub use origin::Origin;
pub use owner::Owner;
pub use proxy::Proxy;
pub use server::{Server, Setup};
pub use stores::{Follower, Stores};
