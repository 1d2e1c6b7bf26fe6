//! The custom fonts of an edit.

use crate::composition::SourceId;
use std::collections::{BTreeSet, HashMap};

/// What `timeline.fonts` brings along, each file once.
#[derive(Default)]
pub(super) struct Fonts {
    files: Vec<SourceId>,
    known: BTreeSet<SourceId>,
    /// Their places by the names of their files, in small letters.
    names: HashMap<String, usize>,
}

impl Fonts {
    /// Adds the file at this address, unless it is there already.
    pub fn add(&mut self, file: SourceId, address: &str) {
        if self.known.insert(file) {
            // The first of two of one name.
            self.names.entry(name(address)).or_insert(self.files.len());
            self.files.push(file);
        }
    }

    /// All of them, in the order of the edit.
    pub fn files(&self) -> &[SourceId] {
        &self.files
    }

    /// The place of the file of this name, however it is written in small and capital letters.
    pub fn named(&self, family: &str) -> Option<usize> {
        self.names.get(&family.trim().to_lowercase()).copied()
    }
}

/// The name of the file at an address, without what is after its last dot.
fn name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    name.replace("%20", " ").trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_the_name_it_has_in_its_address() {
        let mut fonts = Fonts::default();
        fonts.add(SourceId(4), "https://example.com/a/Brand-X.v2.ttf?key=a/b.otf#c");
        fonts.add(SourceId(7), " https://example.com/My%20Font.OTF ");
        fonts.add(SourceId(4), "https://example.com/a/Brand-X.v2.ttf?key=a/b.otf#c");
        fonts.add(SourceId(9), "https://example.com/b/brand-x.v2.otf");
        assert_eq!(fonts.files(), [SourceId(4), SourceId(7), SourceId(9)]);
        let found = ["brand-x.V2", " my font ", "My%20Font", "b", "Brand-X"].map(|family| fonts.named(family));
        assert_eq!(found, [Some(0), Some(1), None, None, None]);
    }
}
