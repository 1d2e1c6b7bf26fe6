//! Sound: when it is heard, how loud, and how long.

use super::*;

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
