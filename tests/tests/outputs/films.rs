//! mp4 and gif.

use crate::stage_door;
use rushes_tests::edits::{SIZE, audio, clip, image, of, video};
use rushes_tests::probe::{Probe, loudness};
use rushes_tests::{media, picture};
use serde_json::json;

/// A frame at 25 a second.
const FRAME: f64 = 0.04;

#[tokio::test]
async fn a_film_keeps_its_length_its_frames_and_its_sound() {
    let (origin, _server, client) = stage_door().await;
    let done = client.render(&of(&[json!([clip(video(&origin.media("film.mp4")), 2.0)])], "mp4")).await;

    assert_eq!(done.response["duration"], json!(2.0));
    assert!(done.response["renderTime"].as_f64().unwrap() > 0.0);
    assert_eq!(done.file.file_name().unwrap().to_str().unwrap(), format!("{}.mp4", done.id));
    let probe = Probe::of(&done.file);
    assert_eq!(probe.kinds(), ["video", "audio"]);
    let (film, sound) = (probe.video(), probe.audio());
    assert_eq!((film.codec_name.as_str(), film.pix_fmt.as_deref()), ("h264", Some("yuv420p")));
    assert_eq!((film.size(), film.frames()), (SIZE, 50));
    assert_eq!((film.r_frame_rate.as_str(), film.avg_frame_rate.as_str()), ("25/1", "25/1"));
    assert!((film.seconds() - 2.0).abs() < FRAME && (sound.seconds() - 2.0).abs() < FRAME, "{probe:?}");
    assert!((probe.duration() - 2.0).abs() < FRAME, "{probe:?}");
    assert_eq!((sound.codec_name.as_str(), sound.channels), ("aac", Some(2)));
    let (was, is) = (loudness(&media::file("film.mp4"), 0.5, 1.5), loudness(&done.file, 0.5, 1.5));
    assert!((was - is).abs() < 0.3, "{was} dB became {is} dB");

    // Frame by frame the film that went in: the same moment looks alike, another one does not.
    let (there, here) = (picture::at(&media::file("film.mp4"), 1.0, SIZE), picture::at(&done.file, 1.0, SIZE));
    let (pixels, other) = (320 * 180, picture::at(&done.file, 0.2, SIZE));
    assert!(picture::differing(&there, &here, 40) < pixels / 50, "{}", picture::differing(&there, &here, 40));
    assert!(picture::differing(&there, &other, 40) > pixels / 50, "{}", picture::differing(&there, &other, 40));
}

#[tokio::test]
async fn what_is_silent_or_muted_has_no_sound_and_29_97_is_exact() {
    let (origin, _server, client) = stage_door().await;
    let mut muted = of(&[json!([clip(video(&origin.media("film.mp4")), 2.0)])], "mp4");
    muted["output"]["mute"] = json!(true);
    muted["output"]["fps"] = json!(29.97);
    let mut ranged = of(&[json!([clip(video(&origin.media("film.mp4")), 2.0)])], "mp4");
    ranged["output"]["range"] = json!({ "start": 0.52, "length": 1.0 });
    let silent = of(&[json!([clip(video(&origin.media("silent.webm")), 1.0)])], "mp4");
    let ids = [client.accepted(&muted).await, client.accepted(&ranged).await, client.accepted(&silent).await];

    let done = client.finished(&ids[0]).await;
    let probe = Probe::of(&done.file);
    assert_eq!(probe.kinds(), ["video"]);
    let film = probe.video();
    assert_eq!((film.r_frame_rate.as_str(), film.avg_frame_rate.as_str()), ("30000/1001", "30000/1001"));
    assert_eq!(film.frames(), 60);
    assert!((film.seconds() - 60.0 * 1001.0 / 30000.0).abs() < 0.001, "{film:?}");

    let done = client.finished(&ids[1]).await;
    let probe = Probe::of(&done.file);
    assert_eq!((probe.video().frames(), probe.kinds().len()), (25, 2));
    assert!((probe.duration() - 1.0).abs() < FRAME && (probe.audio().seconds() - 1.0).abs() < FRAME, "{probe:?}");
    let (there, here) = (picture::at(&media::file("film.mp4"), 0.52, SIZE), picture::at(&done.file, 0.0, SIZE));
    assert!(picture::differing(&there, &here, 40) < 320 * 180 / 50, "{}", picture::differing(&there, &here, 40));

    let probe = Probe::of(&client.finished(&ids[2]).await.file);
    assert_eq!((probe.kinds(), probe.video().frames(), probe.video().size()), (vec!["video"], 25, SIZE));
}

