//! How much one fetch may take.

use std::time::Duration;

/// What kind of media a server says a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaFamily {
    /// `video/…`
    Video,
    /// `audio/…`
    Audio,
    /// `image/…`
    Image,
    /// `font/…`
    Font,
    /// `text/…`, JSON and XML: captions, markup, data.
    Text,
}

/// How much one fetch may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// Bytes at most.
    pub max_bytes: u64,
    /// From the first look-up to the last byte, with all retries.
    pub total: Duration,
    /// Without any sign of life from the server, headers included.
    pub idle: Duration,
    /// The families asked for; empty means any. A type that says nothing (none, `application/octet-stream`, other
    /// `application/…`, `text/plain`, which some servers send for what they do not know) passes: probing the file decides.
    pub accept: Vec<MediaFamily>,
}

impl Default for FetchLimits {
    /// 5 GB, ten minutes in all, 30 s without a byte, any family.
    fn default() -> Self {
        Self {
            max_bytes: 5_000_000_000,
            total: Duration::from_secs(600),
            idle: Duration::from_secs(30),
            accept: Vec::new(),
        }
    }
}

impl FetchLimits {
    /// Whether a file of this media type (lower case, without parameters) is asked for.
    pub(crate) fn accepts(&self, media_type: &str) -> bool {
        self.accept.is_empty() || family(media_type).is_none_or(|family| self.accept.contains(&family))
    }
}

/// The family that a media type surely is of.
fn family(media_type: &str) -> Option<MediaFamily> {
    let (kind, subtype) = media_type.split_once('/')?;
    match (kind, subtype) {
        ("video", _) => Some(MediaFamily::Video),
        ("audio", _) => Some(MediaFamily::Audio),
        ("image", _) => Some(MediaFamily::Image),
        ("font", _) => Some(MediaFamily::Font),
        ("text", "plain") => None,
        ("text", _) | ("application", "json" | "xml" | "xhtml+xml") => Some(MediaFamily::Text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_surely_of_another_family_is_refused() {
        let limits = FetchLimits { accept: vec![MediaFamily::Video, MediaFamily::Audio], ..FetchLimits::default() };
        for good in ["video/mp4", "audio/mpeg", "application/octet-stream", "application/mp4", "text/plain", "weird"] {
            assert!(limits.accepts(good), "{good}");
        }
        for bad in ["image/png", "text/html", "application/json", "application/xml", "font/woff2"] {
            assert!(!limits.accepts(bad), "{bad}");
            assert!(FetchLimits::default().accepts(bad));
        }
    }
}
