//! The GIF: one palette for all frames, and only what changes in each.

use super::dither::Dither;
use super::films::{Films, film_facts};
use super::palette::Histogram;
use super::plan::Plan;
use super::report::{Made, Telling};
use crate::RenderJob;
use crate::compositor::{Compositor, Frame, Layout, Target};
use domain::composition::Rational;
use domain::render::OutputRole;
use domain::{Failure, FailureCode};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;

/// Frames, spread over the whole, whose colours make the palette.
const SAMPLES: u64 = 12;

/// Players show what is meant to be shorter than this (in hundredths of a second) much longer instead.
const SHORTEST_DELAY: u64 = 2;

/// Makes the GIF.
pub(super) fn render(job: &RenderJob, plan: &Plan, telling: &mut Telling<'_>) -> Result<Made, Failure> {
    let (width, height) = (plan.size.0 as usize, plan.size.1 as usize);
    let facts = film_facts(job, &plan.slots)?;
    let target = Target { width, height, layout: Layout::Rgb, watermark: job.output.watermark };
    let new_compositor = || Compositor::sharing(plan.slots.clone(), &job.composition, facts.clone(), target);
    let mut dither = Dither::new(colors(job, plan, &mut new_compositor(), telling)?);

    let file = "main.gif".to_owned();
    let created = File::create(job.directory.join(&file)).map_err(|e| super::on_disk("GIF", &e))?;
    let mut writer = Writer::new(BufWriter::new(created), plan.size, &dither, job.output.repeat)?;
    let mut compositor = new_compositor();
    let mut films = Films::new(job, &compositor, plan.frames.clone());
    let mut frame = Frame::new(Layout::Rgb, width, height);
    for (index, delay) in delays(plan.frames.clone(), plan.fps) {
        films.advance(index)?;
        compositor.compose(index, &mut films, &mut frame.planes_mut())?;
        writer.write(&mut dither, &frame, delay)?;
        telling.reached(index + 1 - plan.frames.start);
    }
    let frames = writer.finish()?;
    Ok(Made {
        role: OutputRole::Main,
        file,
        size: Some(plan.size),
        duration: Some(plan.span().length()),
        frames,
        segments: 0,
        reused: 0,
        encoder: "gif 255 colours for all frames, ordered dither".to_owned(),
    })
}

/// The colours of frames over the whole length.
fn colors(
    job: &RenderJob,
    plan: &Plan,
    compositor: &mut Compositor,
    telling: &mut Telling<'_>,
) -> Result<Histogram, Failure> {
    let count = plan.count().min(SAMPLES);
    let mut histogram = Histogram::new();
    let mut frame = Frame::new(Layout::Rgb, plan.size.0 as usize, plan.size.1 as usize);
    for i in 0..count {
        let index = plan.frames.start + (2 * i + 1) * plan.count() / (2 * count);
        let mut films = Films::new(job, compositor, index..index + 1);
        films.advance(index)?;
        compositor.compose(index, &mut films, &mut frame.planes_mut())?;
        histogram.count(&frame);
        telling.preparing();
    }
    Ok(histogram)
}

/// Which frames are shown, and for how many hundredths of a second. Rounded times do not add up to a drift; at high frame
/// rates frames are left out.
fn delays(frames: Range<u64>, fps: Rational) -> Vec<(u64, u64)> {
    let start = frames.start;
    let hundredths = |frame: u64| {
        let (n, d) = (u64::from(fps.numerator), u64::from(fps.denominator));
        ((frame - start) * d * 100 + n / 2) / n
    };
    let end = hundredths(frames.end);
    let mut shown: Vec<(u64, u64)> = Vec::new();
    for frame in frames {
        let at = hundredths(frame);
        if shown.last().is_none_or(|&(_, last)| at >= last + SHORTEST_DELAY) {
            shown.push((frame, at));
        }
    }
    let ends: Vec<u64> = shown.iter().skip(1).map(|s| s.1).chain([end]).collect();
    shown.into_iter().zip(ends).map(|((frame, at), end)| (frame, end.saturating_sub(at).max(SHORTEST_DELAY))).collect()
}

