//! The built binary.

use std::path::{Path, PathBuf};

/// The folder of the profile that this test was built with, such as `target/debug`: where the binary lies too.
///
/// # Panics
/// When the test does not run from where cargo puts tests.
pub fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().find(|folder| folder.join("deps").is_dir() && folder.join(".fingerprint").is_dir());
    profile.unwrap_or_else(|| panic!("{} does not lie in a target folder of cargo", test.display())).to_path_buf()
}

/// The binary under test. `RUSHES_BINARY` names another one.
///
/// # Panics
/// When it is not built.
pub fn rushes() -> PathBuf {
    let binary = std::env::var_os("RUSHES_BINARY").map_or_else(|| profile_folder().join("rushes"), PathBuf::from);
    assert!(binary.is_file(), "{} is not built: run `cargo build --package rushes`", binary.display());
    binary
}

/// The folder of this checkout.
///
/// # Panics
/// Never: the crate lies in a folder.
pub fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
