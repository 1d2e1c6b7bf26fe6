//! What a person who sets the service up wants to know about its fonts.

use super::families::BUILT_IN;
use super::{FontLibrary, names};
use parley::fontique::SourceKind;
use serde::Serialize;
use std::path::PathBuf;

/// What one built-in family is drawn with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FamilyReport {
    /// The family that the contract names.
    pub family: &'static str,
    /// The installed family it is drawn with; `None` when not even a substitute is installed.
    pub drawn_with: Option<String>,
    /// Whether that is the family itself.
    pub is_exact: bool,
    /// One of its font files.
    pub file: Option<PathBuf>,
    /// The licence of the family; empty where no free font of this name exists.
    pub licence: &'static str,
    /// How to get the family itself; empty where it is there or cannot be had.
    pub remedy: &'static str,
}

/// A line for every built-in family of the contract.
pub fn report(library: &FontLibrary) -> Vec<FamilyReport> {
    let mut collection = library.context.collection.clone();
    let lines = BUILT_IN.iter().map(|built_in| {
        let found = names::find(built_in.family, &mut collection);
        let base = names::split_weight(built_in.family).map_or(built_in.family, |(family, _)| family);
        let is_exact = found.as_ref().is_some_and(|found| {
            found.family.eq_ignore_ascii_case(built_in.family) || found.family.eq_ignore_ascii_case(base)
        });
        let family = found.as_ref().and_then(|found| collection.family_by_name(&found.family));
        let file = family.and_then(|family| match family.default_font()?.source().kind() {
            SourceKind::Path(path) => Some(path.to_path_buf()),
            SourceKind::Memory(_) => None,
        });
        FamilyReport {
            family: built_in.family,
            drawn_with: found.map(|found| found.family),
            is_exact,
            file,
            licence: built_in.licence,
            remedy: if is_exact { "" } else { built_in.remedy },
        }
    });
    lines.collect()
}
