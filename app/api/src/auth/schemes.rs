//! The credentials as the documents and handlers name them. They were checked before routing; here a handler says which
//! kind it accepts.

use super::{Caller, Via};
use crate::errors::{Code, Problem};
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::{ApiKey, Bearer};

/// An API key in `x-api-key`.
#[derive(SecurityScheme)]
#[oai(rename = "DeveloperKey", ty = "api_key", key_name = "x-api-key", key_in = "header", checker = "by_key")]
pub(crate) struct DeveloperKey(pub Caller);

/// A person's token from `POST /rushes/v1/auth/login`.
#[derive(SecurityScheme)]
#[oai(rename = "UserToken", ty = "bearer", bearer_format = "JWT", checker = "by_token")]
pub(crate) struct UserToken(pub Caller);

/// Either.
#[derive(SecurityScheme)]
pub(crate) enum AnyCredential {
    /// An API key.
    Key(DeveloperKey),
    /// A token.
    Token(UserToken),
}

impl AnyCredential {
    /// Whose it is.
    pub fn caller(&self) -> &Caller {
        match self {
            AnyCredential::Key(DeveloperKey(caller)) | AnyCredential::Token(UserToken(caller)) => caller,
        }
    }
}

async fn by_key(request: &Request, _: ApiKey) -> poem::Result<Caller> {
    checked(request, |via| matches!(via, Via::Key { .. }))
}

async fn by_token(request: &Request, _: Bearer) -> poem::Result<Caller> {
    checked(request, |via| matches!(via, Via::User { .. }))
}

fn checked(request: &Request, accepted: fn(&Via) -> bool) -> poem::Result<Caller> {
    let caller = request.extensions().get::<Caller>().filter(|caller| accepted(&caller.via));
    let refused = || Problem::new(Code::Unauthorized, "the credential is missing or not valid for this").into();
    caller.cloned().ok_or_else(refused)
}
