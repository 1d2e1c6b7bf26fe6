//! The ledger of a real installation, and what becomes of it when somebody changes the log.

use migrations::testing::meddle_with_file;
use rushes_tests::edits::still;
use rushes_tests::{Origin, Setup};
use std::process::Output;

/// Runs `rushes audit verify …`; its exit code and what it said.
fn verify(setup: &Setup, more: &[&str]) -> (Option<i32>, String) {
    let data = setup.data();
    let arguments = [&["audit", "verify", "--data", data.to_str().unwrap()], more].concat();
    let Output { status, stdout, stderr } = setup.command(&arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[tokio::test]
async fn a_tampered_row_is_named_and_a_published_head_outlives_a_forged_ledger() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let mut server = setup.serve().await;
    let render = server.client().render(&still("<p>proof</p>")).await.id;
    // Beside a running server, and without one.
    let (code, said) = verify(&setup, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(server.process.stop().success());
    let (code, said) = verify(&setup, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("; 0 are not in it yet"), "{said}");
    let head = said.lines().last().unwrap().to_owned();
    assert_eq!(verify(&setup, &["--head", &head]).0, Some(0));

    let log = setup.data().join("log.db");
    let saved = format!("stream = 'render-{render}' AND event_type = 'render.saved'");
    let changed = "CAST(replace(CAST(data AS TEXT), '\"attempt\":1', '\"attempt\":2') AS BLOB)";
    meddle_with_file(&log, &format!("UPDATE events SET data = {changed} WHERE {saved}")).await;
    let (code, said) = verify(&setup, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("render-{render}")) && said.contains("was changed in the log"), "{said}");

    // Whoever can write both makes the ledger anew: it holds, but not what was published.
    meddle_with_file(
        &setup.data().join("state.db"),
        "DELETE FROM ledger; DELETE FROM checkpoints WHERE name = 'ledger'",
    )
    .await;
    assert_eq!(verify(&setup, &[]).0, Some(0));
    let (code, said) = verify(&setup, &["--head", &head]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("published"), "{said}");
    assert_eq!(verify(&setup, &["--head", "nonsense"]).0, Some(2));
}
