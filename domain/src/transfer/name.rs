//! What a file is called at a destination.

use crate::ids::RenderId;
use crate::render::OutputRole;

/// The most bytes of a prefix.
const PREFIX_BYTES: usize = 700;
/// The most bytes of a file name without its extension.
const NAME_BYTES: usize = 200;

/// The key of a render's file: (the render's prefix, else the integration's) + (the file name, else the render's id) + what
/// tells poster and thumbnail apart + the extension. `file` is what the file is called in storage, which is where the extension
/// is taken from.
pub fn key(
    render: RenderId,
    role: OutputRole,
    file: &str,
    prefix: Option<&str>,
    own_prefix: Option<&str>,
    filename: Option<&str>,
) -> String {
    let prefix = prefix.or(own_prefix).unwrap_or_default().trim_matches('/');
    let name = filename.filter(|name| !name.is_empty()).map_or_else(|| render.to_string(), str::to_owned);
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let ending = match role {
        OutputRole::Main => format!(".{extension}"),
        OutputRole::Poster => format!("-poster.{extension}"),
        OutputRole::Thumbnail => format!("-thumb.{extension}"),
    };
    match prefix {
        "" => format!("{name}{ending}"),
        prefix => format!("{prefix}/{name}{ending}"),
    }
}

/// Whether folders can be called so: slashes at the ends do not count.
///
/// # Errors
/// What is wrong, for people.
pub fn check_prefix(prefix: &str) -> Result<(), String> {
    let inner = prefix.trim_matches('/');
    if inner.len() > PREFIX_BYTES {
        return Err(format!("a prefix may have {PREFIX_BYTES} bytes at most"));
    }
    if inner.is_empty() {
        return Ok(());
    }
    inner.split('/').try_for_each(check_segment)
}

/// Whether a file can be called so.
///
/// # Errors
/// What is wrong, for people.
pub fn check_filename(name: &str) -> Result<(), String> {
    if name.len() > NAME_BYTES {
        return Err(format!("a file name may have {NAME_BYTES} bytes at most"));
    }
    if name.contains('/') {
        return Err("a file name may hold no slash: folders go into the prefix".to_owned());
    }
    if name.is_empty() { Ok(()) } else { check_segment(name) }
}

fn check_segment(segment: &str) -> Result<(), String> {
    match segment {
        "" => Err("two slashes may not follow each other".to_owned()),
        "." | ".." => Err(format!("\"{segment}\" is no name of a folder or file")),
        text if text.chars().any(char::is_control) => Err("control characters are no part of a name".to_owned()),
        text if text.trim() != text => Err("a name may neither begin nor end with a space".to_owned()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn named(prefix: Option<&str>, own: Option<&str>, filename: Option<&str>) -> String {
        key(RenderId(Uuid::from_u128(1)), OutputRole::Main, "x.mp4", prefix, own, filename)
    }

    #[test]
    fn the_renders_prefix_takes_the_place_of_the_integrations() {
        let id = Uuid::from_u128(1);
        assert_eq!(named(None, None, None), format!("{id}.mp4"));
        assert_eq!(named(None, Some("renders"), None), format!("renders/{id}.mp4"));
        assert_eq!(
            named(Some("campaigns/summer-2026/"), Some("renders/"), Some("promo")),
            "campaigns/summer-2026/promo.mp4"
        );
        assert_eq!(named(Some(""), Some("renders/"), Some("promo")), "promo.mp4");
        assert_eq!(named(Some("/a/"), None, Some("")), format!("a/{id}.mp4"));
    }

    #[test]
    fn stills_are_told_apart() {
        let id = RenderId(Uuid::from_u128(1));
        let named = |role, file| key(id, role, file, None, Some("p"), Some("promo"));
        assert_eq!(named(OutputRole::Poster, "x-poster.jpg"), "p/promo-poster.jpg");
        assert_eq!(named(OutputRole::Thumbnail, "x-thumb.jpg"), "p/promo-thumb.jpg");
    }

    #[test]
    fn what_leads_elsewhere_or_nowhere_is_no_name() {
        for prefix in ["a/../b", "..", "a//b", "a/./b", "a\nb", " a/b", "a /b"] {
            assert!(check_prefix(prefix).is_err(), "{prefix:?}");
        }
        for prefix in ["", "/", "renders/", "/a/b", "Sommer 2026/größe", "a.b/..c", "%2e%2e"] {
            assert_eq!(check_prefix(prefix), Ok(()), "{prefix:?}");
        }
        assert!(check_prefix(&"a".repeat(701)).is_err());
        for name in ["a/b", "..", ".", "a\tb", " a", &"a".repeat(201)] {
            assert!(check_filename(name).is_err(), "{name:?}");
        }
        for name in ["", "promo", "promo.v2", "🎬 film"] {
            assert_eq!(check_filename(name), Ok(()), "{name:?}");
        }
    }
}
