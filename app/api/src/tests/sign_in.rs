use super::world::{PASSWORD, World, answer};
use crate::Rates;
use domain::workspace::Command;
use serde_json::{Value, json};

const PATH: &str = "/rushes/v1/auth/login";

async fn login(world: &World, email: &str, password: &str) -> (u16, Value) {
    answer(world.client.post(PATH).body_json(&json!({ "email": email, "password": password }))).await
}

#[tokio::test]
async fn a_person_signs_in_and_the_token_opens_their_workspace() {
    let world = World::new().await;
    let (status, session) = login(&world, "Ana@Example.com", PASSWORD).await;
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["workspaceId"], world.workspace.to_string());
    assert_eq!((&session["role"], &session["tokenType"]), (&json!("owner"), &json!("Bearer")));
    assert_eq!(session["expiresIn"], 3600);
    let token = format!("Bearer {}", session["token"].as_str().unwrap());
    let list = || world.client.get("/rushes/v1/renders").header("authorization", &token);
    assert_eq!(answer(list()).await.0, 200);
    world.advance(3_600_000);
    assert_eq!(answer(list()).await.0, 401);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_alike() {
    let world = World::new().await;
    let strip = |(status, mut body): (u16, Value)| {
        body.as_object_mut().unwrap().remove("requestId").unwrap();
        (status, body)
    };
    let wrong = strip(login(&world, "ana@example.com", "wrong").await);
    assert_eq!((wrong.0, &wrong.1["code"]), (401, &json!("unauthorized")));
    assert_eq!(strip(login(&world, "nobody@example.com", PASSWORD).await), wrong);
    let missing = answer(world.client.post(PATH).body_json(&json!({ "email": "ana@example.com" }))).await;
    assert_eq!((missing.0, &missing.1["code"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn who_left_the_workspace_is_out_at_once() {
    let world = World::new().await;
    let other = domain::ids::UserId(uuid::Uuid::new_v4());
    let log = world.services.log.clone();
    world.person(log.as_ref(), world.workspace, other, "ben@example.com", domain::workspace::Role::Owner).await;
    let token = format!("Bearer {}", world.owner_token());
    let list = || world.client.get("/rushes/v1/renders").header("authorization", &token);
    assert_eq!(answer(list()).await.0, 200);
    world.change(log.as_ref(), world.workspace, Command::RemoveUser(world.owner)).await;
    assert_eq!(answer(list()).await.0, 401);
    assert_eq!(login(&world, "ana@example.com", PASSWORD).await.0, 401);
}

#[tokio::test]
async fn guessing_is_slow() {
    let world = World::with(|settings| settings.rates = Some(Rates { login: 2, ..Rates::default() })).await;
    assert_eq!(login(&world, "ana@example.com", "a").await.0, 401);
    assert_eq!(login(&world, "ana@example.com", "b").await.0, 401);
    let (status, body) = login(&world, "ana@example.com", PASSWORD).await;
    assert_eq!((status, &body["code"], &body["retryable"]), (429, &json!("rate_limited"), &json!(true)));
    world.advance(60_000);
    assert_eq!(login(&world, "ana@example.com", PASSWORD).await.0, 200);
}

#[tokio::test]
async fn a_stranger_sends_no_large_bodies() {
    let world = World::new().await;
    let (status, body) = login(&world, "ana@example.com", &"x".repeat(70_000)).await;
    assert_eq!((status, &body["code"]), (413, &json!("too_large")));
}
