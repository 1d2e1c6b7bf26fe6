//! Why a request is refused, said once, and written in the words of whichever dialect the client speaks.

mod convert;
mod document;
mod problem_json;
mod shotstack;
mod workspace;

pub(crate) use convert::{from_poem, unauthorized};
pub(crate) use document::{Shape, error_schemas, error_statuses};

use crate::dialect::Family;
use domain::edit::Fault;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Response, error::ResponseError};

/// What kind of refusal it is. The text that [`Code::as_str`] gives is stable: clients may branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The body is no JSON, or a parameter does not fit.
    InvalidRequest,
    /// The submitted edit has faults.
    InvalidEdit,
    /// The body belongs to another API of this server.
    OtherDialect,
    /// No credential, or one that opens nothing.
    Unauthorized,
    /// The credential is good, but not for this.
    Forbidden,
    /// No such thing, or none that the caller may know of.
    NotFound,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The thing is past the point where this can be done.
    Conflict,
    /// The body is larger than the limit.
    TooLarge,
    /// The body's media type is not JSON.
    UnsupportedMediaType,
    /// Too many requests in this minute.
    RateLimited,
    /// One of our own stores cannot be reached.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// As it stands in our own error bodies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::InvalidRequest => "invalid_request",
            Code::InvalidEdit => "invalid_edit",
            Code::OtherDialect => "other_dialect",
            Code::Unauthorized => "unauthorized",
            Code::Forbidden => "forbidden",
            Code::NotFound => "not_found",
            Code::MethodNotAllowed => "method_not_allowed",
            Code::Conflict => "conflict",
            Code::TooLarge => "too_large",
            Code::UnsupportedMediaType => "unsupported_media_type",
            Code::RateLimited => "rate_limited",
            Code::Unavailable => "unavailable",
            Code::Internal => "internal",
        }
    }

    /// The status it is sent with.
    pub const fn status(self) -> StatusCode {
        match self {
            Code::InvalidRequest | Code::InvalidEdit | Code::OtherDialect => StatusCode::BAD_REQUEST,
            Code::Unauthorized => StatusCode::UNAUTHORIZED,
            Code::Forbidden => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::Conflict => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether sending the same request again, later, can succeed.
    pub const fn retryable(self) -> bool {
        matches!(self, Code::RateLimited | Code::Unavailable | Code::Internal)
    }

    /// The status's usual phrase.
    pub fn title(self) -> &'static str {
        self.status().canonical_reason().unwrap_or("Error")
    }
}

/// A refusal. Holds no secret, no signed URL and no local path: it is shown to the client as it is.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// One sentence on what is wrong.
    pub detail: String,
    /// One sentence on the way out, where there is one to name.
    pub hint: Option<String>,
    /// Every fault of the body, each with its JSON path.
    pub faults: Vec<Fault>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u64>,
    /// The methods that the path does have.
    pub allow: Vec<String>,
}

impl Problem {
    /// A refusal with nothing but its kind and one sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), hint: None, faults: Vec::new(), retry_after: None, allow: Vec::new() }
    }

    /// The same with the way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a time to wait, in seconds.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// An edit with faults; the first one is the summary.
    pub fn edit(faults: Vec<Fault>) -> Self {
        let detail = match faults.as_slice() {
            [] => "the edit is not valid".to_owned(),
            [only] => only.to_string(),
            [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        };
        Self { faults, ..Self::new(Code::InvalidEdit, detail) }
    }

    /// A body with faults; the first one is the summary.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Self { code: Code::InvalidRequest, ..Self::edit(faults) }
    }

    /// Nothing there, or nothing the caller may know of.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no such {what}"))
    }

    /// One of our stores did not answer. What it said goes to the log, not to the client.
    pub fn unavailable(store: &'static str, cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(store, %cause, "a store did not answer");
        metrics::counter!("rushes_store_failures_total", "store" => store).increment(1);
        Self::new(Code::Unavailable, "the server cannot reach one of its stores").retry_after(2)
    }

    /// A fault of ours. The cause goes to the log, not to the client.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(Code::Internal, "the server failed to answer this; its log has the cause under the request's id")
    }

    /// The refusal as a response in the words of `family`.
    pub fn respond(&self, family: Family, request_id: &str) -> Response {
        let mut response = match family {
            Family::Edit => shotstack::edit(self),
            Family::Serve => shotstack::serve(self),
            Family::Workspace => workspace::respond(self),
            Family::Rushes | Family::Open => problem_json::respond(self, request_id),
        };
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Ok(allow) = HeaderValue::from_str(&self.allow.join(", "))
            && !self.allow.is_empty()
        {
            headers.insert(header::ALLOW, allow);
        }
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.code.status()
    }
}

fn json(status: StatusCode, body: &serde_json::Value) -> Response {
    Response::builder().status(status).content_type("application/json").body(body.to_string())
}

#[cfg(test)]
mod tests;
