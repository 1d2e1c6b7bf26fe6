//! Segments and sound that were made before.

use super::*;
use crate::encode::{PacketReader, PacketWriter, samples_of};
use std::collections::BTreeSet;
use std::process::Command;

impl Scene {
    /// A full film of a changing picture, with its digest and facts, so that nothing has to open it.
    fn known(&mut self, name: &str, seconds: f64) -> SourceId {
        let path = self.folder.film(name, "160x90", 25, seconds, true);
        self.job.source_digests.push(crate::file_sha256(&path).unwrap());
        self.job.facts.push(SourceFacts {
            has_video: true,
            has_audio: true,
            width: 160,
            height: 90,
            duration: Some(seconds),
            ..SourceFacts::default()
        });
        self.source(path)
    }

    /// Renders in a new folder; segments, how many of them were reused, and the file.
    fn again(&mut self, name: &str) -> (u32, u32, PathBuf) {
        self.job.directory = self.folder.path(name);
        std::fs::create_dir(&self.job.directory).unwrap();
        let (report, path) = self.render();
        let left = std::fs::read_dir(&self.job.directory).unwrap().count();
        assert_eq!(left, 1, "temporary files are gone");
        (report.segments, report.segments_reused, path)
    }

    fn card(&mut self, span: (f64, f64), color: Color) {
        let card = layer("card", span, Content::Solid { color }, rect(40.0, 20.0, 60.0, 30.0));
        self.job.composition.nodes.push(card);
    }
}

/// Twelve seconds of one film with its sound and a card from 5 s to 7 s: three segments of 4 s.
fn with_card() -> Scene {
    let mut scene = Scene::new((160, 90), FPS, 12.0, OutputFormat::Mp4);
    let film = scene.known("a.mp4", 12.5);
    scene.film(film, (0.0, 12.0), 0.0, (160.0, 90.0), rect(0.0, 0.0, 160.0, 90.0));
    scene.sound(film, (0.0, 12.0), 0.0, 1.0, Vec::new());
    scene.card((5.0, 7.0), Color { r: 250, g: 250, b: 0, a: 255 });
    scene.job.kept = Some(scene.folder.path("kept"));
    scene
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// The digest of every decoded frame.
fn frames(path: &Path) -> Vec<String> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-i"]).arg(path).args(["-an", "-f", "framemd5", "-"]);
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.rsplit(',').next().unwrap().trim().to_owned()).collect()
}

#[test]
fn a_changed_card_is_encoded_anew_only_where_it_shows() {
    let mut scene = with_card();
    let (segments, reused, first) = scene.again("first");
    assert_eq!((segments, reused), (3, 0));
    scene.job.composition.nodes.pop();
    scene.card((5.0, 7.0), Color { r: 0, g: 0, b: 250, a: 255 });
    let (segments, reused, changed) = scene.again("changed");
    assert_eq!((segments, reused), (3, 2));
    let (before, after) = (frames(&first), frames(&changed));
    assert_eq!((before.len(), after.len()), (300, 300));
    // x264 may spend its bits otherwise in the whole of the segment, which is from 100 to 200.
    let differing: BTreeSet<usize> = (0..300).filter(|i| before[*i] != after[*i]).collect();
    assert!(differing.iter().all(|i| (100..200).contains(i)), "{differing:?}");
    assert!((125..175).all(|i| differing.contains(&i)), "{differing:?}");
    // The film was decoded from the middle on for this; a straight run gives the same.
    scene.job.kept = None;
    let (_, reused, straight) = scene.again("straight");
    assert_eq!(reused, 0);
    assert!(bytes(&changed) == bytes(&straight));
    assert_eq!(complaints(&changed), "");
}

#[test]
fn what_is_unchanged_is_only_joined_and_gives_the_same_bytes() {
    let mut scene = with_card();
    let (_, _, first) = scene.again("first");
    // Nothing can be decoded any more.
    std::fs::remove_file(&scene.job.sources[0]).unwrap();
    let (segments, reused, second) = scene.again("second");
    assert_eq!((segments, reused), (3, 3));
    assert!(bytes(&first) == bytes(&second));
    scene.job.kept = None;
    scene.job.directory = scene.folder.path("third");
    std::fs::create_dir(&scene.job.directory).unwrap();
    scene.fail();
}

#[test]
fn a_clip_is_reused_wherever_it_is_moved_to() {
    let mut scene = Scene::new((160, 90), FPS, 8.4, OutputFormat::Mp4);
    let (one, other) = (scene.known("a.mp4", 6.0), scene.known("b.mp4", 5.5));
    scene.job.source_digests[1] = "another film".into();
    let whole = rect(0.0, 0.0, 160.0, 90.0);
    scene.job.kept = Some(scene.folder.path("kept"));
    scene.film(one, (0.0, 4.12), 0.7, (160.0, 90.0), whole);
    scene.film(other, (4.12, 8.4), 0.3, (160.0, 90.0), whole);
    // It moves, so that its places are evaluated anew at each time.
    let grow = Keyframes::ramp((0.0, 0.5), (4.12, 1.0), Easing::EASE_IN_OUT);
    let growing = |nodes: &mut Vec<Node>, index: usize| {
        if let Node::Layer(layer) = &mut nodes[index] {
            layer.opacities = vec![grow.clone()];
        }
    };
    growing(&mut scene.job.composition.nodes, 0);
    let (segments, reused, _) = scene.again("first");
    assert_eq!((segments, reused), (2, 0));
    scene.job.composition.nodes.clear();
    scene.film(other, (0.0, 4.28), 0.3, (160.0, 90.0), whole);
    scene.film(one, (4.28, 8.4), 0.7, (160.0, 90.0), whole);
    growing(&mut scene.job.composition.nodes, 1);
    let (segments, reused, moved) = scene.again("moved");
    assert_eq!((segments, reused), (2, 2));
    scene.job.kept = None;
    let (_, _, straight) = scene.again("straight");
    assert!(bytes(&moved) == bytes(&straight));
}

