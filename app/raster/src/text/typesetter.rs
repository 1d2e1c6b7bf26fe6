//! Laying text out: parley breaks the lines and shapes the letters.

use super::block::{Block, Face, Letter, Line};
use crate::FontLibrary;
use crate::fonts::{is_colored, names};
use domain::composition::Lettering;
use parley::fontique::GenericFamily;
use parley::{
    Cluster, FontContext, FontFamily, FontFamilyName, FontStyle, FontWeight, LayoutContext, LineHeight, OverflowWrap,
    Run, StyleProperty,
};
use std::borrow::Cow;
use std::ops::Range;
use vello_cpu::Glyph;

/// Sets texts in one lettering.
pub(super) struct Typesetter<'a> {
    lettering: &'a Lettering,
    fonts: FontContext,
    families: Vec<FontFamilyName<'static>>,
    weight: f32,
    context: LayoutContext<()>,
}

impl<'a> Typesetter<'a> {
    /// Texts in this lettering, with its `custom` fonts and those of the library.
    pub fn new(lettering: &'a Lettering, custom: &[Vec<u8>], library: &FontLibrary) -> Self {
        let (mut fonts, own) = library.context_of_file(custom, lettering.file);
        let found = match own {
            Some(family) => Some(names::Found { family, weight: None }),
            None => names::find(&lettering.family, &mut fonts.collection),
        };
        let set = lettering.weight as f32;
        let weight = found.as_ref().map_or(set, |found| found.weight_when_set(set));
        // A generic name stands for our choice: the system's may have outlines that come before the coloured emoji.
        let last = names::generic(GenericFamily::SansSerif, &mut fonts.collection);
        let families = found.into_iter().chain(last).map(|found| FontFamilyName::Named(Cow::Owned(found.family)));
        Self { lettering, families: families.collect(), fonts, weight, context: LayoutContext::new() }
    }

    /// Lays `text` out: lines break at `width`, and are aligned in it among each other by `align`, from 0 at the left to
    /// 1 at the right. The first line's top is at 0.
    pub fn set(&mut self, text: &str, width: f64, align: f64) -> Block {
        // No font has signs for tabs and their like. As many bytes stay.
        let text = &text.replace(|sign: char| sign.is_ascii_control() && !matches!(sign, '\n' | '\r'), " ");
        let Lettering { size, italic, letter_spacing, word_spacing, line_height, .. } = self.lettering;
        let mut builder = self.context.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(&self.families))));
        builder.push_default(StyleProperty::FontSize(*size as f32));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(self.weight)));
        builder.push_default(StyleProperty::FontStyle(if *italic { FontStyle::Italic } else { FontStyle::Normal }));
        builder.push_default(StyleProperty::LetterSpacing(*letter_spacing as f32));
        builder.push_default(StyleProperty::WordSpacing(*word_spacing as f32));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(*line_height as f32)));
        // A word that is wider than a line is broken rather than cut.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width as f32));

        let mut block = Block::default();
        for (index, line) in layout.lines().enumerate() {
            let metrics = line.metrics();
            // Between pixels the letters would be blurred from above to below.
            let baseline = f64::from(metrics.baseline).round();
            let bytes = line.text_range();
            let said = text.get(bytes.clone()).map_or(0, |line| line.trim_end().len());
            let kept = bytes.start..bytes.start + said;
            let first = block.letters.len();
            let mut pen = 0.0;
            for run in line.runs() {
                let face = face(&mut block, &run);
                pen = letters(&mut block.letters, &run, Place { face, line: index, baseline, pen, kept: &kept });
            }
            // White space at the line's end, which may be its left one, takes no room.
            let letters = block.letters.get_mut(first..).unwrap_or_default();
            let ends = letters.iter().map(|letter| (letter.left, letter.right));
            let (start, end) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or_default();
            let left = (width - (end - start)) * align;
            letters.iter_mut().for_each(|letter| letter.shift(left - start, 0.0));
            block.lines.push(Line {
                left,
                right: left + end - start,
                top: metrics.block_min_coord.into(),
                bottom: metrics.block_max_coord.into(),
                baseline,
                ascent: metrics.content_block_min_coord.into(),
                descent: metrics.content_block_max_coord.into(),
            });
        }
        block.letters.sort_by_key(|letter| letter.range.start);
        block
    }
}

/// Where a run's letters go.
struct Place<'a> {
    face: usize,
    line: usize,
    baseline: f64,
    /// Where its left end lies.
    pen: f64,
    /// The bytes of the line's text without the white space at its end.
    kept: &'a Range<usize>,
}

/// Adds the letters of a run; returns where its right end lies.
fn letters(letters: &mut Vec<Letter>, run: &Run<'_, ()>, place: Place<'_>) -> f64 {
    let Place { face, line, baseline, mut pen, kept } = place;
    let clusters: Vec<_> = run.visual_clusters().collect();
    // One sign for several letters has its glyphs at the first of them, which is the last one from the left when the
    // text runs to the left.
    let belong = |one: &Cluster<'_, ()>, next: &Cluster<'_, ()>| match one.is_rtl() {
        true => one.is_ligature_continuation(),
        false => next.is_ligature_continuation(),
    };
    for sign in clusters.chunk_by(belong) {
        let left = pen;
        let mut at = left;
        let glyphs = sign.iter().flat_map(Cluster::glyphs).map(|glyph| {
            let (x, y) = (at + f64::from(glyph.x), baseline + f64::from(glyph.y));
            at += f64::from(glyph.advance);
            Glyph { id: glyph.id, x: x as f32, y: y as f32 }
        });
        let glyphs = glyphs.collect();
        pen += sign.iter().map(|cluster| f64::from(cluster.advance())).sum::<f64>();
        let bytes = sign.iter().map(Cluster::text_range).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
        let Some(range) = bytes.filter(|bytes| kept.contains(&bytes.start)) else { continue };
        letters.push(Letter {
            face,
            glyphs,
            left,
            right: pen,
            line,
            range,
            is_space: sign.iter().all(Cluster::is_space_or_nbsp),
            is_right_to_left: run.is_rtl(),
        });
    }
    pen
}

/// The run's font among the block's.
fn face(block: &mut Block, run: &Run<'_, ()>) -> usize {
    let metrics = run.font_metrics();
    let face = Face {
        font: run.font().clone(),
        size: run.font_size(),
        coords: run.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
        slant: run.synthesis().skew(),
        colored: is_colored(run.font()),
        underline: (-f64::from(metrics.underline_offset), metrics.underline_size.into()),
        line_through: (-f64::from(metrics.strikethrough_offset), metrics.strikethrough_size.into()),
    };
    block.faces.iter().position(|known| *known == face).unwrap_or_else(|| {
        block.faces.push(face);
        block.faces.len() - 1
    })
}
