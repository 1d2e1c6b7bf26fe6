use super::world::{World, answer, edit};
use domain::workspace::Role;
use domain::{Dialect, Environment};
use futures::StreamExt;
use serde_json::{Value, json};
use state::Progress;
use uuid::Uuid;

#[tokio::test]
async fn renders_are_listed_newest_first_in_pages() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.submit(&edit()).await.to_string());
        world.advance(1000);
    }
    ids.reverse();
    let (status, first) = answer(world.get("/rushes/v1/renders?limit=2", &world.v1)).await;
    assert_eq!(status, 200);
    let listed = |page: &Value| -> Vec<String> {
        page["renders"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&first), ids[..2]);
    let expected = json!({
        "id": ids[0], "environment": "v1", "status": "queued", "cancelled": false, "format": "mp4",
        "width": 1024, "height": 576, "tracks": 1, "clips": 1, "attempts": 0,
        "createdAt": "2027-01-15T08:00:02.000Z", "updatedAt": "2027-01-15T08:00:02.000Z",
    });
    assert_eq!(first["renders"][0], expected);
    let cursor = first["nextCursor"].as_str().unwrap();
    let (_, second) = answer(world.get(&format!("/rushes/v1/renders?limit=2&cursor={cursor}"), &world.v1)).await;
    assert_eq!(listed(&second), ids[2..]);
    assert!(second.get("nextCursor").is_none());
}

#[tokio::test]
async fn a_key_lists_its_world_and_a_person_both() {
    let world = World::new().await;
    world.submit(&edit()).await;
    assert_eq!(answer(world.post("/edit/stage/render", &world.stage, &edit())).await.0, 201);
    let count = |body: &Value| body["renders"].as_array().unwrap().len();
    assert_eq!(count(&answer(world.get("/rushes/v1/renders", &world.v1)).await.1), 1);
    assert_eq!(count(&answer(world.get("/rushes/v1/renders", &world.live)).await.1), 1);
    let token = format!("Bearer {}", world.owner_token());
    let by_person = |path: &str| world.client.get(path).header("authorization", &token);
    assert_eq!(count(&answer(by_person("/rushes/v1/renders")).await.1), 2);
    let (_, stage) = answer(by_person("/rushes/v1/renders?environment=stage")).await;
    assert_eq!((count(&stage), &stage["renders"][0]["environment"]), (1, &json!("stage")));
    let stranger = world.stranger(Environment::Production).await;
    assert_eq!(count(&answer(world.get("/rushes/v1/renders", &stranger)).await.1), 0);
    let (status, body) = answer(world.get("/rushes/v1/renders?environment=stage", &world.v1)).await;
    assert_eq!((status, &body["code"]), (403, &json!("forbidden")));
}

#[tokio::test]
async fn bad_parameters_and_credentials_are_problems() {
    let world = World::new().await;
    for query in ["limit=0", "limit=101", "limit=x", "cursor=x", "environment=prod"] {
        let (status, body) = answer(world.get(&format!("/rushes/v1/renders?{query}"), &world.v1)).await;
        assert_eq!((status, &body["code"]), (400, &json!("invalid_request")), "{query}: {body}");
    }
    let response = world.client.get("/rushes/v1/renders").send().await;
    assert_eq!(response.0.content_type(), Some("application/problem+json"));
    assert_eq!(response.0.status(), 401);
    for path in ["", "/events", "/progress"] {
        let path = format!("/rushes/v1/renders/{}{path}", Uuid::new_v4());
        let (status, body) = answer(world.get(&path, &world.v1)).await;
        assert_eq!((status, &body["code"]), (404, &json!("not_found")));
    }
}

