use super::*;
use serde_json::{Value, json};

async fn body(problem: &Problem, family: Family) -> (u16, Value) {
    let response = problem.respond(family, "req-1");
    let status = response.status().as_u16();
    let text = response.into_body().into_string().await.unwrap();
    (status, serde_json::from_str(&text).unwrap())
}

fn two_faults() -> Problem {
    let fault = |path: &str, message: &str| Fault { path: path.into(), message: message.into() };
    Problem::edit(vec![
        fault("timeline.tracks[0].clips[2].length", "must be at least 0"),
        fault("output", "is required"),
    ])
}

#[tokio::test]
async fn an_edits_faults_stand_wherever_public_clients_look() {
    let (status, body) = body(&two_faults(), Family::Edit).await;
    assert_eq!(status, 400);
    assert_eq!(body["success"], false);
    assert_eq!(body["message"], "Bad Request");
    let details = &body["response"]["error"]["details"];
    assert_eq!(details[0]["path"], "timeline.tracks[0].clips[2].length");
    assert_eq!(details[1]["message"], "output: is required");
    assert_eq!(body["errors"][0]["detail"], "timeline.tracks[0].clips[2].length: must be at least 0");
    assert_eq!(body["errors"][1]["status"], "400");
    assert_eq!(body["errors"][1]["title"], "Validation Error");
}

#[tokio::test]
async fn every_reason_to_refuse_a_key_looks_alike_to_a_shotstack_client() {
    for code in [Code::Unauthorized, Code::Forbidden] {
        for family in [Family::Edit, Family::Serve] {
            let refused = body(&Problem::new(code, "whatever the reason"), family).await;
            assert_eq!(refused, (403, json!({ "message": "Forbidden" })));
        }
    }
}

#[tokio::test]
async fn an_unknown_asset_is_a_list_of_errors() {
    let (status, body) = body(&Problem::not_found("asset"), Family::Serve).await;
    assert_eq!(status, 404);
    assert_eq!(
        body,
        json!({ "errors": [{ "status": "404", "title": "Not Found", "detail": "there is no such asset" }] })
    );
}

#[tokio::test]
async fn the_workspace_api_says_error_and_details() {
    let (status, body) = body(&two_faults().hint("fix both"), Family::Workspace).await;
    assert_eq!(status, 400);
    assert_eq!(body["error"], "timeline.tracks[0].clips[2].length: must be at least 0 (and 1 more)");
    assert_eq!(body["message"], "fix both");
    assert_eq!(body["details"]["errors"][1], json!({ "path": "output", "message": "is required" }));
}

#[tokio::test]
async fn ours_is_a_problem_with_pointers() {
    let (status, body) = body(&two_faults(), Family::Rushes).await;
    assert_eq!(status, 400);
    assert_eq!(body["code"], "invalid_edit");
    assert_eq!(body["pointer"], "/timeline/tracks/0/clips/2/length");
    assert_eq!(body["errors"][1]["pointer"], "/output");
    assert_eq!(body["retryable"], false);
    assert_eq!(body["requestId"], "req-1");
}

#[test]
fn waiting_times_and_methods_become_headers() {
    let mut problem = Problem::new(Code::RateLimited, "slow down").retry_after(17);
    problem.allow = vec!["GET".into(), "POST".into()];
    let response = problem.respond(Family::Rushes, "req-1");
    assert_eq!(response.header("retry-after"), Some("17"));
    assert_eq!(response.header("allow"), Some("GET, POST"));
}
