//! A finished render, made again from what was recorded.

use migrations::testing::meddle_with_file;
use rushes_tests::edits::{clip, of, video};
use rushes_tests::{Origin, Setup};
use serde_json::{Value, json};
use std::process::Output;

/// Runs `rushes replay render ID`; its exit code and what it said.
fn prove(setup: &Setup, render: &str) -> (Option<i32>, String) {
    let data = setup.data();
    let arguments = ["replay", "render", render, "--data", data.to_str().unwrap()];
    let Output { status, stdout, stderr } = setup.command(&arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// The film under a title that says this.
fn titled(origin: &Origin, text: &str) -> Value {
    let title = json!({ "asset": { "type": "title", "text": text }, "start": 0.2, "length": 0.2 });
    let mut edit = of(&[json!([title]), json!([clip(video(&origin.media("film.mp4")), 0.4)])], "mp4");
    edit["output"]["poster"] = json!({ "capture": 0 });
    edit
}

#[tokio::test]
async fn a_render_is_proven_by_making_it_again() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let mut server = setup.serve().await;
    let client = server.client();
    let (one, other) =
        (client.render(&titled(&origin, "one")).await.id, client.render(&titled(&origin, "two")).await.id);

    // Beside the running server.
    let (code, said) = prove(&setup, &one);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("equal: 2 files"), "{said}");
    assert!(server.process.stop().success());

    // Somebody put another film in its place, and made the log say that this is right.
    let file = |render: &str| setup.data().join("files/renders").join(render).join("1").join(format!("{render}.mp4"));
    assert!(file(&one).exists(), "{}", file(&one).display());
    std::fs::copy(file(&other), file(&one)).unwrap();
    let forged = "CAST(replace(CAST(data AS TEXT), '\"sha256\":\"', '\"sha256\":\"0') AS BLOB)";
    let saved = format!("stream = 'render-{one}' AND event_type = 'render.saved'");
    meddle_with_file(&setup.data().join("log.db"), &format!("UPDATE events SET data = {forged} WHERE {saved}")).await;
    let (code, said) = prove(&setup, &one);
    assert_eq!(code, Some(1), "{said}");
    // The title comes with frame 5; the encoder may spend its bits otherwise a little before.
    let (_, place) = said.split_once("different: the main file differs, first at frame ").unwrap();
    let frame: u64 = place.split(',').next().unwrap().parse().unwrap();
    assert!(frame <= 5, "{said}");
    std::fs::remove_file(file(&one)).unwrap();
    let (code, said) = prove(&setup, &one);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no longer kept"), "{said}");

    // Neither in the cache nor where it came from.
    std::fs::remove_dir_all(setup.data().join("sources")).unwrap();
    let (code, said) = prove(&setup.clone().with("RUSHES_EGRESS_ALLOW", ""), &other);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("source gone: timeline.tracks[1].clips[0].asset.src"), "{said}");
    assert_eq!(prove(&setup, "00000000-0000-4000-8000-000000000000").0, Some(65));
}
