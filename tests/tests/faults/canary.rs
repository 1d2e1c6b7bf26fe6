//! Secrets in a submitted edit are found nowhere but in the edit's own echo.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use rushes_tests::edits::{clip, html, image, of};
use rushes_tests::{Client, Origin, Owner, Place, Setup};
use serde_json::json;
use std::path::{Path, PathBuf};

/// In the address of a source that is there, of one that is not, and in words.
const SECRETS: [&str; 5] = ["canaryUser7Qk", "canaryPass8Zx", "canaryQuery4Wd", "canaryLost5Rt", "canaryWords9Hn"];

#[tokio::test]
async fn what_an_edit_hides_stays_hidden() {
    let [user, password, query, lost, words] = SECRETS;
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin).with("RUSHES_LOG_FILTER", "debug").with("RUSHES_LOG_FORMAT", "json");
    let server = setup.serve().await;
    let client = server.client();

    let guarded = origin.media("photo.jpg").replace("http://", &format!("http://{user}:{password}@"));
    let picture = clip(image(&format!("{guarded}?token={query}")), 1.0);
    let good = of(&[json!([clip(html(&format!("<p>{words}</p>")), 1.0)]), json!([picture])], "jpg");
    let missing = origin
        .url(&format!("/nowhere/{lost}.png?token={query}"))
        .replace("http://", &format!("http://{user}:{password}@"));
    let bad = of(&[json!([clip(image(&missing), 1.0)])], "jpg");

    let done = client.render(&good).await;
    let failed = client.accepted(&bad).await;
    assert_eq!(client.ended(&failed).await["status"], json!("failed"));
    client.assets(&done.id, 1).await;
    // The secrets did get to the one who has to know them: the test hides something real.
    let asked = origin.requests_to("/media/photo.jpg");
    assert!(asked[0].target.ends_with(query) && asked[0].authorization.is_some(), "{asked:?}");

    for (id, edit) in [(&done.id, &good), (&failed, &bad)] {
        for reply in replies(&client, id).await {
            assert_no_secret("a reply", reply.as_bytes());
        }
        let mut whole = client.get(&format!("/edit/v1/render/{id}")).await.expect(200).json();
        assert_eq!(&whole["response"]["data"].take(), edit, "the edit's own echo has everything");
        assert_no_secret("the rest of the echo", whole.to_string().as_bytes());
    }
    // A refusal shows the value's place, not the value.
    let mut wrong = good.clone();
    wrong["timeline"]["tracks"][1]["clips"][0]["asset"]["src"] = json!(format!("ftp://{user}:{password}@host/{query}"));
    assert_no_secret("a refusal", client.submit(&wrong).await.expect(400).text().as_bytes());

    drop(server);
    let output = setup.output();
    assert!(String::from_utf8_lossy(&output).contains(&done.id), "the log tells of the render: {}", output.len());
    assert_no_secret("the log on stdout and stderr", &output);
    let mut files = 0;
    for file in files_in(&setup.data()) {
        assert_no_secret(&file.display().to_string(), &std::fs::read(&file).unwrap());
        assert_no_secret("a file's name", file.display().to_string().as_bytes());
        files += 1;
    }
    assert!(files > 5, "{files} files");
}

/// Everything that can be asked about a render, but for its edit.
async fn replies(client: &Client, id: &str) -> Vec<String> {
    let mut replies = vec![];
    for path in [
        format!("/edit/v1/render/{id}?data=false"),
        format!("/serve/v1/assets/render/{id}"),
        "/rushes/v1/renders".to_owned(),
        format!("/rushes/v1/renders/{id}"),
        format!("/rushes/v1/renders/{id}/events"),
        format!("/rushes/v1/renders/{id}/progress"),
        "/metrics".to_owned(),
    ] {
        replies.push(client.get(&path).await.expect(200).text());
    }
    replies
}

