//! The fonts that drawings are made with.

use blitz_dom::{BULLET_FONT, FontContext};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every font that is installed: the system's, those that the set-up put into the data folder, and those of extra
/// folders. Loading takes some 40 ms; do it once a process. Clones share the files.
#[derive(Clone)]
pub struct FontLibrary {
    context: FontContext,
}

impl FontLibrary {
    /// Loads the system's fonts, those in [`folders`], and those in `extra`. A folder that does not exist is empty.
    pub fn load(extra: &[PathBuf]) -> FontLibrary {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: true });
        collection
            .load_fonts_from_paths(folders().iter().map(PathBuf::as_path).chain(extra.iter().map(PathBuf::as_path)));
        collection.register_fonts(Blob::new(Arc::new(BULLET_FONT)), None);
        FontLibrary { context: FontContext { source_cache: SourceCache::new_shared(), collection } }
    }

    /// A context for one drawing: the library and its custom fonts, each under the family name embedded in it. A file
    /// that is no font adds nothing.
    pub(crate) fn context(&self, custom: &[Vec<u8>]) -> FontContext {
        let mut context = self.context.clone();
        for bytes in custom {
            context.collection.register_fonts(Blob::new(Arc::new(bytes.clone())), None::<FontInfoOverride<'_>>);
        }
        context
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
