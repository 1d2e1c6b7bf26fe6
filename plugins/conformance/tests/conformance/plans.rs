//! What the tests try, and with what.

use conformance::{Line, Plan, Report, Service, Verdict, prove};
use delivery::Launch;
use egress::Pause;
use futures::future::BoxFuture;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// More than fits into what a host may grow by, in bytes.
pub const LARGE: u64 = 200_000_000;

/// Above what goes in one request anywhere, in bytes.
pub const SOME_PARTS: u64 = 24_000_000;

/// Where cargo puts what it builds.
fn built() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned()
}

/// The program.
pub fn program() -> PathBuf {
    built().join("rushes-conformance")
}

/// The library of the plugin in this folder of `plugins`.
pub fn plugin(folder: &str) -> PathBuf {
    built().join("deps").join(format!("librushes_plugin_{folder}.so"))
}

/// The library of `examples/faulty-destination.rs`.
pub fn faulty() -> PathBuf {
    built().join("examples/libfaulty_destination.so")
}

/// Does not wait, but lets others have their turn.
struct NoPause;

impl Pause for NoPause {
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// A plan for a double on loopback.
pub fn plan(library: PathBuf, provider: &str, config: &Value) -> Plan {
    let launch = Launch { program: program(), arguments: vec!["plugin-host".into()], environment: Vec::new() };
    Plan {
        provider: Some(provider.to_owned()),
        large_bytes: SOME_PARTS,
        allow: "127.0.0.1".to_owned(),
        // Longer than a double takes for an answer, on a busy machine too.
        silence: Duration::from_secs(3),
        pause: Arc::new(NoPause),
        ..Plan::new(library, launch, config.as_object().unwrap().clone())
    }
}

/// Tries everything, and prints it for whoever looks into a failure.
#[expect(clippy::print_stdout, reason = "the test's own output")]
pub async fn tried(plan: &Plan, service: &dyn Service) -> Report {
    prove(plan, service, &mut |line: &Line| println!("{line}")).await.unwrap()
}

/// That no case fails, and that just these do not apply.
pub fn passes_but_for(report: &Report, not_applicable: &[&str]) {
    let failed: Vec<String> = report.failed().map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let is_left_out = |line: &&Line| matches!(line.verdict, Verdict::NotApplicable(_));
    let left_out: Vec<&str> = report.lines.iter().filter(is_left_out).map(|line| line.case).collect();
    assert_eq!(left_out, not_applicable);
}
