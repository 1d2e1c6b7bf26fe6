//! Where an edit sends its files: what is queued, and what is refused.

use super::world::{World, answer, edit};
use domain::Environment;
use domain::ids::{IntegrationId, RenderId, WorkspaceId};
use domain::integration::{Changed, Command, Created, MediaKind, Settings};
use domain::render::{Destination, Render, RenderEvent};
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn id(number: u128) -> IntegrationId {
    IntegrationId(Uuid::from_u128(number))
}

fn settings(bucket: &str) -> Settings {
    Settings {
        name: format!("the one of {bucket}"),
        config: Map::from_iter([("bucket".to_owned(), json!(bucket))]),
        credentials: None,
        active: true,
        environments: Environment::ALL.to_vec(),
    }
}

fn create(number: u128, provider: &str, settings: Settings, default: bool) -> Command {
    let created = Created { integration: id(number), provider: provider.into(), settings };
    Command::Create { created, default, single: false }
}

/// Of S3 1 and 2, of Google Cloud Storage 3, of Mux 4 and, for production alone, 5.
async fn world() -> World {
    let world = World::with_destinations().await;
    let production = Settings { environments: vec![Environment::Production], ..settings("") };
    for command in [
        create(1, "s3", settings("films"), false),
        create(2, "s3", settings("drafts"), false),
        create(3, "gcs", settings("films"), false),
        create(4, "mux", settings(""), false),
        create(5, "mux", production, false),
    ] {
        world.integrate(world.workspace, command).await;
    }
    world
}

fn sent_to(destinations: Value) -> Value {
    let mut edit = edit();
    edit["output"]["destinations"] = destinations;
    edit
}

/// What the log says of the render.
async fn queued(world: &World, render: RenderId) -> (Vec<Destination>, bool) {
    let history = event_store::history::<Render>(world.services.log.as_ref(), render.0).await.unwrap();
    match &history[0].1 {
        RenderEvent::Queued(queued) => (queued.destinations.clone(), queued.hosted),
        other => panic!("{other:?}"),
    }
}

/// The paths and messages of what is refused, and that nothing is kept of it.
async fn refused(world: &World, key: &str, environment: &str, edit: &Value) -> Vec<(String, String)> {
    let (status, body) = answer(world.post(&format!("/edit/{environment}/render"), key, edit)).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(world.render_events().await, 0);
    assert_eq!(world.services.state.documents().erase(world.workspace).await.unwrap(), 0);
    let text = |detail: &Value, key: &str| detail[key].as_str().unwrap().to_owned();
    let details = body["response"]["error"]["details"].as_array().unwrap().iter();
    details.map(|detail| (text(detail, "path"), text(detail, "message"))).collect()
}

#[tokio::test]
async fn what_an_edit_names_is_queued_with_the_integrations_that_are_meant() {
    let world = world().await;
    let options = json!({ "region": "eu-west-1", "bucket": "{{ NAME }}", "acl": "public-read", "filename": "promo" });
    let mut edit = sent_to(json!([
        { "provider": "shotstack", "exclude": true },
        { "provider": "s3", "options": options },
        { "provider": "google-cloud-storage", "options": { "bucket": "films", "prefix": "a/b" } },
        { "integrationId": id(5).to_string(), "provider": "mux", "pathPrefix": "summer/", "options": { "passthrough": "x" } },
    ]));
    edit["merge"] = json!([{ "find": "NAME", "replace": "drafts" }]);
    let (destinations, hosted) = queued(&world, world.submit(&edit).await).await;
    assert!(!hosted);
    let all = vec![MediaKind::Video, MediaKind::Image, MediaKind::Audio];
    let expected = |number, provider: &str, place, prefix: Option<&str>, filename: Option<&str>, files| Destination {
        integration: id(number),
        provider: provider.into(),
        place: Some(place),
        prefix: prefix.map(str::to_owned),
        filename: filename.map(str::to_owned),
        files,
    };
    assert_eq!(
        destinations,
        [
            expected(2, "s3", 1, None, Some("promo"), all.clone()),
            expected(3, "gcs", 2, Some("a/b"), None, all),
            expected(5, "mux", 3, Some("summer/"), None, vec![MediaKind::Video]),
        ]
    );
}

