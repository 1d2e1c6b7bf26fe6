//! What was encoded before is used again, within a workspace.

use crate::stage_door;
use rushes_tests::Client;
use rushes_tests::edits::{clip, html, image, of};
use serde_json::{Value, json};

/// How many segments the film was joined of, and how many of them were used again.
async fn segments(client: &Client, id: &str) -> (u64, u64) {
    let events = client.get(&format!("/rushes/v1/renders/{id}/events")).await.expect(200).json();
    let rendered = events["events"].as_array().into_iter().flatten().find(|event| event["type"] == "render.rendered");
    let rendered = rendered.expect("the render was made");
    let count = |name: &str| rendered["data"][name].as_u64().unwrap_or(0);
    (count("segments"), count("reused"))
}

/// A picture for 12 s, and a title over its seventh second.
fn titled(picture: &str, title: &str) -> Value {
    let mut card = clip(html(&format!("<p>{title}</p>")), 1.0);
    card["start"] = json!(6);
    of(&[json!([card]), json!([clip(image(picture), 12.0)])], "mp4")
}

#[tokio::test]
async fn a_new_title_leaves_the_rest_of_the_film_as_it_is_and_workspaces_apart() {
    let (origin, server, ours) = stage_door().await;
    let picture = origin.media("patch.png");
    let first = ours.render(&titled(&picture, "one")).await;
    let (all, reused) = segments(&ours, &first.id).await;
    assert!(all >= 3 && reused == 0, "{reused} of {all}");

    let again = ours.render(&titled(&picture, "one")).await;
    assert_eq!(segments(&ours, &again.id).await, (all, all));
    let read = |file| std::fs::read(file).unwrap();
    assert!(read(&again.file) == read(&first.file));

    let other = ours.render(&titled(&picture, "another")).await;
    assert_eq!(segments(&ours, &other.id).await, (all, all - 1));

    // Made anew, it is the same file.
    let mut uncached = titled(&picture, "another");
    uncached["timeline"]["cache"] = json!(false);
    let uncached = ours.render(&uncached).await;
    assert_eq!(segments(&ours, &uncached.id).await, (all, 0));
    assert!(read(&uncached.file) == read(&other.file));

    let setup = server.setup();
    let workspace = setup.run(&["admin", "workspace", "create", "Other"]);
    let key = setup.run(&["admin", "key", "create", workspace.trim()]);
    let theirs = Client::new(&server.base, "v1", key.trim());
    let foreign = theirs.render(&titled(&picture, "one")).await;
    assert_eq!(segments(&theirs, &foreign.id).await, (all, 0));
}
