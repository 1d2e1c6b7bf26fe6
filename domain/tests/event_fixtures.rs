//! Every type and version of event ever released decodes for ever: `fixtures/events/<type>.v<version>.json` only grows.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]
#![allow(clippy::disallowed_methods, reason = "fixtures are files; only the domain itself does no I/O")]

use domain::aggregate::EventCodec;
use domain::integration::IntegrationEvent;
use domain::render::RenderEvent;
use domain::transfer::TransferEvent;
use domain::workspace::WorkspaceEvent;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events")
}

/// Type and version of every fixture, and its bytes as they would lie in the log.
fn fixtures() -> BTreeMap<(String, u16), Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (event_type, version) = name.strip_suffix(".json").unwrap().rsplit_once(".v").unwrap();
        let data = std::fs::read(&path).unwrap().trim_ascii_end().to_vec();
        found.insert((event_type.to_owned(), version.parse().unwrap()), data);
    }
    found
}

/// The event's current type and version, and what it is written as.
type Written = (&'static str, u16, Vec<u8>);

fn read_and_write<E: EventCodec>(event_type: &str, version: u16, data: &[u8]) -> Written {
    let event = E::decode(event_type, version, data).unwrap_or_else(|error| panic!("{event_type} {version}: {error}"));
    (event.event_type(), event.version(), event.encode())
}

/// What the names of a family's types begin with, its types and versions, and its reader.
type Family = (&'static str, &'static [(&'static str, u16)], fn(&str, u16, &[u8]) -> Written);

/// One line a family.
fn families() -> [Family; 4] {
    [
        ("integration.", IntegrationEvent::TYPES, read_and_write::<IntegrationEvent>),
        ("render.", RenderEvent::TYPES, read_and_write::<RenderEvent>),
        ("transfer.", TransferEvent::TYPES, read_and_write::<TransferEvent>),
        ("workspace.", WorkspaceEvent::TYPES, read_and_write::<WorkspaceEvent>),
    ]
}

#[test]
fn every_type_and_version_has_a_fixture() {
    let fixtures = fixtures();
    for (prefix, types, _) in families() {
        for (event_type, version) in types {
            assert!(event_type.starts_with(prefix), "{event_type} is not of the family {prefix}");
            let known = fixtures.contains_key(&((*event_type).to_owned(), *version));
            assert!(known, "add domain/tests/fixtures/events/{event_type}.v{version}.json");
        }
    }
}

#[test]
fn every_fixture_decodes_and_current_ones_are_written_as_they_were() {
    for ((event_type, version), data) in fixtures() {
        let family = families().into_iter().find(|(prefix, ..)| event_type.starts_with(prefix));
        let (_, types, read_and_write) = family.unwrap_or_else(|| panic!("{event_type} is of no family"));
        let (written_type, written_version, written) = read_and_write(&event_type, version, &data);
        if types.contains(&(event_type.as_str(), version)) {
            assert_eq!((written_type, written_version), (event_type.as_str(), version));
            let (written, data) = (String::from_utf8(written).unwrap(), String::from_utf8(data).unwrap());
            assert_eq!(written, data, "{event_type} version {version}");
        }
    }
}
