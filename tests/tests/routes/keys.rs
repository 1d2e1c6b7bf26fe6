//! `/v1/api-keys`, as the workspace's owner uses it.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::still;
use rushes_tests::{Client, Reply, Setup};
use serde_json::{Value, json};

struct Owner {
    client: Client,
    token: String,
}

impl Owner {
    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.client.anonymous(method, path).bearer_auth(&self.token);
        read(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    async fn list(&self) -> Vec<Value> {
        let mut listed = self.send(Method::GET, "/v1/api-keys", None).await.expect(200).json();
        listed["keys"].as_array_mut().map(std::mem::take).unwrap()
    }
}

#[tokio::test]
async fn a_key_is_made_used_listed_and_revoked() {
    let server = Setup::default().serve_as("api").await;
    let (client, bootstrap) = (server.client(), server.setup().bootstrap());
    let body = json!({ "email": bootstrap.owner.email, "password": bootstrap.owner.password });
    let session = read(client.anonymous(Method::POST, "/rushes/v1/auth/login").json(&body)).await.expect(200).json();
    let owner = Owner { client: client.clone(), token: session["token"].as_str().unwrap().to_owned() };
    assert_eq!(owner.list().await.len(), 2);

    let wanted = json!({ "name": "phone", "environment": "v1", "dialect": "shotstack" });
    let made = owner.send(Method::POST, "/v1/api-keys", Some(wanted)).await.expect(200).json();
    let secret = made["key"].as_str().unwrap();
    assert_eq!((secret.len(), &made["apiKey"], &made["name"]), (40, &json!(secret), &json!("phone")));
    assert_eq!(made["keyData"]["key_prefix"], made["prefix"]);
    client.with_key(secret).accepted(&still("<p>x</p>")).await;

    let workspace_key = owner.send(Method::POST, "/v1/api-keys", Some(json!({}))).await.expect(200).json();
    assert!(workspace_key["key"].as_str().unwrap().starts_with("vf_live_"), "{workspace_key}");
    let listed = owner.list().await;
    assert_eq!(listed.len(), 4);
    assert!(!serde_json::to_string(&listed).unwrap().contains(secret), "a secret is shown once");
    let renders = read(
        client.anonymous(Method::GET, "/rushes/v1/renders").header("x-api-key", workspace_key["key"].as_str().unwrap()),
    )
    .await;
    assert_eq!(renders.expect(200).json()["renders"].as_array().unwrap().len(), 1);

    let path = format!("/v1/api-keys/{}", made["id"].as_str().unwrap());
    assert_eq!(owner.send(Method::DELETE, &path, None).await.expect(200).json(), json!({ "success": true }));
    client.with_key(secret).submit(&still("<p>x</p>")).await.expect(403);
    let revoked: Vec<Value> = owner.list().await.into_iter().filter(|key| key.get("revoked_at").is_some()).collect();
    assert_eq!((revoked.len(), &revoked[0]["id"]), (1, &made["id"]));

    // No key manages keys, and nobody does without any.
    for reply in [
        client.get("/v1/api-keys").await,
        read(client.anonymous(Method::GET, "/v1/api-keys")).await,
        read(client.anonymous(Method::GET, "/v1/api-keys").header("x-api-key", workspace_key["key"].as_str().unwrap()))
            .await,
    ] {
        assert!(matches!(reply.status, 401 | 403 | 404), "{} {}", reply.status, reply.text());
        assert!(!reply.text().contains("keys\":"), "{}", reply.text());
    }
    let wrong = json!({ "environment": "v3" });
    owner.send(Method::POST, "/v1/api-keys", Some(wrong)).await.expect(400);
    owner.send(Method::DELETE, "/v1/api-keys/00000000-0000-4000-8000-000000000000", None).await.expect(404);
}
