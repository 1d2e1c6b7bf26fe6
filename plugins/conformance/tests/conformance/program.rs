//! The program: what it prints, and how it ends.

use crate::plans::{faulty, plugin, program};
use crate::store::Store;
use serde_json::{Value, json};
use std::path::Path;
use tokio::process::Command;

/// Prints what is at an address, for Node.js.
const READ: &str = "
    const authorization = `Basic ${btoa('user:password-of-the-store')}`;
    const answer = await fetch(process.argv[1], { headers: { authorization } });
    if (!answer.ok) process.exit(1);
    process.stdout.write(Buffer.from(await answer.arrayBuffer()));
";

/// What it printed, what it complained of, and its exit code.
async fn run(library: &Path, settings: &Value) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let done = Command::new(program()).arg(library).arg("--settings").arg(&file).output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code())
}

fn settings(store: &Store, config: &Value) -> Value {
    let at = format!("{}/{{path}}", store.url());
    let node = vendor_doubles::node();
    let read = [node.to_str().unwrap(), "--input-type=module", "-e", READ, &at];
    json!({
        "config": config, "allow": "127.0.0.1", "silence_seconds": 3, "large_bytes": 3_000_000, "prefix": "films/2026",
        "read": { "command": read },
    })
}

#[tokio::test]
async fn a_destination_that_keeps_its_promises_ends_with_0() {
    let store = Store::start().await;
    let (printed, complained, code) = run(&faulty(), &settings(&store, &store.config())).await;
    assert_eq!((complained.as_str(), code), ("", Some(0)), "{printed}");
    assert!(printed.contains("\npassed          a small file\n"), "{printed}");
    assert!(printed.contains("\nnot applicable  counting objects: the settings do not say how"), "{printed}");
    assert!(printed.ends_with(" cases, 0 failed\n"), "{printed}");
}

#[tokio::test]
async fn one_that_does_not_ends_with_1() {
    let store = Store::start().await;
    let mut config = store.config();
    config["fault"] = json!("loses-part");
    let (printed, complained, code) = run(&faulty(), &settings(&store, &config)).await;
    assert_eq!((complained.as_str(), code), ("", Some(1)), "{printed}");
    assert!(printed.contains("\nfailed          a small file: The object has 0 bytes, and 1000 were"), "{printed}");
}

#[tokio::test]
async fn what_cannot_be_tried_ends_with_2() {
    let (printed, complained, code) = run(&plugin("nowhere"), &json!({ "config": {} })).await;
    assert_eq!((printed.as_str(), code), ("", Some(2)));
    assert!(complained.ends_with("librushes_plugin_nowhere.so is no file: build the library first\n"), "{complained}");
    for (settings, why) in [
        (json!({ "provider": "nobody", "config": {} }), "it does not serve `nobody`, and the library serves faulty"),
        (json!({ "config": { "url": "https://a.example" } }), "the configuration does not fit the provider's schema: "),
    ] {
        let (printed, complained, code) = run(&faulty(), &settings).await;
        assert_eq!((printed.as_str(), code), ("", Some(2)));
        assert!(complained.starts_with(&format!("rushes-conformance: {why}")), "{complained}");
    }
    let (_, complained, code) = run(&faulty(), &json!({ "config": "canary" })).await;
    assert_eq!(code, Some(2));
    assert!(complained.contains("settings.json: line 1 is not ") && !complained.contains("canary"), "{complained}");
}
