//! A hundred clients at once.

use futures::future::join_all;
use rushes_tests::Setup;
use rushes_tests::checker::Log;
use rushes_tests::edits::still;
use serde_json::{Value, json};
use std::collections::HashSet;

const CLIENTS: usize = 100;

#[tokio::test]
async fn a_hundred_submissions_at_once_are_all_accepted_and_all_end() {
    let setup = Setup::default().with("RUSHES_WORKER_RENDERS", "2");
    let server = setup.serve().await;
    let client = server.client();
    let edits: Vec<Value> = (0..CLIENTS).map(small).collect();
    let ids: Vec<String> = join_all(edits.iter().map(|edit| client.accepted(edit))).await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), CLIENTS);
    // Who submitted which was not mixed up.
    for (id, edit) in ids.iter().zip(&edits).step_by(9) {
        let shown = client.get(&format!("/edit/v1/render/{id}")).await.expect(200).json();
        assert_eq!(&shown["response"]["data"], edit);
    }
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
    }
    let stories = Log::read(&setup.data()).await.check_ended(&ids);
    assert_eq!(stories.len(), CLIENTS);
    assert!(stories.values().all(|story| story.render.attempt == 1));
}

fn small(number: usize) -> Value {
    let mut edit = still("");
    let clip = &mut edit["timeline"]["tracks"][0]["clips"][0];
    clip["asset"] = json!({ "type": "html", "html": format!("<p>{number}</p>"), "width": 64, "height": 36 });
    edit["output"]["size"] = json!({ "width": 64, "height": 36 });
    edit
}