struct Writer<W: Write> {
    encoder: gif::Encoder<W>,
    size: (u32, u32),
    before: Option<Vec<u8>>,
    frames: u64,
}

impl<W: Write> Writer<W> {
    fn new(out: W, size: (u32, u32), dither: &Dither, repeat: bool) -> Result<Self, Failure> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(failed);
        let mut encoder = gif::Encoder::new(out, side(size.0)?, side(size.1)?, &dither.bytes()).map_err(unwritten)?;
        if repeat {
            encoder.set_repeat(gif::Repeat::Infinite).map_err(unwritten)?;
        }
        Ok(Self { encoder, size, before: None, frames: 0 })
    }

    fn write(&mut self, dither: &mut Dither, frame: &Frame, delay: u64) -> Result<(), Failure> {
        let now = dither.index(frame, self.before.as_deref());
        let all = Area { left: 0, top: 0, right: self.size.0 as usize, bottom: self.size.1 as usize };
        let area = match &self.before {
            None => all,
            Some(before) => changed(before, &now, all.right).unwrap_or(Area { right: 1, bottom: 1, ..all }),
        };
        let width = all.right;
        let rows = (area.top..area.bottom).map(|y| y * width + area.left..y * width + area.right);
        let unchanged = dither.unchanged();
        let buffer: Vec<u8> = rows
            .flatten()
            .map(|i| match &self.before {
                Some(before) if before[i] == now[i] => unchanged,
                _ => now[i],
            })
            .collect();
        let picture = gif::Frame {
            delay: u16::try_from(delay).unwrap_or(u16::MAX),
            dispose: gif::DisposalMethod::Keep,
            transparent: self.before.is_some().then_some(unchanged),
            left: area.left as u16,
            top: area.top as u16,
            width: (area.right - area.left) as u16,
            height: (area.bottom - area.top) as u16,
            buffer: buffer.into(),
            ..gif::Frame::default()
        };
        self.encoder.write_frame(&picture).map_err(unwritten)?;
        self.before = Some(now);
        self.frames += 1;
        Ok(())
    }

    fn finish(self) -> Result<u64, Failure> {
        let mut out = self.encoder.into_inner().map_err(unwritten)?;
        out.flush().map_err(|e| super::on_disk("GIF", &e))?;
        Ok(self.frames)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// The smallest area outside which nothing changed; `None` when nothing did.
fn changed(before: &[u8], now: &[u8], width: usize) -> Option<Area> {
    let mut area: Option<Area> = None;
    for (y, (a, b)) in before.chunks_exact(width).zip(now.chunks_exact(width)).enumerate() {
        let Some(left) = (0..width).find(|&x| a[x] != b[x]) else { continue };
        let right = (0..width).rposition(|x| a[x] != b[x]).unwrap_or(left) + 1;
        let old = area.unwrap_or(Area { left, top: y, right, bottom: y });
        area = Some(Area { left: old.left.min(left), top: old.top, right: old.right.max(right), bottom: y + 1 });
    }
    area
}

fn unwritten(error: gif::EncodingError) -> Failure {
    match error {
        gif::EncodingError::Io(error) => super::on_disk("GIF", &error),
        error => failed(error),
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(FailureCode::Internal, format!("The GIF cannot be encoded: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;
    use std::path::Path;
    use std::process::Command;

    #[test]
    fn delays_add_up_to_the_whole() {
        for (fps, frames) in [(Rational::new(25, 1), 50), (Rational::new(30, 1), 90), (Rational::new(24000, 1001), 240)]
        {
            let delays = delays(10..10 + frames, fps);
            let sum: u64 = delays.iter().map(|d| d.1).sum();
            assert_eq!(delays.len() as u64, frames);
            assert_eq!(sum, (fps.time_of_frame(frames) * 100.0).round() as u64);
        }
    }

    #[test]
    fn fast_films_lose_frames_and_no_time() {
        let delays = delays(0..120, Rational::new(60, 1));
        assert!(delays.iter().all(|d| d.1 >= 2) && delays.len() >= 80, "{delays:?}");
        assert_eq!(delays.iter().map(|d| d.1).sum::<u64>(), 200);
    }

    /// Bytes, and likeness to `raw` as ffmpeg's `ssim` filter measures it, of a GIF.
    fn measured(gif: &Path, raw: &Path, size: &str) -> (f64, f64) {
        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-v", "info", "-i"]).arg(gif);
        command.args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", "10", "-i"]).arg(raw);
        let counted = "[0:v]format=rgb24,setpts=N/10/TB[a];[1:v]setpts=N/10/TB[b];[a][b]ssim";
        let output = command.args(["-lavfi", counted, "-f", "null", "-"]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let all = text.split("All:").nth(1).unwrap_or_else(|| panic!("{text}"));
        let likeness = all.split(' ').next().unwrap().parse().unwrap();
        (std::fs::metadata(gif).unwrap().len() as f64, likeness)
    }

    #[test]
    fn files_are_no_larger_and_no_less_alike_than_those_of_ffmpeg() {
        let (width, height, size) = (240usize, 136usize, "240x136");
        let footage =
            format!("mandelbrot=size={size}:rate=10:end_scale=0.05:end_pts=40,noise=alls=4:allf=t:all_seed=3");
        let graphic = format!(
            "color=0x2266aa:size={size}:rate=10,format=gbrp[a];color=0xffcc22:size=60x44:rate=10[b];\
             color=0xdd3344:size=30x30:rate=10[c];[a][b]overlay=x=20+30*t:y=30:format=gbrp[d];\
             [d][c]overlay=x=190-20*t:y=85:format=gbrp"
        );
        for source in [footage, graphic] {
            let folder = Folder::new();
            let made = ["-f", "lavfi", "-i", &source, "-t", "2", "-f", "rawvideo", "-pix_fmt", "rgb24"];
            let raw = folder.ffmpeg(&made, "frames.rgb");
            let frames: Vec<Frame> = std::fs::read(&raw)
                .unwrap()
                .chunks_exact(width * height * 3)
                .map(|bytes| {
                    let mut frame = Frame::new(Layout::Rgb, width, height);
                    for (i, color) in bytes.chunks_exact(3).enumerate() {
                        (0..3).for_each(|p| frame.plane_mut(p)[i] = color[p]);
                    }
                    frame
                })
                .collect();
            assert_eq!(frames.len(), 20);
            let mut histogram = Histogram::new();
            frames.iter().for_each(|frame| histogram.count(frame));
            let mut dither = Dither::new(histogram);
            let mut writer = Writer::new(Vec::new(), (240, 136), &dither, true).unwrap();
            frames.iter().for_each(|frame| writer.write(&mut dither, frame, 10).unwrap());
            let ours = folder.path("ours.gif");
            std::fs::write(&ours, writer.encoder.into_inner().unwrap()).unwrap();
            let read = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", "10", "-i", raw.to_str().unwrap()];
            let usual = ["-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse"];
            let theirs = folder.ffmpeg(&[&read[..], &usual[..]].concat(), "theirs.gif");
            let (our_bytes, our_likeness) = measured(&ours, &raw, size);
            let (their_bytes, their_likeness) = measured(&theirs, &raw, size);
            let figures = format!("{our_bytes} {our_likeness}, {their_bytes} {their_likeness}");
            assert!(our_bytes <= 1.03 * their_bytes, "{figures}");
            assert!(our_likeness >= 0.995 * their_likeness, "{figures}");
        }
    }

    #[test]
    fn only_the_changed_area_is_found() {
        let before = [0; 12];
        let mut now = before;
        assert_eq!(changed(&before, &now, 4), None);
        (now[5], now[10]) = (1, 1);
        assert_eq!(changed(&before, &now, 4), Some(Area { left: 1, top: 1, right: 3, bottom: 3 }));
    }
}
