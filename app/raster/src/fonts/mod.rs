//! The fonts that drawings are made with.

mod colored;
mod digest;
mod fallbacks;
mod families;
pub(crate) mod names;
mod report;

pub(crate) use colored::is_colored;
pub(crate) use digest::Digests;
pub use families::{BUILT_IN, BuiltIn};
pub use report::{FamilyReport, report};

use blitz_dom::{BULLET_FONT, FontContext};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every font that is installed: the system's, those that the set-up put into the data folder, and those of extra
/// folders. Loading takes some 40 ms; do it once a process. Clones share the files.
///
/// A family that is missing is never a failure: its documented substitute is used, and for an unknown name Open Sans,
/// Roboto, Noto Sans or DejaVu Sans, the first that is installed.
#[derive(Clone)]
pub struct FontLibrary {
    context: FontContext,
    digests: Arc<Digests>,
}

impl FontLibrary {
    /// Loads the system's fonts, those in [`folders`], and those in `extra`. A folder that does not exist is empty.
    pub fn load(extra: &[PathBuf]) -> FontLibrary {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: true });
        for folder in folders().iter().chain(extra).filter(|folder| folder.is_dir()) {
            collection.load_fonts_from_paths([folder]);
        }
        collection.register_fonts(Blob::new(Arc::new(BULLET_FONT)), None);
        trim_names(&mut collection);
        fallbacks::set(&mut collection);
        let context = FontContext { source_cache: SourceCache::new_shared(), collection };
        FontLibrary { context, digests: Arc::default() }
    }

    /// A context for one drawing: the library and its custom fonts, each under the family name embedded in it. A file
    /// that is no font adds nothing.
    pub(crate) fn context(&self, custom: &[Vec<u8>]) -> FontContext {
        let mut context = self.context.clone();
        for bytes in custom {
            context.collection.register_fonts(Blob::new(Arc::new(bytes.clone())), None);
        }
        if !custom.is_empty() {
            trim_names(&mut context.collection);
        }
        context
    }

    /// The same for a text that is set in one of its custom fonts whatever that calls itself; with the family name that the
    /// font has in this context, if the file is one.
    pub(crate) fn context_of_file(&self, custom: &[Vec<u8>], file: Option<usize>) -> (FontContext, Option<String>) {
        // No font calls itself so.
        const OWN: &str = "\u{1}own";
        let mut context = self.context(custom);
        let registered = file.and_then(|place| custom.get(place)).map(|bytes| {
            let named = FontInfoOverride { family_name: Some(OWN), ..FontInfoOverride::default() };
            context.collection.register_fonts(Blob::new(Arc::new(bytes.clone())), Some(named))
        });
        let found = registered.is_some_and(|families| !families.is_empty());
        (context, found.then(|| OWN.to_owned()))
    }

    pub(crate) fn digests(&self) -> &Digests {
        &self.digests
    }
}

/// Lets families whose embedded name has a space at an end ("Sue Ellen Francisco ") be found without it.
fn trim_names(collection: &mut Collection) {
    let names: Vec<String> = collection.family_names().filter(|name| *name != name.trim()).map(str::to_owned).collect();
    for name in names {
        let fonts = collection.family_by_name(&name).map(|family| family.fonts().to_vec());
        for file in fonts.into_iter().flatten().filter_map(|font| font.load(None)) {
            let trimmed = FontInfoOverride { family_name: Some(name.trim()), ..FontInfoOverride::default() };
            collection.register_fonts(file, Some(trimmed));
        }
    }
}

/// The folders beside the system's: `RUSHES_FONTS_DIR` if it is set, and `rushes/fonts` in the user's data folder,
/// where the set-up script puts the families that no system package has.
pub fn folders() -> Vec<PathBuf> {
    let data = env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".local/share")));
    let named = env::var_os("RUSHES_FONTS_DIR").map(PathBuf::from);
    named.into_iter().chain(data.map(|data| data.join("rushes/fonts"))).collect()
}
