//! What the HTTP library refuses by itself, as a [`Problem`].

use super::{Code, Problem};
use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::StatusCode;
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError,
};

/// The error as a refusal: ours as it is, the library's by their kind, anything else as a fault of ours.
pub(crate) fn from_poem(error: &poem::Error) -> Problem {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return problem.clone();
    }
    // A path parameter that does not parse names nothing that exists.
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return Problem::new(Code::NotFound, "there is nothing at this path");
    }
    if error.is::<MethodNotAllowedError>() {
        return Problem::new(Code::MethodNotAllowed, "this path does not have this method");
    }
    if error.is::<AuthorizationError>() {
        return unauthorized();
    }
    if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        return Problem::new(Code::InvalidRequest, format!("parameter {}: {}", parameter.name, parameter.reason));
    }
    if let Some(payload) = error.downcast_ref::<ParseRequestPayloadError>() {
        return Problem::new(Code::InvalidRequest, first_line(&payload.reason));
    }
    if error.is::<ContentTypeError>() {
        return Problem::new(Code::UnsupportedMediaType, "the body must be JSON")
            .hint("send Content-Type: application/json");
    }
    if matches!(error.downcast_ref::<ReadBodyError>(), Some(ReadBodyError::Io(_))) {
        return Problem::new(Code::InvalidRequest, "the body ended before it was complete");
    }
    match error.status() {
        StatusCode::BAD_REQUEST => Problem::new(Code::InvalidRequest, first_line(&error.to_string())),
        _ => Problem::internal(error),
    }
}

/// No credential, or one that opens nothing; the two are not told apart.
pub(crate) fn unauthorized() -> Problem {
    Problem::new(Code::Unauthorized, "the credential is missing or not valid")
        .hint("send x-api-key, or Authorization: Bearer with a token from /rushes/v1/auth/login")
}

/// The library explains types over several lines, of which the first is for people.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}
