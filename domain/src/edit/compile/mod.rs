//! From an edit and the facts of its sources to a [`Composition`].
//!
//! Every object of the edit is taken apart by one compile step, which names all its properties: each one is compiled, is
//! known to change nothing, or is a fault. The check at submission runs these same steps before anything is fetched, so
//! that it refuses exactly what cannot be compiled; there is no list beside them. A property that gets its step stops
//! being refused by that.

mod animated;
mod asset;
mod clip;
mod colors;
mod compiler;
mod crop;
mod drawings;
mod facts;
mod fade;
mod filter;
mod fit;
mod fonts;
mod frame_size;
mod motion;
mod output;
mod place;
mod placing;
mod sound;
mod timeline;
mod timing;
mod title_markup;
mod title_style;
mod transform;
mod tween;

#[cfg(test)]
mod tests;

pub use facts::{SourceFacts, SourceKind, SourceRef};

use super::model::Edit;
use crate::Failure;
use crate::composition::{Canvas, Color, Composition, LumaPolarity, OutputFormat, OutputSettings, Size};
use compiler::{Compiler, Knowledge};
use place::Place;

/// What a compilation is told beside the edit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompileOptions {
    /// Draw the sandbox's watermark.
    pub watermark: bool,
    /// How long the timeline may be, in seconds.
    pub max_duration: f64,
    /// What the brightness of a luma matte means.
    pub mattes: LumaPolarity,
}

/// Compiles a checked edit, whose sources were fetched: `facts` says of each distinct source what it turned out to be, in
/// the order of [`Checked::sources`](super::Checked::sources).
///
/// # Errors
/// The first thing that cannot be: a source that is not what it is used as (`BadMedia`), a timeline too long
/// (`LimitReached`), or something the edit asks for that its sources do not give (`BadEdit`). Trying again does not help.
pub fn compile(
    edit: &Edit,
    facts: &[SourceFacts],
    options: &CompileOptions,
) -> Result<(Composition, OutputSettings), Failure> {
    let Outcome { composition, output, faults, .. } = run(edit, Knowledge::Probed(facts), options);
    match faults.into_iter().next() {
        Some(failure) => Err(failure),
        None => Ok((composition, output)),
    }
}

/// Compiles before anything is fetched, taking every source for what it is used as.
pub(super) fn rehearse(edit: &Edit, options: &CompileOptions) -> Outcome {
    run(edit, Knowledge::Assumed, options)
}

/// What came of a compilation. Where there are faults, the rest is not to be rendered.
pub(super) struct Outcome {
    pub composition: Composition,
    pub output: OutputSettings,
    pub sources: Vec<SourceRef>,
    pub faults: Vec<Failure>,
}

fn run(edit: &Edit, knowledge: Knowledge<'_>, options: &CompileOptions) -> Outcome {
    let Edit {
        timeline,
        output,
        // Was applied before the edit was read.
        merge: _,
        callback,
        // Shotstack's machines; ours are our own business.
        disk: _,
        instance: _,
    } = edit;
    let (output_place, timeline_place) = (Place::root("output"), Place::root("timeline"));
    let mut compiler = Compiler::new(knowledge, options.mattes);
    if callback.is_some() {
        compiler.fault(&Place::root("callback"), "webhooks are not available yet on this server; leave it out");
    }
    let frame = output::frame(&mut compiler, &output_place, output);
    compiler.frame = Size { width: frame.0.into(), height: frame.1.into() };
    let rate = output::frame_rate(output);
    let ground = timeline_place.key("background");
    let background = colors::read(&mut compiler, &ground, timeline.background.as_deref(), Color::BLACK);
    let timeline::Compiled { mut nodes, mut audio, end } =
        timeline::compile(&mut compiler, &timeline_place, timeline, options.max_duration);
    let output = output::settings(&mut compiler, &output_place, output, (frame, rate), end, options.watermark);
    let (sources, mut rasters, faults) = compiler.finish();
    if output.format == OutputFormat::Mp3 {
        nodes.clear();
        rasters.clear();
    }
    if !output.format.has_audio() {
        audio.clear();
    }
    let canvas = Canvas { width: frame.0, height: frame.1, fps: rate, background: colors::on_black(background) };
    Outcome {
        composition: Composition { canvas, duration: end.seconds, nodes, audio, rasters },
        output,
        sources: sources.into_list(),
        faults,
    }
}
