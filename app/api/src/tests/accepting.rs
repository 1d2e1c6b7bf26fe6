use super::world::{World, answer, edit, read};
use domain::Environment;
use domain::workspace::Command;
use serde_json::json;

#[tokio::test]
async fn an_edit_is_queued_and_its_document_sealed() {
    let world = World::new().await;
    let mut edit = edit();
    edit["timeline"]["tracks"][0]["clips"][0]["asset"]["src"] = json!("https://user:canary-7f3@example.com/a.png");
    let (status, body) = answer(world.post("/edit/v1/render", &world.v1, &edit)).await;
    let id = body["response"]["id"].as_str().unwrap().to_owned();
    let response = json!({ "message": "Render Successfully Queued", "id": id });
    assert_eq!((status, body), (201, json!({ "success": true, "message": "Created", "response": response })));
    assert_eq!(world.render_events().await, 1);
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(10).any(|window| window == b"canary-7f3"), "{path:?} shows the document");
        }
    }
}

#[tokio::test]
async fn every_fault_is_named_and_nothing_is_stored() {
    let world = World::new().await;
    let mut edit = edit();
    edit["timeline"]["tracks"][0]["clips"][0]["length"] = json!(-1);
    edit["timeline"]["tracks"][0]["clips"][0]["foo"] = json!(1);
    edit["output"]["format"] = json!("doc");
    let (status, body) = answer(world.post("/edit/v1/render", &world.v1, &edit)).await;
    assert_eq!(status, 400);
    let details = body["response"]["error"]["details"].as_array().unwrap();
    let paths: Vec<&str> = details.iter().map(|detail| detail["path"].as_str().unwrap()).collect();
    for path in ["timeline.tracks[0].clips[0].length", "timeline.tracks[0].clips[0].foo", "output.format"] {
        assert!(paths.contains(&path), "{path} is missing in {paths:?}");
    }
    assert_eq!(body["errors"].as_array().unwrap().len(), details.len());
    assert_eq!(world.render_events().await, 0);
    assert_eq!(world.services.state.documents().erase(world.workspace).await.unwrap(), 0);
}

#[tokio::test]
async fn an_svg_that_cannot_be_drawn_is_refused_where_it_stands() {
    let world = World::new().await;
    for (markup, why) in [
        ("<svg><g></svg>", "is no readable SVG"),
        (
            "<svg>\n<image href='https://example.com/a.png'/></svg>",
            "<image>, which is not drawn: use an image clip (line 2)",
        ),
        ("<svg><use id='a' href='#a'/></svg>", "use each other"),
    ] {
        let mut edit = edit();
        edit["timeline"]["tracks"][0]["clips"][0]["asset"] = json!({ "type": "svg", "src": markup });
        let (status, body) = answer(world.post("/edit/v1/render", &world.v1, &edit)).await;
        let details = &body["response"]["error"]["details"];
        assert_eq!((status, details.as_array().unwrap().len()), (400, 1), "{body}");
        assert_eq!(details[0]["path"], "timeline.tracks[0].clips[0].asset.src");
        assert!(details[0]["message"].as_str().unwrap().contains(why), "{details}");
    }
    assert_eq!(world.render_events().await, 0);
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let world = World::new().await;
    for body in ["", "{", "{\"a\": NaN}", "{\"a\": 1e999}", "null", "[]", "\"edit\""] {
        let request = world.client.post("/edit/v1/render").header("x-api-key", &world.v1);
        let (status, body) = answer(request.content_type("application/json").body(body)).await;
        assert_eq!((status, &body["success"], &body["message"]), (400, &json!(false), &json!("Bad Request")));
        assert!(!body["errors"][0]["detail"].as_str().unwrap().is_empty());
    }
    let plain = world.client.post("/edit/v1/render").header("x-api-key", &world.v1);
    assert_eq!(answer(plain.content_type("text/plain").body("{}")).await.0, 415);
    let none = world.client.post("/edit/v1/render").header("x-api-key", &world.v1).body("{}");
    assert_eq!(answer(none).await.0, 415);
    assert_eq!(world.render_events().await, 0);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let world = World::with(|settings| settings.body_bytes = 1000).await;
    let mut large = edit();
    large["timeline"]["background"] = json!("#".repeat(1000));
    let (status, body) = answer(world.post("/edit/v1/render", &world.v1, &large)).await;
    assert_eq!((status, &body["success"]), (413, &json!(false)));
    assert_eq!(world.render_events().await, 0);
}

#[tokio::test]
async fn every_key_that_does_not_open_it_is_forbidden_alike() {
    let world = World::new().await;
    let stranger = world.stranger(Environment::Production).await;
    let revoked = world.key_to_revoke().await;
    let unknown = "a".repeat(40);
    let forbidden = (403, json!({ "message": "Forbidden" }));
    assert_eq!(answer(world.client.post("/edit/v1/render").body_json(&edit())).await, forbidden);
    for key in [&world.stage, &world.live, &unknown, &revoked, &"short".to_owned()] {
        assert_eq!(answer(world.post("/edit/v1/render", key, &edit())).await, forbidden);
    }
    assert_eq!(answer(world.post("/edit/stage/render", &world.v1, &edit())).await, forbidden);
    assert_eq!(world.render_events().await, 0);
    assert_eq!(answer(world.post("/edit/v1/render", &stranger, &edit())).await.0, 201);
}

impl World {
    async fn key_to_revoke(&self) -> String {
        let log = self.services.log.as_ref();
        let key = self.key(log, self.workspace, domain::Dialect::Shotstack, Environment::Production).await;
        let last = self.services.views.keys().list(self.workspace).await.unwrap();
        let hash = vault::lookup_hash(&self.services.master, &vault::Secret::new(key.as_str()));
        let id = self.services.views.keys().by_hash(&hash).await.unwrap().unwrap().id;
        assert!(last.iter().any(|row| row.id == id));
        self.change(log, self.workspace, Command::RevokeKey(id)).await;
        key
    }
}

#[tokio::test]
async fn beyond_its_rate_a_key_waits() {
    let world = World::with(|settings| {
        settings.rates = Some(crate::Rates { edit_v1: 2, ..crate::Rates::default() });
    })
    .await;
    for left in ["1", "0"] {
        let response = world.get("/edit/v1/render/x", &world.v1).send().await;
        response.assert_header("ratelimit-limit", "2");
        response.assert_header("ratelimit-remaining", left);
        assert_eq!(response.0.status(), 404);
    }
    world.advance(15_000);
    let response = world.get("/edit/v1/render/x", &world.v1).send().await;
    response.assert_header("retry-after", "45");
    response.assert_header("ratelimit-reset", "45");
    let (status, body) = read(response).await;
    assert_eq!((status, &body["message"]), (429, &json!("Too Many Requests")));
    assert_eq!(body["errors"][0]["title"], "rate_limit_error");
    assert_eq!(answer(world.get("/edit/stage/render/x", &world.stage)).await.0, 404);
    world.advance(45_000);
    assert_eq!(answer(world.get("/edit/v1/render/x", &world.v1)).await.0, 404);
}
