//! What a destination plugin is written with.
//!
//! Implement [`Destination`], say `plugin_sdk::export!(Yours);`, build a `cdylib`, and put it into the server's plugin
//! folder. A destination does no input or output. It is a state machine: the host tells it what happened ([`Event`]), and it
//! answers what to do next ([`Answer`]). So it needs no HTTP client, no runtime, no retries and no tests with sockets, and a
//! transfer goes on after a crash from the checkpoint that the last answer gave.
//!
//! `PROTOCOL.md` describes the messages for other languages, `README.md` is a walk through a whole plugin.

mod destination;
mod export;
pub mod messages;
pub mod responses;
mod timestamp;

pub use destination::Destination;
pub use export::glue;
pub use messages::*;
pub use serde_json::{Value, json};
pub use timestamp::Timestamp;