#[tokio::test]
async fn a_render_in_detail_has_its_files_and_its_history() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    world.finish(id, b"0123456789").await;
    let (_, detail) = answer(world.get(&format!("/rushes/v1/renders/{id}"), &world.v1)).await;
    assert_eq!((&detail["status"], &detail["attempts"]), (&json!("done"), &json!(1)));
    let file = &detail["files"][0];
    assert_eq!((&file["role"], &file["bytes"], &file["mediaType"]), (&json!("main"), &json!(10), &json!("video/mp4")));
    let path = file["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
    world.client.get(path).send().await.assert_status_is_ok();

    let (_, history) = answer(world.get(&format!("/rushes/v1/renders/{id}/events"), &world.v1)).await;
    let events = history["events"].as_array().unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = ["render.queued", "render.attempt_started", "render.fetched", "render.rendered", "render.saved"];
    assert_eq!(kinds, expected);
    assert!(events[0]["actor"].as_str().unwrap().starts_with("key:"));
    assert_eq!((&events[0]["revision"], &events[4]["revision"]), (&json!(0), &json!(4)));
    assert_eq!(events[3]["data"]["frames"], 50);
    assert_eq!(events[0]["requestId"].as_str().unwrap().len(), 36);
    assert!(!history.to_string().contains("signature="));
    let stranger = world.stranger(Environment::Production).await;
    assert_eq!(answer(world.get(&format!("/rushes/v1/renders/{id}/events"), &stranger)).await.0, 404);
}

#[tokio::test]
async fn a_render_is_cancelled_once_and_not_after_its_end() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    let cancel =
        |id: &str, key: &str| world.client.post(format!("/rushes/v1/renders/{id}/cancel")).header("x-api-key", key);
    let expected = json!({ "id": id.to_string(), "status": "failed", "cancelled": true });
    let stranger = world.stranger(Environment::Production).await;
    assert_eq!(answer(cancel(&id.to_string(), &stranger)).await.0, 404);
    for _ in 0..2 {
        assert_eq!(answer(cancel(&id.to_string(), &world.live)).await, (200, expected.clone()));
    }
    let (_, page) = answer(world.get("/rushes/v1/renders", &world.v1)).await;
    let error = json!({ "code": "cancelled", "message": "Cancelled", "retryable": false });
    assert_eq!((&page["renders"][0]["cancelled"], &page["renders"][0]["error"]), (&json!(true), &error));
    let (_, detail) = answer(world.get(&format!("/rushes/v1/renders/{id}"), &world.v1)).await;
    assert_eq!((&detail["error"], &detail["cancelled"]), (&error, &json!(true)));
    let done = world.submit(&edit()).await;
    world.finish(done, b"x").await;
    let (status, body) = answer(cancel(&done.to_string(), &world.v1)).await;
    assert_eq!((status, &body["code"]), (409, &json!("conflict")));
    let staged = world.key(world.services.log.as_ref(), world.workspace, Dialect::Workspace, Environment::Stage).await;
    assert_eq!(answer(cancel(&done.to_string(), &staged)).await.0, 404);
}

#[tokio::test]
async fn progress_streams_each_change_until_the_end() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    let path = format!("/rushes/v1/renders/{id}/progress");
    let response = world.get(&path, &world.v1).send().await;
    response.assert_status_is_ok();
    response.assert_content_type("text/event-stream");
    let mut events = response.json_sse_stream().map(|json| json.value().deserialize::<Value>());
    assert_eq!(events.next().await.unwrap(), json!({ "status": "queued", "attempt": 0 }));
    world.start(id).await;
    assert_eq!(events.next().await.unwrap(), json!({ "status": "fetching", "attempt": 1 }));
    let stage = "fetching".to_owned();
    let updated_at = world.services.now();
    let report = Progress { attempt: 1, stage, percent: 40, frames: 0, updated_at };
    world.services.state.progress().set(id, &report).await.unwrap();
    let expected = json!({ "status": "fetching", "attempt": 1, "stage": "fetching", "percent": 40 });
    assert_eq!(events.next().await.unwrap(), expected);
    world.drive(id, domain::render::Command::Cancel).await;
    let expected = json!({ "status": "failed", "attempt": 1, "error": "Cancelled" });
    assert_eq!(events.next().await.unwrap(), expected);
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn the_progress_of_a_finished_render_is_one_event() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    world.finish(id, b"x").await;
    let response = world.get(&format!("/rushes/v1/renders/{id}/progress"), &world.v1).send().await;
    let events: Vec<Value> = response.json_sse_stream().map(|json| json.value().deserialize()).collect().await;
    assert_eq!(events, [json!({ "status": "done", "attempt": 1, "percent": 100 })]);
}

