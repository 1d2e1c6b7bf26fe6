//! Refusals as Shotstack's clients read them.
//!
//! The Edit API's 400 is a superset of every shape public clients look into: `response.error.details[].message` and
//! `errors[].detail`. A key that opens nothing is 403 for every reason, with the gateway's body.

use super::{Code, Problem, json};
use poem::Response;
use poem::http::{HeaderValue, StatusCode};
use serde_json::{Value, json as object};

/// A refusal of `/edit`.
pub fn edit(problem: &Problem) -> Response {
    if let Some(response) = gateway(problem) {
        return response;
    }
    let status = problem.code.status();
    let message = problem.code.title();
    let mut body = object!({ "success": false, "message": message, "response": { "message": problem.detail } });
    if status == StatusCode::BAD_REQUEST {
        let details: Vec<Value> = match problem.faults.as_slice() {
            [] => vec![object!({ "message": problem.detail, "path": "" })],
            faults => faults.iter().map(|f| object!({ "message": f.to_string(), "path": f.path })).collect(),
        };
        body["response"]["error"] = object!({ "name": "ValidationError", "details": details });
        body["errors"] = errors(problem);
    }
    json(status, &body)
}

/// A refusal of `/serve`, `/ingest` and `/create`.
pub fn serve(problem: &Problem) -> Response {
    gateway(problem).unwrap_or_else(|| json(problem.code.status(), &object!({ "errors": errors(problem) })))
}

/// What the gateway before their APIs answers itself: keys and rates.
fn gateway(problem: &Problem) -> Option<Response> {
    match problem.code {
        Code::Unauthorized | Code::Forbidden => Some(json(StatusCode::FORBIDDEN, &object!({ "message": "Forbidden" }))),
        Code::RateLimited => {
            let body = object!({ "message": "Too Many Requests", "errors": errors(problem) });
            let mut response = json(StatusCode::TOO_MANY_REQUESTS, &body);
            let kind = HeaderValue::from_static("TooManyRequestsException");
            response.headers_mut().insert("x-amzn-errortype", kind);
            Some(response)
        }
        _ => None,
    }
}

fn errors(problem: &Problem) -> Value {
    let status = problem.code.status().as_str().to_owned();
    let title = match problem.code {
        Code::InvalidRequest | Code::InvalidEdit | Code::OtherDialect => "Validation Error",
        Code::RateLimited => "rate_limit_error",
        other => other.title(),
    };
    let one = |detail: String| object!({ "status": status, "title": title, "detail": detail });
    match problem.faults.as_slice() {
        [] => Value::Array(vec![one(problem.detail.clone())]),
        faults => faults.iter().map(|fault| one(fault.to_string())).collect(),
    }
}
