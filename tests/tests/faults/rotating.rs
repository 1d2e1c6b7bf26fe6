//! Other keys in the place of those in use, beside a running server.

use reqwest::Method;
use rushes_tests::edits::still;
use rushes_tests::{Client, Owner, Place, Server, Setup};
use serde_json::json;

/// What is sealed opens: an edit is echoed, an integration's secrets are good, keys and passwords are known.
async fn opens(server: &Server, client: &Client, render: &str, integration: &str) {
    let echoed = client.get(&format!("/edit/v1/render/{render}")).await.expect(200).json();
    assert_eq!(echoed["response"]["data"], still("<p>sealed</p>"));
    let path = format!("/v1/integrations/{integration}/test");
    let tested = Owner::of(server).await.ask(Method::POST, &path, None).await.expect(200).json();
    assert_eq!(tested["success"], json!(true), "{tested}");
}

#[tokio::test]
async fn data_keys_and_the_master_key_are_rotated_and_everything_goes_on_to_open() {
    let place = Place::start("r2");
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8").with_plugins(&["s3"]);
    let mut server = setup.serve().await;
    let integration = Owner::of(&server).await.integrate(&place, "").await;
    let render = server.client().accepted(&still("<p>sealed</p>")).await;
    for _ in 0..2 {
        let said = setup.run(&["admin", "rotate-keys"]);
        assert!(said.contains(" 0 data keys were wrapped anew") && said.contains("2 records sealed anew"), "{said}");
        opens(&server, &server.client(), &render, &integration).await;
    }
    assert!(server.process.stop().success());

    // Another master key: the one before is put aside, and named as such.
    let (key, previous) = (setup.data().join("master.key"), setup.folder().join("previous.key"));
    std::fs::rename(&key, &previous).unwrap();
    let both = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", previous.to_str().unwrap());
    let mut server = both.serve().await;
    opens(&server, &server.client(), &render, &integration).await;
    let said = both.run(&["admin", "rotate-keys"]);
    assert!(said.contains(" 3 data keys were wrapped anew"), "one in use, two from before: {said}");
    opens(&server, &server.client(), &render, &integration).await;
    assert!(server.process.stop().success());

    std::fs::remove_file(&previous).unwrap();
    let server = setup.serve().await;
    opens(&server, &server.client(), &render, &integration).await;
    let made = server.client().accepted(&still("<p>after</p>")).await;
    assert_eq!(server.client().ended(&made).await["status"], json!("done"));
}

#[tokio::test]
async fn another_master_key_without_the_one_before_is_refused() {
    let setup = Setup::default();
    let mut server = setup.serve_as("api").await;
    assert!(server.process.stop().success());
    std::fs::remove_file(setup.data().join("master.key")).unwrap();
    let data = setup.data();
    let refusal = |setup: &Setup| {
        let output = setup.command(&["admin", "rotate-keys", "--data", data.to_str().unwrap()]).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refusal(&setup).contains("no master.key"), "{}", refusal(&setup));
    let other = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY", &"7".repeat(64));
    assert!(refusal(&other).contains("the master key at hand is another"), "{}", refusal(&other));
    let none = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY", "canary");
    let said = refusal(&none);
    assert!(said.contains("vault.previous_master_key") && !said.contains("canary"), "{said}");
}
