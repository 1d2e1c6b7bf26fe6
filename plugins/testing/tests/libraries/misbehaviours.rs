//! What shows before a session begins.

use crate::loaded::Library;
use crate::probe::{End, Probed, probe};
use plugin_abi::ABI_MAJOR;
use plugin_sdk::{Description, PROTOCOL};
use plugin_testing::{Misbehaviour, library};
use std::process::Command;

fn exported(misbehaviour: Misbehaviour) -> String {
    let output = Command::new("nm").args(["-D", "--defined-only"]).arg(library(misbehaviour)).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn probed(misbehaviour: Misbehaviour) -> (End, String) {
    let Probed { end, reached, .. } = probe(&library(misbehaviour), r#"{"config":{}}"#);
    (end, reached)
}

fn described(misbehaviour: Misbehaviour) -> Vec<u8> {
    Library::load(&library(misbehaviour)).describe()
}

fn read(misbehaviour: Misbehaviour) -> Description {
    serde_json::from_slice(&described(misbehaviour)).unwrap()
}

#[test]
fn each_can_be_built_and_all_but_two_export_the_symbol() {
    for misbehaviour in Misbehaviour::ALL.iter().copied() {
        let is_exported = exported(misbehaviour).lines().any(|line| line.ends_with(" T rushes_destination_v1"));
        let is_expected = !matches!(misbehaviour, Misbehaviour::MissingSymbol | Misbehaviour::NotALibrary);
        assert_eq!(is_exported, is_expected, "{misbehaviour:?}");
    }
    assert!(exported(Misbehaviour::MissingSymbol).contains("rushes_destination_v0"));
}

#[test]
fn asking_again_gives_the_same_file() {
    let first = library(Misbehaviour::WrongMajor);
    assert_eq!(first, library(Misbehaviour::WrongMajor));
    assert_ne!(first, library(Misbehaviour::TableTooSmall));
    let folder = tempfile::tempdir().unwrap();
    let copy = plugin_testing::install(&first, folder.path());
    assert_eq!(copy.file_name(), first.file_name());
    assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(first).unwrap());
}

#[test]
fn some_end_the_process_that_loads_them() {
    let none = String::new;
    assert_eq!(probed(Misbehaviour::NotALibrary), (End::Exit(3), none()));
    assert_eq!(probed(Misbehaviour::AbortsOnLoad), (End::Signal(libc::SIGABRT), none()));
    assert_eq!(probed(Misbehaviour::ExitsOnLoad), (End::Exit(0), none()));
    assert_eq!(probed(Misbehaviour::HangsOnLoad), (End::Signal(libc::SIGVTALRM), none()));
}

#[test]
fn some_cannot_be_asked() {
    let loaded = || "loaded".to_owned();
    assert_eq!(probed(Misbehaviour::MissingSymbol), (End::Exit(4), loaded()));
    assert_eq!(probed(Misbehaviour::NullTable), (End::Exit(5), loaded()));
    assert_eq!(probed(Misbehaviour::NullFunctions), (End::Exit(6), loaded()));
    assert_eq!(probed(Misbehaviour::AbortsInDescribe), (End::Signal(libc::SIGABRT), loaded()));
    assert_eq!(probed(Misbehaviour::CrashesInDescribe), (End::Signal(libc::SIGSEGV), loaded()));
    assert_eq!(probed(Misbehaviour::HangsInDescribe), (End::Signal(libc::SIGVTALRM), loaded()));
}

#[test]
fn some_write_where_the_host_and_its_child_speak() {
    for misbehaviour in [Misbehaviour::FloodsStdoutOnLoad, Misbehaviour::FloodsStdoutInDescribe] {
        let probed = probe(&library(misbehaviour), r#"{"config":{}}"#);
        assert_eq!(probed.printed.len(), 16 << 20, "{misbehaviour:?}");
        assert!(probed.reached.starts_with("loaded described"), "{probed:?}", probed = probed.reached);
    }
}

#[test]
fn some_tables_are_of_another_shape() {
    let wrong = Library::load(&library(Misbehaviour::WrongMajor)).0;
    assert_eq!((wrong.abi_major, wrong.size as usize), (ABI_MAJOR + 1, size_of::<plugin_abi::Table>()));
    let small = Library::load(&library(Misbehaviour::TableTooSmall)).0;
    assert_eq!(
        (small.abi_major, small.size as usize),
        (ABI_MAJOR, size_of::<plugin_abi::Table>() - size_of::<usize>())
    );
}

#[test]
fn some_descriptions_cannot_be_read() {
    assert!(described(Misbehaviour::DescribesNothing).is_empty());
    let nonsense = described(Misbehaviour::DescribesNonsense);
    assert!(serde_json::from_slice::<serde_json::Value>(&nonsense).is_err());
    let invalid = described(Misbehaviour::DescribesInvalidUtf8);
    assert!(std::str::from_utf8(&invalid).is_err());
    // But for that it is right.
    assert!(serde_json::from_str::<Description>(&String::from_utf8_lossy(&invalid)).is_ok());
    let huge = described(Misbehaviour::DescribesHugely);
    assert!(huge.len() >= 100 << 20);
    assert!(serde_json::from_slice::<Description>(&huge).is_ok());
}

#[test]
fn some_descriptions_are_of_what_there_must_not_be() {
    assert_eq!(read(Misbehaviour::AnotherProtocol).protocol, 99);
    let strange = read(Misbehaviour::InvalidProviderId);
    assert_eq!((strange.protocol, strange.providers[0].id.as_str()), (PROTOCOL, "Not/An Id"));
    assert_eq!(read(Misbehaviour::NoProviders).providers.len(), 0);
    let twice = read(Misbehaviour::ProviderTwice).providers;
    assert_eq!((twice.len(), &twice[0].id), (2, &twice[1].id));
    assert_eq!(read(Misbehaviour::InvalidSchema).providers[0].config_schema["type"], "nonsense");
}
