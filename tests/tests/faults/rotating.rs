//! Other keys in the place of those in use, beside a running server.

use reqwest::Method;
use rushes_tests::edits::still;
use rushes_tests::{Client, Owner, Place, Server, Setup};
use serde_json::json;
use std::path::Path;

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

    let secrets = [key_in(&key).1, key_in(&previous).1];
    std::fs::remove_file(&previous).unwrap();
    let server = setup.serve().await;
    opens(&server, &server.client(), &render, &integration).await;
    let made = server.client().accepted(&still("<p>after</p>")).await;
    assert_eq!(server.client().ended(&made).await["status"], json!("done"));
    let logged = String::from_utf8_lossy(&setup.output()).into_owned();
    assert!(!logged.is_empty() && secrets.iter().all(|secret| !logged.contains(secret)));
}

/// What a command that is refused says.
fn refusal(setup: &Setup, arguments: &[&str]) -> String {
    let data = setup.data();
    let arguments = [arguments, &["--data", data.to_str().unwrap()]].concat();
    let output = setup.command(&arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(65), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// The id in a key file, and the secret after it.
fn key_in(file: &Path) -> (String, String) {
    let line = std::fs::read_to_string(file).unwrap();
    let mut words = line.split_whitespace().skip(1).map(str::to_owned);
    (words.next().unwrap(), words.next().unwrap())
}

const ROTATE: [&str; 2] = ["admin", "rotate-keys"];

#[tokio::test]
async fn another_master_key_without_the_one_before_is_refused_and_none_is_made() {
    let setup = Setup::default();
    setup.run(&["admin", "workspace", "create", "Ours"]);
    let file = setup.data().join("master.key");
    let (id, _) = key_in(&file);
    std::fs::remove_file(&file).unwrap();
    let said = refusal(&setup, &ROTATE);
    assert!(said.contains("no master.key") && said.contains(&id), "{said}");
    let other = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY", &"7".repeat(64));
    let said = refusal(&other, &ROTATE);
    assert!(said.contains(&format!("master key {id}, and the previous master key is ")), "{said}");
    let none = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY", "canary");
    let said = refusal(&none, &ROTATE);
    assert!(said.contains("vault.previous_master_key") && !said.contains("canary"), "{said}");
    let given = setup.clone().with("RUSHES_VAULT_MASTER_KEY", &"7".repeat(64));
    assert!(refusal(&given, &ROTATE).contains("the master key at hand is another"));
    assert!(!file.exists());
}

#[tokio::test]
async fn only_one_new_master_key_takes_the_place_of_the_one_before() {
    let setup = Setup::default();
    let list = ["admin", "workspace", "list"];
    setup.run(&["admin", "workspace", "create", "Ours"]);
    let (file, aside) = (setup.data().join("master.key"), setup.folder().join("aside.key"));
    let previous = setup.folder().join("previous.key");
    std::fs::rename(&file, &previous).unwrap();
    let both = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", previous.to_str().unwrap());
    both.run(&list);
    let (next, secret) = key_in(&file);
    assert_ne!(next, key_in(&previous).0);
    // A machine that has another new key, or would make one of its own.
    let third = both.clone().with("RUSHES_VAULT_MASTER_KEY", &"7".repeat(64));
    assert!(refusal(&third, &list).contains(&format!("the master key {next} takes the place")));
    std::fs::rename(&file, &aside).unwrap();
    let said = refusal(&both, &list);
    assert!(said.contains(&format!("the master key {next} takes the place")) && !file.exists(), "{said}");
    // A process that was not restarted yet goes on with the key from before, and there is a way back.
    let back = setup.clone().with("RUSHES_VAULT_MASTER_KEY_FILE", previous.to_str().unwrap());
    assert!(back.run(&list).contains("Ours"));
    std::fs::rename(&aside, &file).unwrap();
    let said = both.run(&ROTATE);
    assert!(said.contains(&format!("master key {next}: ")) && !said.contains(&secret), "{said}");
    assert!(setup.run(&list).contains("Ours"));
    assert!(refusal(&back, &list).contains(&format!("sealed with the master key {next}")));
    // The next change begins like the first.
    let again = setup.clone().with("RUSHES_VAULT_MASTER_KEY", &"7".repeat(64));
    let again = again.with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", file.to_str().unwrap());
    again.run(&ROTATE);
    assert!(again.run(&list).contains("Ours"));
}

#[tokio::test]
async fn what_a_process_that_was_not_restarted_wraps_is_named_and_wrapped_anew() {
    let setup = Setup::default();
    let mut late = setup.serve_as("api").await;
    let (file, previous) = (setup.data().join("master.key"), setup.folder().join("previous.key"));
    std::fs::rename(&file, &previous).unwrap();
    let both = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", previous.to_str().unwrap());
    both.run(&ROTATE);
    let workspace = both.run(&["admin", "workspace", "create", "Late"]);
    let key = both.run(&["admin", "key", "create", workspace.trim()]);
    let render = Client::new(&late.base, "v1", key.trim()).accepted(&still("<p>late</p>")).await;
    assert!(late.process.stop().success());

    let data = setup.data();
    let complaints = || {
        let list = ["admin", "workspace", "list", "--data", data.to_str().unwrap()];
        let output = setup.command(&list).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let said = complaints();
    assert!(said.contains(&key_in(&previous).0) && said.contains("rotate-keys"), "{said}");
    assert!(refusal(&setup, &ROTATE).contains("previous_master_key"));
    assert!(both.run(&ROTATE).contains(" 1 data keys were wrapped anew"));
    assert_eq!(complaints(), "");
    let server = setup.serve_as("api").await;
    let client = Client::new(&server.base, "v1", key.trim());
    let echoed = client.get(&format!("/edit/v1/render/{render}")).await.expect(200).json();
    assert_eq!(echoed["response"]["data"], still("<p>late</p>"));
}

#[tokio::test]
async fn a_backup_from_after_or_amid_a_change_of_master_keys_goes_on_with_its_api_keys() {
    let setup = Setup::default();
    let mut server = setup.serve_as("api").await;
    let render = server.client().accepted(&still("<p>kept</p>")).await;
    setup.run(&ROTATE);
    assert!(server.process.stop().success());
    let (file, previous) = (setup.data().join("master.key"), setup.folder().join("previous.key"));
    std::fs::rename(&file, &previous).unwrap();
    let both = setup.clone().with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", previous.to_str().unwrap());
    let (amid, after) = (setup.folder().join("amid"), setup.folder().join("after"));
    both.run(&["backup", amid.to_str().unwrap()]);
    both.run(&ROTATE);
    setup.run(&["backup", after.to_str().unwrap()]);
    let key = setup.bootstrap().api_keys.v1;
    for (backup, needs_both) in [(amid, true), (after, false)] {
        let mut place = Setup::default();
        std::fs::create_dir_all(place.data()).unwrap();
        std::fs::copy(&file, place.data().join("master.key")).unwrap();
        if needs_both {
            place = place.with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", previous.to_str().unwrap());
        }
        place.run(&["restore", backup.to_str().unwrap()]);
        place.run(&ROTATE);
        let place = place.with("RUSHES_VAULT_PREVIOUS_MASTER_KEY_FILE", "");
        let server = place.serve_as("api").await;
        let client = Client::new(&server.base, "v1", &key);
        let echoed = client.get(&format!("/edit/v1/render/{render}")).await.expect(200).json();
        assert_eq!(echoed["response"]["data"], still("<p>kept</p>"));
    }
}

#[tokio::test]
async fn without_a_lost_master_key_history_and_files_stay_and_work_goes_on() {
    let setup = Setup::default();
    let mut server = setup.serve().await;
    let done = server.client().render(&still("<p>done</p>")).await.id;
    assert!(server.process.stop().success());
    let (file, workspace) = (setup.data().join("master.key"), setup.bootstrap().workspace_id);
    let (lost, _) = key_in(&file);
    let give_up = ["admin", "give-up-master-key", &lost];
    assert!(refusal(&setup, &give_up).contains("is at hand: nothing is lost"));
    std::fs::remove_file(&file).unwrap();
    assert!(refusal(&setup, &["admin", "workspace", "list"]).contains(&lost));
    assert!(refusal(&setup, &["admin", "give-up-master-key", "0011223344556677"]).contains(&lost));
    assert!(!file.exists(), "nothing was begun");
    let said = setup.run(&give_up);
    assert!(said.contains("1 documents") && said.contains(&key_in(&file).0), "{said}");

    let server = setup.serve().await;
    let refused = server.client().get(&format!("/edit/v1/render/{done}")).await;
    assert!(!(200..300).contains(&refused.status), "keys from before are not found");
    Owner::of(&server).await.get("/v1/integrations").await.expect(200);
    let key = setup.run(&["admin", "key", "create", &workspace]);
    let client = Client::new(&server.base, "v1", key.trim());
    let shown = client.get(&format!("/edit/v1/render/{done}")).await.expect(200).json();
    assert_eq!((&shown["response"]["status"], shown["response"].get("data")), (&json!("done"), None));
    let made = client.accepted(&still("<p>after</p>")).await;
    assert_eq!(client.ended(&made).await["status"], json!("done"));
    assert!(setup.run(&["audit", "verify"]).contains(&workspace));
}
