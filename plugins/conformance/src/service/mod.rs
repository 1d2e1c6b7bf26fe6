//! The service, as whoever looks at it from outside sees it.

mod commands;

pub use commands::CommandService;

use delivery::NotRefreshed;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use std::sync::Arc;

/// An object that should be there, or should not.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The key that was sent: folders and name.
    pub key: String,
    /// What the provider calls the object, when it said.
    pub id: Option<String>,
}

/// What is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nobody can look.
    Unknown,
    /// Nothing of that name.
    Absent,
    /// An object.
    Found {
        /// How many bytes it has.
        bytes: u64,
        /// Their SHA-256 in hexadecimal.
        sha256: String,
    },
}

/// A service that files are sent to. What it cannot tell is not checked, and that is said.
pub trait Service: Send + Sync {
    /// Reads an object back.
    ///
    /// # Errors
    /// Why nobody could look, as a sentence.
    fn read<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Reading, String>>;

    /// Everything that is complete and visible, one text for each object; two objects of one name are two texts. Nothing when
    /// it cannot be listed.
    ///
    /// # Errors
    /// Why nobody could look, as a sentence.
    fn list(&self) -> BoxFuture<'_, Result<Option<Vec<String>>, String>>;

    /// What it can be made to do wrong, if it can.
    fn faults(&self) -> Option<Arc<dyn Faults>> {
        None
    }

    /// The whole configuration with renewed credentials, for providers whose credentials the host renews.
    ///
    /// # Errors
    /// [`NotRefreshed`], also when there is no way.
    fn renew(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        Box::pin(async { Err(NotRefreshed::Unavailable) })
    }

    /// Ends the credentials that are in use before their time. Whether it could.
    fn expire(&self) -> bool {
        false
    }
}

/// What a service, or the way to it, can be made to do wrong. Each holds for the next request.
pub trait Faults: Send + Sync {
    /// Breaks the connection when so many bytes of a body have gone through.
    fn cut(&self, after: u64);

    /// Lets the request be carried out, and breaks the connection instead of the answer.
    fn lose_answer(&self);

    /// Forgets what nobody met with.
    fn clear(&self);
}
