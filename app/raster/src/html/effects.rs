//! Shadows and blurs: what the engine does not paint, or paints with another measure than CSS asks.

use super::tree;
use crate::limits::BLUR;
use blitz_dom::{BaseDocument, NodeId};
use style::properties::ComputedValues;
use style::values::computed::effects::{Filter, SimpleShadow};
use style_traits::ToCss;

/// Rewrites the computed styles; returns whether anything changed.
///
/// The engine reads `text-shadow` but never paints it: the outermost element with one gets the same shadow as a filter
/// (only the first of a list; the painter applies one effect). Its box shadows take the blur for a standard deviation,
/// which CSS makes half the blur. And no blur may be larger than the limit, since its cost grows without bounds.
pub(crate) fn apply(document: &mut BaseDocument, elements: &[NodeId]) -> bool {
    let mut changes = Vec::new();
    for id in elements {
        let Some(node) = document.get_node(*id) else { continue };
        let Some(style) = node.primary_styles() else { continue };
        if let Some(value) = box_shadow(&style) {
            changes.push((*id, "box-shadow", value));
        }
        let inherited = node.parent.and_then(|parent| document.get_node(parent));
        let is_outermost =
            !inherited.and_then(|parent| parent.primary_styles()).is_some_and(|style| has_shadow(&style));
        let own_filter = filter(&style);
        let shadow = (is_outermost && has_shadow(&style)).then(|| text_shadow(&style)).flatten();
        match (own_filter, shadow) {
            (Some(value), _) => changes.push((*id, "filter", value)),
            (None, Some(value)) if style.get_effects().filter.0.is_empty() => {
                changes.push((painted_by(document, *id), "filter", value));
            }
            _ => {}
        }
    }
    let changed = !changes.is_empty();
    for (id, property, value) in changes {
        document.set_style_property(id, property, &value);
    }
    changed
}

/// A filter works on a box of its own only: text inside a line belongs to the block around it.
fn painted_by(document: &BaseDocument, id: NodeId) -> NodeId {
    let mut at = id;
    while let Some(node) = document.get_node(at).filter(|node| node.is_non_atomic_inline()) {
        match node.parent {
            Some(parent) if !tree::is(document, parent, "html") => at = parent,
            _ => break,
        }
    }
    at
}

fn has_shadow(style: &ComputedValues) -> bool {
    !style.get_inherited_text().text_shadow.0.is_empty()
}

fn text_shadow(style: &ComputedValues) -> Option<String> {
    let shadow = style.get_inherited_text().text_shadow.0.first()?;
    Some(drop_shadow(style, shadow, shadow.blur.px().min(BLUR) / 2.0))
}

fn drop_shadow(style: &ComputedValues, shadow: &SimpleShadow, blur: f32) -> String {
    let color = shadow.color.resolve_to_absolute(&style.clone_color()).to_css_string();
    format!("drop-shadow({}px {}px {blur}px {color})", shadow.horizontal.px(), shadow.vertical.px())
}

fn box_shadow(style: &ComputedValues) -> Option<String> {
    let shadows = &style.get_effects().box_shadow.0;
    let is_blurred = shadows.iter().any(|shadow| shadow.base.blur.px() > 0.0);
    let rewritten = shadows.iter().map(|shadow| {
        let base = &shadow.base;
        let color = base.color.resolve_to_absolute(&style.clone_color()).to_css_string();
        let blur = base.blur.px().min(BLUR) / 2.0;
        let inset = if shadow.inset { " inset" } else { "" };
        format!("{}px {}px {blur}px {}px {color}{inset}", base.horizontal.px(), base.vertical.px(), shadow.spread.px())
    });
    is_blurred.then(|| rewritten.collect::<Vec<_>>().join(", "))
}

/// The filter with its blurs within the limit; nothing if they are.
fn filter(style: &ComputedValues) -> Option<String> {
    let effects = &style.get_effects().filter.0;
    let is_large = |effect: &Filter| match effect {
        Filter::Blur(radius) => radius.px() > BLUR,
        Filter::DropShadow(shadow) => shadow.blur.px() > BLUR,
        _ => false,
    };
    if !effects.iter().any(is_large) {
        return None;
    }
    let rewritten = effects.iter().map(|effect| match effect {
        Filter::Blur(radius) => format!("blur({}px)", radius.px().min(BLUR)),
        Filter::DropShadow(shadow) => drop_shadow(style, shadow, shadow.blur.px().min(BLUR)),
        other => other.to_css_string(),
    });
    Some(rewritten.collect::<Vec<_>>().join(" "))
}