#[tokio::test]
async fn a_waiting_render_says_where_it_waits() {
    let world = World::new().await;
    let early = world.submit(&edit()).await;
    world.advance(5_000);
    let hasty = world.post("/edit/v1/render", &world.v1, &edit()).header("Rushes-Priority", "high");
    let (status, body) = answer(hasty).await;
    assert_eq!(status, 201, "{body}");
    let hasty = body["response"]["id"].as_str().unwrap().to_owned();
    let stranger = world.stranger(Environment::Production).await;
    assert_eq!(answer(world.post("/edit/v1/render", &stranger, &edit())).await.0, 201);
    world.advance(2_000);

    let (_, first) = answer(world.get(&format!("/rushes/v1/renders/{hasty}"), &world.v1)).await;
    assert_eq!(first["priority"], json!("high"));
    assert_eq!(first["queue"], json!({"position": 1, "ahead": 1, "waiting": 2, "ageSeconds": 2}));
    let (_, second) = answer(world.get(&format!("/rushes/v1/renders/{early}"), &world.v1)).await;
    assert_eq!(second["priority"], json!("normal"));
    assert_eq!(second["queue"], json!({"position": 2, "ahead": 2, "waiting": 2, "ageSeconds": 7}));
    world.start(early).await;
    let (_, running) = answer(world.get(&format!("/rushes/v1/renders/{early}"), &world.v1)).await;
    assert!(running.get("queue").is_none(), "{running}");
}

#[tokio::test]
async fn a_priority_that_is_none_is_refused() {
    let world = World::new().await;
    let request = world.post("/edit/v1/render", &world.v1, &edit()).header("Rushes-Priority", "urgent");
    let (status, body) = answer(request).await;
    assert_eq!(status, 400, "{body}");
    assert!(body.to_string().to_lowercase().contains("rushes-priority"), "{body}");
}

/// Somebody who may manage asks.
async fn ask(world: &World, path: &str) -> (u16, Value) {
    let token = format!("Bearer {}", world.owner_token());
    answer(world.client.get(path).header("authorization", &token)).await
}

