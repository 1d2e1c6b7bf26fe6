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
        if let Some(first) = replaced.first.filter(|first| first.weight.is_some()) {
            changes.push((*id, "font-weight", first.weight_when_set(set).to_string()));
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
    /// The first, whose name may ask for a weight.
    first: Option<names::Found>,
}

fn replace(list: &[SingleFontFamily], collection: &mut Collection) -> Replaced {
    let mut replaced = Replaced { families: Vec::new(), first: None };
    let last = SingleFontFamily::Generic(GenericFontFamily::SansSerif);
    for family in list.iter().chain([&last]) {
        let found = match family {
            SingleFontFamily::FamilyName(name) => names::find(&name.name, collection),
            SingleFontFamily::Generic(generic) => chosen(*generic, collection),
        };
        let Some(found) = found else { continue };
        let family = quote(&found.family);
        replaced.first.get_or_insert(found);
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
    names::generic(generic, collection)
}
