//! What is wrong is noticed: a suite that passes everything proves nothing.

use crate::plans::{faulty, passes_but_for, plan, tried};
use crate::store::Store;
use conformance::{Plan, Report, Verdict};
use plugin_testing::{Misbehaviour, Misstep};
use serde_json::json;

async fn told(fault: &str) -> Report {
    let store = Store::start().await;
    let mut config = store.config();
    config["fault"] = json!(fault);
    tried(&Plan { large_bytes: 3_000_000, ..plan(faulty(), "faulty", &config) }, &store).await
}

/// The cases that fail, and that each says what to do.
fn failed(report: &Report) -> Vec<&'static str> {
    for line in report.failed() {
        let Verdict::Failed { why, remedy } = &line.verdict else { unreachable!() };
        assert!(why.ends_with('.') && remedy.ends_with('.') && !line.to_string().contains("password-of"), "{line}");
    }
    report.failed().map(|line| line.case).collect()
}

#[tokio::test]
async fn one_that_does_all_right_passes() {
    passes_but_for(&told("none").await, &["credentials that run out"]);
}

#[tokio::test]
async fn each_fault_fails_where_it_shows() {
    for (fault, expected) in [
        ("ignores-checkpoint", &["a crash after the answers to each request"][..]),
        ("two-objects", &["a crash after the answers to each request"]),
        ("tells-secret", &["secrets"]),
        ("secret-in-checkpoint", &["secrets"]),
        ("leaves-test", &["the test of a configuration"]),
        ("visible-early", &["a transfer that is cancelled"]),
        ("tries-wrong-password-again", &["wrong credentials"]),
        ("gives-up", &["a connection that breaks", "a connection that goes silent", "answers that get lost"]),
        // Nothing else is tried when not even a small file arrives.
        ("loses-part", &["a small file"]),
    ] {
        let report = told(fault).await;
        let failed = failed(&report);
        assert!(expected.iter().all(|case| failed.contains(case)), "{fault}: {failed:?}");
    }
}

#[tokio::test]
async fn one_that_goes_wrong_in_its_session_fails() {
    for misstep in [Misstep::Abort, Misstep::HugeCheckpoint, Misstep::UndeclaredHost, Misstep::WaitsWithoutEnd] {
        let store = Store::start().await;
        let config = json!({ "url": store.url(), "misbehave": misstep.name() });
        let report = tried(&plan(plugin_testing::misbehaving(), "misbehaving", &config), &store).await;
        assert_eq!(failed(&report), ["a small file"], "{misstep:?}");
    }
}

#[tokio::test]
async fn one_that_cannot_be_loaded_fails() {
    for misbehaviour in [Misbehaviour::NotALibrary, Misbehaviour::AbortsOnLoad, Misbehaviour::InvalidSchema] {
        let store = Store::start().await;
        let library = plugin_testing::library(misbehaviour);
        let report = tried(&plan(library, "misbehaving", &json!({ "url": store.url() })), &store).await;
        assert_eq!(failed(&report), ["the library and its description"], "{misbehaviour:?}");
    }
}
