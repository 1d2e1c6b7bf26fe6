//! Gives the engine's build its name: a digest of everything that pixels and bits come from.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// From this crate's folder: the engine, the composition that it draws, and the versions of all libraries.
const SOURCES: [&str; 3] = ["src", "../../domain/src/composition", "../../Cargo.lock"];

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
        collect(&root, Path::new(source), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for name in files {
        let content = std::fs::read(root.join(&name))?;
        digest.update(format!("{} {}\n", name.display(), content.len()));
        digest.update(content);
    }
    for variable in ["TARGET", "CARGO_ENCODED_RUSTFLAGS"] {
        digest.update(format!("{variable}={}\n", std::env::var(variable).unwrap_or_default()));
    }
    println!("cargo::rustc-env=RUSHES_ENGINE_BUILD={}", &hex::encode(digest.finalize())[..12]);
    Ok(())
}

/// All files at or below `path`, by their paths from `root`.
fn collect(root: &Path, path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let full = root.join(path);
    if !full.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    std::fs::read_dir(full)?.try_for_each(|entry| collect(root, &path.join(entry?.file_name()), files))
}
