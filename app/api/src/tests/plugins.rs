//! Plugins for tests, loaded as the server loads them.

use delivery::{Clock, Host, HostParts, HostSettings, Launch, LibraryLimits, Randomness, Registry, RegistrySettings};
use egress::{AllowList, Egress, Policy, TokioPause};
use plugin_sdk::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// A host that nothing is delivered with.
pub fn host(registry: Registry) -> Host {
    Host::new(HostParts {
        registry: Arc::new(registry),
        egress: Arc::new(Egress::new(Policy::new(AllowList::default())).unwrap()),
        settings: HostSettings::default(),
        clock: Arc::new(Fixed),
        random: Arc::new(Fixed),
        pause: Arc::new(TokioPause),
    })
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

impl Randomness for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(1);
    }
}
