//! A plain HTTP client of the server.

use crate::wait;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// Speaks Shotstack's Edit and Serve APIs with one key.
#[derive(Clone)]
pub struct Client {
    base: String,
    environment: String,
    key: String,
    http: reqwest::Client,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Itself, if it has this status.
    ///
    /// # Panics
    /// When it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

/// A render that is done, with its main file on the disk.
pub struct Finished {
    /// Its id.
    pub id: String,
    /// What the Edit API says of it.
    pub response: Value,
    /// The downloaded file.
    pub file: PathBuf,
    folder: TempDir,
}

impl Client {
    /// A client of this environment with this key.
    ///
    /// # Panics
    /// When there can be no HTTP client.
    pub fn new(base: &str, environment: &str, key: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { base: base.to_owned(), environment: environment.to_owned(), key: key.to_owned(), http }
    }

    /// The same with another key.
    pub fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// Sends a request to a path or an address, with the key, and with a body when there is one.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, path);
        read(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// A request with the key, to be completed.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.address(path)).header("x-api-key", &self.key)
    }

    /// A request without the key, to be completed.
    pub fn anonymous(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.address(path))
    }

    fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    /// `POST`.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    /// Submits an edit; whatever the answer is.
    pub async fn submit(&self, edit: &Value) -> Reply {
        self.post(&format!("/edit/{}/render", self.environment), edit.clone()).await
    }

    /// Submits an edit that is accepted; the render's id.
    ///
    /// # Panics
    /// When it is not accepted.
    pub async fn accepted(&self, edit: &Value) -> String {
        let reply = self.submit(edit).await.expect(201).json();
        assert_eq!(reply["success"], json!(true));
        reply["response"]["id"].as_str().unwrap().to_owned()
    }

    /// What the Edit API says of a render, without its edit.
    ///
    /// # Panics
    /// When it says nothing.
    pub async fn status(&self, id: &str) -> Value {
        let path = format!("/edit/{}/render/{id}?data=false", self.environment);
        self.get(&path).await.expect(200).json()["response"].take()
    }

    /// What the Edit API says of a render once it has ended.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn ended(&self, id: &str) -> Value {
        wait::until("the end of a render", async || {
            let said = self.status(id).await;
            matches!(said["status"].as_str(), Some("done" | "failed")).then_some(said)
        })
        .await
    }

    /// Submits an edit whose render fails; its error.
    ///
    /// # Panics
    /// When it succeeds.
    pub async fn failure(&self, edit: &Value) -> String {
        let id = self.accepted(edit).await;
        let said = self.ended(&id).await;
        assert_eq!(said["status"], json!("failed"), "{said}");
        assert!(said.get("url").is_none(), "{said}");
        said["error"].as_str().unwrap_or_else(|| panic!("no error: {said}")).to_owned()
    }

    /// Submits an edit, waits until it is done, downloads its file.
    ///
    /// # Panics
    /// When it does not get that far.
    pub async fn render(&self, edit: &Value) -> Finished {
        let id = self.accepted(edit).await;
        self.finished(&id).await
    }

    /// Waits until a render is done and downloads its file.
    ///
    /// # Panics
    /// When it does not get that far.
    pub async fn finished(&self, id: &str) -> Finished {
        let response = self.ended(id).await;
        assert_eq!(response["status"], json!("done"), "{response}");
        let folder = tempfile::tempdir().unwrap();
        let file = self.download(&folder, response["url"].as_str().unwrap()).await;
        Finished { id: id.to_owned(), response, file, folder }
    }

    /// The files of a render at our own hosting, once each has been copied or has failed.
    ///
    /// # Panics
    /// When the copies do not end.
    pub async fn assets(&self, id: &str, count: usize) -> Vec<Value> {
        let path = format!("/serve/{}/assets/render/{id}", self.environment);
        wait::until("hosted copies", async || {
            let mut said = self.get(&path).await.expect(200).json();
            let Value::Array(assets) = said["data"].take() else { panic!("no list") };
            let ended = assets.iter().filter(|asset| asset["attributes"]["status"] != json!("importing")).count();
            (ended == count).then_some(assets)
        })
        .await
    }

    async fn download(&self, folder: &TempDir, url: &str) -> PathBuf {
        let name = url.split('?').next().and_then(|url| url.rsplit('/').next()).unwrap();
        let reply = read(self.anonymous(Method::GET, url)).await.expect(200);
        let file = folder.path().join(name);
        std::fs::write(&file, &reply.bytes).unwrap();
        file
    }
}

impl Finished {
    /// Downloads another of its files: `poster` or `thumbnail`.
    ///
    /// # Panics
    /// When there is none.
    pub async fn also(&self, client: &Client, role: &str) -> PathBuf {
        client.download(&self.folder, self.response[role].as_str().unwrap()).await
    }
}

/// The whole answer to a request.
///
/// # Panics
/// When there is none.
pub async fn read(request: reqwest::RequestBuilder) -> Reply {
    let reply = request.send().await.unwrap();
    let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
    Reply { status, headers, bytes: reply.bytes().await.unwrap().to_vec() }
}
