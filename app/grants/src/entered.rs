//! Credentials that somebody entered.

use delivery::{Credentials, NotRefreshed};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Map, Value};

/// Credentials that somebody entered: nobody but them can renew these.
#[derive(Clone, Copy, Debug)]
pub struct Entered;

impl Credentials for Entered {
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        std::future::ready(Err(NotRefreshed::Reconnect)).boxed()
    }
}
