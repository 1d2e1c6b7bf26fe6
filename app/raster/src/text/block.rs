//! A text that has been laid out: lines of letters, each of which knows where it stands.

use crate::FontUse;
use crate::fonts::Digests;
use parley::FontData;
use std::collections::BTreeSet;
use std::ops::Range;
use vello_cpu::Glyph;
use vello_cpu::kurbo::Rect;

/// A font at a size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    pub font: FontData,
    /// Pixels.
    pub size: f32,
    /// Where a variable font stands on its axes.
    pub coords: Vec<i16>,
    /// Degrees by which upright letters are slanted, where the family has no italic.
    pub slant: Option<f32>,
    /// Whether its signs have colours of their own.
    pub colored: bool,
    /// Where the top of an underline lies below the baseline, and how thick it is, in pixels.
    pub underline: (f64, f64),
    /// The same of a line through the letters.
    pub line_through: (f64, f64),
}

/// One grapheme, or several that a font draws as one sign.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// Its place in [`Block::faces`].
    pub face: usize,
    /// Where each lies.
    pub glyphs: Vec<Glyph>,
    /// The room that it takes along its line.
    pub left: f64,
    pub right: f64,
    /// Its place in [`Block::lines`].
    pub line: usize,
    /// The bytes of the text that it stands for.
    pub range: Range<usize>,
    pub is_space: bool,
    pub is_right_to_left: bool,
}

impl Letter {
    /// Puts it somewhere else.
    pub fn shift(&mut self, x: f64, y: f64) {
        self.left += x;
        self.right += x;
        for glyph in &mut self.glyphs {
            glyph.x += x as f32;
            glyph.y += y as f32;
        }
    }
}

/// A line of letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub left: f64,
    pub right: f64,
    /// The line's height reaches from here
    pub top: f64,
    /// to here.
    pub bottom: f64,
    pub baseline: f64,
    /// From the font's ascent, which may lie outside of the line's height,
    pub ascent: f64,
    /// to its descent.
    pub descent: f64,
}

/// A text that has been laid out. White space at the ends of lines is no part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub faces: Vec<Face>,
    /// In the order of the text.
    pub letters: Vec<Letter>,
    pub lines: Vec<Line>,
}

impl Block {
    /// The box around all lines, by their heights and widths.
    pub fn bounds(&self) -> Rect {
        let boxes = self.lines.iter().map(|line| Rect::new(line.left, line.top, line.right, line.bottom));
        boxes.reduce(|all, line| all.union(line)).unwrap_or(Rect::ZERO)
    }

    /// Puts it somewhere else.
    pub fn shift(&mut self, x: f64, y: f64) {
        self.letters.iter_mut().for_each(|letter| letter.shift(x, y));
        for line in &mut self.lines {
            line.left += x;
            line.right += x;
            for height in [&mut line.top, &mut line.bottom, &mut line.baseline, &mut line.ascent, &mut line.descent] {
                *height += y;
            }
        }
    }

    /// Every letter, by its place in [`Block::letters`].
    pub fn all(&self) -> Vec<usize> {
        (0..self.letters.len()).collect()
    }

    /// The stretches of lines that these letters take, from left to right.
    pub fn stretches(&self, letters: &[usize]) -> Vec<(usize, f64, f64)> {
        let mut pieces: Vec<(usize, f64, f64)> = letters
            .iter()
            .map(|at| &self.letters[*at])
            .map(|letter| (letter.line, letter.left, letter.right))
            .collect();
        pieces.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // Letters that touch are one stretch: no seam shows between them.
        const TOUCHING: f64 = 0.01;
        pieces.into_iter().fold(Vec::new(), |mut whole: Vec<(usize, f64, f64)>, piece| {
            match whole.last_mut().filter(|last| last.0 == piece.0 && piece.1 <= last.2 + TOUCHING) {
                Some(last) => last.2 = last.2.max(piece.2),
                None => whole.push(piece),
            }
            whole
        })
    }

    /// The room that these letters take, from ascent to descent.
    pub fn room(&self, letters: &[usize]) -> Rect {
        let boxes = letters.iter().map(|at| {
            let Letter { left, right, line, .. } = self.letters[*at];
            let Line { top, bottom, ascent, descent, .. } = self.lines[line];
            Rect::new(left, top.min(ascent), right, bottom.max(descent))
        });
        boxes.reduce(|all, letter| all.union(letter)).unwrap_or(Rect::ZERO)
    }

    /// The files of its fonts.
    pub fn fonts(&self, digests: &Digests) -> Vec<FontUse> {
        let used = self.faces.iter().map(|face| FontUse { sha256: digests.of(&face.font.data) });
        used.collect::<BTreeSet<_>>().into_iter().collect()
    }
}
