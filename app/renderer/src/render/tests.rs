//! Whole renders of small compositions, measured with ffprobe and in pixels.

mod films;
mod kept;
mod media;
mod outputs;
mod pictures;
mod seams;
mod sounds;
mod translucent;

use super::*;
use crate::testing::{Folder, complaints, ffprobe, job, layer, loudness, luma, rgb_frame, samples};
use crate::{Stage, probe};
use domain::composition::*;
use domain::edit::SourceFacts;
use std::path::PathBuf;

struct Scene {
    folder: Folder,
    job: RenderJob,
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
        let canvas = Canvas { width: size.0, height: size.1, fps, background };
        let job = RenderJob { directory, ..job(canvas, duration, format) };
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
