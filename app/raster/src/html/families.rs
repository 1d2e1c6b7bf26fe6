//! Family names that no installed font has, replaced where the style sheets use them.

use super::legacy::quote;
use crate::fonts::names;
use blitz_dom::{BaseDocument, FontContext, Node, NodeId};
use parley::fontique::{Collection, GenericFamily};
use style::values::computed::font::{GenericFontFamily, SingleFontFamily};

/// Rewrites each element's family list to families that `fonts` has; returns whether anything changed.
///
/// A name such as "Montserrat ExtraBold" becomes a family and a weight; the weight holds unless the text is set
/// bolder. A generic family becomes our choice for it: the system's list for it may hold a font whose outlines would
/// come before the coloured emoji.
pub(crate) fn apply(document: &mut BaseDocument, elements: &[NodeId], fonts: &mut FontContext) -> bool {
    let mut changes = Vec::new();
    for id in elements {
        let Some(node) = document.get_node(*id) else { continue };
        let Some(style) = node.primary_styles() else { continue };
        let list = families(node);
        let parent = node.parent.and_then(|parent| document.get_node(parent));
        let is_inherited = parent.is_some_and(|parent| families(parent) == list);
        let replaced = replace(&list, &mut fonts.collection);
        let set = style.get_font().font_weight.value();
        if let Some(weight) = replaced.weight {
            let weight = if set <= 400.0 { weight } else { weight.max(set) };
            changes.push((*id, "font-weight", weight.to_string()));
        }
        if !is_inherited && !replaced.families.is_empty() {
            changes.push((*id, "font-family", replaced.families.join(",")));
        }
    }
    let changed = !changes.is_empty();
    for (id, property, value) in changes {
        document.set_style_property(id, property, &value);
    }
    changed
}

fn families(node: &Node) -> Vec<SingleFontFamily> {
    let style = node.primary_styles();
    style.map(|style| style.get_font().font_family.families.list.iter().cloned().collect()).unwrap_or_default()
}

struct Replaced {
    /// As CSS.
    families: Vec<String>,
    /// What the name of the first family asks for.
    weight: Option<f32>,
}

fn replace(list: &[SingleFontFamily], collection: &mut Collection) -> Replaced {
    let mut replaced = Replaced { families: Vec::new(), weight: None };
    let last = SingleFontFamily::Generic(GenericFontFamily::SansSerif);
    for family in list.iter().chain([&last]) {
        let found = match family {
            SingleFontFamily::FamilyName(name) => names::find(&name.name, collection),
            SingleFontFamily::Generic(generic) => chosen(*generic, collection),
        };
        let Some(found) = found else { continue };
        if replaced.families.is_empty() {
            replaced.weight = found.weight;
        }
        let family = quote(&found.family);
        if !replaced.families.contains(&family) {
            replaced.families.push(family);
        }
    }
    replaced
}

fn chosen(generic: GenericFontFamily, collection: &mut Collection) -> Option<names::Found> {
    let generic = match generic {
        GenericFontFamily::Serif => GenericFamily::Serif,
        GenericFontFamily::Monospace => GenericFamily::Monospace,
        GenericFontFamily::Cursive => GenericFamily::Cursive,
        GenericFontFamily::Fantasy => GenericFamily::Fantasy,
        GenericFontFamily::None | GenericFontFamily::SansSerif | GenericFontFamily::SystemUi => {
            GenericFamily::SansSerif
        }
    };
    let id = collection.generic_families(generic).next()?;
    let family = collection.family_name(id)?.to_owned();
    Some(names::Found { family, weight: None })
}
