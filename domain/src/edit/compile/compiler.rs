//! What every compile step shares: what is known of the sources, what was made so far, and what was found wrong.

use super::facts::{SourceFacts, SourceKind, Sources};
use super::place::Place;
use crate::composition::{RasterId, RasterRequest, Size, SourceId};
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
    pub rasters: Vec<RasterRequest>,
    /// What `timeline.fonts` brings along.
    pub fonts: Vec<SourceId>,
    pub faults: Vec<Failure>,
    knowledge: Knowledge<'a>,
}

impl<'a> Compiler<'a> {
    pub fn new(knowledge: Knowledge<'a>) -> Self {
        Self {
            frame: Size::default(),
            sources: Sources::default(),
            rasters: Vec::new(),
            fonts: Vec::new(),
            faults: Vec::new(),
            knowledge,
        }
    }

    /// Something that the edit asks for cannot be.
    pub fn fault(&mut self, place: &Place, message: impl Into<String>) {
        self.faults.push(Failure::at(FailureCode::BadEdit, place.to_string(), message));
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
            Some((id, facts)) => match mismatch(&facts, kind) {
                None => return Some((id, facts)),
                Some(found) => {
                    (FailureCode::BadMedia, format!("{place}: the file is {found}, not {}", kind.described()))
                }
            },
        };
        self.faults.push(Failure::at(code, place.to_string(), message));
        None
    }

    /// Orders a drawing.
    pub fn raster(&mut self, request: RasterRequest) -> RasterId {
        self.rasters.push(request);
        RasterId(u32::try_from(self.rasters.len() - 1).unwrap_or(u32::MAX))
    }
}

/// What a file is instead of what it is used as.
fn mismatch(facts: &SourceFacts, kind: SourceKind) -> Option<&'static str> {
    let sized = facts.width > 0 && facts.height > 0;
    let fits = match kind {
        SourceKind::Video => facts.has_video && sized,
        SourceKind::Image => facts.is_image && sized,
        SourceKind::Audio => facts.has_audio,
        SourceKind::Font => true,
    };
    match facts {
        _ if fits => None,
        SourceFacts { is_image: true, .. } => Some("a still picture"),
        SourceFacts { has_video: true, has_audio: false, .. } => Some("a video without sound"),
        SourceFacts { has_video: true, .. } => Some("a video"),
        SourceFacts { has_audio: true, .. } => Some("sound only"),
        _ => Some("neither picture nor sound"),
    }
}
