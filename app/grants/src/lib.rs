//! Access to people's accounts with others, granted by OAuth 2: where they are sent to consent, what their consent is exchanged
//! for, and how that is renewed. All requests go through `egress`.
//!
//! [`Grants`] knows the protocol, [`Renewals`] what a delivery needs of it. Tokens are [`vault::Secret`]s from the first moment.

mod entered;
mod google;
mod http;
mod renewal;
mod tokens;

pub use entered::Entered;
pub use google::{Consent, Google, GrantError, Grants, NotConfigured};
pub use renewal::Renewals;
pub use tokens::Tokens;