#[test]
fn what_shows_or_sounds_otherwise_is_made_anew() {
    let mut scene = with_card();
    scene.again("first");
    let job = scene.job.clone();
    let changes: [(&str, fn(&mut RenderJob)); 5] = [
        ("quality", |job| job.output.quality = Quality::Low),
        ("watermark", |job| job.output.watermark = true),
        ("content", |job| job.source_digests[0] = "other".into()),
        ("no digest", |job| job.source_digests.clear()),
        ("folder", |job| job.kept = job.kept.as_ref().map(|kept| kept.join("of another"))),
    ];
    for (name, change) in changes {
        scene.job = job.clone();
        change(&mut scene.job);
        assert_eq!(scene.again(name).1, 0, "{name}");
    }
    scene.job = job;
    scene.job.composition.audio[0].gains = vec![Keyframes::constant(0.1)];
    let (_, reused, quiet) = scene.again("quiet");
    assert_eq!(reused, 3);
    let heard = samples(&quiet);
    assert!(loudness(&heard[48_000..96_000]) < 0.02, "{}", loudness(&heard[48_000..96_000]));
}

#[test]
fn segments_of_another_encoder_are_not_joined() {
    let mut scene = with_card();
    let (_, _, first) = scene.again("first");
    let kept = scene.folder.path("kept");
    let mut files: Vec<_> = std::fs::read_dir(&kept).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| PacketReader::open(path).unwrap().caps.contains("h264"));
    assert_eq!(files.len(), 3);
    let reader = PacketReader::open(&files[1]).unwrap();
    let caps = reader.caps.replace("level=(string)", "level=(string)9");
    assert_ne!(caps, reader.caps);
    let packets: Vec<_> = reader.map(Result::unwrap).collect();
    let mut writer = PacketWriter::create(&files[1], &caps).unwrap();
    packets.iter().for_each(|packet| writer.write(packet).unwrap());
    writer.finish().unwrap();
    let (segments, reused, second) = scene.again("second");
    assert_eq!((segments, reused), (3, 0));
    assert!(bytes(&first) == bytes(&second));
    let (_, reused, _) = scene.again("third");
    assert_eq!(reused, 3, "what did not fit was replaced");
}

#[test]
fn two_at_once_do_not_disturb_each_other() {
    let scene = with_card();
    let jobs = ["one", "other"].map(|name| {
        let job = RenderJob { directory: scene.folder.path(name), ..scene.job.clone() };
        std::fs::create_dir(&job.directory).unwrap();
        job
    });
    let files = std::thread::scope(|threads| {
        let renders = jobs.each_ref().map(|job| threads.spawn(|| render(job, &mut |_| {}).unwrap()));
        renders.map(|render| render.join().unwrap().outputs.remove(0).sha256)
    });
    assert_eq!(files[0], files[1]);
}

#[test]
fn sound_is_there_from_the_first_sample_to_the_last() {
    let mut scene = Scene::new((64, 64), FPS, 3.0, OutputFormat::Mp4);
    let tone = scene.folder.ffmpeg(&["-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*1000*t)':s=48000:d=4"], "tone.wav");
    let source = scene.source(tone);
    scene.sound(source, (0.0, 3.0), 0.0, 1.0, Vec::new());
    let (_, path) = scene.render();
    let heard = samples(&path);
    let full = 0.5 / 2f32.sqrt();
    // 48 samples are a period. The decoder's first 21 ms, then the rest.
    for part in [&heard[..480], &heard[480..1008], &heard[48_000..96_000], &heard[143_040..144_000]] {
        assert!((loudness(part) - full).abs() < 0.01, "{}", loudness(part));
    }
    let lengths = ffprobe(&path, "", "stream=duration");
    assert_eq!(lengths, ["3.000000", "3.000000"]);
    assert_eq!(ffprobe(&path, "", "format=duration"), ["3.000000"]);
    // The last packet is 1,024 samples long whatever of it is heard.
    assert!((144_000..144_000 + 1024).contains(&heard.len()), "{}", heard.len());
    let start = heard.iter().position(|s| s.abs() > 0.05).unwrap();
    assert!(start < 4, "{start}");
}

#[test]
fn sound_stays_with_the_picture_for_hours() {
    for (numerator, denominator) in [(25, 1), (30_000, 1001), (24_000, 1001), (60, 1)] {
        let fps = Rational::new(numerator, denominator);
        let frames = 4 * 3_600 * u64::from(numerator) / u64::from(denominator);
        let exact = fps.time_of_frame(frames) * 48_000.0;
        assert!((samples_of(frames, fps) as f64 - exact).abs() <= 0.5);
    }
}
