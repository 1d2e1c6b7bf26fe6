//! What would cost a parser the square of the markup's length is refused before it is parsed: elements of very many
//! attributes, which are compared with each other; declarations of namespaces, which every element below copies; and
//! entities, which stand for more than they are.
//!
//! Only as much of XML is told apart as that takes. Where this reader could lose its way, the markup is none that a
//! parser would take, or has declarations that no drawing needs, and is refused.

use super::Refusal;

/// Attributes of one element.
const ATTRIBUTES: usize = 1_000;

/// Declarations of namespaces.
const NAMESPACES: usize = 1_000;

/// Declarations of entities; editors write about ten, for the addresses of namespaces.
const ENTITIES: usize = 256;

/// Bytes that all references to entities stand for together.
const EXPANDED: usize = 1 << 20;

/// What every document may refer to without declaring it.
const PREDEFINED: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "apos;"];

/// Whether parsing the markup takes time and memory in proportion to its length.
pub(super) fn check(markup: &str) -> Result<(), Refusal> {
    let too_much = |message: &str| Err(Refusal::TooMuch(format!("The SVG of this clip {message}. Simplify it.")));
    if markup.matches("xmlns").count() > NAMESPACES {
        return too_much(&format!("declares more than {NAMESPACES} namespaces"));
    }
    let (mut entities, mut longest) = (0, 0);
    let mut rest = markup;
    while let Some((_, tag)) = rest.split_once('<') {
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")]
            .into_iter()
            .find_map(|(begin, end)| Some((tag.strip_prefix(begin)?, end)));
        if let Some((inside, end)) = skipped {
            rest = inside.split_once(end).ok_or_else(|| never_ends(&markup[..markup.len() - tag.len()]))?.1;
            continue;
        }
        let Some(Tag { end, attributes, value }) = Tag::read(tag) else {
            return Err(never_ends(&markup[..markup.len() - tag.len()]));
        };
        if tag.starts_with("!ENTITY") {
            entities += 1;
            longest = longest.max(value.len());
            if entities > ENTITIES {
                return too_much(&format!("declares more than {ENTITIES} entities"));
            }
            if value.contains('&') {
                return too_much("has an entity that stands for others");
            }
        } else if tag.starts_with('!') && !tag.starts_with("!DOCTYPE") {
            let name: String = tag.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
            return Err(Refusal::Wrong(format!(
                "The SVG of this clip has <{name}>, which is not read: of a DOCTYPE, nothing but entities is."
            )));
        } else if attributes > ATTRIBUTES {
            return too_much(&format!("has an element of more than {ATTRIBUTES} attributes"));
        }
        rest = &tag[end..];
    }
    let references = markup
        .split('&')
        .skip(1)
        .filter(|name| !name.starts_with('#') && !PREDEFINED.iter().any(|predefined| name.starts_with(predefined)));
    if longest.saturating_mul(references.count()) > EXPANDED {
        return too_much(&format!("has entities that stand for more than {} KiB", EXPANDED / 1024));
    }
    Ok(())
}

/// What stands between `<` and `>`.
struct Tag<'a> {
    /// Where the rest of the markup begins.
    end: usize,
    /// How many signs of equality are not within quotes.
    attributes: usize,
    /// The last that is within quotes.
    value: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads up to the end of a tag, or to where a DOCTYPE begins to declare; none where that is not found before the
    /// next tag.
    fn read(text: &'a str) -> Option<Self> {
        let (mut attributes, mut value, mut quote) = (0, "", None);
        for (at, byte) in text.bytes().enumerate() {
            match (byte, quote) {
                (b'<', _) => return None,
                (b'"' | b'\'', None) => quote = Some((byte, at + 1)),
                (_, Some((open, start))) if byte == open => {
                    value = &text[start..at];
                    quote = None;
                }
                (b'=', None) => attributes += 1,
                (b'>', None) => return Some(Self { end: at + 1, attributes, value }),
                (b'[', None) if text.starts_with("!DOCTYPE") => return Some(Self { end: at + 1, attributes, value }),
                _ => {}
            }
        }
        None
    }
}

/// `before` is the markup up to the tag.
fn never_ends(before: &str) -> Refusal {
    let line = before.matches('\n').count() + 1;
    Refusal::Wrong(Refusal::unreadable(&format_args!("what begins with < in line {line} does not end")))
}
