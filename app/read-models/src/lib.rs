//! Views derived from the log, one folder each: its table, its projection and its queries.
//!
//! A view is never the truth: it can be dropped and folded again from the log at any time, with the same rows to the byte.
//! [`Projector`] keeps the views up to date; [`Reactor`] does things because of events, each at least once.
//!
//! To add a view, add a folder and one line to the registration.

pub mod assets;
mod checkpoints;
mod column;
mod cursor;
pub mod due_work;
mod error;
mod fact;
pub mod integrations;
pub mod keys;
mod projector;
mod reactor;
mod rebuild;
mod registration;
pub mod renders;
mod superseded;
mod table;
pub mod transfers;
pub mod users;
mod view;
mod views;
pub mod workspaces;

pub use cursor::{Cursor, InvalidCursor, Page};
pub use error::ProjectionError;
pub use migrations::{StoreError, StoreErrorKind};
pub use projector::Projector;
pub use reactor::{Reaction, ReactionError, Reactor, ReactorError};
pub use rebuild::{Rebuilt, names};
pub use state::Clock;
pub use views::Views;
