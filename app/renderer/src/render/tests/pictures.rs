//! What is seen, and in which colours.

use super::*;

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
