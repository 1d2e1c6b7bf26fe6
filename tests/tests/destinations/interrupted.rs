//! A process that is killed while it sends.

use rushes_tests::edits::still;
use rushes_tests::{Owner, Place, Setup, wait};
use serde_json::json;

#[tokio::test]
async fn a_file_of_many_parts_is_gone_on_with_after_a_kill() {
    let place = Place::start("s3");
    let bucket = place.bucket().unwrap();
    let setup = Setup::default()
        .with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8")
        .with("RUSHES_WORKER_LEASE_SECONDS", "2")
        .with_plugins(&["s3"]);
    let mut server = setup.serve().await;
    let integration = Owner::of(&server).await.integrate(&place, "").await;
    // A picture without compression, so that its file is one of several parts.
    let mut edit = still("<p>large</p>");
    edit["output"]["format"] = json!("bmp");
    edit["output"]["size"] = json!({ "width": 3000, "height": 3000 });
    edit["output"]["destinations"] = json!([{ "integrationId": integration, "provider": "s3", "filename": "large" }]);
    // Every part arrives, and nobody puts them together.
    bucket.refusals().add(Some("CompleteMultipartUpload"), "SlowDown", usize::MAX);
    let done = server.client().render(&edit).await;
    let bytes = std::fs::read(&done.file).unwrap();
    assert!(bytes.len() > 16 << 20, "{} bytes are one part", bytes.len());
    wait::until("an upload whose parts are all there", async || {
        let is_whole = place.bytes_received() >= bytes.len() as u64;
        (is_whole && bucket.unfinished_uploads().unwrap() == 1).then_some(())
    })
    .await;
    server.process.kill();
    assert_eq!(place.count(), 0, "nothing is to be seen of it");

    bucket.refusals().clear();
    let server = setup.serve().await;
    let outputs = Owner::of(&server).await.outputs(&done.id, 1).await;
    assert_eq!(outputs[0]["status"], json!("completed"), "{outputs:?}");
    assert_eq!(place.object("large.bmp", None), bytes);
    assert_eq!((place.count(), bucket.unfinished_uploads().unwrap()), (1, 0), "the same upload was gone on with");
    setup.log().await.check_ended(std::slice::from_ref(&done.id));
}
