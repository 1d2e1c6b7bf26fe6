//! Who is asking: keys, tokens, passwords.

mod authenticate;
mod caller;
mod credential;
pub mod passwords;
mod schemes;
mod tokens;

pub(crate) use authenticate::{authenticate, authenticate_for};
pub use caller::{Caller, Via};
pub use credential::Credential;
pub(crate) use schemes::{AnyCredential, DeveloperKey, UserToken};
pub use tokens::{Claims, Tokens};
