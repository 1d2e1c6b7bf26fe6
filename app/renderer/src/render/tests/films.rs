//! Films: how long they are, which of their frames is shown, and how they are cut and joined.

use super::*;

#[test]
fn a_film_with_sound_has_its_exact_length_frames_and_streams() {
    for (fps, duration, frames) in
        [(FPS, 7.0, "175"), (Rational::new(30000, 1001), 2.0, "60"), (Rational::new(60, 1), 1.5, "90")]
    {
        let mut scene = Scene::new((320, 180), fps, duration, OutputFormat::Mp4);
        let film = scene.folder.film("a.mp4", "320x180", 25, 8.0, true);
        let source = scene.source(film);
        scene.film(source, (0.0, duration), 0.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
        scene.sound(source, (0.0, duration), 0.0, 1.0, Vec::new());
        let (report, path) = scene.render();
        assert_eq!(complaints(&path), "");
        assert_eq!(
            ffprobe(&path, "v", "stream=codec_name,width,height,nb_read_frames"),
            [format!("h264,320,180,{frames}")]
        );
        assert_eq!(ffprobe(&path, "a", "stream=codec_name,sample_rate,channels"), ["aac,48000,2"]);
        assert_eq!(
            ffprobe(&path, "v", "stream=pix_fmt,color_range,color_space,color_primaries"),
            ["yuv420p,tv,bt709,bt709"]
        );
        let exact = report.frames as f64 / fps.as_f64();
        assert!((seconds(&path, "v") - exact).abs() < 0.002, "{} {exact}", seconds(&path, "v"));
        assert!((seconds(&path, "a") - exact).abs() < 0.002, "{} {exact}", seconds(&path, "a"));
        assert!(ffprobe(&path, "", "stream=start_time").iter().all(|s| s.parse::<f64>().unwrap().abs() < 0.001));
        let file = std::fs::read(&path).unwrap();
        let at = |name: &[u8]| file.windows(4).position(|w| w == name).unwrap();
        assert!(at(b"moov") < at(b"mdat"), "plays while it loads");
        assert_eq!(report.outputs[0].bytes, file.len() as u64);
        let left: Vec<_> = std::fs::read_dir(&scene.job.directory).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["main.mp4"], "temporary files are gone");
    }
}

