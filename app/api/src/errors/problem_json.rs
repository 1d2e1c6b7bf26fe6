//! Refusals of our own API: problem+json (RFC 9457) with a stable code and JSON pointers.

use super::Problem;
use poem::Response;
use serde_json::{Value, json as object};

/// The refusal as `application/problem+json`.
pub fn respond(problem: &Problem, request_id: &str) -> Response {
    let status = problem.code.status();
    let mut body = object!({
        "type": "about:blank",
        "title": problem.code.title(),
        "status": status.as_u16(),
        "code": problem.code.as_str(),
        "detail": problem.detail,
        "retryable": problem.code.retryable(),
        "requestId": request_id,
    });
    if let Some(hint) = &problem.hint {
        body["hint"] = Value::String(hint.clone());
    }
    if let [first, ..] = problem.faults.as_slice() {
        body["pointer"] = Value::String(pointer(&first.path));
        let faults = problem.faults.iter().map(|f| object!({ "pointer": pointer(&f.path), "detail": f.message }));
        body["errors"] = faults.collect();
    }
    Response::builder().status(status).content_type("application/problem+json").body(body.to_string())
}

/// `timeline.tracks[0].clips` as the JSON pointer `/timeline/tracks/0/clips`.
pub(super) fn pointer(path: &str) -> String {
    let mut pointer = String::new();
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        pointer.push('/');
        pointer.push_str(&step.trim_end_matches(']').trim_matches('"').replace('~', "~0").replace('/', "~1"));
    }
    pointer
}
