//! What streams are called.

use domain::aggregate::Aggregate;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// `<kind>-<id>`, such as `render-00000000-0000-0000-0000-000000000001`: one stream an aggregate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamName(String);

/// The text is no stream's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a stream name such as render-00000000-0000-0000-0000-000000000001")]
pub struct InvalidStreamName;

impl StreamName {
    /// The stream of the aggregate `A` with this id.
    pub fn of<A: Aggregate>(id: Uuid) -> Self {
        Self(format!("{}-{}", A::STREAM, id.hyphenated()))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the first hyphen: the aggregate's kind.
    pub fn kind(&self) -> &str {
        self.0.split_once('-').map_or("", |(kind, _)| kind)
    }

    /// The aggregate's id, where it is a UUID.
    pub fn id(&self) -> Option<Uuid> {
        self.0.split_once('-').and_then(|(_, id)| Uuid::parse_str(id).ok())
    }
}

impl FromStr for StreamName {
    type Err = InvalidStreamName;

    /// At most 200 bytes of visible ASCII with a kind, a hyphen and an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let visible = text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic());
        match text.split_once('-') {
            Some((kind, id)) if visible && !kind.is_empty() && !id.is_empty() => Ok(Self(text.to_owned())),
            _ => Err(InvalidStreamName),
        }
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_kind_and_id() {
        let name = StreamName::of::<domain::render::Render>(Uuid::from_u128(1));
        assert_eq!(name.as_str(), "render-00000000-0000-0000-0000-000000000001");
        assert_eq!((name.kind(), name.id()), ("render", Some(Uuid::from_u128(1))));
        assert_eq!(name.as_str().parse(), Ok(name));
    }

    #[test]
    fn text_without_a_kind_or_an_id_is_refused() {
        for text in ["", "render", "-1", "render-", "render 1-2", &format!("a-{}", "x".repeat(200))] {
            assert_eq!(text.parse::<StreamName>(), Err(InvalidStreamName), "{text}");
        }
    }
}
