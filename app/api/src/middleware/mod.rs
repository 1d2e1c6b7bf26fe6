//! What happens to every request before and after its handler.

mod access_log;
mod allow;
mod body;
mod rate_limit;
mod request_id;

pub(crate) use access_log::{Answered, record};
pub(crate) use allow::Methods;
pub(crate) use body::bound;
pub use rate_limit::{Decision, RateLimiter};
pub(crate) use request_id::HEADER as REQUEST_ID;
pub use request_id::RequestId;
