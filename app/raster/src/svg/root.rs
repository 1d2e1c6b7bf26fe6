//! The outermost element, made as large as the drawing.

use domain::svg::roxmltree::{Document, Node};
use std::fmt::Write;

/// The markup with its outermost element `width` by `height` pixels: its `viewBox` and `preserveAspectRatio` then scale it
/// as they say. Without a `viewBox` the element's own size is one; without either, a unit is a pixel.
pub(crate) fn fitted(markup: &str, document: &Document<'_>, width: u32, height: u32) -> String {
    let root = document.root_element();
    let mut attributes = format!(" width=\"{width}\" height=\"{height}\"");
    if root.attribute("viewBox").is_none()
        && let (Some(across), Some(down)) = (length(root, "width"), length(root, "height"))
    {
        // Writing to a string cannot fail.
        let _ = write!(attributes, " viewBox=\"0 0 {across} {down}\"");
    }
    if root.tag_name().namespace().is_none() {
        attributes.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    let start = root.range().start;
    let tag = markup.get(start..).unwrap_or_default();
    let name_end = start + tag.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(tag.len());
    let own_size = |name: &str| name == "width" || name == "height";
    let gone = root.attributes().filter(|attribute| attribute.namespace().is_none() && own_size(attribute.name()));
    let mut fitted = String::with_capacity(markup.len() + attributes.len());
    fitted.push_str(markup.get(..name_end).unwrap_or_default());
    fitted.push_str(&attributes);
    let mut at = name_end;
    for range in gone.map(|attribute| attribute.range()) {
        fitted.push_str(markup.get(at..range.start).unwrap_or_default());
        at = range.end;
    }
    fitted.push_str(markup.get(at..).unwrap_or_default());
    fitted
}

/// A side of the element in pixels, at 96 of them an inch; none where it depends on what is around.
fn length(root: Node<'_, '_>, name: &str) -> Option<f64> {
    let text = root.attribute(name)?.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = match text.get(digits.len()..)? {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    let pixels = digits.trim().parse::<f64>().ok()? * unit;
    (pixels.is_finite() && pixels > 0.0).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(markup: &str) -> String {
        fitted(markup, &Document::parse(markup).unwrap(), 200, 100)
    }

    #[test]
    fn the_size_is_the_drawings_and_the_own_one_becomes_the_view() {
        assert_eq!(
            fit("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='1in' height=\"48\"><g/></svg>"),
            "<?xml version='1.0'?><svg width=\"200\" height=\"100\" viewBox=\"0 0 96 48\" \
             xmlns='http://www.w3.org/2000/svg'  ><g/></svg>"
        );
        assert_eq!(
            fit("<svg viewBox='0 0 1 1' width='100%'/>"),
            "<svg width=\"200\" height=\"100\" xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 1 1' />"
        );
        assert_eq!(
            fit("<svg width='50%' height='1em'/>"),
            "<svg width=\"200\" height=\"100\" xmlns=\"http://www.w3.org/2000/svg\"  />"
        );
    }
}
