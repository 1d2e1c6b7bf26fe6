use super::world::{World, answer, edit};
use domain::workspace::Role;
use poem::test::TestRequestBuilder;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/v1/api-keys";

fn by<'a>(request: TestRequestBuilder<'a, crate::Front>, token: &str) -> TestRequestBuilder<'a, crate::Front> {
    request.header("authorization", format!("Bearer {token}"))
}

#[tokio::test]
async fn a_key_is_made_shown_once_listed_and_revoked() {
    let world = World::new().await;
    let owner = world.owner_token();
    let (status, made) = answer(by(world.client.post(PATH), &owner).body_json(&json!({ "name": "ci" }))).await;
    assert_eq!(status, 200, "{made}");
    let secret = made["key"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("vf_live_"));
    let data = &made["keyData"];
    let both =
        [("apiKey", &made["key"]), ("id", &data["id"]), ("prefix", &data["key_prefix"]), ("name", &data["name"])];
    for (field, same) in both {
        assert_eq!(&made[field], same, "{field}");
    }
    assert_eq!((&data["created_at"], &data["createdAt"]), (&made["createdAt"], &made["createdAt"]));
    assert!(secret.starts_with(data["key_prefix"].as_str().unwrap()));

    let (status, list) = answer(by(world.client.get(PATH), &owner)).await;
    assert_eq!(status, 200);
    let keys = list["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 4);
    assert!(keys.contains(data), "{keys:?}");
    assert!(!list.to_string().contains(&secret));
    assert_eq!(answer(world.get("/rushes/v1/renders", &secret)).await.0, 200);

    let path = format!("{PATH}/{}", data["id"].as_str().unwrap());
    assert_eq!(answer(by(world.client.delete(&path), &owner)).await, (200, json!({ "success": true })));
    assert_eq!(answer(by(world.client.delete(&path), &owner)).await, (200, json!({ "success": true })));
    assert_eq!(answer(world.get("/rushes/v1/renders", &secret)).await.0, 401);
    let (_, list) = answer(by(world.client.get(PATH), &owner)).await;
    let revoked = list["keys"].as_array().unwrap().iter().find(|key| key["id"] == data["id"]).unwrap().clone();
    assert_eq!(revoked["revoked_at"], "2027-01-15T08:00:00.000Z");
}

#[tokio::test]
async fn a_shotstack_key_can_be_made_and_opens_its_environment() {
    let world = World::new().await;
    let body = json!({ "name": "edit", "dialect": "shotstack", "environment": "stage" });
    let (_, made) = answer(by(world.client.post(PATH), &world.owner_token()).body_json(&body)).await;
    let secret = made["key"].as_str().unwrap();
    assert_eq!(answer(world.post("/edit/stage/render", secret, &edit())).await.0, 201);
    assert_eq!(answer(world.post("/edit/v1/render", secret, &edit())).await.0, 403);
}

#[tokio::test]
async fn members_may_look_and_not_change() {
    let world = World::new().await;
    let (member, admin) = (world.member(Role::Member).await, world.member(Role::Admin).await);
    assert_eq!(answer(by(world.client.get(PATH), &member)).await.0, 200);
    let (status, body) = answer(by(world.client.post(PATH), &member).body_json(&json!({}))).await;
    assert_eq!((status, body["error"].is_string()), (403, true));
    let path = format!("{PATH}/{}", Uuid::new_v4());
    assert_eq!(answer(by(world.client.delete(&path), &member)).await.0, 403);
    assert_eq!(answer(by(world.client.post(PATH), &admin).body_json(&json!({}))).await.0, 200);
    assert_eq!(answer(by(world.client.delete(&path), &admin)).await.0, 404);
    assert_eq!(answer(by(world.client.delete(format!("{PATH}/x")), &admin)).await.0, 404);
}

#[tokio::test]
async fn only_people_have_keys_and_bad_bodies_are_refused() {
    let world = World::new().await;
    assert_eq!(answer(world.client.get(PATH)).await.0, 401);
    assert_eq!(answer(world.get(PATH, &world.live)).await.0, 401);
    assert_eq!(answer(by(world.client.get(PATH), "not.a.token")).await.0, 401);
    let both = by(world.client.get(PATH), &world.owner_token()).header("x-api-key", &world.live);
    assert_eq!(answer(both).await.0, 200);
    let owner = world.owner_token();
    for body in [json!({ "name": {} }), json!({ "name": "x".repeat(201) }), json!({ "environment": "prod" }), json!([])]
    {
        let (status, answer): (u16, Value) = answer(by(world.client.post(PATH), &owner).body_json(&body)).await;
        assert_eq!((status, answer["error"].is_string()), (400, true), "{body}");
    }
}
