//! The destination in C that behaves.

use crate::loaded::{Library, job, responded};
use plugin_sdk::{
    Action, Answer, Body, Description, Done, Fail, Happened, Kind, NoResponse, Outcome, PROTOCOL, Reason, Request,
    Trouble,
};
use serde_json::json;

fn put() -> Library {
    Library::load(&plugin_testing::c_put())
}

fn config() -> serde_json::Value {
    json!({ "url": "https://files.example/here/" })
}

fn sent(url: &str) -> Answer {
    let request = Request::new("put", "PUT", url).header("content-type", "video/mp4");
    Action::http([request.body(Body::File { offset: 0, length: 1000 })]).into()
}

fn done() -> Answer {
    Action::Done(Done::default()).into()
}

#[test]
fn it_describes_itself() {
    let description: Description = serde_json::from_slice(&put().describe()).unwrap();
    assert_eq!(description.protocol, PROTOCOL);
    let [provider] = description.providers.as_slice() else { panic!("{description:?}") };
    assert_eq!((provider.id.as_str(), provider.endpoint.as_deref()), ("put", Some("url")));
    assert!(provider.config_schema["properties"]["url"]["title"].is_string());
}

#[test]
fn a_file_is_put_once_and_is_there() {
    let mut session = put().open(&job("put", Kind::Send, "a/b.mp4", config()));
    assert_eq!(session.step(Happened::Opened), sent("https://files.example/here/a/b.mp4"));
    assert_eq!(session.step(responded("put", 201)), done());
}

#[test]
fn a_test_deletes_what_it_put() {
    let mut session = put().open(&job("put", Kind::Test, "try.txt", config()));
    assert_eq!(session.step(Happened::Opened), sent("https://files.example/here/try.txt"));
    let deleted = Action::http([Request::new("delete", "DELETE", "https://files.example/here/try.txt")]);
    assert_eq!(session.step(responded("put", 200)), deleted.into());
    assert_eq!(session.step(responded("delete", 204)), done());
}

#[test]
fn what_may_pass_is_tried_again_and_what_does_not_is_told() {
    let mut session = put().open(&job("put", Kind::Send, "a", config()));
    let again = sent("https://files.example/here/a");
    assert_eq!(session.step(Happened::Opened), again);
    assert_eq!(session.step(responded("put", 503)), again);
    let cut = NoResponse { id: "put".into(), trouble: Trouble::Cut };
    assert_eq!(session.step(Happened::Responses { responses: vec![Outcome::NoResponse(cut)] }), again);
    let refused = session.step(responded("put", 403));
    assert!(matches!(refused.action, Action::Fail(Fail { reason: Reason::PermissionDenied, retryable: false, .. })));
    let cancelled = session.step(Happened::Cancelled);
    assert!(matches!(cancelled.action, Action::Fail(Fail { reason: Reason::Cancelled, .. })));
}

#[test]
fn any_text_makes_a_path() {
    let mut session = put().open(&job("put", Kind::Send, "ä \"\\\n\u{1}/🎬?#%.mp4", config()));
    let url = "https://files.example/here/%C3%A4%20%22%5C%0A%01/%F0%9F%8E%AC%3F%23%25.mp4";
    assert_eq!(session.step(Happened::Opened), sent(url));
}

#[test]
fn json_that_others_write_is_read_too() {
    let escaped = br#" { "x" : [1.5e+3, {"config": null}, true, "\"}"], "kind":"send","provider":"put",
        "\u0063onfig":{"url":"https:\/\/files.example"} , "file":{"mediaType":"video\/mp4","bytes":1000,
        "key":"\u00e4\ud83c\udfac\t" } }  "#;
    let mut session = put().open_bytes(escaped).unwrap();
    assert_eq!(session.step(Happened::Opened), sent("https://files.example/%C3%A4%F0%9F%8E%AC%09"));
}

#[test]
fn a_job_that_breaks_off_is_refused_wherever_it_does() {
    let put = put();
    let whole = serde_json::to_vec(&job("put", Kind::Send, "ä🎬", config())).unwrap();
    for length in 0..whole.len() {
        assert!(put.open_bytes(&whole[..length]).is_none(), "{length} bytes were enough");
    }
    assert!(put.open_bytes(&whole).is_some());
}

#[test]
fn what_is_no_job_is_refused() {
    let put = put();
    let job = |key: &str, bytes: &str| {
        format!(
            r#"{{"config":{{"url":"https://a.example"}},"file":{{"mediaType":"a/b","bytes":{bytes},"key":{key}}}}}"#
        )
    };
    assert!(put.open_bytes(job("\"k\"", "1").as_bytes()).is_some());
    for (key, bytes) in [
        ("\"k\"", "-1"),
        ("\"k\"", "1.5"),
        ("\"k\"", "18446744073709551616"),
        ("\"k\"", "\"1\""),
        ("7", "1"),
        (r#""\u0000""#, "1"),
        (r#""\ud83c""#, "1"),
        (r#""\ud83c\u0041""#, "1"),
        (r#""\udfac""#, "1"),
        (r#""\u00g0""#, "1"),
        (r#""\u00""#, "1"),
        (r#""\x""#, "1"),
    ] {
        assert!(put.open_bytes(job(key, bytes).as_bytes()).is_none(), "{key} {bytes}");
    }
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in ["", "[]", "null", "{} {}", "{\"config\":}", "{,}", nested.as_str()] {
        assert!(put.open_bytes(text.as_bytes()).is_none(), "{text:.20}");
    }
}

#[test]
fn an_event_that_cannot_be_read_ends_the_transfer() {
    let mut session = put().open(&job("put", Kind::Send, "a", config()));
    for event in ["", "{", "{\"event\":\"dawn\"}", "{\"event\":7}"] {
        let answer: Answer = serde_json::from_slice(&session.step_bytes(event.as_bytes())).unwrap();
        assert!(matches!(answer.action, Action::Fail(Fail { reason: Reason::PluginFault, .. })), "{event}");
    }
}

#[test]
fn null_is_closed_and_nothing_is_freed() {
    let table = put().0;
    // SAFETY: both are allowed.
    unsafe {
        (table.close)(std::ptr::null_mut());
        (table.free)(plugin_abi::Bytes { data: std::ptr::null_mut(), len: 0, capacity: 0 });
    }
}
