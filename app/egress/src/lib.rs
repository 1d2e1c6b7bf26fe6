//! The one way out: the guarded HTTP client.
//!
//! Everything that is fetched because somebody gave us a URL goes through [`Egress`]. It reaches public addresses only:
//! each name is resolved by a resolver that drops private and special addresses, so no second look-up can answer
//! otherwise; addresses written in the URL are checked before a connection; each redirect is checked like the first
//! URL; proxy settings of the environment are ignored. What a self-hoster or a test needs beyond that is opened by the
//! [`AllowList`]. [`Egress::send`] carries out single requests under the same guard. [`SourceCache`] keeps what was fetched,
//! by content, apart for each workspace.

mod address;
mod allow;
mod body;
mod cache;
mod client;
mod error;
mod fetch;
mod limits;
mod resolver;
mod send;
mod target;
#[cfg(test)]
mod testing;

pub use allow::{AllowList, BadAllowItem};
pub use cache::{Cached, Evicted, Freshness, Pin, SourceCache, Wanted};
pub use client::{Egress, NoClient, Pause, Policy, TokioPause};
pub use error::{FetchError, FetchErrorKind};
pub use fetch::{FetchProgress, Fetched};
pub use limits::{FetchLimits, MediaFamily};
pub use resolver::{Lookup, LookupFailed, SystemLookup};
pub use send::{Method, Payload, Request, Response, SendError, SendErrorKind, SendLimits, Sent};