fn assert_no_secret(place: &str, bytes: &[u8]) {
    for secret in SECRETS {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{place} holds {secret}");
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// A secret in every form in which it might be written down: as it is, escaped, and in base64, also within a longer text, where
/// what of it is always the same depends on which of three places it begins at.
fn forms(secret: &str) -> Vec<String> {
    let escaped = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let percent =
        |byte: char| if byte.is_ascii_alphanumeric() { byte.to_string() } else { format!("%{:02X}", byte as u32) };
    let within = (0..3).map(|before| {
        let encoded = STANDARD.encode([&vec![0; before], secret.as_bytes()].concat());
        // A letter holds six bits: the first ones mix with what is before, the last ones with what follows.
        let from = (before * 8).div_ceil(6);
        let to = (before + secret.len()) * 8 / 6;
        encoded[from..to].to_owned()
    });
    [secret.to_owned(), escaped, secret.chars().map(percent).collect()].into_iter().chain(within).collect()
}

#[test]
fn a_secret_is_found_in_every_form() {
    let found = |text: &str| forms("canary/1+2").iter().any(|form| text.contains(form));
    for before in ["", "a", "ab", "abc", "user:"] {
        assert!(found(&STANDARD.encode(format!("{before}canary/1+2:after"))), "{before}");
    }
    assert!(found("x=canary%2F1%2B2") && found("canary/1+2") && !found("canary"));
}

#[tokio::test]
async fn what_an_integration_hides_stays_hidden() {
    // Characters that addresses have to escape are among them.
    let secret = "canary/Secret+Key=3Lk9Vx";
    let place = Place::with_secret("r2", secret);
    let mux = Place::start("mux");
    let token = mux.config()["tokenSecret"].as_str().unwrap().to_owned();
    let setup = Setup::default()
        .with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8")
        .with("RUSHES_LOG_FILTER", "debug")
        .with("RUSHES_LOG_FORMAT", "json")
        .with_plugins(&["s3", "mux"]);
    let server = setup.serve().await;
    let (client, owner) = (server.client(), Owner::of(&server).await);
    let (bucket, video) = (owner.integrate(&place, "").await, owner.integrate(&mux, "").await);
    let mut edit = of(&[json!([clip(html("<p>sent</p>"), 0.4)])], "mp4");
    edit["output"]["destinations"] = json!([
        { "integrationId": bucket, "provider": "r2" },
        { "integrationId": video, "provider": "mux" },
    ]);
    let done = client.render(&edit).await;
    let outputs = owner.outputs(&done.id, 2).await;
    assert!(outputs.iter().all(|output| output["status"] == json!("completed")), "{outputs:?}");
    // And one that fails, with what it says.
    let wrong =
        json!({ "config": { "bucket": "nowhere", "accessKeyId": "double", "endpoint": place.config()["endpoint"] } });
    owner.ask(Method::PUT, &format!("/v1/integrations/{bucket}"), Some(&wrong)).await.expect(200);
    let tested = owner.ask(Method::POST, &format!("/v1/integrations/{bucket}/test"), None).await.expect(200);
    assert_eq!(tested.json()["success"], json!(false));

    let mut said = vec![tested.text()];
    for path in ["/v1/integrations", "/rushes/v1/transfers", "/rushes/v1/audit", "/metrics"] {
        said.push(owner.get(path).await.expect(200).text());
    }
    said.extend(replies(&client, &done.id).await);
    drop(server);
    let output = setup.output();
    assert!(String::from_utf8_lossy(&output).contains(&done.id), "the log tells of the render");
    for form in [secret, &token].into_iter().flat_map(forms) {
        let hides = |place: &str, bytes: &[u8]| {
            assert!(!bytes.windows(form.len()).any(|window| window == form.as_bytes()), "{place} holds {form}");
        };
        said.iter().for_each(|reply| hides("a reply", reply.as_bytes()));
        hides("the log on stdout and stderr", &output);
        for file in files_in(&setup.data()) {
            hides(&file.display().to_string(), &std::fs::read(&file).unwrap());
        }
    }
}
