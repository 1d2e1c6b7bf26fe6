//! The fuzzer reads a document, asks for everything in it, rightly and wrongly, and holds every answer against it.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::tools::{python_tool, succeed};
use rushes_tests::{Server, Setup, binary};
use serde_json::json;

/// Fixed, so that a failure can be seen again.
const SEED: &str = "20261122";

const WHOLE: [&str; 2] = ["--phases", "examples,coverage,fuzzing"];
/// Paths of Shotstack's older base.
const OLDER: &str = "^/(v1|stage)/";

fn fuzz(server: &Server, document: &str, header: &str, more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut tool = python_tool("schemathesis");
    tool.current_dir(folder.path()).arg("run").arg(binary::checkout().join("openapi").join(document));
    tool.args(["--url", &server.base, "--header", header, "--seed", SEED]);
    tool.args(["--max-examples", "15", "--continue-on-failure"]).args(more);
    tool.args(["--checks", CHECKS, "--request-timeout", "20", "--suppress-health-check", "all", "--no-color"]);
    succeed(&mut tool);
}

/// What every answer is held to. Whether a request that the document forbids is refused is not among them: numeric strings
/// and placeholders, which the schema cannot tell, are taken.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";

#[tokio::test]
async fn shotstacks_document_tells_every_answer() {
    let server = Setup::default().serve_as("api").await;
    let key = server.setup().bootstrap().api_keys.v1;
    let header = format!("x-api-key: {key}");
    // The older base leads to the same handlers: the thousands of cases that cover the Edit's schema are asked for once.
    fuzz(&server, "shotstack.json", &header, &[WHOLE[0], WHOLE[1], "--exclude-path-regex", OLDER]);
    fuzz(&server, "shotstack.json", &header, &["--phases", "fuzzing", "--include-path-regex", OLDER]);
}

#[tokio::test]
async fn our_own_document_tells_every_answer() {
    let server = Setup::default().serve_as("api").await;
    let (client, owner) = (server.client(), server.setup().bootstrap().owner);
    let body = json!({ "email": owner.email, "password": owner.password });
    let session = read(client.anonymous(Method::POST, "/rushes/v1/auth/login").json(&body)).await.expect(200).json();
    fuzz(&server, "rushes.json", &format!("Authorization: Bearer {}", session["token"].as_str().unwrap()), &WHOLE);
}
