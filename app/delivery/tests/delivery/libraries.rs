//! Which libraries are taken, and what their configurations are held to.

use crate::support::{self, installed, limits, registry, told};
use delivery::{LibraryLimits, Registry};
use plugin_sdk::json;
use plugin_testing::{Misbehaviour, c_put, library, misbehaving};
use serde_json::Map;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Such a library beside a good one: why it is refused. The good one is there.
async fn refused(misbehaviour: Misbehaviour) -> String {
    let folder = installed(&[library(misbehaviour), c_put()]);
    let limits = LibraryLimits { call: Duration::from_millis(1500), ..limits() };
    let registry = registry(folder.path(), limits).await;
    assert!(registry.provider("put").is_some(), "{misbehaviour:?}");
    let [refused] = registry.refused() else { panic!("{misbehaviour:?}: {:?}", registry.loaded()) };
    assert_eq!(refused.file, format!("librushes_{misbehaviour:?}.so"));
    refused.reason.clone()
}

#[tokio::test]
async fn a_library_that_breaks_a_rule_is_refused_with_the_reason_and_the_rest_go_on() {
    use Misbehaviour as M;
    for (misbehaviour, reason) in [
        (M::NotALibrary, "it cannot be loaded: "),
        (M::AbortsOnLoad, "was ended by signal 6 (abort) while it was loaded"),
        (M::ExitsOnLoad, "ended its process with status 0 while it was loaded"),
        (M::HangsOnLoad, "was not loaded within 1.5 s"),
        (M::MissingSymbol, "it exports no function rushes_destination_v1, so it is no destination"),
        (M::NullTable, "its table of functions is null"),
        (M::NullFunctions, "its function `describe` is null"),
        (M::WrongMajor, "it is made for version 2 of the interface; this server has version 1"),
        (M::TableTooSmall, "its table of functions has 40 bytes, and should have at least 48"),
        (M::AbortsInDescribe, "was ended by signal 6 (abort) while it described itself"),
        (
            M::CrashesInDescribe,
            "was ended by signal 11 (access to memory that is not its own) while it described itself",
        ),
        (M::HangsInDescribe, "did not answer within 1.5 s while it described itself"),
        (M::DescribesNothing, "answers what is no JSON"),
        (M::DescribesNonsense, "answers what is no JSON"),
        (M::DescribesInvalidUtf8, "answers what is no JSON"),
        (M::DescribesHugely, "describes itself in more than anybody reads"),
        (M::AnotherProtocol, "speaks version 99 of the protocol; this server speaks version 1"),
        (M::InvalidProviderId, "serves `Not/An Id`, which is no id: "),
        (M::NoProviders, "serves no provider"),
        (M::ProviderTwice, "serves `misbehaving` twice"),
        (M::InvalidSchema, "serves `misbehaving`, whose configSchema is no JSON Schema: "),
    ] {
        let said = refused(misbehaviour).await;
        assert!(said.starts_with(reason), "{misbehaviour:?}: {said}");
    }
}

#[tokio::test]
async fn what_a_library_prints_harms_nobody() {
    for misbehaviour in [Misbehaviour::FloodsStdoutOnLoad, Misbehaviour::FloodsStdoutInDescribe] {
        let folder = installed(&[library(misbehaviour)]);
        let registry = registry(folder.path(), limits()).await;
        assert!(registry.provider("misbehaving").is_some(), "{misbehaviour:?}: {:?}", registry.refused());
    }
}

