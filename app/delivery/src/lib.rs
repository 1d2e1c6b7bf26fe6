//! The plugin host.
mod child;
mod library;
mod pipe;
mod registry;

pub use child::run_child;
pub use library::{Launch, LibraryLimits};
pub use registry::{Fault, Loaded, Provider, Refused, Registry, RegistrySettings, Split};