#[tokio::test]
async fn the_workspaces_default_is_not_for_edits() {
    let world = world().await;
    let default =
        Command::Change { changed: Changed { integration: id(1), settings: settings("films") }, default: Some(true) };
    world.integrate(world.workspace, default).await;
    assert_eq!(queued(&world, world.submit(&edit()).await).await, (vec![], true));
    // It does say which one is meant among several.
    let render = world.submit(&sent_to(json!([{ "provider": "s3" }]))).await;
    let (destinations, hosted) = queued(&world, render).await;
    assert_eq!((destinations.iter().map(|one| one.integration).collect(), hosted), (vec![id(1)], true));
}

#[tokio::test]
async fn whatever_cannot_be_sent_is_refused_where_it_stands() {
    let world = world().await;
    let elsewhere = WorkspaceId(Uuid::new_v4());
    world.integrate(elsewhere, create(6, "s3", settings("theirs"), true)).await;
    let inactive = Settings { active: false, ..settings("films") };
    world.integrate(world.workspace, create(7, "s3", inactive, false)).await;
    let saved = |number: u128, provider: &str| json!({ "integrationId": id(number).to_string(), "provider": provider });
    let films = |key: &str, value: &str| {
        let mut options = json!({ "region": "eu-west-1", "bucket": "films" });
        options[key] = json!(value);
        json!({ "provider": "s3", "options": options })
    };
    for (destination, path, word) in [
        (json!({ "provider": "tiktok" }), "provider", "gcs, mux, s3"),
        (json!({ "provider": "shotstack", "integrationId": id(1).to_string() }), "provider", "gcs, mux, s3"),
        (saved(6, "s3"), "integrationId", "GET /v1/integrations"),
        (saved(7, "s3"), "integrationId", "activate"),
        (saved(1, "gcs"), "provider", "\"s3\""),
        (json!({ "provider": "s3" }), "provider", "several"),
        (films("acl", "public"), "options.acl", "must be one of private, public-read"),
        (films("prefix", "a/../b"), "options.prefix", "\"..\""),
        (films("filename", "a/b"), "options.filename", "slash"),
        (films("folder", "a"), "options.folder", "Unrecognized"),
    ] {
        let edit = sent_to(json!([{ "provider": "shotstack" }, destination]));
        let found = refused(&world, &world.v1, "v1", &edit).await;
        let [(at, message)] = found.as_slice() else { panic!("{destination}: {found:?}") };
        assert_eq!(*at, format!("output.destinations[1].{path}"));
        assert!(message.contains(word), "{message}");
    }
    let edit = sent_to(json!([saved(5, "mux")]));
    let found = refused(&world, &world.stage, "stage", &edit).await;
    assert_eq!(found[0].0, "output.destinations[0].integrationId");
    assert!(found[0].1.contains("environments"), "{found:?}");
}

#[tokio::test]
async fn all_faults_of_destinations_come_at_once_and_in_their_order() {
    let world = world().await;
    let id = id(4).to_string();
    let edit = sent_to(json!([
        { "integrationId": id, "provider": "mux", "pathPrefix": "..", "options": { "name": "x", "passthrough": 7 } },
        { "provider": "vimeo" },
    ]));
    let paths: Vec<String> = refused(&world, &world.v1, "v1", &edit).await.into_iter().map(|(path, _)| path).collect();
    let place = "output.destinations";
    assert_eq!(
        paths,
        [
            format!("{place}[0].options.name"),
            format!("{place}[0].options.passthrough"),
            format!("{place}[0].pathPrefix"),
            format!("{place}[1].provider"),
        ]
    );
    let mut sound = sent_to(json!([{ "integrationId": id, "provider": "mux" }]));
    sound["output"] = json!({ "format": "mp3", "destinations": sound["output"]["destinations"] });
    let found = refused(&world, &world.v1, "v1", &sound).await;
    assert!(found[0].1.contains("audio/mpeg"), "{found:?}");
}