#[tokio::test]
async fn scale_to_changes_the_file_and_not_the_canvas_and_stills_come_along() {
    let (origin, _server, client) = stage_door().await;
    let mut edit = of(&[json!([clip(video(&origin.media("film.mp4")), 1.0)])], "mp4");
    edit["output"] = json!({
        "format": "mp4", "resolution": "sd", "scaleTo": "preview",
        "poster": { "capture": 0.52 }, "thumbnail": { "capture": 0.0, "scale": 0.25 },
    });
    let done = client.render(&edit).await;
    let probe = Probe::of(&done.file);
    // Preview is 512 × 288 at 15 frames a second.
    assert_eq!((probe.video().size(), probe.video().frames()), ((512, 288), 15));
    assert_eq!(probe.video().avg_frame_rate, "15/1");

    let poster = picture::still(&done.also(&client, "poster").await);
    let thumbnail = picture::still(&done.also(&client, "thumbnail").await);
    assert_eq!(thumbnail.height() * poster.width(), thumbnail.width() * poster.height(), "the shape is kept");
    assert_eq!(thumbnail.width() * 4, poster.width());
    assert_eq!(std::fs::read(done.also(&client, "poster").await).unwrap()[..3], [0xff, 0xd8, 0xff]);
    assert!(done.response["poster"].as_str().unwrap().contains(&format!("{}-poster.jpg", done.id)));
    assert!(done.response["thumbnail"].as_str().unwrap().contains(&format!("{}-thumb.jpg", done.id)));
    // They show the film at their own times.
    let shown = image::imageops::resize(&poster, 320, 180, image::imageops::FilterType::Triangle);
    let film = media::file("film.mp4");
    let (then, before) = (picture::at(&film, 0.52, SIZE), picture::at(&film, 0.0, SIZE));
    assert!(picture::differing(&shown, &then, 60) < picture::differing(&shown, &before, 60) / 2);
}

#[tokio::test]
async fn a_gif_moves_and_starts_over_unless_told_otherwise() {
    let (origin, _server, client) = stage_door().await;
    let mut edit = of(&[json!([clip(video(&origin.media("film.mp4")), 1.0)])], "gif");
    edit["output"]["fps"] = json!(12);
    let mut once = edit.clone();
    once["output"]["repeat"] = json!(false);
    let ids = [client.accepted(&edit).await, client.accepted(&once).await];
    for (id, repeats) in ids.iter().zip([true, false]) {
        let done = client.finished(id).await;
        let probe = Probe::of(&done.file);
        assert_eq!((probe.kinds(), probe.format.format_name.as_str()), (vec!["video"], "gif"));
        assert_eq!((probe.video().size(), probe.video().frames()), (SIZE, 12));
        assert!((probe.duration() - 1.0).abs() < 1.0 / 12.0, "{probe:?}");
        let bytes = std::fs::read(&done.file).unwrap();
        assert_eq!(bytes.windows(11).any(|window| window == b"NETSCAPE2.0"), repeats);
    }
}

#[tokio::test]
async fn a_soundtrack_ends_with_the_film() {
    let (origin, _server, client) = stage_door().await;
    let spoken = clip(audio(&origin.media("tone.mp3")), 0.5);
    let mut edit = of(&[json!([clip(image(&origin.media("photo.jpg")), 1.0)]), json!([spoken])], "mp4");
    edit["timeline"]["soundtrack"] = json!({ "src": origin.media("tone.mp3"), "volume": 0.5 });
    let done = client.render(&edit).await;
    let probe = Probe::of(&done.file);
    assert_eq!((probe.video().frames(), probe.kinds().len()), (25, 2));
    assert!((probe.audio().seconds() - 1.0).abs() < FRAME, "{probe:?}");
    // Both tones are the same wave from their first sample: together one and a half times as loud, 3.5 dB more; then the
    // soundtrack alone at half its volume, 6 dB less.
    let tone = loudness(&media::file("tone.mp3"), 0.5, 1.5);
    let (both, alone) = (loudness(&done.file, 0.1, 0.45), loudness(&done.file, 0.55, 0.9));
    assert!((both - tone - 3.5).abs() < 0.5 && (alone - tone + 6.0).abs() < 0.5, "{tone} {both} {alone}");
}
