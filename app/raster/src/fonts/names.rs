//! From the family name that somebody wrote to one that is installed.

use super::families::substitutes;
use parley::fontique::{Collection, GenericFamily};

/// An installed family, and the weight that the name asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub family: String,
    pub weight: Option<f32>,
}

impl Found {
    /// The weight of text that is set at `set`: what the name asks for, unless the text is set bolder.
    pub fn weight_when_set(&self, set: f32) -> f32 {
        self.weight.map_or(set, |named| if set <= 400.0 { named } else { named.max(set) })
    }
}

/// Our choice for a generic family.
pub(crate) fn generic(generic: GenericFamily, collection: &mut Collection) -> Option<Found> {
    let id = collection.generic_families(generic).next()?;
    let family = collection.family_name(id)?.to_owned();
    Some(Found { family, weight: None })
}

/// Finds the family as written; else without a weight at its end, such as "ExtraBold"; else its documented substitute.
pub(crate) fn find(name: &str, collection: &mut Collection) -> Option<Found> {
    let split = split_weight(name);
    // The system's list also knows a family by the names of its faces, and would draw its regular one.
    let is_face = split.is_some_and(|(family, _)| is_the_same(family, name, collection));
    if !is_face && collection.family_id(name).is_some() {
        return Some(Found { family: name.to_owned(), weight: None });
    }
    if let Some((family, weight)) = split.filter(|(family, _)| collection.family_id(family).is_some()) {
        return Some(Found { family: family.to_owned(), weight: Some(weight) });
    }
    let weight = split.map(|(_, weight)| weight);
    let candidates = substitutes(name).iter().chain(split.map_or(&[][..], |(family, _)| substitutes(family)));
    for (family, own) in candidates.map(|name| (name, split_weight(name))) {
        if collection.family_id(family).is_some() {
            return Some(Found { family: (*family).to_owned(), weight });
        }
        if let Some((family, own)) = own.filter(|(family, _)| collection.family_id(family).is_some()) {
            return Some(Found { family: family.to_owned(), weight: Some(own) });
        }
    }
    None
}

fn is_the_same(one: &str, other: &str, collection: &mut Collection) -> bool {
    let one = collection.family_id(one);
    one.is_some() && one == collection.family_id(other)
}

/// "Montserrat ExtraBold" is Montserrat at 800.
pub(crate) fn split_weight(name: &str) -> Option<(&str, f32)> {
    const WEIGHTS: [(&str, f32); 21] = [
        ("extra light", 200.0),
        ("ultra light", 200.0),
        ("semi bold", 600.0),
        ("demi bold", 600.0),
        ("extra bold", 800.0),
        ("ultra bold", 800.0),
        ("thin", 100.0),
        ("hairline", 100.0),
        ("extralight", 200.0),
        ("ultralight", 200.0),
        ("light", 300.0),
        ("regular", 400.0),
        ("normal", 400.0),
        ("medium", 500.0),
        ("semibold", 600.0),
        ("demibold", 600.0),
        ("extrabold", 800.0),
        ("ultrabold", 800.0),
        ("bold", 700.0),
        ("black", 900.0),
        ("heavy", 900.0),
    ];
    let name = name.trim();
    WEIGHTS.iter().find_map(|(word, weight)| {
        let at = name.len().checked_sub(word.len())?;
        let (family, end) = (name.get(..at)?, name.get(at..)?);
        let family = family.strip_suffix([' ', '-'])?.trim_end();
        (end.eq_ignore_ascii_case(word) && !family.is_empty()).then_some((family, *weight))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_split_off_the_end() {
        assert_eq!(split_weight("Montserrat ExtraBold"), Some(("Montserrat", 800.0)));
        assert_eq!(split_weight("Work Sans light"), Some(("Work Sans", 300.0)));
        assert_eq!(split_weight("Foo Extra Bold"), Some(("Foo", 800.0)));
        assert_eq!(split_weight("Roboto-Black"), Some(("Roboto", 900.0)));
        assert_eq!(split_weight("Black"), None);
        assert_eq!(split_weight("Moonlight"), None);
        assert_eq!(split_weight("Ünï"), None);
    }
}
