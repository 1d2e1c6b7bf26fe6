//! Plugins for tests, loaded as the server loads them.

use delivery::{Launch, LibraryLimits, Registry, RegistrySettings};
use std::path::{Path, PathBuf};

/// Where cargo puts this package's examples.
fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join("examples").join(name)
}

/// The library of `examples/named-destinations.rs`, put into this folder.
pub async fn registry(folder: &Path) -> Registry {
    std::fs::create_dir(folder).unwrap();
    std::fs::copy(example("libnamed_destinations.so"), folder.join("named.so")).unwrap();
    let launch = Launch { program: example("api-plugin-host"), arguments: vec![], environment: vec![] };
    let (folders, reserved) = (vec![folder.to_owned()], vec!["shotstack".to_owned()]);
    let settings = RegistrySettings { folders, launch, limits: LibraryLimits::default(), reserved };
    let registry = Registry::load(&settings).await;
    assert_eq!(registry.refused(), []);
    registry
}
