//! Which integrations a render's files go to.

use super::*;
use crate::aggregate::Aggregate;
use crate::edit::Fault;
use crate::render::Destination;
use std::collections::BTreeMap;

fn providers() -> Vec<ProviderFacts> {
    let all = vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio];
    let provider = |id: &str, aliases: &[&str], files: &[MediaKind]| ProviderFacts {
        id: id.into(),
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        selects: [("bucket".to_owned(), "bucket".to_owned())].into(),
        files: files.to_vec(),
    };
    vec![
        provider("s3", &[], &all),
        provider("gcs", &["google-cloud-storage"], &all),
        provider("mux", &[], &[MediaKind::Video]),
    ]
}

fn integrations(given: &[IntegrationEvent]) -> Integrations {
    Integrations::fold(given)
}

fn chosen_of(destinations: Value, have: &Integrations, media_type: &str) -> Result<Vec<Destination>, Vec<Fault>> {
    let wish = Wish { integrations: have, providers: &providers(), environment: Environment::Production, media_type };
    choose(&wanted(Some(&destinations), "output.destinations"), wish)
}

type Told = Vec<(String, String)>;

fn chosen(destinations: Value, have: &Integrations) -> Result<Vec<(u128, Option<u32>)>, Told> {
    let chosen = chosen_of(destinations, have, "video/mp4");
    chosen
        .map(|list| list.iter().map(|one| (one.integration.0.as_u128(), one.place)).collect())
        .map_err(|faults| faults.into_iter().map(|fault| (fault.path, fault.message)).collect())
}

fn fault_of(destinations: Value, have: &Integrations) -> (String, String) {
    chosen(destinations, have).unwrap_err().remove(0)
}

#[test]
fn our_own_hosting_is_no_integration() {
    let none = integrations(&[]);
    assert_eq!(chosen(json!([{ "provider": "shotstack", "exclude": true }]), &none), Ok(vec![]));
    assert_eq!(chosen(json!(null), &none), Ok(vec![]));
}

#[test]
fn an_integration_is_named_by_its_id() {
    let mut inactive = created(2, "s3", "b");
    inactive.settings.active = false;
    let mut elsewhere = created(3, "s3", "c");
    elsewhere.settings.environments = vec![Environment::Stage];
    let have = integrations(&[created(1, "s3", "a").into(), inactive.into(), elsewhere.into()]);
    let saved =
        |number: u128, provider: &str| json!([{ "integrationId": id(number).to_string(), "provider": provider }]);
    assert_eq!(chosen(saved(1, "s3"), &have), Ok(vec![(1, Some(0))]));
    let (path, message) = fault_of(saved(1, "gcs"), &have);
    assert_eq!(path, "output.destinations[0].provider");
    assert!(message.contains("\"s3\""), "{message}");
    for (number, word) in [(2, "activate"), (3, "environments"), (4, "GET /v1/integrations")] {
        let (path, message) = fault_of(saved(number, "s3"), &have);
        assert_eq!(path, "output.destinations[0].integrationId");
        assert!(message.contains(word), "{message}");
    }
    let (path, _) = fault_of(json!([{ "integrationId": "x", "provider": "s3" }]), &have);
    assert_eq!(path, "output.destinations[0].integrationId");
}

#[test]
fn by_its_provider_the_bucket_decides_then_the_default_then_that_there_is_but_one() {
    let (a, b): (IntegrationEvent, IntegrationEvent) = (created(1, "s3", "a").into(), created(2, "s3", "b").into());
    let both = integrations(&[a.clone(), b.clone()]);
    let bucket = |bucket: &str| json!([{ "provider": "s3", "options": { "region": "x", "bucket": bucket } }]);
    assert_eq!(chosen(bucket("b"), &both), Ok(vec![(2, Some(0))]));
    let (path, message) = fault_of(bucket("c"), &both);
    assert_eq!(path, "output.destinations[0].provider");
    assert!(message.contains("\"s3 1\"") && message.contains(&id(2).to_string()), "{message}");
    assert_eq!(chosen(json!([{ "provider": "s3" }]), &integrations(std::slice::from_ref(&b))), Ok(vec![(2, Some(0))]));
    let defaulted = integrations(&[a, b, DefaultSet { integration: Some(id(2)) }.into()]);
    assert_eq!(chosen(json!([{ "provider": "s3" }]), &defaulted), Ok(vec![(2, Some(0))]));
    assert_eq!(chosen(bucket("a"), &defaulted), Ok(vec![(1, Some(0))]));
    assert_eq!(chosen(bucket("c"), &defaulted), Ok(vec![(2, Some(0))]));
}