#[tokio::test]
async fn the_ledger_says_who_did_what_newest_first() {
    let world = World::new().await;
    let render = world.submit(&edit()).await;
    world.start(render).await;
    world.keep_ledger().await;
    let (status, page) = ask(&world, &format!("/rushes/v1/audit?stream=render-{render}")).await;
    assert_eq!(status, 200, "{page}");
    let entries = page["entries"].as_array().unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["render.attempt_started", "render.queued"]);
    let queued = &entries[1];
    assert_eq!((&queued["revision"], &queued["environment"]), (&json!(0), &json!("v1")));
    assert!(queued["actor"].as_str().unwrap().starts_with("key:"), "{queued}");
    assert!(queued["requestId"].is_string() && queued["data"]["dialect"] == "shotstack", "{queued}");

    // Page by page, the same as at once.
    let (_, whole) = ask(&world, "/rushes/v1/audit").await;
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let (_, page) = ask(&world, &format!("/rushes/v1/audit?limit=2{cursor}")).await;
        pages.extend(page["entries"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_u64() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(Value::Array(pages), whole["entries"]);
    let (_, head) = ask(&world, "/rushes/v1/audit/head").await;
    assert_eq!((&head["hash"], &head["sequence"]), (&whole["entries"][0]["hash"], &whole["entries"][0]["sequence"]));
    let (_, keys) = ask(&world, "/rushes/v1/audit?type=workspace.key_created&environment=stage").await;
    assert_eq!(keys["entries"], json!([]), "what concerns the workspace happens in no world");
}

#[tokio::test]
async fn an_export_can_be_checked_without_us() {
    let world = World::new().await;
    world.submit(&edit()).await;
    world.keep_ledger().await;
    let token = format!("Bearer {}", world.owner_token());
    let export = async |query: &str| {
        let response = world.client.get(format!("/rushes/v1/audit/export{query}")).header("authorization", &token);
        let response = response.send().await;
        response.assert_content_type("application/x-ndjson");
        response.0.into_body().into_string().await.unwrap()
    };
    let text = export("").await;
    let (_, head) = ask(&world, "/rushes/v1/audit/head").await;
    let exported = ::audit::verify_export(text.lines()).unwrap();
    let (sequence, hash) = exported.head.unwrap();
    assert_eq!((json!(sequence), json!(hex::encode(hash))), (head["sequence"].clone(), head["hash"].clone()));
    let rest = export("?after=2").await;
    assert_eq!(rest.lines().collect::<Vec<_>>(), text.lines().skip(2).collect::<Vec<_>>());
    assert_eq!(ask(&world, "/rushes/v1/audit/export?after=9999").await.0, 400);
}

#[tokio::test]
async fn the_ledger_is_for_owners_and_admins_of_the_workspace_alone() {
    let world = World::new().await;
    world.submit(&edit()).await;
    world.keep_ledger().await;
    for path in ["/rushes/v1/audit", "/rushes/v1/audit/head", "/rushes/v1/audit/export"] {
        assert_eq!(answer(world.client.get(path)).await.0, 401, "{path}");
        assert_eq!(answer(world.get(path, &world.live)).await.0, 401, "{path}");
        let token = format!("Bearer {}", world.member(Role::Member).await);
        let (status, body) = answer(world.client.get(path).header("authorization", &token)).await;
        assert_eq!((status, &body["code"]), (403, &json!("forbidden")), "{path}");
    }
    for query in ["from=yesterday", "before=1", "environment=prod", "limit=0", "limit=201", "cursor=x"] {
        let (status, body) = ask(&world, &format!("/rushes/v1/audit?{query}")).await;
        assert_eq!((status, &body["code"]), (400, &json!("invalid_request")), "{query}: {body}");
    }
}

#[tokio::test]
async fn the_past_is_shown_as_it_was() {
    let world = World::new().await;
    let first = world.submit(&edit()).await;
    world.advance(1_000);
    let second = world.submit(&edit()).await;
    world.advance(1_000);
    world.start(first).await;
    world.advance(1_000);
    world.drive(first, domain::render::Command::Cancel).await;
    world.keep_ledger().await;
    let at = |seconds: u32| format!("at=2027-01-15T08:00:0{seconds}.500Z");

    let (_, steps) = answer(world.get(&format!("/rushes/v1/renders/{first}/history"), &world.v1)).await;
    let states: Vec<_> = steps["history"].as_array().unwrap().iter().map(|step| step["state"].clone()).collect();
    assert_eq!(states[0], json!({"status": "queued", "cancelled": false, "attempts": 0, "files": 0}));
    assert_eq!(states[1], json!({"status": "fetching", "cancelled": false, "attempts": 1, "files": 0}));
    let last = json!({"status": "failed", "cancelled": true, "attempts": 1, "files": 0, "error": "Cancelled"});
    assert_eq!((states.len(), &states[2]), (3, &last));

    let status_at = async |seconds| {
        let (_, body) = answer(world.get(&format!("/rushes/v1/renders/{first}?{}", at(seconds)), &world.v1)).await;
        body["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (status_at(0).await.as_str(), status_at(2).await.as_str(), status_at(3).await.as_str()),
        ("queued", "fetching", "failed")
    );
    let path = format!("/rushes/v1/renders/{second}?{}", at(0));
    assert_eq!(answer(world.get(&path, &world.v1)).await.0, 404, "it was not there yet");
    let (_, short) = answer(world.get(&format!("/rushes/v1/renders/{first}/history?{}", at(2)), &world.v1)).await;
    assert_eq!(short["history"].as_array().unwrap().len(), 2);

    let listed = async |query: &str| {
        let (status, body) = answer(world.get(&format!("/rushes/v1/renders?{query}"), &world.v1)).await;
        assert_eq!(status, 200, "{body}");
        body
    };
    let ids = |body: &Value| -> Vec<(String, String)> {
        let renders = body["renders"].as_array().unwrap().iter();
        renders.map(|r| (r["id"].as_str().unwrap().to_owned(), r["status"].as_str().unwrap().to_owned())).collect()
    };
    let (one, two) = (first.to_string(), second.to_string());
    assert_eq!(ids(&listed(&at(0)).await), [(one.clone(), "queued".to_owned())]);
    let later = listed(&format!("{}&limit=1", at(2))).await;
    assert_eq!(ids(&later), [(two, "queued".to_owned())]);
    let cursor = later["nextCursor"].as_str().unwrap();
    let rest = listed(&format!("{}&limit=1&cursor={cursor}", at(2))).await;
    assert_eq!((ids(&rest), rest.get("nextCursor")), (vec![(one, "fetching".to_owned())], None));
    // Now is the past of a moment ago.
    let now = listed("limit=10").await;
    assert_eq!(ids(&now), ids(&listed(&at(9)).await));
    assert_eq!(answer(world.get("/rushes/v1/renders?at=noon", &world.v1)).await.0, 400);
}
