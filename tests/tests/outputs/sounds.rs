//! mp3.

use crate::stage_door;
use rushes_tests::edits::{audio, clip, video};
use rushes_tests::media;
use rushes_tests::probe::{Probe, loudness};
use serde_json::json;

#[tokio::test]
async fn an_mp3_has_the_sound_of_films_and_sounds_and_nothing_else() {
    let (origin, _server, client) = stage_door().await;
    let mut late = clip(audio(&origin.media("tone.mp3")), 1.0);
    late["start"] = json!(2.0);
    late["asset"]["volume"] = json!(0.25);
    let film = clip(video(&origin.media("film.mp4")), 2.0);
    let edit = json!({
        "timeline": { "tracks": [{ "clips": [film] }, { "clips": [late] }] },
        "output": { "format": "mp3" },
    });
    let done = client.render(&edit).await;
    assert_eq!(done.response["duration"], json!(3.0));
    let probe = Probe::of(&done.file);
    assert_eq!((probe.kinds(), probe.audio().codec_name.as_str()), (vec!["audio"], "mp3"));
    // An mp3 frame is 26 ms, and encoders add one or two of silence.
    assert!((probe.duration() - 3.0).abs() < 0.06, "{probe:?}");
    let (film, tone) = (media::file("film.mp4"), media::file("tone.mp3"));
    let early = loudness(&done.file, 0.5, 1.5) - loudness(&film, 0.5, 1.5);
    let late = loudness(&done.file, 2.2, 2.8) - loudness(&tone, 0.5, 1.5);
    // A quarter of the volume is 12 dB less.
    assert!(early.abs() < 0.5 && (late + 12.0).abs() < 0.5, "{early} {late}");
}
