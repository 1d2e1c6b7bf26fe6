//! One frame as a picture.

use super::films::{Films, film_facts};
use super::plan::Plan;
use super::report::Made;
use crate::RenderJob;
use crate::compositor::{Compositor, Frame, Layout, Target, to_rgb_bytes};
use domain::composition::{OutputFormat, Quality};
use domain::render::OutputRole;
use domain::{Failure, FailureCode};
use image::codecs::{bmp::BmpEncoder, jpeg::JpegEncoder, png::PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageError};
use std::fs::File;
use std::io::{BufWriter, Write};

/// JPEG quality of posters and thumbnails.
const CAPTURE_QUALITY: u8 = 85;

/// JPEG quality of stills: 50, 65, 80, 90 and 95.
fn jpeg_quality(quality: Quality) -> u8 {
    match quality {
        Quality::VeryLow => 50,
        Quality::Low => 65,
        Quality::Medium => 80,
        Quality::High => 90,
        Quality::VeryHigh => 95,
    }
}

/// Makes the main file of a still format: the first frame of the range.
pub(super) fn render(job: &RenderJob, plan: &Plan) -> Result<Made, Failure> {
    let frame = compose(job, plan, plan.size, plan.frames.start)?;
    let format = job.output.format;
    let file = format!("main.{}", format.extension());
    let quality = jpeg_quality(job.output.quality);
    write(job, &file, &frame, format, quality)?;
    let encoder = match format {
        OutputFormat::Jpg => format!("jpeg quality={quality}"),
        other => other.extension().to_owned(),
    };
    Ok(made(OutputRole::Main, file, &frame, encoder))
}

/// Makes a JPEG of the frame at `time` seconds of the timeline, `scale` times the main file's size.
pub(super) fn capture(job: &RenderJob, plan: &Plan, role: OutputRole, time: f64, scale: f64) -> Result<Made, Failure> {
    let scaled = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, pixels.max(1));
    let index = plan.frame_at(time, job.composition.frame_count());
    let frame = compose(job, plan, (scaled(plan.size.0), scaled(plan.size.1)), index)?;
    let file = format!("{}.jpg", role.as_str());
    write(job, &file, &frame, OutputFormat::Jpg, CAPTURE_QUALITY)?;
    Ok(made(role, file, &frame, String::new()))
}

fn made(role: OutputRole, file: String, frame: &Frame, encoder: String) -> Made {
    let size = (frame.width() as u32, frame.height() as u32);
    Made { role, file, size: Some(size), duration: None, frames: 1, segments: 0, reused: 0, encoder }
}

/// Composes one frame in RGB.
fn compose(job: &RenderJob, plan: &Plan, size: (u32, u32), frame: u64) -> Result<Frame, Failure> {
    let (width, height) = (size.0 as usize, size.1 as usize);
    let target = Target { width, height, layout: Layout::Rgb, watermark: job.output.watermark };
    let mut compositor =
        Compositor::sharing(plan.slots.clone(), &job.composition, film_facts(job, &plan.slots)?, target);
    let mut films = Films::new(job, &compositor, frame..frame + 1);
    films.advance(frame)?;
    let mut out = Frame::new(Layout::Rgb, width, height);
    compositor.compose(frame, &mut films, &mut out.planes_mut())?;
    Ok(out)
}

fn write(job: &RenderJob, file: &str, frame: &Frame, format: OutputFormat, quality: u8) -> Result<(), Failure> {
    let pixels = to_rgb_bytes(&frame.planes());
    let (width, height) = (frame.width() as u32, frame.height() as u32);
    let created = File::create(job.directory.join(file)).map_err(|e| super::on_disk("picture", &e))?;
    let mut out = BufWriter::new(created);
    let rgb = ExtendedColorType::Rgb8;
    let written = match format {
        OutputFormat::Png => PngEncoder::new(&mut out).write_image(&pixels, width, height, rgb),
        OutputFormat::Bmp => BmpEncoder::new(&mut out).write_image(&pixels, width, height, rgb),
        _ => JpegEncoder::new_with_quality(&mut out, quality).write_image(&pixels, width, height, rgb),
    };
    written.map_err(|error| match error {
        ImageError::IoError(error) => super::on_disk("picture", &error),
        error => Failure::new(FailureCode::Internal, format!("The picture cannot be encoded: {error}.")),
    })?;
    out.flush().map_err(|e| super::on_disk("picture", &e))
}
