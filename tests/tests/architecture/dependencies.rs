//! Which crate depends on which, as Cargo sees it.

use super::allowed::{ALLOWED, AROUND_PLUGINS, NOT_IN_PLUGINS, NOT_IN_THE_DOMAIN, ONLY, OUTSIDE};
use super::root;
use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The workspace and all that it is built from. Needs no network: whoever built this test has it.
fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| {
        let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let options = ["--offline", "--locked", "--filter-platform", &platform].map(str::to_owned);
        MetadataCommand::new().manifest_path(root().join("Cargo.toml")).other_options(options).exec().unwrap()
    })
}

/// Every crate of ours but the end-to-end tests and their doubles.
fn crates() -> Vec<&'static Package> {
    metadata().workspace_packages().into_iter().filter(|package| !OUTSIDE.contains(&package.name.as_str())).collect()
}

fn is_ours(dependency: &Dependency) -> bool {
    dependency.path.is_some()
}

#[test]
fn every_crate_depends_on_what_its_line_allows_and_on_nothing_else() {
    let mut found = Vec::new();
    for package in crates() {
        let Some((_, rooms, libraries)) = ALLOWED.iter().find(|(name, ..)| *name == package.name.as_str()) else {
            found.push(format!("{} has no line", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development) {
            let name = dependency.rename.as_deref().unwrap_or(&dependency.name);
            let allowed = if is_ours(dependency) { rooms } else { libraries };
            if !allowed.contains(&name) {
                found.push(format!("{} must not depend on {name}", package.name));
            }
        }
    }
    let names: BTreeSet<_> = crates().iter().map(|package| package.name.as_str()).collect();
    found.extend(ALLOWED.iter().filter(|(name, ..)| !names.contains(name)).map(|line| format!("{} is gone", line.0)));
    assert!(found.is_empty(), "tests/tests/architecture/allowed.rs: {found:#?}");
}

#[test]
fn what_belongs_to_one_room_is_used_by_no_other() {
    for (library, users) in ONLY {
        for package in crates() {
            for dependency in package.dependencies.iter().filter(|d| !is_ours(d) && d.name.starts_with(library)) {
                assert!(users.contains(&package.name.as_str()), "{} depends on {}", package.name, dependency.name);
            }
        }
    }
}

#[test]
fn the_rooms_form_no_circle_even_through_their_tests() {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in crates() {
        let rooms = package.dependencies.iter().filter(|d| is_ours(d)).map(|d| d.name.as_str());
        // A crate may name itself among the dependencies of its tests, to turn a feature on.
        below.insert(package.name.as_str(), rooms.filter(|name| *name != package.name.as_str()).collect());
    }
    while !below.is_empty() {
        let free: Vec<&str> =
            below.iter().filter(|(_, rooms)| !rooms.iter().any(|r| below.contains_key(r))).map(|(n, _)| *n).collect();
        assert!(!free.is_empty(), "these depend on each other: {:?}", below.keys());
        below.retain(|name, _| !free.contains(name));
    }
}

/// Everything that a crate is built from, by name; what only its tests need is left out.
fn reached(package: &Package) -> BTreeSet<&'static str> {
    let resolve = metadata().resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let (mut reached, mut open) = (BTreeSet::new(), vec![&package.id]);
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            let needed = nodes[id].deps.iter();
            let needed = needed.filter(|d| d.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development));
            open.extend(needed.map(|dependency| &dependency.pkg));
        }
    }
    let names: BTreeSet<&str> = reached.into_iter().map(|id| metadata()[id].name.as_str()).collect();
    // Were the walk to end early, nothing would be found.
    assert!(names.contains("serde_core") && names.contains("proc-macro2"), "{names:?}");
    names
}

/// Those of `names` that begin with one of `forbidden`.
fn strange<'a>(names: &BTreeSet<&'a str>, forbidden: &[&str]) -> Vec<&'a str> {
    names.iter().copied().filter(|name| forbidden.iter().any(|forbidden| name.starts_with(forbidden))).collect()
}

#[test]
fn the_domain_reaches_no_runtime_database_network_or_clock() {
    let domain = crates().into_iter().find(|package| package.name.as_str() == "rushes-domain").unwrap();
    assert_eq!(strange(&reached(domain), NOT_IN_THE_DOMAIN), Vec::<&str>::new());
}

/// The crates of the folder `plugins` that are plugins.
fn plugins() -> Vec<&'static Package> {
    let folder = root().join("plugins");
    let is_plugin = |package: &&Package| {
        package.manifest_path.starts_with(&folder) && !AROUND_PLUGINS.contains(&package.name.as_str())
    };
    crates().into_iter().filter(is_plugin).collect()
}

#[test]
fn a_plugin_depends_on_the_sdk_and_on_nothing_that_does_input_or_output() {
    // What they are written with counts too, since it comes along into each of them.
    let sdk = crates().into_iter().find(|package| package.name.as_str() == "rushes-plugin-sdk").unwrap();
    for plugin in plugins().into_iter().chain([sdk]) {
        assert_eq!(strange(&reached(plugin), NOT_IN_PLUGINS), Vec::<&str>::new(), "{}", plugin.name);
    }
    for plugin in plugins() {
        let rooms = plugin.dependencies.iter().filter(|d| is_ours(d) && d.kind != DependencyKind::Development);
        let rooms: Vec<&str> = rooms.map(|dependency| dependency.name.as_str()).collect();
        assert_eq!(rooms, ["rushes-plugin-sdk"], "{}", plugin.name);
    }
    // Were the names of such crates others, nothing would be found.
    let egress = crates().into_iter().find(|package| package.name.as_str() == "rushes-egress").unwrap();
    assert!(strange(&reached(egress), NOT_IN_PLUGINS).len() > 4);
}

#[test]
fn only_delivery_talks_to_plugins() {
    let folder = root().join("plugins");
    for package in crates().into_iter().filter(|package| !package.manifest_path.starts_with(&folder)) {
        let plugins =
            package.dependencies.iter().filter(|d| d.path.as_ref().is_some_and(|path| path.starts_with(&folder)));
        for plugin in plugins.filter(|d| d.kind != DependencyKind::Development) {
            let around = ["rushes-plugin-abi", "rushes-plugin-sdk"].contains(&plugin.name.as_str());
            assert!(
                around && package.name.as_str() == "rushes-delivery",
                "{} depends on {}",
                package.name,
                plugin.name
            );
        }
    }
}

#[test]
fn the_domain_s_clippy_refuses_clocks_randomness_and_i_o() {
    let rules = std::fs::read_to_string(root().join("domain/clippy.toml")).unwrap();
    for method in ["SystemTime::now", "Instant::now", "OffsetDateTime::now_utc", "Uuid::new_v4", "TcpStream::connect"] {
        assert!(rules.contains(&format!("{method}\"")), "{method} is not refused");
    }
    let of_all = std::fs::read_to_string(root().join("clippy.toml")).unwrap();
    for rule in of_all.lines().filter(|line| line.contains('=')) {
        assert!(rules.contains(rule), "domain/clippy.toml hides the workspace's rule {rule}: repeat it there");
    }
}
