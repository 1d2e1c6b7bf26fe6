//! Which elements and attributes are drawn.

use super::{NESTING, style};
use roxmltree::{Document, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Why a drawing is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has something that is not drawn; the sentence for the user.
    NotDrawn(String),
    /// Its elements are nested deeper than [`NESTING`].
    TooDeep,
}

/// Whether everything in the document that would be seen is drawn.
pub(super) fn check(document: &Document<'_>) -> Result<(), Refusal> {
    let root = document.root_element();
    if !is_svg(root) || root.tag_name().name() != "svg" {
        let message = format!("The SVG of this clip begins with <{}>, not with <svg>.", root.tag_name().name());
        return Err(Refusal::NotDrawn(message));
    }
    let mut open = vec![(root, 1)];
    while let Some((node, depth)) = open.pop() {
        if depth > NESTING {
            return Err(Refusal::TooDeep);
        }
        // Editors keep notes of their own in namespaces of their own.
        if !node.is_element() || !is_svg(node) {
            continue;
        }
        let name = node.tag_name().name();
        let complain = |complaint: String| {
            let line = document.text_pos_at(node.range().start).row;
            Refusal::NotDrawn(format!("The SVG of this clip has {complaint} (line {line})."))
        };
        match kind(name) {
            Kind::Drawn => {}
            Kind::Silent => continue,
            Kind::Style => {
                let sheet: String = node.children().filter_map(|child| child.text()).collect();
                style::check_sheet(&sheet).map_err(complain)?;
                continue;
            }
            Kind::Refused(instead) => {
                return Err(complain(format!("<{name}>, which is not drawn: {instead}")));
            }
        }
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            let is_link = key == "href" && name != "a";
            if is_link && !value.trim_start().starts_with('#') {
                let what = format!(
                    "an href in <{name}> that leads out of the drawing; only parts of the same SVG can be used"
                );
                return Err(complain(what));
            }
            if attribute.namespace().is_none() {
                style::check_attribute(key, value).map_err(complain)?;
            }
        }
        open.extend(node.children().map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// Markup that is written into JSON often lacks its namespace.
fn is_svg(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace().is_none_or(|namespace| namespace == SVG)
}

/// What becomes of an element.
enum Kind {
    Drawn,
    /// It says something to editors or readers, and nothing of the picture.
    Silent,
    /// A style sheet.
    Style,
    /// It would be missing; what to use instead.
    Refused(&'static str),
}

fn kind(name: &str) -> Kind {
    match name {
        "svg" | "g" | "defs" | "symbol" | "use" | "switch" | "a" | "path" | "rect" | "circle" | "ellipse" | "line"
        | "polyline" | "polygon" | "linearGradient" | "radialGradient" | "stop" | "pattern" | "clipPath" | "mask"
        | "marker" => Kind::Drawn,
        "title" | "desc" | "metadata" | "view" => Kind::Silent,
        "style" => Kind::Style,
        "text" | "tspan" | "tref" | "textPath" => {
            Kind::Refused("turn the letters into paths, or put a text or html clip over it")
        }
        "image" => Kind::Refused("use an image clip"),
        "foreignObject" => Kind::Refused("use an html clip"),
        "animate" | "animateMotion" | "animateTransform" | "animateColor" | "set" => {
            Kind::Refused("move the clip by tweens of its offset, scale, opacity or rotation")
        }
        "script" => Kind::Refused("nothing in a drawing is executed"),
        "filter" => Kind::Refused("use the clip's filter, or draw the effect with gradients"),
        _ => Kind::Refused("draw it with paths, basic shapes, groups and gradients"),
    }
}
