//! What a compiler must know of the edit's sources: which there are, and what they turned out to be.

use crate::composition::SourceId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What a source is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A film, with or without sound.
    Video,
    /// A still picture.
    Image,
    /// Something heard; the sound of a film will do.
    Audio,
    /// A TrueType or OpenType font.
    Font,
    /// A film or a still picture, whose brightness is a mask.
    Matte,
    /// Subtitles in SRT or WebVTT.
    Captions,
}

impl SourceKind {
    /// As it stands in messages: "a video".
    pub const fn described(self) -> &'static str {
        match self {
            SourceKind::Video => "a video",
            SourceKind::Image => "an image",
            SourceKind::Audio => "audio",
            SourceKind::Font => "a font",
            SourceKind::Matte => "an image or a video",
            SourceKind::Captions => "subtitles",
        }
    }
}

/// One distinct source of an edit: the same URL used as the same kind is fetched once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// JSON path of its first use: `timeline.tracks[0].clips[2].asset.src`.
    pub pointer: String,
    /// Where it is fetched from, as the client wrote it. May hold credentials: never to be logged or shown.
    pub url: String,
    /// What it is used as.
    pub kind: SourceKind,
}

/// What a fetched source turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceFacts {
    /// It has moving pictures.
    pub has_video: bool,
    /// It has sound.
    pub has_audio: bool,
    /// It is a picture: a still one, or an animated one if it has moving pictures as well.
    pub is_image: bool,
    /// Its picture may be translucent. Of still pictures nobody needs to know.
    #[serde(default)]
    pub has_alpha: bool,
    /// Pixels, upright (rotation tags applied) and square; 0 without a picture.
    pub width: u32,
    /// Pixels, upright (rotation tags applied) and square; 0 without a picture.
    pub height: u32,
    /// Seconds, where it has a length that is known.
    pub duration: Option<f64>,
}

impl SourceFacts {
    /// What a source of this kind may be taken for before it is fetched. Its length stays unknown.
    pub(super) const fn assumed(kind: SourceKind) -> Self {
        let (has_video, has_audio, is_image) = match kind {
            SourceKind::Video => (true, true, false),
            SourceKind::Image => (false, false, true),
            SourceKind::Audio => (false, true, false),
            SourceKind::Font | SourceKind::Captions => (false, false, false),
            SourceKind::Matte => (true, false, false),
        };
        let (width, height) = if has_video || is_image { (1280, 720) } else { (0, 0) };
        Self { has_video, has_audio, is_image, has_alpha: false, width, height, duration: None }
    }
}

impl SourceFacts {
    /// Whether the file is what it is used as.
    pub(super) const fn fit(&self, kind: SourceKind) -> bool {
        let sized = self.width > 0 && self.height > 0;
        match kind {
            SourceKind::Video => self.has_video && sized,
            SourceKind::Image => self.is_image && sized,
            SourceKind::Audio => self.has_audio,
            SourceKind::Matte => (self.has_video || self.is_image) && sized,
            // Whoever draws with it reads it.
            SourceKind::Font | SourceKind::Captions => true,
        }
    }

    /// Whether nothing is left of it from this second on. Lengths are rounded by their containers.
    pub(super) fn is_over_at(&self, seconds: f64) -> bool {
        const ROUNDED: f64 = 0.5;
        self.duration.is_some_and(|duration| seconds >= duration + ROUNDED)
    }

    /// What the file is, for whoever expected something else.
    pub(super) const fn described(&self) -> &'static str {
        match self {
            SourceFacts { is_image: true, has_video: true, .. } => "an animated picture",
            SourceFacts { is_image: true, .. } => "a still picture",
            SourceFacts { has_video: true, has_audio: false, .. } => "a video without sound",
            SourceFacts { has_video: true, .. } => "a video",
            SourceFacts { has_audio: true, .. } => "sound only",
            _ => "neither picture nor sound",
        }
    }
}

/// The distinct sources of an edit, in the order in which it names them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    list: Vec<SourceRef>,
    known: HashMap<(SourceKind, String), SourceId>,
}

impl Sources {
    /// The id of this source, which is new if no earlier clip used the URL as the same kind.
    pub fn id(&mut self, pointer: &str, url: &str, kind: SourceKind) -> SourceId {
        let url = url.trim();
        let list = &mut self.list;
        *self.known.entry((kind, url.to_owned())).or_insert_with(|| {
            list.push(SourceRef { pointer: pointer.to_owned(), url: url.to_owned(), kind });
            SourceId(u32::try_from(list.len() - 1).unwrap_or(u32::MAX))
        })
    }

    pub fn into_list(self) -> Vec<SourceRef> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_distinct_by_url_and_kind_and_named_after_its_first_use() {
        let mut sources = Sources::default();
        assert_eq!(sources.id("a", "film.mp4", SourceKind::Video), SourceId(0));
        assert_eq!(sources.id("b", "film.mp4", SourceKind::Audio), SourceId(1));
        assert_eq!(sources.id("c", " film.mp4 ", SourceKind::Video), SourceId(0));
        let list = sources.into_list();
        assert_eq!(list.iter().map(|s| s.pointer.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
