//! The owner of the first workspace, signed in.

use crate::client::read;
use crate::{Client, Place, Reply, Server, wait};
use reqwest::Method;
use serde_json::{Value, json};

/// Somebody who is signed in.
pub struct Owner {
    client: Client,
    token: String,
}

impl Owner {
    /// Signs the owner in.
    ///
    /// # Panics
    /// When the server does not know them.
    pub async fn of(server: &Server) -> Self {
        let owner = server.setup().bootstrap().owner;
        let client = server.client();
        let body = json!({ "email": owner.email, "password": owner.password });
        let session = read(client.anonymous(Method::POST, "/rushes/v1/auth/login").json(&body)).await;
        let token = session.expect(200).json()["token"].as_str().unwrap().to_owned();
        Self { client, token }
    }

    /// A request in their name; what came of it.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let request = self.client.anonymous(method, path).bearer_auth(&self.token);
        read(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// `GET`.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None).await
    }

    /// Makes an integration with that service; its id.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn integrate(&self, place: &Place, prefix: &str) -> String {
        let mut config = place.config();
        if place.has_folders() {
            config["pathPrefix"] = json!(prefix);
        }
        let input =
            json!({ "provider": place.provider(), "name": format!("My {}", place.provider()), "config": config });
        let made = self.ask(Method::POST, "/v1/integrations", Some(&input)).await.expect(201).json();
        made["integration"]["id"].as_str().unwrap().to_owned()
    }

    /// The render's outputs at destinations, once each has arrived or has failed.
    ///
    /// # Panics
    /// When they do not end.
    pub async fn outputs(&self, render: &str, count: usize) -> Vec<Value> {
        let path = format!("/rushes/v1/renders/{render}");
        wait::until("outputs at destinations", async || {
            let mut said = self.get(&path).await.expect(200).json();
            let Value::Array(outputs) = said["outputs"].take() else { return None };
            let ended =
                outputs.iter().filter(|one| one["status"] == json!("completed") || one["status"] == json!("failed"));
            (ended.count() == count).then_some(outputs)
        })
        .await
    }
}
