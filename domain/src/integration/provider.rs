//! What has to be known of a provider to decide about its integrations.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The property of every provider's configuration that names folders.
pub const PREFIX: &str = "pathPrefix";

/// A kind of file, as providers tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// Moving pictures, GIF not among them.
    Video,
    /// Stills and GIF.
    Image,
    /// Sound.
    Audio,
}

impl MediaKind {
    /// The kind of a media type, such as `video/mp4`.
    pub fn of(media_type: &str) -> Option<Self> {
        match media_type.split('/').next() {
            Some("video") => Some(MediaKind::Video),
            Some("image") => Some(MediaKind::Image),
            Some("audio") => Some(MediaKind::Audio),
            _ => None,
        }
    }
}

/// What has to be known of a provider; its plugin says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderFacts {
    /// Its id.
    pub id: String,
    /// Other ids that mean the same.
    pub aliases: Vec<String>,
    /// Options that choose among integrations, and the property of the configuration that each has to equal.
    pub selects: BTreeMap<String, String>,
    /// The kinds of files it takes.
    pub files: Vec<MediaKind>,
}

impl ProviderFacts {
    /// Whether the text names it.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.iter().any(|alias| alias == name)
    }
}
