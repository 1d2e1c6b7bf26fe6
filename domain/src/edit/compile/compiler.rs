//! What every compile step shares: what is known of the sources, what was made so far, and what was found wrong.

use super::drawings::Drawings;
use super::facts::{SourceFacts, SourceKind, Sources};
use super::fonts::Fonts;
use super::place::Place;
use crate::composition::{LumaPolarity, RasterId, RasterRequest, Size, SourceId};
use crate::edit::fault::Faults;
use crate::{Failure, FailureCode};

/// What is known of the sources.
#[derive(Clone, Copy, Debug)]
pub(super) enum Knowledge<'a> {
    /// Nothing was fetched yet: every source is taken for what it is used as.
    Assumed,
    /// What each source turned out to be, by its [`SourceId`].
    Probed(&'a [SourceFacts]),
}

/// The state of one compilation. A step either adds to what was made or to `faults`, and goes on, so that all faults
/// come to light at once.
pub(super) struct Compiler<'a> {
    /// The canvas, in pixels.
    pub frame: Size,
    pub sources: Sources,
    rasters: Drawings,
    /// What `timeline.fonts` brings along.
    pub fonts: Fonts,
    faults: Vec<Failure>,
    knowledge: Knowledge<'a>,
    /// What the brightness of a matte means.
    pub mattes: LumaPolarity,
}

impl<'a> Compiler<'a> {
    pub fn new(knowledge: Knowledge<'a>, mattes: LumaPolarity) -> Self {
        Self {
            frame: Size::default(),
            sources: Sources::default(),
            rasters: Drawings::default(),
            fonts: Fonts::default(),
            faults: Vec::new(),
            knowledge,
            mattes,
        }
    }

    /// Something that the edit asks for cannot be.
    pub fn fault(&mut self, place: &Place, message: impl Into<String>) {
        self.failure(FailureCode::BadEdit, place, message);
    }

    /// The same for another reason than what the edit says.
    pub fn failure(&mut self, code: FailureCode, place: &Place, message: impl Into<String>) {
        // Nobody is told of more, and a hostile document could hold millions.
        if self.faults.len() < Faults::MOST {
            self.faults.push(Failure::at(code, place.to_string(), message));
        }
    }

    /// The sources, the drawings, and everything that was found wrong.
    pub fn finish(self) -> (Sources, Vec<RasterRequest>, Vec<Failure>) {
        (self.sources, self.rasters.into_list(), self.faults)
    }

    /// No step compiles this yet.
    pub fn not_yet(&mut self, place: &Place, what: &str) {
        self.fault(place, format!("{what} is not supported yet by this server; leave it out"));
    }

    /// What is known of the sources.
    pub fn knowledge(&self) -> Knowledge<'a> {
        self.knowledge
    }

    /// The id of a source and what is known of it, whatever it is used as.
    pub fn facts(&mut self, place: &Place, url: &str, kind: SourceKind) -> Option<(SourceId, SourceFacts)> {
        let id = self.sources.id(&place.to_string(), url, kind);
        let facts = match self.knowledge {
            Knowledge::Assumed => Some(SourceFacts::assumed(kind)),
            Knowledge::Probed(facts) => facts.get(id.0 as usize).copied(),
        };
        facts.map(|facts| (id, facts))
    }

    /// The same, where it is used; `None` (and a fault) when it is not what it is used as.
    pub fn source(&mut self, place: &Place, url: &str, kind: SourceKind) -> Option<(SourceId, SourceFacts)> {
        let (code, message) = match self.facts(place, url, kind) {
            None => (FailureCode::Internal, format!("{place} was not fetched")),
            Some((id, facts)) if facts.fit(kind) => return Some((id, facts)),
            Some((_, facts)) => {
                let message = format!("{place}: the file is {}, not {}", facts.described(), kind.described());
                (FailureCode::BadMedia, message)
            }
        };
        self.failure(code, place, message);
        None
    }

    /// Orders a drawing. What looks the same is drawn once.
    pub fn raster(&mut self, place: &Place, request: RasterRequest) -> RasterId {
        let (id, fits) = self.rasters.id(request);
        if !fits {
            let most = Drawings::MOST_PIXELS / 1_000_000;
            let message = format!(
                "Too big: the texts and drawings up to here are drawn on more than {most} million pixels in all; make \
                 their boxes smaller, or split the edit into several renders"
            );
            self.failure(FailureCode::LimitReached, place, message);
        }
        id
    }
}
