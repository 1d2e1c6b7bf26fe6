//! Segments of earlier renders, used again.

use super::*;

/// Two films one after the other, and a card over the middle of the first.
fn scene(card: [u8; 3]) -> Scene {
    let mut scene = Scene::new((320, 180), FPS, 12.0, OutputFormat::Mp4);
    let film = scene.folder.film("a.mp4", "320x180", 25, 8.0, true);
    let source = scene.source(film);
    for start in [0.0, 6.0] {
        scene.film(source, (start, start + 6.0), start / 6.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
    }
    let [r, g, b] = card;
    let solid = Content::Solid { color: Color { r, g, b, a: 255 } };
    scene.job.composition.nodes.push(layer("card", (1.0, 2.0), solid, rect(20.0, 20.0, 100.0, 40.0)));
    scene.sound(source, (0.0, 8.0), 0.0, 1.0, Vec::new());
    scene
}

impl Scene {
    fn keeping(mut self, folder: &Path) -> Self {
        let digests = self.job.sources.iter().map(|path| sha256_of(path).unwrap()).collect();
        self.job.cache = Some(crate::SegmentCache { folder: folder.to_owned(), digests });
        self
    }

    fn file(&self) -> (RenderReport, Vec<u8>) {
        let (report, path) = self.render();
        (report, std::fs::read(path).unwrap())
    }
}

#[test]
fn what_has_not_changed_is_used_again_and_nothing_tells_the_difference() {
    let kept = tempfile::tempdir().unwrap();
    let first = scene([200, 0, 0]).keeping(kept.path()).file();
    assert_eq!((first.0.segments, first.0.reused), (4, 0));
    let again = scene([200, 0, 0]).keeping(kept.path()).file();
    assert_eq!((again.0.segments, again.0.reused), (4, 4));
    assert!(again.1 == first.1, "the same bytes");

    let changed = scene([0, 200, 0]).keeping(kept.path()).file();
    assert_eq!((changed.0.segments, changed.0.reused), (4, 3));
    let without = scene([0, 200, 0]).file();
    assert_eq!(without.0.reused, 0);
    assert!(changed.1 == without.1, "joined of old and new pieces, it is as if made in one go");
    assert!(changed.1 != first.1);

    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(scene([0, 200, 0]).keeping(elsewhere.path()).file().0.reused, 0);
}

#[test]
fn what_is_kept_of_another_stream_or_damaged_is_made_anew() {
    let kept = tempfile::tempdir().unwrap();
    let first = scene([200, 0, 0]).keeping(kept.path()).file();
    let mut files = Vec::new();
    for folder in std::fs::read_dir(kept.path()).unwrap() {
        files.extend(std::fs::read_dir(folder.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    assert_eq!(files.len(), 5, "four pieces of film, and the sound");
    files.sort();
    std::fs::write(&files[0], b"damaged").unwrap();
    let repaired = scene([200, 0, 0]).keeping(kept.path()).file();
    assert!(repaired.1 == first.1);
    assert!(repaired.0.reused >= 3, "{}", repaired.0.reused);
    assert_eq!(scene([200, 0, 0]).keeping(kept.path()).file().0.reused, 4, "and kept again");
}

#[test]
fn two_renders_at_once_share_a_folder() {
    let kept = tempfile::tempdir().unwrap();
    let files: Vec<Vec<u8>> = std::thread::scope(|threads| {
        let made: Vec<_> = (0..2).map(|_| threads.spawn(|| scene([9, 9, 9]).keeping(kept.path()).file().1)).collect();
        made.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(files[0] == files[1]);
}

/// A film whose frames stop after a second for ten, played at double speed from half a second on, so that pieces begin
/// where it has no frame; a card lies over one of them.
fn gap(card: [u8; 3]) -> Scene {
    let mut scene = Scene::new((320, 180), FPS, 12.0, OutputFormat::Mp4);
    let picture = "testsrc2=size=320x180:rate=25:duration=16";
    let film = scene.folder.ffmpeg(
        &[
            &["-f", "lavfi", "-i", picture, "-vf", "select='lt(n,25)+gte(n,280)'", "-fps_mode", "vfr"][..],
            &["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-pix_fmt", "yuv420p"],
            &["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
        ]
        .concat(),
        "gap.mp4",
    );
    let source = scene.source(film);
    scene.film(source, (0.0, 6.0), 0.5, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
    scene.film(source, (6.0, 12.0), 2.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
    let Some(Node::Layer(Layer { content: Content::Video { time, .. }, .. })) = scene.job.composition.nodes.first_mut()
    else {
        panic!("it is a film")
    };
    time.speed = 2.0;
    let [r, g, b] = card;
    let solid = Content::Solid { color: Color { r, g, b, a: 255 } };
    scene.job.composition.nodes.push(layer("card", (3.5, 4.5), solid, rect(20.0, 20.0, 100.0, 40.0)));
    let solid = Content::Solid { color: Color { r, g, b, a: 255 } };
    scene.job.composition.nodes.push(layer("card", (10.0, 11.0), solid, rect(20.0, 20.0, 100.0, 40.0)));
    scene
}

#[test]
fn a_piece_that_begins_where_its_film_has_no_frame_shows_the_one_before() {
    let kept = tempfile::tempdir().unwrap();
    let first = gap([200, 0, 0]).keeping(kept.path()).file();
    assert_eq!((first.0.segments, first.0.reused), (4, 0));
    // The second and the fourth piece are made by themselves.
    let changed = gap([0, 200, 0]).keeping(kept.path()).file();
    assert_eq!((changed.0.segments, changed.0.reused), (4, 2));
    let without = gap([0, 200, 0]).file();
    assert!(changed.1 == without.1, "as if made in one go");
    // What is held is the film's frame 24, as a picture of that moment by itself shows it.
    let mut scene = gap([0, 200, 0]);
    let held = rgb_frame(&scene.render().1, 50).0;
    scene.job.output.format = OutputFormat::Png;
    scene.job.output.range = Some(Span { start: 0.24, end: 0.28 });
    let frame_24 = image::open(scene.render().1).unwrap().into_rgb8().into_raw();
    let differ = |one: &[u8], other: &[u8]| one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>();
    let mean = differ(&held, &frame_24) / held.len() as f64;
    assert!(mean < 4.0, "{mean}");
    scene.job.output.range = Some(Span { start: 2.0, end: 2.04 });
    assert!(image::open(scene.render().1).unwrap().into_rgb8().into_raw() == frame_24);
}