#[test]
fn segments_join_without_a_seam() {
    let mut scene = Scene::new((320, 180), FPS, 12.0, OutputFormat::Mp4);
    let film = scene.folder.film("a.mp4", "320x180", 25, 12.0, false);
    let source = scene.source(film);
    scene.film(source, (0.0, 6.0), 0.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
    scene.film(source, (6.0, 12.0), 6.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
    let (report, path) = scene.render();
    assert_eq!((report.segments, report.frames), (4, 300));
    assert_eq!(complaints(&path), "");
    let packets = ffprobe(&path, "v", "packet=pts_time,dts_time");
    assert_eq!(packets.len(), 300);
    let (mut pts, dts): (Vec<f64>, Vec<f64>) = packets
        .iter()
        .map(|p| p.split_once(',').map(|(p, d)| (p.parse::<f64>().unwrap(), d.parse::<f64>().unwrap())).unwrap())
        .unzip();
    assert!(dts.windows(2).all(|w| w[0] < w[1]), "{dts:?}");
    pts.sort_by(f64::total_cmp);
    for (i, time) in pts.iter().enumerate() {
        assert!((time - i as f64 * 0.04).abs() < 0.0005, "{i} {time}");
    }
}

#[test]
fn a_film_that_changes_its_size_on_the_way_still_fills_its_box() {
    let mut scene = Scene::new((160, 90), FPS, 2.0, OutputFormat::Mp4);
    let encode = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-muxdelay",
        "0",
        "-muxpreload",
        "0",
        "-f",
        "mpegts",
    ];
    let whole = scene.folder.path("whole.ts");
    let mut bytes = vec![];
    for (size, offset) in [("160x90", "0"), ("320x180", "1")] {
        let picture = format!("color=c=0x00ff00:size={size}:rate=25:duration=1");
        let arguments = [&["-f", "lavfi", "-i", &picture], &encode[..], &["-output_ts_offset", offset]].concat();
        bytes.extend(std::fs::read(scene.folder.ffmpeg(&arguments, &format!("{size}.ts"))).unwrap());
    }
    std::fs::write(&whole, bytes).unwrap();
    let film = scene.source(whole);
    scene.film(film, (0.0, 2.0), 0.0, (160.0, 90.0), rect(0.0, 0.0, 160.0, 90.0));
    let (report, path) = scene.render();
    assert_eq!(report.frames, 50);
    for frame in [5, 40] {
        let (pixels, _) = rgb_frame(&path, frame);
        let green = pixels.chunks_exact(3).filter(|p| p[1] > 150 && p[0] < 100 && p[2] < 100).count();
        assert!(green * 100 >= pixels.len() / 3 * 99, "frame {frame}: {green} of {}", pixels.len() / 3);
    }
}

/// A square film whose frame number n has the luma that [`numbered_luma`] tells.
fn numbered(folder: &Folder, name: &str, more: &[&str]) -> PathBuf {
    let picture = "color=c=black:size=64x64:rate=25:duration=2,format=yuv420p,geq=lum='40+4*N':cb=128:cr=128";
    folder.ffmpeg(&[&["-f", "lavfi", "-i", picture, "-c:v", "libx264", "-qp", "1"], more].concat(), name)
}

fn shows(path: &Path, frame: u64, number: i32) {
    let (seen, expected) = (i32::from(luma(path, frame)), 40 + 4 * number);
    assert!((seen - expected).abs() <= 1, "frame {frame} shows {seen}, not {expected}");
}

#[test]
fn the_frame_of_the_exact_moment_is_shown() {
    let mut scene = Scene::new((64, 64), FPS, 1.0, OutputFormat::Mp4);
    scene.job.output.quality = Quality::VeryHigh;
    let film = numbered(&scene.folder, "n.mp4", &["-g", "50", "-bf", "3"]);
    let source = scene.source(film);
    scene.film(source, (0.2, 1.0), 0.52, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    let (_, path) = scene.render();
    for frame in [5u64, 6, 11, 20, 24] {
        shows(&path, frame, 13 + frame as i32 - 5);
    }
}

#[test]
fn variable_rates_and_double_speed_choose_by_time() {
    let mut scene = Scene::new((64, 64), FPS, 0.8, OutputFormat::Mp4);
    scene.job.output.quality = Quality::VeryHigh;
    // Without every frame whose number divides by three: the one before is held.
    let film = numbered(&scene.folder, "vfr.mp4", &["-vf", "select=mod(n\\,3)+eq(n\\,0)", "-vsync", "vfr"]);
    let source = scene.source(film);
    scene.film(source, (0.0, 0.8), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    let Some(Node::Layer(layer)) = scene.job.composition.nodes.first_mut() else { panic!() };
    let Content::Video { time, .. } = &mut layer.content else { panic!() };
    time.speed = 2.0;
    let (_, path) = scene.render();
    for frame in [1i32, 2, 3, 6, 12] {
        let source = 2 * frame;
        let held = if source % 3 == 0 && source > 0 { source - 1 } else { source };
        shows(&path, frame as u64, held);
    }
}

#[test]
fn what_is_known_of_a_film_is_not_asked_again() {
    let mut scene = Scene::new((64, 64), FPS, 0.2, OutputFormat::Mp4);
    let source = scene.source(scene.folder.film("film.mp4", "64x64", 25, 1.0, false));
    scene.film(source, (0.0, 0.2), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    scene.job.facts = vec![SourceFacts { has_audio: true, ..SourceFacts::default() }];
    assert!(scene.fail().message.contains("has no video"));
    scene.job.facts = vec![SourceFacts { has_video: true, width: 64, height: 64, ..SourceFacts::default() }];
    assert_eq!(scene.render().0.frames, 5);
}
