//! The log: an append-only port and its adapters.
//!
//! [`EventStore`] is the port. [`sqlite::SqliteLog`] is the embedded adapter, [`postgres::PostgresLog`] the shared one, and
//! [`kurrentdb::KurrentLog`] keeps the log on a server that is made for logs. [`load`], [`execute`] and [`create`] speak of
//! aggregates instead of bytes. `contract` (a feature) is the suite that every adapter passes.

// First, since the adapters' tests use its macro.
#[cfg(any(test, feature = "contract"))]
#[macro_use]
pub mod contract;

mod error;
mod event;
pub mod kurrentdb;
mod measure;
mod metadata;
mod port;
mod position;
pub mod postgres;
mod sql;
pub mod sqlite;
mod stream_name;
mod typed;

pub use error::Error;
pub use event::{Batch, MAX_EVENT_BYTES, MAX_EVENTS, NewEvent, RecordedEvent};
pub use metadata::{Actor, Metadata};
pub use migrations::{StoreError, StoreErrorKind};
pub use port::{Appended, EventStore, Expected, Filter, Message, Messages, Page};
pub use position::Position;
pub use stream_name::{InvalidStreamName, StreamName};
pub use typed::{ExecuteError, Executed, LoadError, Loaded, create, decode, execute, history, load};
