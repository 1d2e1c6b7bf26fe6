//! The child process, as its parent sees it.

use crate::support::launch;
use plugin_testing::{Misstep, c_put, misbehaving};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A child with a library, and its pipes.
struct Spoken {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Spoken {
    fn start(library: &Path) -> Self {
        let mut child = Command::new(launch().program)
            .arg(library)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output }
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn say(&mut self, call: &Value) {
        writeln!(self.input, "{call}").unwrap();
    }
}

fn job(config: &Value) -> Value {
    json!({
        "protocol": 1, "kind": "send", "provider": "misbehaving", "config": config, "transfer": "t",
        "file": { "key": "a", "bytes": 1, "mediaType": "video/mp4", "sha256": "" },
    })
}

#[test]
fn it_says_its_version_and_answers_each_call_in_one_line() {
    let mut child = Spoken::start(&c_put());
    assert_eq!(child.hear(), json!({ "pipe": 1, "refused": null }));
    child.say(&json!({ "id": 7, "call": "describe", "session": 0 }));
    let described = child.hear();
    assert_eq!((&described["id"], &described["ok"]["providers"][0]["id"]), (&json!(7), &json!("put")));
    child.say(&json!({ "id": 8, "call": "step", "session": 99, "payload": {} }));
    assert_eq!(child.hear(), json!({ "id": 8, "error": "null" }));
    child.say(&json!({ "id": 9, "call": "close", "session": 99 }));
    assert_eq!(child.hear(), json!({ "id": 9, "ok": null }));
}

#[test]
fn what_it_cannot_load_it_says() {
    let mut child = Spoken::start(Path::new("/nowhere/at/all.so"));
    let hello = child.hear();
    let refused = hello["refused"].as_str().unwrap();
    assert!(refused.starts_with("it cannot be loaded: ") && !refused.contains("/nowhere"), "{refused}");
    assert!(child.child.wait().unwrap().success());
}

#[test]
fn it_leaves_with_its_parent_whatever_the_library_does() {
    let mut child = Spoken::start(&misbehaving());
    child.hear();
    let config = json!({ "url": "https://a.example", "misbehave": Misstep::Hang.name() });
    child.say(&json!({ "id": 1, "call": "open", "session": 1, "payload": job(&config) }));
    assert_eq!(child.hear(), json!({ "id": 1, "ok": null }));
    // It never comes back from this.
    child.say(
        &json!({ "id": 2, "call": "step", "session": 1, "payload": { "now": 0, "request": "", "event": "opened" } }),
    );
    let Spoken { mut child, input, .. } = child;
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn no_image_of_its_memory_is_written_and_its_standard_streams_lead_nowhere() {
    let mut child = Spoken::start(&c_put());
    child.hear();
    let process = format!("/proc/{}", child.child.id());
    let limits = std::fs::read_to_string(format!("{process}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);
    // Its error output is closed: the reading end finds nothing, at once, while it lives.
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(said, "");
    assert!(child.child.try_wait().unwrap().is_none());
}
