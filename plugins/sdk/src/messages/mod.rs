//! The messages between host and plugin, as JSON. Fields are only ever added, with a default; readers ignore what they do
//! not know. `PROTOCOL.md` says the same in words.

mod answer;
mod description;
mod event;
mod job;

pub use answer::{Action, Algorithm, Answer, Body, DigestRange, Done, Fail, Reason, Request, Wait, WaitFor};
pub use description::{Capabilities, Completion, Description, MediaKind, Provider, Resume};
pub use event::{Digest, Event, Happened, NoResponse, Outcome, Response, Trouble};
pub use job::{File, Job, Kind};

/// The version of the messages. A host refuses a library that speaks another one.
pub const PROTOCOL: u32 = 1;

/// The largest checkpoint in bytes of JSON.
pub const CHECKPOINT_BYTES: usize = 64 << 10;

/// The largest answer in bytes of JSON.
pub const ANSWER_BYTES: usize = 1 << 20;

/// The most requests in one answer.
pub const REQUESTS: usize = 16;

/// What of a response's body the plugin is shown unless it asks for more, in bytes.
pub const BODY_BYTES: usize = 64 << 10;

/// The most of a response's body that a plugin may ask for, in bytes.
pub const MOST_BODY_BYTES: usize = 512 << 10;