#[test]
fn an_alias_means_the_provider_and_an_unknown_one_names_those_there_are() {
    let have = integrations(&[created(1, "gcs", "a").into()]);
    assert_eq!(chosen(json!([{ "provider": "google-cloud-storage" }]), &have), Ok(vec![(1, Some(0))]));
    let (_, message) = fault_of(json!([{ "provider": "tiktok" }]), &have);
    assert!(message.contains("s3, gcs, mux"), "{message}");
    let (_, message) = fault_of(json!([{ "provider": "s3" }]), &have);
    assert!(message.contains("POST /v1/integrations"), "{message}");
}

#[test]
fn names_are_checked_and_every_fault_is_told() {
    let have = integrations(&[created(1, "s3", "a").into(), created(2, "mux", "").into()]);
    let destinations = json!([
        { "provider": "s3", "options": { "prefix": "a/../b" } },
        { "integrationId": id(1).to_string(), "provider": "s3", "pathPrefix": "a//b" },
        { "provider": "s3", "options": { "filename": "a/b" } },
    ]);
    let paths: Vec<String> = chosen(destinations, &have).unwrap_err().into_iter().map(|(path, _)| path).collect();
    let place = "output.destinations";
    assert_eq!(
        paths,
        [
            format!("{place}[0].options.prefix"),
            format!("{place}[1].pathPrefix"),
            format!("{place}[2].options.filename")
        ]
    );
    let sound = chosen_of(json!([{ "provider": "mux" }]), &have, "audio/mpeg").unwrap_err();
    assert!(sound[0].message.contains("audio/mpeg"));
}

#[test]
fn the_default_is_for_renders_of_the_workspace_api_that_name_nothing() {
    let given = [created(1, "s3", "a").into(), DefaultSet { integration: Some(id(1)) }.into()];
    let have = integrations(&given);
    let providers = providers();
    let wish =
        |have, environment| Wish { integrations: have, providers: &providers, environment, media_type: "video/mp4" };
    let destinations = of_workspace(wish(&have, Environment::Production));
    assert_eq!(destinations.iter().map(|one| (one.integration, one.place)).collect::<Vec<_>>(), [(id(1), None)]);
    let mut inactive = created(1, "s3", "a").settings;
    inactive.active = false;
    let have =
        integrations(&[given[0].clone(), given[1].clone(), Changed { integration: id(1), settings: inactive }.into()]);
    assert_eq!(of_workspace(wish(&have, Environment::Production)), []);
    assert_eq!(of_workspace(wish(&integrations(&[]), Environment::Stage)), []);
}

#[test]
fn what_neither_names_nor_chooses_is_the_plugins() {
    let destinations = json!([
        { "provider": "shotstack" },
        { "provider": "s3", "options": { "region": "x", "bucket": "b", "prefix": "p", "filename": "f", "acl": null } },
    ]);
    let options = options_at(Some(&destinations), 1, &BTreeMap::from([("bucket".to_owned(), "bucket".to_owned())]));
    assert_eq!(Value::Object(options), json!({ "region": "x" }));
    assert_eq!(options_at(Some(&destinations), 7, &BTreeMap::new()), Map::new());
}

#[test]
fn null_is_absent_inside_options_too() {
    let destinations =
        json!([{ "provider": "vimeo", "options": { "name": "x", "privacy": { "view": null, "add": true } } }]);
    let options = options_at(Some(&destinations), 0, &BTreeMap::new());
    assert_eq!(Value::Object(options), json!({ "name": "x", "privacy": { "add": true } }));
}

#[test]
fn beside_an_integrations_id_options_neither_choose_nor_name() {
    let have = integrations(&[created(1, "s3", "a").into()]);
    let saved = |options: Value| json!([{ "integrationId": id(1).to_string(), "provider": "s3", "options": options }]);
    assert_eq!(chosen(saved(json!({ "acl": "private", "bucket": null })), &have), Ok(vec![(1, Some(0))]));
    for (option, word) in [("bucket", "leave this out"), ("prefix", "pathPrefix"), ("filename", "filename")] {
        let (path, message) = fault_of(saved(json!({ option: "a" })), &have);
        assert_eq!(path, format!("output.destinations[0].options.{option}"));
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn a_render_has_so_many_destinations_and_no_more() {
    let have = integrations(&[created(1, "s3", "a").into()]);
    let list = |count: usize| Value::Array(vec![json!({ "provider": "s3" }); count]);
    assert_eq!(chosen(list(20), &have).map(|all| all.len()), Ok(20));
    let (path, message) = fault_of(list(21), &have);
    assert_eq!(path, "output.destinations[20]");
    assert!(message.contains("20"), "{message}");
}
