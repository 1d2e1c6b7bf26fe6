//! The same contract within a prefix, on a server that holds other things too: on the double always, and on a real server
//! for whoever names one in `KURRENTDB_URL`.

use super::{event, stream};
use crate::contract::{CASES, Log};
use crate::kurrentdb::KurrentLog;
use crate::{EventStore, Expected};
use futures::FutureExt;
use kurrentdb_double::Double;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use uuid::Uuid;

/// A log under a prefix that nobody has used before. Nothing outside it is read or written.
struct PartOfAServer {
    url: String,
    prefix: String,
    /// The server, if it is ours.
    double: Option<Double>,
}

impl PartOfAServer {
    fn within(url: &str, double: Option<Double>) -> Arc<dyn Log> {
        Arc::new(Self { url: url.to_owned(), prefix: format!("rushes-test-{}/", Uuid::new_v4()), double })
    }
}

#[async_trait::async_trait]
impl Log for PartOfAServer {
    async fn open(&self) -> Arc<dyn EventStore> {
        if self.double.is_some() {
            // Another one on the same server, which ours must see nothing of.
            let other = KurrentLog::open_within(&self.url, &format!("other-{}/", Uuid::new_v4())).await.unwrap();
            other.append(&stream("a-1"), Expected::NoStream, vec![event(1), event(2)]).await.unwrap();
        }
        Arc::new(KurrentLog::open_within(&self.url, &self.prefix).await.unwrap())
    }
}

fn part_of_a_double() -> Arc<dyn Log> {
    let double = Double::start().unwrap();
    PartOfAServer::within(&double.url(), Some(double))
}

contract_tests!(super::part_of_a_double());

/// Every case has a log of its own under a prefix of its own, so the server may be in use. What is appended stays there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_server_keeps_the_contract_too() {
    let Ok(url) = std::env::var("KURRENTDB_URL") else {
        eprintln!("NOT RUN: no real server is named; set KURRENTDB_URL to the connection string of one");
        return;
    };
    let mut failed = Vec::new();
    for case in CASES {
        let run = AssertUnwindSafe((case.run)(PartOfAServer::within(&url, None)));
        let passed = run.catch_unwind().await.is_ok();
        eprintln!("{} {}", if passed { "passed" } else { "FAILED" }, case.name);
        failed.extend((!passed).then_some(case.name));
    }
    assert!(failed.is_empty(), "of {} cases {} failed: {failed:?}", CASES.len(), failed.len());
}
