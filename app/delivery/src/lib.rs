//! The plugin host: loads destination plugins, and does the HTTP that they ask for.
//!
//! A plugin is a shared library that does no input or output. It is loaded into a child process of its own ([`run_child`]), told
//! what happened, and answers what to do next. [`Registry`] knows which plugins there are; [`Host`] carries transfers out:
//! it checks what a plugin asks for, sends it through `egress`, waits, saves checkpoints, and bears it when a plugin crashes,
//! hangs, leaks or talks nonsense.

mod child;
mod library;
mod machine;
mod pipe;
mod registry;

pub use child::run_child;
pub use library::{Launch, LibraryLimits};
pub use machine::{
    Checkpoints, Clock, Credentials, Delivered, DeliveryFailure, DeliveryJob, FailureReason, FileRanges, Host,
    HostParts, HostSettings, NotRefreshed, NotSaved, Ports, Randomness, RangeReader,
};
pub use plugin_sdk::{File, Kind, MediaKind, Reason, Timestamp};
pub use registry::{Fault, Loaded, Provider, Refused, Registry, RegistrySettings, Split};
