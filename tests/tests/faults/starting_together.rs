//! Machines that share a database server and a bucket: how they start, and what they say when they cannot.

use rushes_tests::edits::still;
use rushes_tests::{Client, Machines, Setup};

/// Starts a server that is expected to end at once; its code and what it said.
fn end(machine: &Setup, name: &str, value: &str) -> (Option<i32>, String) {
    let machine = machine.clone().with(name, value);
    let data = machine.data();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--role", "api", "--data", data.to_str().unwrap()];
    let output = machine.command(&arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn two_machines_that_start_at_once_make_one_workspace() {
    let machines = Machines::start();
    let (one, other) = (machines.machine(), machines.machine());
    let (first, second) = tokio::join!(one.serve_as("all"), other.serve_as("all"));
    let told: Vec<&Setup> = [&one, &other].into_iter().filter(|m| m.data().join("bootstrap.json").exists()).collect();
    assert_eq!(told.len(), 1, "one machine alone has the keys");
    assert!([&one, &other].iter().all(|machine| !machine.data().join("bootstrap.draft").exists()));
    let workspaces = other.run(&["admin", "workspace", "list"]);
    assert_eq!(workspaces.lines().count(), 1, "{workspaces}");
    let keys = told[0].bootstrap().api_keys;
    for server in [&first, &second] {
        Client::new(&server.base, "v1", &keys.v1).render(&still("<p>x</p>")).await;
    }
}

#[tokio::test]
async fn a_machine_without_the_key_is_told_how_to_get_it() {
    let machines = Machines::start();
    machines.machine().run(&["admin", "workspace", "create", "One"]);
    let machine = machines.machine();
    let another = "ff".repeat(32);
    for (key, said_too) in [("", "there is no master.key"), (another.as_str(), "is another")] {
        let (code, said) = end(&machine, "RUSHES_VAULT_MASTER_KEY", key);
        assert_eq!(code, Some(65), "{said}");
        for way in [said_too, "master.key into the data folder", "RUSHES_VAULT_MASTER_KEY", "vault.master_key_file"] {
            assert!(said.contains(way), "{said}");
        }
        assert!(!said.contains(&another), "{said}");
        assert!(!machine.data().join("master.key").exists(), "no key is made that opens nothing");
    }
    let (code, said) = end(&machine, "RUSHES_VAULT_MASTER_KEY", "canary-word");
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("vault.master_key") && !said.contains("canary"), "{said}");
    // The same key from a file.
    let file = machine.folder().join("given.key");
    std::fs::write(&file, rushes_tests::machines::MASTER_KEY).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o400)).unwrap();
    let given =
        machine.with("RUSHES_VAULT_MASTER_KEY", "").with("RUSHES_VAULT_MASTER_KEY_FILE", file.to_str().unwrap());
    assert!(given.run(&["admin", "workspace", "list"]).contains("One"));
}

#[tokio::test]
async fn what_is_wrong_with_the_bucket_is_said_at_the_start_without_its_secrets() {
    let machines = Machines::start();
    let machine = machines.machine();
    let own = &machines.bucket.settings().secret_key;
    for (name, value, code, said) in [
        ("RUSHES_STORAGE_SECRET_KEY", "canary-word", 65, "storage.secret_key"),
        ("RUSHES_STORAGE_ACCESS_KEY", "somebody", 65, "storage.access_key"),
        ("RUSHES_STORAGE_ACCESS_KEY", "", 65, "storage.access_key and storage.secret_key"),
        ("RUSHES_STORAGE_URL", "s3://elsewhere", 65, "there is no bucket elsewhere"),
        ("RUSHES_STORAGE_URL", "ftp://elsewhere", 65, "s3://bucket/prefix"),
        ("RUSHES_STORAGE_ENDPOINT", "https://ana:canary-word@host", 65, "storage.endpoint"),
        ("RUSHES_STORAGE_ENDPOINT", "http://127.0.0.1:1", 75, "the object store did not answer"),
    ] {
        let (ended, output) = end(&machine, name, value);
        assert_eq!(ended, Some(code), "{name}={value}: {output}");
        assert!(output.contains(said), "{name}={value}: {output}");
        assert!(!output.contains("canary") && !output.contains(own.as_str()), "{output}");
    }
    // Who keeps accounts needs no files.
    machine.with("RUSHES_STORAGE_SECRET_KEY", "wrong").run(&["admin", "workspace", "list"]);
}
