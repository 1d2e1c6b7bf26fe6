//! What an SVG may have. The check at submission and whoever draws ask the same: what is not drawn is refused by name and
//! line, so that no picture silently lacks something, and what stands for more than it looks is counted first.

mod elements;
mod scan;
mod style;
mod weight;

#[cfg(test)]
mod tests;

pub use roxmltree;

use roxmltree::{Document, ParsingOptions};
use std::fmt;

/// Longest markup in bytes: half a million characters, as long as UTF-8 makes them.
pub const MARKUP_BYTES: usize = 4 * 500_000;

/// Deepest nesting of elements: whatever walks over a drawing recurses.
pub const NESTING: usize = 512;

/// Nodes of a document.
const NODES: u32 = 200_000;

/// Elements that a drawing has, counted wherever they are used again. A hundred thousand small ones take about a second.
const DRAWN: u64 = 100_000;

/// Why an SVG is refused: a sentence for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is none, or has something that is not drawn.
    Wrong(String),
    /// It is more than may be drawn.
    TooMuch(String),
}

impl Refusal {
    /// The sentence about markup that a parser gave up on.
    pub fn unreadable(error: &dyn fmt::Display) -> String {
        format!("The SVG of this clip is no readable SVG: {error}.")
    }

    /// The sentence.
    pub fn message(self) -> String {
        match self {
            Refusal::Wrong(message) | Refusal::TooMuch(message) => message,
        }
    }
}

/// Reads markup that may be drawn. Takes time and memory in proportion to its length, whatever it says.
///
/// # Errors
/// The first thing that keeps it from being drawn.
pub fn read(markup: &str) -> Result<Document<'_>, Refusal> {
    if markup.len() > MARKUP_BYTES {
        return Err(Refusal::TooMuch(format!("The SVG of this clip is larger than {MARKUP_BYTES} bytes.")));
    }
    scan::check(markup)?;
    let parsing = ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(markup, parsing).map_err(|error| Refusal::Wrong(Refusal::unreadable(&error)))?;
    elements::check(&document).map_err(|refusal| match refusal {
        elements::Refusal::NotDrawn(message) => Refusal::Wrong(message),
        elements::Refusal::TooDeep => {
            Refusal::TooMuch(format!("The elements of this clip's SVG are nested more than {NESTING} deep."))
        }
    })?;
    weight::check(&document).map_err(|weight::TooHeavy| {
        Refusal::TooMuch(format!(
            "The SVG of this clip draws more than {DRAWN} elements, counted wherever they are used again, or uses elements \
             that use each other. Simplify it."
        ))
    })?;
    Ok(document)
}
