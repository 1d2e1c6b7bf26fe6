//! What is heard where the film is cut.

use super::*;

/// How far a wave is from a straight line between its neighbours, at most.
fn bend(samples: &[f32]) -> f32 {
    samples.windows(3).map(|s| (s[0] - 2.0 * s[1] + s[2]).abs()).fold(0.0, f32::max)
}

#[test]
fn a_tone_runs_through_segments_and_cuts_without_a_click() {
    for fps in [FPS, Rational::new(30_000, 1001)] {
        let mut scene = Scene::new((64, 64), fps, 12.0, OutputFormat::Mp4);
        let film = scene.folder.film("a.mp4", "64x64", 25, 12.0, false);
        let tone = "aevalsrc='0.5*sin(2*PI*440*t)':s=44100:d=13";
        let tone = scene.folder.ffmpeg(&["-f", "lavfi", "-i", tone], "tone.wav");
        let (film, tone) = (scene.source(film), scene.source(tone));
        // The second clip goes on where the first ends, which in one of the rates is no whole sample.
        let cut = fps.time_of_frame(140);
        for (start, end) in [(0.0, cut), (cut, 12.0)] {
            scene.film(film, (start, end), start, (64.0, 64.0), rect(0.0, 0.0, 64.0, 64.0));
            scene.sound(tone, (start, end), start, 1.0, Vec::new());
        }
        let (report, path) = scene.render();
        assert!(report.segments >= 3, "{}", report.segments);
        let heard = samples(&path);
        // All but what a coder needs to begin and to end. The wave itself bends by 0.5 (2 pi 440 / 48,000)^2 = 0.0017, half
        // a sample of its steepest step is 0.0144, and a click would be many times that.
        let bend = bend(&heard[2_400..12 * 48_000 - 4_800]);
        assert!(bend < 0.02, "{bend}");
        // Nor does it fade: every tenth of a second is as loud.
        for (i, part) in heard[4_800..12 * 48_000 - 4_800].chunks_exact(4_800).enumerate() {
            let loud = loudness(part);
            assert!((loud - 0.5 / 2f32.sqrt()).abs() < 0.01, "{i}: {loud}");
        }
    }
}
