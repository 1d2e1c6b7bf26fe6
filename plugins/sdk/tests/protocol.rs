//! That `PROTOCOL.md` and the types say the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use plugin_sdk::{
    ANSWER_BYTES, Action, Algorithm, Answer, BODY_BYTES, CHECKPOINT_BYTES, Description, Event, Happened, Job,
    MOST_BODY_BYTES, PROTOCOL, REQUESTS, Reason, Trouble,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Debug;

const TEXT: &str = include_str!("../PROTOCOL.md");

/// The examples of one kind; the word behind `json` says which it is.
fn examples(kind: &str) -> Vec<Value> {
    let fences = TEXT.split("\n```json").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let fences = fences.map(|fence| fence.split_once('\n').unwrap()).filter(|(word, _)| word.trim() == kind);
    let examples = fences.map(|(_, text)| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")));
    examples.collect()
}

fn read<T: DeserializeOwned>(example: &Value) -> T {
    T::deserialize(example).unwrap_or_else(|error| panic!("{error}: {example}"))
}

fn is_read_and_written<T: DeserializeOwned + Serialize + PartialEq + Debug>(kind: &str) -> usize {
    let examples = examples(kind);
    for example in &examples {
        let message: T = read(example);
        assert_eq!(&serde_json::to_value(&message).unwrap(), example, "{kind}");
        let mut with_more = example.clone();
        with_more["aFieldOfALaterVersion"] = json!({ "any": [1, null] });
        assert_eq!(read::<T>(&with_more), message, "what is not known is ignored");
    }
    examples.len()
}

/// Every word of a table whose first column is this.
fn table(column: &str) -> BTreeSet<String> {
    let (_, rest) = TEXT.split_once(&format!("\n| `{column}` | |\n")).unwrap();
    let rows = rest.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_example_is_read_and_written_back_the_same() {
    let known = is_read_and_written::<Description>("description")
        + is_read_and_written::<Job>("job")
        + is_read_and_written::<Event>("event")
        + is_read_and_written::<Answer>("answer");
    assert_eq!(known, TEXT.matches("\n```json").count(), "an example is of no known kind");
}

#[test]
fn every_event_has_an_example() {
    let found: BTreeSet<_> = examples("event")
        .iter()
        .map(|example| match read::<Event>(example).happened {
            Happened::Opened => "opened",
            Happened::Responses { .. } => "responses",
            Happened::Digests { .. } => "digests",
            Happened::Timer => "timer",
            Happened::CredentialRefreshed { .. } => "credential_refreshed",
            Happened::Cancelled => "cancelled",
        })
        .collect();
    // A new event does not compile above; here it has to be counted.
    assert_eq!(found.len(), 6, "{found:?}");
}

#[test]
fn every_action_has_an_example() {
    let found: BTreeSet<_> = examples("answer")
        .iter()
        .map(|example| match read::<Answer>(example).action {
            Action::Http { .. } => "http",
            Action::Digest { .. } => "digest",
            Action::Wait(wait) => match wait.what {
                plugin_sdk::WaitFor::Time => "wait for time",
                plugin_sdk::WaitFor::Credential => "wait for a credential",
            },
            Action::Done(_) => "done",
            Action::Fail(_) => "fail",
        })
        .collect();
    assert_eq!(found.len(), 6, "{found:?}");
}

#[test]
fn the_tables_list_every_word() {
    let reasons = table("reason");
    for reason in &reasons {
        // A word that is not known reads as `other`, and is written as that.
        assert_eq!(&word(serde_json::from_value::<Reason>(json!(reason)).unwrap()), reason);
    }
    assert_eq!(reasons.len(), 13);
    assert_eq!(serde_json::from_value::<Reason>(json!("of a later version")).unwrap(), Reason::Other);
    let troubles = [Trouble::Unreachable, Trouble::Cut, Trouble::Timeout].map(word);
    assert_eq!(table("trouble"), BTreeSet::from(troubles));
    for algorithm in [Algorithm::Sha256, Algorithm::Md5, Algorithm::Crc32c].map(word) {
        assert!(TEXT.contains(&format!("\"algorithm\": \"{algorithm}\"")), "{algorithm}");
    }
}

#[test]
fn every_field_of_a_provider_and_every_capability_is_explained() {
    let [description] = examples("description").try_into().unwrap_or_else(|_| panic!("there is one description"));
    let provider = &description["providers"][0];
    let (_, explained) = TEXT.split_once("| Field of a provider | |").unwrap();
    let (explained, _) = explained.split_once("\n## ").unwrap();
    let fields = provider.as_object().unwrap().keys().filter(|key| !["name", "capabilities"].contains(&key.as_str()));
    let fields = fields.chain(provider["capabilities"].as_object().unwrap().keys());
    for field in fields {
        assert!(explained.contains(&format!("\n| `{field}` |")), "{field}");
    }
    for completion in ["atomic", "marker", "none", "parts", "offset", "whole", "video", "image", "audio"] {
        assert!(explained.contains(&format!("`{completion}`")), "{completion}");
    }
}

#[test]
fn the_limits_are_those_of_the_types() {
    let (_, limits) = TEXT.split_once("\n## Limits\n").unwrap();
    let kib = |bytes: usize| format!("{} KiB", bytes >> 10);
    for row in [
        format!("| a checkpoint | {} of JSON |", kib(CHECKPOINT_BYTES)),
        format!("| an answer | {} of JSON, texts of requests included |", kib(ANSWER_BYTES)),
        format!("| requests in an answer | at least 1, at most {REQUESTS} |"),
        format!("| {}, at most {} where the request asks for it |", kib(BODY_BYTES), kib(MOST_BODY_BYTES)),
    ] {
        assert!(limits.contains(&row), "{row}");
    }
    assert!(TEXT.contains(&format!("`protocol` is {PROTOCOL}, ")));
}

#[test]
fn a_checkpoint_of_null_is_none() {
    let answer: Answer = serde_json::from_value(json!({ "checkpoint": null, "do": "done" })).unwrap();
    assert_eq!(answer.checkpoint, None);
}
