//! The command line: what it makes, and what its exit codes tell.

use rushes_tests::edits::{SIZE, clip, image, of, still, video};
use rushes_tests::probe::Probe;
use rushes_tests::{Origin, Setup, media, picture};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

fn render(setup: &Setup, edit: &Value, out: &str) -> Output {
    let file = setup.folder().join("edit.json");
    std::fs::write(&file, edit.to_string()).unwrap();
    let out = setup.folder().join(out);
    setup.command(&["render", file.to_str().unwrap(), "--out", out.to_str().unwrap()]).output().unwrap()
}

#[test]
fn an_edit_is_rendered_without_a_server_from_files_beside_it() {
    let setup = Setup::default();
    std::fs::copy(media::file("film.mp4"), setup.folder().join("film.mp4")).unwrap();
    let mut edit = of(&[json!([clip(video("film.mp4"), 1.0)])], "mp4");
    edit["output"]["poster"] = json!({ "capture": 0.5 });
    edit["output"]["destinations"] = json!([{ "provider": "shotstack" }, { "provider": "mux" }]);
    let output = render(&setup, &edit, "made.mp4");
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("output.destinations[1]: ") && !said.contains("output.destinations[0]"), "{said}");
    assert_eq!(Probe::of(&setup.folder().join("made.mp4")).video().frames(), 25);
    assert_eq!(picture::still(&setup.folder().join("made-poster.jpg")).dimensions(), SIZE);
    assert!(!setup.data().exists(), "rendering needs no data folder");
}

#[test]
fn exit_codes_tell_fix_your_input_from_try_again() {
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.1");
    let code = |edit: &Value| {
        let output = render(&setup, edit, "x.jpg");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, said) = code(&json!({ "timeline": { "tracks": [] }, "output": { "format": "jpg" } }));
    assert!(status == Some(65) && said.contains("timeline.tracks"), "{said}");
    let (status, said) = code(&of(&[json!([clip(image("nowhere.png"), 1.0)])], "jpg"));
    assert!(status == Some(65) && said.contains("timeline.tracks[0].clips[0]"), "{said}");
    // A port on which nobody listens any more: it may come back.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (status, said) = code(&of(&[json!([clip(image(&format!("http://{gone}/x.png")), 1.0)])], "jpg"));
    assert!(status == Some(75) && said.contains("timeline.tracks[0].clips[0]"), "{said}");
    let usage = setup.command(&["render"]).output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn the_doctor_finds_what_rendering_needs() {
    let setup = Setup::default();
    let output = setup.command(&["doctor"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("x264enc") && said.contains("Open Sans"), "{said}");
}

#[tokio::test]
async fn the_first_start_writes_keys_that_only_the_owner_can_read_and_the_second_changes_nothing() {
    let setup = Setup::default();
    drop(setup.serve_as("api").await);
    let file = setup.data().join("bootstrap.json");
    let (first, mode) = (std::fs::read(&file).unwrap(), std::fs::metadata(&file).unwrap().permissions().mode());
    assert_eq!(mode & 0o777, 0o600);
    let mode = std::fs::metadata(setup.data().join("master.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::metadata(setup.data()).unwrap().permissions().mode() & 0o777, 0o700);
    let server = setup.serve_as("api").await;
    assert_eq!(std::fs::read(&file).unwrap(), first);
    server.client().accepted(&still("<p>x</p>")).await;
}

#[tokio::test]
async fn erased_documents_leave_the_history_readable() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let server = setup.serve().await;
    let client = server.client();
    let done = client.render(&still("<p>forget me</p>")).await;
    let workspace = setup.bootstrap().workspace_id;
    let segment = setup.data().join("segments").join(&workspace).join("ab").join("abcd");
    std::fs::create_dir_all(segment.parent().unwrap()).unwrap();
    std::fs::write(&segment, b"what it looked like").unwrap();
    let said = setup.run(&["admin", "workspace", "erase-documents", &workspace]);
    assert!(said.starts_with("1 document"), "{said}");
    assert!(!segment.exists());
    let shown = client.get(&format!("/edit/v1/render/{}", done.id)).await.expect(200).json();
    assert_eq!((&shown["response"]["status"], shown["response"].get("data")), (&json!("done"), None));
    client.get(&format!("/rushes/v1/renders/{}/events", done.id)).await.expect(200);
}