#[tokio::test]
async fn libraries_are_known_by_name_and_content() {
    let folder = installed(&[told(), c_put()]);
    std::fs::write(folder.path().join("README"), "no library").unwrap();
    let registry = registry(folder.path(), limits()).await;
    assert_eq!(registry.refused(), []);
    let [put, one] = registry.loaded() else { panic!("{:?}", registry.loaded()) };
    assert_eq!(
        (put.file.as_str(), put.name.as_str(), put.version.as_str()),
        ("librushes_put.so", "Plain PUT", "1.0.0")
    );
    assert_eq!(put.sha256, hex::encode(Sha256::digest(std::fs::read(c_put()).unwrap())));
    assert_eq!(
        (one.file.as_str(), one.providers.as_slice()),
        ("libtold_destination.so", &["told".to_owned(), "told-oauth".to_owned()][..])
    );
    let ids: Vec<_> = registry.providers().map(|provider| provider.id().to_owned()).collect();
    assert_eq!(ids, ["put", "told", "told-oauth"]);
    assert_eq!(registry.provider("told-alias").unwrap().id(), "told");
    assert!(registry.provider("nothing").is_none());
}

#[tokio::test]
async fn of_two_libraries_with_one_id_the_first_by_file_name_is_used() {
    let folder = installed(&[]);
    for name in ["b.so", "a.so"] {
        std::fs::copy(c_put(), folder.path().join(name)).unwrap();
    }
    let registry = registry(folder.path(), limits()).await;
    assert_eq!(registry.provider("put").unwrap().library_file(), "a.so");
    let [refused] = registry.refused() else { panic!("{:?}", registry.refused()) };
    assert_eq!(refused.file, "b.so");
    assert_eq!(refused.reason, "serves `put`, which another library or the server itself serves already");
}

#[tokio::test]
async fn ids_that_mean_something_else_are_served_by_no_library() {
    let folder = installed(&[c_put()]);
    let settings = delivery::RegistrySettings {
        folders: vec![folder.path().to_owned(), folder.path().join("nowhere")],
        launch: support::launch(),
        limits: limits(),
        reserved: vec!["put".to_owned()],
    };
    let registry = Registry::load(&settings).await;
    assert_eq!((registry.providers().count(), registry.refused().len()), (0, 1));
}

#[tokio::test]
async fn without_a_child_no_library_is_loaded() {
    let folder = installed(&[c_put()]);
    let mut launch = support::launch();
    launch.program = folder.path().join("no-such-program");
    let settings = delivery::RegistrySettings {
        folders: vec![folder.path().to_owned()],
        launch,
        limits: limits(),
        reserved: vec![],
    };
    let registry = Registry::load(&settings).await;
    assert_eq!(registry.refused()[0].reason, "has no process: the server could not start one (entity not found)");
}

#[tokio::test]
async fn configurations_are_held_to_the_schema_and_taken_apart() {
    let folder = installed(&[told(), misbehaving()]);
    let registry = registry(folder.path(), limits()).await;
    let provider = registry.provider("told").unwrap();
    let config = json!({ "endpoint": "https://a.example/x", "behaviour": "put", "secret": "canary" });
    assert_eq!(provider.check_config(&config), []);
    assert_eq!(provider.secret_properties(), ["secret"]);
    let config: Map<_, _> = config.as_object().unwrap().clone();
    assert_eq!(provider.endpoint_of(&config), Some("https://a.example/x"));
    let split = provider.split(config);
    assert_eq!(split.public.keys().collect::<Vec<_>>(), ["behaviour", "endpoint"]);
    assert_eq!(split.secret.into_iter().collect::<Vec<_>>(), [("secret".to_owned(), json!("canary"))]);

    let faults = |config| {
        let faults = provider.check_config(&config);
        faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
    };
    assert_eq!(faults(json!({ "endpoint": "https://a.example" })), ["config.behaviour is missing: The behaviour"]);
    assert_eq!(
        faults(json!({ "endpoint": "a.example", "behaviour": "put" })),
        ["config.endpoint must be an address such as https://storage.example.com, without user or fragment"]
    );
    assert_eq!(faults(json!({ "endpoint": "https://a.example", "behaviour": 7 })), ["config.behaviour must be a text"]);
    let options = provider.check_options(&json!({ "buckets": "canary" }));
    assert_eq!(options[0].message, "options.buckets is not known; what can be said is bucket");
    assert_eq!(options[0].path, "options.buckets");
}
