//! Whole renders of small compositions, measured with ffprobe and in pixels.

mod kept;
mod media;
mod sounds;
mod translucent;

use super::*;
use crate::testing::{Folder, complaints, ffprobe, loudness, luma, rgb_frame, samples};
use crate::{Stage, probe};
use domain::composition::*;
use domain::edit::SourceFacts;
use std::path::PathBuf;

struct Scene {
    folder: Folder,
    job: RenderJob,
}

fn layer(pointer: &str, span: (f64, f64), content: Content, rect: Rect) -> Node {
    Node::Layer(Layer {
        pointer: pointer.to_owned(),
        span: Span { start: span.0, end: span.1 },
        content,
        placement: Placement::still(rect),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    })
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

impl Scene {
    fn new(size: (u32, u32), fps: Rational, duration: f64, format: OutputFormat) -> Self {
        let folder = Folder::new();
        let directory = folder.path("out");
        std::fs::create_dir(&directory).unwrap();
        let background = Color { r: 200, g: 40, b: 90, a: 255 };
        let job = RenderJob {
            composition: Composition {
                canvas: Canvas { width: size.0, height: size.1, fps, background },
                duration,
                nodes: Vec::new(),
                audio: Vec::new(),
                rasters: Vec::new(),
            },
            output: OutputSettings {
                format,
                quality: Quality::Medium,
                scale_to: None,
                mute: false,
                repeat: true,
                range: None,
                poster: None,
                thumbnail: None,
                watermark: false,
            },
            sources: Vec::new(),
            facts: Vec::new(),
            rasters: Vec::new(),
            directory,
            cache: None,
        };
        Self { folder, job }
    }

    fn source(&mut self, path: PathBuf) -> SourceId {
        self.job.sources.push(path);
        SourceId(self.job.sources.len() as u32 - 1)
    }

    fn film(&mut self, source: SourceId, span: (f64, f64), offset: f64, size: (f64, f64), rect: Rect) {
        let crop = Rect { x: 0.0, y: 0.0, width: size.0, height: size.1 };
        let time = TimeMap { offset, ..TimeMap::IDENTITY };
        let pointer = format!("timeline.tracks[0].clips[{}]", self.job.composition.nodes.len());
        self.job.composition.nodes.push(layer(&pointer, span, Content::Video { source, crop, time }, rect));
    }

    fn sound(&mut self, source: SourceId, span: (f64, f64), offset: f64, speed: f64, gains: Vec<Keyframes<f64>>) {
        self.job.composition.audio.push(AudioTrack {
            pointer: format!("timeline.tracks[1].clips[{}]", self.job.composition.audio.len()),
            source,
            span: Span { start: span.0, end: span.1 },
            time: TimeMap { offset, speed, repeats: None },
            gains,
        });
    }

    fn render(&self) -> (RenderReport, PathBuf) {
        let report = render(&self.job, &mut |_| {}).unwrap();
        let path = self.job.directory.join(&report.outputs[0].file);
        (report, path)
    }

    fn fail(&self) -> Failure {
        render(&self.job, &mut |_| {}).unwrap_err()
    }
}

const FPS: Rational = Rational::new(25, 1);

fn seconds(path: &Path, streams: &str) -> f64 {
    ffprobe(path, streams, "stream=duration")[0].parse().unwrap()
}

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

/// The two tones of a file that changes its picture and its sound in the same moment.
#[test]
fn sound_and_picture_change_in_the_same_moment() {
    let mut scene = Scene::new((160, 90), FPS, 3.0, OutputFormat::Mp4);
    let wav = scene
        .folder
        .ffmpeg(&["-f", "lavfi", "-i", "aevalsrc='if(gte(t,1),0.5*sin(2*PI*1000*t),0)':s=48000:d=4"], "beep.wav");
    let source = scene.source(wav);
    // Heard from 0.5 s on, so that the tone begins at 1.5 s.
    scene.sound(source, (0.5, 2.5), 0.0, 1.0, Vec::new());
    let (_, path) = scene.render();
    let heard = samples(&path);
    let begins = heard.iter().position(|s| s.abs() > 0.1).unwrap();
    assert!(begins.abs_diff(72_000) < 30, "{begins}");
    let ends = heard.iter().rposition(|s| s.abs() > 0.1).unwrap();
    assert!(ends.abs_diff(120_000) < 30, "{ends}");
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

/// A matte whose white grows from the left by 160 pixels a second hides a film, inside a group that moves it.
#[test]
fn a_matte_film_wipes_a_film_and_holds_its_last_frame() {
    let mut scene = Scene::new((160, 90), FPS, 4.0, OutputFormat::Mp4);
    let encode = |scene: &Scene, input: &str, name: &str| {
        let h264 =
            ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-pix_fmt", "yuv420p", "-color_range", "tv"];
        let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
        scene.folder.ffmpeg(&[&["-f", "lavfi", "-i", input], &h264[..], &tags[..]].concat(), name)
    };
    let path = encode(&scene, "color=c=0x0000ff:size=160x90:rate=25:duration=4", "blue.mp4");
    let film = scene.source(path);
    let growing =
        "nullsrc=size=160x90:rate=25:duration=1,format=yuv420p,geq=lum='if(lt(X,160*T),235,16)':cb=128:cr=128";
    let path = encode(&scene, growing, "matte.mp4");
    let matte = scene.source(path);
    let whole = rect(0.0, 0.0, 160.0, 90.0);
    scene.film(film, (0.0, 4.0), 0.0, (160.0, 90.0), whole);
    let mut node = scene.job.composition.nodes.remove(0);
    let Node::Layer(layer) = &mut node else { panic!("no layer") };
    layer.masks = vec![Mask::Luma {
        span: Span { start: 1.0, end: 3.0 },
        content: Content::Video { source: matte, crop: whole, time: TimeMap::IDENTITY },
        polarity: LumaPolarity::BlackHides,
    }];
    scene.job.composition.nodes.push(Node::Group(Group {
        pointer: "timeline.tracks[0].clips[0]".to_owned(),
        span: Span { start: 0.0, end: 4.0 },
        nodes: vec![node],
        placement: Placement::still(rect(0.0, 10.0, 160.0, 90.0)),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    }));
    let (_, path) = scene.render();
    let ground = [200, 40, 90];
    let blue = [0, 0, 255];
    // Before its time it hides nothing; half a second in, it has come half across; after a second it stays where it was,
    // at 0.96 seconds; in the end it hides nothing.
    for (frame, left, middle, right) in
        [(12, blue, blue, blue), (37, blue, ground, ground), (60, blue, blue, ground), (90, blue, blue, blue)]
    {
        let (pixels, width) = rgb_frame(&path, frame);
        for (x, y, expected) in [(20, 50, left), (110, 50, middle), (157, 50, right), (20, 4, ground), (157, 4, ground)]
        {
            let found = &pixels[(y * width + x) * 3..][..3];
            let close = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 40);
            assert!(close, "frame {frame} at ({x}, {y}): {found:?} instead of {expected:?}");
        }
    }
    // A still after the matte's end, for which none of its frames has been read before.
    scene.job.output.format = OutputFormat::Png;
    scene.job.output.range = Some(Span { start: 2.4, end: 2.5 });
    let picture = image::open(scene.render().1).unwrap().into_rgb8();
    let at = |x, y| picture.get_pixel(x, y).0.iter().zip(blue).all(|(a, b)| a.abs_diff(b) < 40);
    assert_eq!([at(20, 50), at(110, 50), at(157, 50)], [true, true, false]);
}

#[test]
fn gains_speed_offsets_and_addition_are_as_asked() {
    let mut scene = Scene::new((64, 64), FPS, 4.0, OutputFormat::Mp3);
    let tone = scene.folder.ffmpeg(&["-f", "lavfi", "-i", "aevalsrc='0.25*sin(2*PI*500*t)':s=44100:d=6"], "tone.wav");
    let source = scene.source(tone);
    scene.sound(source, (0.0, 2.0), 0.0, 1.0, vec![Keyframes::ramp((0.0, 0.0), (2.0, 1.0), Easing::Linear)]);
    scene.sound(source, (2.0, 3.0), 1.0, 2.0, Vec::new());
    scene.sound(source, (3.0, 4.0), 0.0, 1.0, Vec::new());
    scene.sound(source, (3.0, 4.0), 0.0, 1.0, Vec::new());
    let (report, path) = scene.render();
    assert_eq!(ffprobe(&path, "", "stream=codec_name,codec_type,channels"), ["mp3,audio,2"]);
    assert_eq!((report.outputs[0].width, report.frames), (None, 0));
    let heard = samples(&path);
    assert!((heard.len() as f64 / 48_000.0 - 4.0).abs() < 0.1, "{}", heard.len());
    // An MP3 decoder's run-up is about 1,100 samples; look at the middles.
    let at = |from: f64, to: f64| &heard[(from * 48e3) as usize..(to * 48e3) as usize];
    let full = 0.25 / 2f32.sqrt();
    assert!((loudness(at(0.9, 1.1)) - full * 0.49).abs() < 0.01, "{}", loudness(at(0.9, 1.1)));
    assert!((loudness(at(2.2, 2.8)) - full).abs() < 0.01);
    assert!((loudness(at(3.2, 3.8)) - 2.0 * full).abs() < 0.02);
    let crossings = |s: &[f32]| s.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
    assert!(crossings(at(1.2, 1.8)).abs_diff(300) <= 2, "500 Hz");
    assert!(crossings(at(2.2, 2.8)).abs_diff(600) <= 2, "twice as fast is an octave higher");
}

#[test]
fn without_sound_there_is_no_sound_stream() {
    let mut scene = Scene::new((64, 64), FPS, 1.0, OutputFormat::Mp4);
    let film = scene.folder.film("a.mp4", "64x64", 25, 1.0, true);
    let source = scene.source(film);
    scene.sound(source, (0.0, 1.0), 0.0, 1.0, Vec::new());
    scene.job.output.mute = true;
    let (_, path) = scene.render();
    assert_eq!(ffprobe(&path, "", "stream=codec_type"), ["video"]);
    scene.job.output.mute = false;
    scene.job.composition.audio.clear();
    assert_eq!(ffprobe(&scene.render().1, "", "stream=codec_type"), ["video"]);
}

/// A picture of one colour with a white box in it.
fn logo(folder: &Folder) -> PathBuf {
    let path = folder.path("logo.png");
    let pixel = |x: u32, y: u32| match (8..32).contains(&x) && (8..24).contains(&y) {
        true => image::Rgba([255, 255, 255, 255]),
        false => image::Rgba([30, 160, 70, 255]),
    };
    image::RgbaImage::from_fn(40, 32, pixel).save(&path).unwrap();
    path
}

fn near(pixels: &[u8], width: usize, x: usize, y: usize, color: [u8; 3], tolerance: u8) -> bool {
    let at = (y * width + x) * 3;
    (0..3).all(|i| pixels[at + i].abs_diff(color[i]) <= tolerance)
}

#[test]
fn a_logo_lies_where_it_should_and_colours_come_through() {
    for format in [OutputFormat::Mp4, OutputFormat::Png, OutputFormat::Bmp, OutputFormat::Gif] {
        let mut scene = Scene::new((320, 180), FPS, 0.4, format);
        scene.job.output.quality = Quality::VeryHigh;
        let path = logo(&scene.folder);
        let source = scene.source(path);
        let content = Content::Image { source, crop: rect(0.0, 0.0, 40.0, 32.0) };
        scene.job.composition.nodes.push(layer("logo", (0.0, 1.0), content, rect(100.0, 60.0, 80.0, 64.0)));
        let (_, path) = scene.render();
        let (pixels, width) = match format {
            OutputFormat::Mp4 | OutputFormat::Gif => rgb_frame(&path, 5),
            _ => {
                let picture = image::open(&path).unwrap().into_rgb8();
                (picture.clone().into_raw(), picture.width() as usize)
            }
        };
        assert_eq!(width, 320);
        let tolerance = if format == OutputFormat::Gif { 10 } else { 2 };
        for (x, y, color) in [(20, 20, [200, 40, 90]), (140, 92, [255, 255, 255]), (106, 66, [30, 160, 70])] {
            let at = (y * width + x) * 3;
            assert!(near(&pixels, width, x, y, color, tolerance), "{format:?} {x} {y} {:?}", &pixels[at..at + 3]);
        }
        // The box's left edge lies at 116, the logo's at 100: the green's change is exact to a pixel.
        let green = |x: usize, y: usize| pixels[(y * width + x) * 3 + 1];
        let edge = (90..130).find(|&x| green(x, 92) > 100).unwrap();
        let inner = (90..130).find(|&x| green(x, 92) > 207).unwrap();
        assert!(edge.abs_diff(100) <= 1 && inner.abs_diff(116) <= 1, "{format:?} {edge} {inner}");
    }
}

#[test]
fn full_range_and_bt601_films_keep_their_colours() {
    for (name, range, matrix) in [("pc709", "pc", "bt709"), ("tv601", "tv", "smpte170m"), ("pc601", "pc", "smpte170m")]
    {
        let mut scene = Scene::new((320, 180), FPS, 0.4, OutputFormat::Png);
        let convert = format!(
            "scale=out_color_matrix={}:out_range={range}:flags=accurate_rnd+full_chroma_int",
            if matrix == "bt709" { "bt709" } else { "bt601" }
        );
        let film = scene.folder.ffmpeg(
            &[
                "-f",
                "lavfi",
                "-i",
                "color=c=0xb43c1e:size=320x180:rate=25:duration=0.5,format=rgb24",
                "-vf",
                &convert,
                "-c:v",
                "libx264",
                "-qp",
                "1",
                "-pix_fmt",
                "yuv420p",
                "-color_range",
                range,
                "-colorspace",
                matrix,
                "-color_primaries",
                matrix,
                "-color_trc",
                matrix,
            ],
            &format!("{name}.mp4"),
        );
        let source = scene.source(film);
        scene.film(source, (0.0, 0.4), 0.0, (320.0, 180.0), rect(0.0, 0.0, 320.0, 180.0));
        let picture = image::open(scene.render().1).unwrap().into_rgb8();
        let pixel = picture.get_pixel(160, 90).0;
        assert!((0..3).all(|i| pixel[i].abs_diff([0xb4, 0x3c, 0x1e][i]) <= 3), "{name} {pixel:?}");
    }
}

#[test]
fn odd_formats_decode_and_rotation_is_applied() {
    let mut scene = Scene::new((180, 320), FPS, 0.4, OutputFormat::Png);
    let source_args = [
        "-f",
        "lavfi",
        "-i",
        "color=c=red:size=160x180:rate=25:duration=0.5[a];color=c=blue:size=160x180:rate=25:duration=0.5[b];[a][b]hstack",
    ];
    for (name, format) in [("a.mp4", "yuv444p"), ("b.mp4", "yuv420p10le"), ("c.mp4", "yuv422p")] {
        let film = scene.folder.ffmpeg(&[&source_args[..], &["-c:v", "libx264", "-pix_fmt", format]].concat(), name);
        let turned = scene.folder.ffmpeg(
            &["-i", film.to_str().unwrap(), "-c", "copy", "-metadata:s:v:0", "rotate=90"],
            &format!("turned-{name}"),
        );
        scene.job.sources.clear();
        scene.job.composition.nodes.clear();
        let source = scene.source(turned);
        scene.film(source, (0.0, 0.4), 0.0, (180.0, 320.0), rect(0.0, 0.0, 180.0, 320.0));
        let picture = image::open(scene.render().1).unwrap().into_rgb8();
        // As ffmpeg itself shows what it tagged so: the right half on top.
        let (top, bottom) = (picture.get_pixel(90, 60).0, picture.get_pixel(90, 260).0);
        assert!(top[2] > 200 && top[0] < 50, "{name} {top:?}");
        assert!(bottom[0] > 200 && bottom[2] < 50, "{name} {bottom:?}");
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
fn rasters_are_read_premultiplied() {
    let mut scene = Scene::new((64, 64), FPS, 0.2, OutputFormat::Png);
    let mut bytes = b"RUSHRGBA".to_vec();
    bytes.extend(8u32.to_le_bytes());
    bytes.extend(8u32.to_le_bytes());
    bytes.extend([0, 0, 128, 128].repeat(64));
    let path = scene.folder.path("drawing");
    std::fs::write(&path, &bytes).unwrap();
    scene.job.rasters.push(path.clone());
    let content = Content::Raster { raster: RasterId(0), crop: rect(0.0, 0.0, 8.0, 8.0) };
    scene.job.composition.nodes.push(layer("drawing", (0.0, 1.0), content, rect(16.0, 16.0, 32.0, 32.0)));
    let picture = image::open(scene.render().1).unwrap().into_rgb8();
    let pixel = picture.get_pixel(32, 32).0;
    assert!((0..3).all(|i| pixel[i].abs_diff([100, 20, 173][i]) <= 2), "{pixel:?}");
    std::fs::write(&path, &bytes[..100]).unwrap();
    assert_eq!(scene.fail().code, FailureCode::Internal);
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
fn what_is_known_of_a_film_is_not_asked_again() {
    let mut scene = Scene::new((64, 64), FPS, 0.2, OutputFormat::Mp4);
    let source = scene.source(scene.folder.film("film.mp4", "64x64", 25, 1.0, false));
    scene.film(source, (0.0, 0.2), 0.0, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
    scene.job.facts = vec![SourceFacts { has_audio: true, ..SourceFacts::default() }];
    assert!(scene.fail().message.contains("has no video"));
    scene.job.facts = vec![SourceFacts { has_video: true, width: 64, height: 64, ..SourceFacts::default() }];
    assert_eq!(scene.render().0.frames, 5);
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
        assert!((crate::encode::samples_of(frames, fps) as f64 - exact).abs() <= 0.5);
    }
}
