//! Refusals under `/v1`: `{error, message?, details?}`, where `error` is what their SDKs raise as the exception's text.

use super::{Problem, json};
use poem::Response;
use serde_json::{Value, json as object};

/// The refusal in the workspace API's words.
pub fn respond(problem: &Problem) -> Response {
    let mut body = object!({ "error": problem.detail });
    if let Some(hint) = &problem.hint {
        body["message"] = Value::String(hint.clone());
    }
    if !problem.faults.is_empty() {
        let faults = problem.faults.iter().map(|f| object!({ "path": f.path, "message": f.message }));
        body["details"] = object!({ "errors": faults.collect::<Value>() });
    }
    json(problem.code.status(), &body)
}
