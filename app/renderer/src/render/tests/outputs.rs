//! Which files come out, what is told meanwhile, and how it fails.

use super::*;

#[test]
fn ranges_sizes_posters_and_thumbnails() {
    let mut scene = Scene::new((321, 181), FPS, 3.0, OutputFormat::Mp4);
    let film = scene.folder.film("a.mp4", "320x180", 25, 3.0, true);
    let source = scene.source(film);
    scene.film(source, (0.0, 3.0), 0.0, (320.0, 180.0), rect(0.0, 0.0, 321.0, 181.0));
    scene.sound(source, (0.0, 3.0), 0.0, 1.0, Vec::new());
    scene.job.output.range = Some(Span { start: 1.0, end: 2.2 });
    scene.job.output.poster = Some(Capture { at: 0.5 });
    scene.job.output.thumbnail = Some(Still { at: 2.9, scale: 0.25 });
    let (report, path) = scene.render();
    assert_eq!(ffprobe(&path, "v", "stream=width,height,nb_read_frames"), ["320,180,30"]);
    assert!((seconds(&path, "a") - 1.2).abs() < 0.002);
    let names: Vec<_> = report.outputs.iter().map(|o| (o.role, o.file.as_str(), o.width, o.height)).collect();
    assert_eq!(
        names,
        [
            (OutputRole::Main, "main.mp4", Some(320), Some(180)),
            (OutputRole::Poster, "poster.jpg", Some(320), Some(180)),
            (OutputRole::Thumbnail, "thumbnail.jpg", Some(80), Some(45)),
        ]
    );
    let thumbnail = image::open(scene.job.directory.join("thumbnail.jpg")).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (80, 45));
    scene.job.output.scale_to = Some((160, 90));
    assert_eq!(ffprobe(&scene.render().1, "v", "stream=width,height"), ["160,90"]);
}

#[test]
fn a_gif_has_its_frames_and_length_and_loops_if_asked() {
    let mut scene = Scene::new((160, 90), FPS, 2.0, OutputFormat::Gif);
    let film = scene.folder.film("a.mp4", "160x90", 25, 2.0, false);
    let source = scene.source(film);
    scene.film(source, (0.0, 2.0), 0.0, (160.0, 90.0), rect(0.0, 0.0, 160.0, 90.0));
    let (report, path) = scene.render();
    assert_eq!(complaints(&path), "");
    assert_eq!(ffprobe(&path, "v", "stream=codec_name,width,height,nb_read_frames"), ["gif,160,90,50"]);
    assert_eq!(report.frames, 50);
    let length: f64 = ffprobe(&path, "", "format=duration")[0].parse().unwrap();
    assert!((length - 2.0).abs() < 0.04, "{length}");
    let loops = |path: &Path| std::fs::read(path).unwrap().windows(11).any(|w| w == b"NETSCAPE2.0");
    assert!(loops(&path));
    scene.job.output.repeat = false;
    assert!(!loops(&scene.render().1));
}

#[test]
fn bad_sources_fail_with_the_clip_and_the_cause() {
    let mut scene = Scene::new((64, 64), FPS, 1.0, OutputFormat::Mp4);
    let text = scene.folder.path("text.mp4");
    std::fs::write(&text, "no film at all\n".repeat(100)).unwrap();
    let source = scene.source(text);
    scene.film(source, (0.0, 1.0), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    let failure = scene.fail();
    assert_eq!(
        (failure.code, failure.pointer.as_deref()),
        (FailureCode::BadMedia, Some("timeline.tracks[0].clips[0]"))
    );
    scene.job.composition.nodes.clear();
    scene.sound(source, (0.0, 1.0), 0.0, 1.0, Vec::new());
    let failure = scene.fail();
    assert_eq!(
        (failure.code, failure.pointer.as_deref()),
        (FailureCode::BadMedia, Some("timeline.tracks[1].clips[0]"))
    );
    assert_eq!(
        failure.message,
        "The sound of timeline.tracks[1].clips[0] is not a video, image or audio file of a kind that can be read."
    );
    // A sound cannot be seen, and a film without sound cannot be heard.
    let silence = scene.folder.ffmpeg(&["-f", "lavfi", "-i", "anullsrc", "-t", "1"], "sound.wav");
    scene.job.sources[0] = silence;
    scene.job.composition.audio.clear();
    scene.film(source, (0.0, 1.0), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    let failure = scene.fail();
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (FailureCode::BadMedia, "The source of timeline.tracks[0].clips[0] has no video.")
    );
    scene.job.composition.nodes.clear();
    scene.sound(source, (0.0, 1.0), 0.0, 1.0, Vec::new());
    scene.job.sources[0] = scene.folder.film("silent.mp4", "64x64", 25, 1.0, false);
    let failure = scene.fail();
    assert!(failure.message.contains("has no sound"), "{failure}");
}

#[test]
fn progress_rises_to_the_end() {
    let scene = Scene::new((64, 64), FPS, 2.0, OutputFormat::Mp4);
    let mut told = Vec::new();
    render(&scene.job, &mut |p| told.push(p)).unwrap();
    assert_eq!((told[0].stage, told[0].frames, told[0].of), (Stage::Preparing, 0, 50));
    assert!(told.windows(2).all(|w| w[0].frames <= w[1].frames));
    let last = told[told.len() - 1];
    assert_eq!((last.stage, last.frames, last.percent()), (Stage::Finishing, 50, 100));
    assert!(told.len() > 20 && told.len() < 110, "{}", told.len());
}

#[test]
fn the_same_job_gives_the_same_bytes() {
    let mut scene = Scene::new((320, 180), FPS, 1.0, OutputFormat::Mp4);
    let film = scene.folder.film("a.mp4", "320x180", 25, 1.0, true);
    let source = scene.source(film);
    scene.film(source, (0.0, 1.0), 0.0, (320.0, 180.0), rect(10.0, 10.0, 100.0, 100.0));
    scene.sound(source, (0.0, 1.0), 0.0, 1.0, Vec::new());
    let digest = || scene.render().0.outputs[0].sha256.clone();
    // The container must not hold the second it was written in.
    let second = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let (began, first) = (second(), digest());
    let mut last = digest();
    while second() == began {
        last = digest();
    }
    assert_eq!(first, last);
    assert_eq!(probe(&scene.render().1).unwrap().fps, Some(FPS));
}
