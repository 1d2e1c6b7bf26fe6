//! Sources that disappoint: the render fails with a message that names the clip and the cause.

use rushes_tests::edits::{clip, image, of, video};
use rushes_tests::probe::Probe;
use rushes_tests::{Origin, Setup};
use serde_json::json;

const CLIP: &str = "timeline.tracks[0].clips[1]";

#[tokio::test]
async fn the_message_names_the_clip_and_the_cause() {
    let (origin, elsewhere) = (Origin::start(), Origin::start());
    let setup = Setup::with_origin(&origin)
        .with("RUSHES_WORKER_RENDERS", "4")
        .with("RUSHES_LIMITS_SOURCE_BYTES", "1000000")
        .with("RUSHES_LIMITS_FETCH_SECONDS", "8");
    let server = setup.serve().await;
    let client = server.client();
    let private = "is a private or special address";
    let table = [
        (origin.url("/nowhere.mp4"), "has no such file (status 404)", "source_unavailable"),
        (origin.url("/silence"), "took longer than the 8 s allowed", "source_unavailable"),
        (origin.url("/trickle"), "took longer than the 8 s allowed", "source_unavailable"),
        (origin.url("/huge"), "larger than the 1000000 bytes allowed", "limit_reached"),
        (origin.url("/always-cut/film.mp4"), "", "source_unavailable"),
        (origin.media("text.mp4"), "is not a video, image or audio file", "bad_media"),
        (origin.media("truncated.mp4"), "cut off", "bad_media"),
        (origin.media("cut-short.mp4"), "", "bad_media"),
        (elsewhere.media("film.mp4"), private, "source_unavailable"),
        (origin.url(&format!("/to?{}", elsewhere.media("film.mp4"))), private, "source_unavailable"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), private, "source_unavailable"),
        (
            format!("http://[::ffff:127.0.0.1]:{}/", elsewhere.host().rsplit(':').next().unwrap()),
            private,
            "source_unavailable",
        ),
        (elsewhere.media("film.mp4").replace("127.0.0.1", "localhost"), "private or special", "source_unavailable"),
        ("http://nowhere.invalid/film.mp4".to_owned(), "nowhere.invalid", "source_unavailable"),
    ];
    let mut ids = vec![];
    for (url, ..) in &table {
        let mut second = clip(video(url), 1.0);
        second["start"] = json!(1.0);
        let edit = of(&[json!([clip(image(&origin.media("photo.jpg")), 1.0), second])], "mp4");
        ids.push(client.accepted(&edit).await);
    }
    for (id, (url, cause, code)) in ids.iter().zip(&table) {
        let said = client.ended(id).await;
        assert_eq!(said["status"], json!("failed"), "{url}: {said}");
        let error = said["error"].as_str().unwrap();
        assert!(error.starts_with(CLIP) && error.contains(cause), "{url}: {error}");
        let detail = client.get(&format!("/rushes/v1/renders/{id}")).await.expect(200).json();
        assert_eq!(detail["error"]["code"], json!(code), "{url}: {detail}");
        assert!(detail["error"]["pointer"].as_str().unwrap().starts_with(CLIP), "{url}: {detail}");
        assert_eq!(detail["attempts"], json!(1), "{url}: {detail}");
    }
    assert_eq!(elsewhere.requests(), [], "a forbidden address was asked");
    setup.log().await.check_ended(&ids);
}

#[tokio::test]
async fn a_cut_connection_is_taken_up_where_it_broke() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let edit = of(&[json!([clip(video(&origin.url("/cut/film.mp4")), 2.0)])], "mp4");
    let done = server.client().render(&edit).await;
    assert_eq!(Probe::of(&done.file).video().frames(), 50);
    let ranges: Vec<_> = origin.requests().into_iter().map(|request| request.range).collect();
    let half = std::fs::metadata(rushes_tests::media::file("film.mp4")).unwrap().len() / 2;
    assert_eq!(ranges, [None, Some(format!("bytes={half}-"))]);
}

#[tokio::test]
async fn a_source_is_fetched_once_unless_the_edit_says_otherwise() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let client = server.client();
    let mut edit = of(&[json!([clip(image(&origin.media("photo.jpg")), 1.0)])], "jpg");
    client.render(&edit).await;
    client.render(&edit).await;
    assert_eq!(origin.requests().len(), 1);
    edit["timeline"]["cache"] = json!(false);
    client.render(&edit).await;
    assert_eq!(origin.requests().len(), 2);
}

#[tokio::test]
async fn credentials_in_an_address_reach_its_server_only() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let url = origin.media("photo.jpg").replace("http://", "http://user:pass@");
    server.client().render(&of(&[json!([clip(image(&url), 1.0)])], "jpg")).await;
    let requests = origin.requests();
    assert_eq!((requests.len(), requests[0].authorization.as_deref()), (1, Some("Basic dXNlcjpwYXNz")));
}
