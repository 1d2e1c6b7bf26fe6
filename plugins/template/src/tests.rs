//! Whole transfers, without a socket: the test is the host.

use crate::Transfer;
use crate::describe::{PROVIDER, description};
use plugin_sdk::{
    Action, Answer, Body, Destination, Done, Event, Fail, File, Happened, Job, Kind, NoResponse, Outcome, PROTOCOL,
    Reason, Request, Response, Timestamp, Trouble, Value, json,
};

const URL: &str = "https://dav.example.com/films/a%20b/%C3%A9t%C3%A9%3F.mp4";

fn job(kind: Kind, checkpoint: Option<Value>) -> Job {
    let config = json!({ "url": "https://dav.example.com/films/", "user": "Aladdin", "password": "open sesame" });
    let Value::Object(config) = config else { unreachable!("it is an object") };
    Job {
        protocol: PROTOCOL,
        kind,
        provider: PROVIDER.into(),
        config,
        options: Default::default(),
        file: File {
            key: "a b/été?.mp4".into(),
            bytes: 1000,
            media_type: "video/mp4".into(),
            sha256: "0".repeat(64),
            url: None,
        },
        transfer: "0198f0a4-7c1e-7cc2-b3a5-2f1d7f0a9b11".into(),
        checkpoint,
    }
}

fn open(kind: Kind) -> Transfer {
    Transfer::open(job(kind, None)).unwrap_or_else(|action| panic!("{action:?}"))
}

fn tell(transfer: &mut Transfer, happened: Happened) -> Answer {
    transfer.step(Event { now: Timestamp(1_764_158_400_000), request: "0".repeat(32), happened })
}

fn respond(transfer: &mut Transfer, response: Response) -> Answer {
    tell(transfer, Happened::Responses { responses: vec![Outcome::Response(response)] })
}

fn status(transfer: &mut Transfer, status: u16) -> Answer {
    respond(transfer, Response { status, ..Response::default() })
}

/// To where the server is asked what it has.
fn sent() -> Transfer {
    let mut transfer = open(Kind::Send);
    tell(&mut transfer, Happened::Opened);
    status(&mut transfer, 201);
    transfer
}

/// A response to that.
fn has(bytes: &str) -> Response {
    let headers = [("content-length".to_owned(), bytes.to_owned())].into();
    Response { status: 200, headers, ..Response::default() }
}

fn request(method: &str) -> Request {
    Request::new(method, method, URL).header("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
}

fn put() -> Answer {
    let body = Body::File { offset: 0, length: 1000 };
    Action::http([request("PUT").header("content-type", "video/mp4").body(body)]).into()
}

fn head() -> Action {
    Action::http([request("HEAD").keep("content-length")])
}

fn delete() -> Answer {
    Action::http([request("DELETE")]).into()
}

fn done() -> Answer {
    Action::Done(Done::default()).into()
}

fn failed(answer: &Answer) -> (Reason, bool) {
    let Action::Fail(Fail { reason, retryable, .. }) = &answer.action else { panic!("{answer:?} is no failure") };
    (*reason, *retryable)
}

#[test]
fn a_file_is_put_and_looked_at() {
    let mut transfer = open(Kind::Send);
    assert_eq!(tell(&mut transfer, Happened::Opened), put());
    assert_eq!(status(&mut transfer, 201), head().at(json!("taken")));
    assert_eq!(respond(&mut transfer, has("1000")), done());
}

#[test]
fn a_server_that_does_not_say_how_much_it_has_is_believed() {
    assert_eq!(status(&mut sent(), 200), done());
    assert_eq!(respond(&mut sent(), has("much")), done());
}

#[test]
fn what_is_not_whole_is_sent_again_by_the_next_attempt() {
    for response in [has("999"), Response { status: 404, ..Response::default() }] {
        let answer = respond(&mut sent(), response);
        assert_eq!(failed(&answer), (Reason::Corrupted, true));
        let mut next = Transfer::open(job(Kind::Send, answer.checkpoint)).unwrap_or_else(|action| panic!("{action:?}"));
        assert_eq!(tell(&mut next, Happened::Opened), put());
    }
}

#[test]
fn after_a_crash_what_was_taken_is_looked_at_and_not_sent_again() {
    let checkpoint = Some(json!("taken"));
    let mut transfer = Transfer::open(job(Kind::Send, checkpoint)).unwrap_or_else(|action| panic!("{action:?}"));
    assert_eq!(tell(&mut transfer, Happened::Opened), head().into());
    assert_eq!(respond(&mut transfer, has("1000")), done());
}

#[test]
fn a_test_leaves_nothing() {
    let mut transfer = open(Kind::Test);
    assert_eq!(tell(&mut transfer, Happened::Opened), put());
    assert_eq!(status(&mut transfer, 204), delete());
    // The first deletion's answer got lost, so it is asked for again, and finds nothing.
    assert_eq!(status(&mut transfer, 503), delete());
    assert_eq!(status(&mut transfer, 404), done());
}

#[test]
fn what_may_pass_is_asked_for_again() {
    let mut transfer = open(Kind::Send);
    assert_eq!(tell(&mut transfer, Happened::Opened), put());
    assert_eq!(status(&mut transfer, 503), put());
    let timeout = NoResponse { id: "PUT".into(), trouble: Trouble::Timeout };
    assert_eq!(tell(&mut transfer, Happened::Responses { responses: vec![Outcome::NoResponse(timeout)] }), put());
    // The request grew old before it was sent.
    assert_eq!(tell(&mut transfer, Happened::Opened), put());
}

#[test]
fn a_refusal_says_what_to_do() {
    for (answered, reason) in [
        (401, Reason::CredentialsRefused),
        (403, Reason::PermissionDenied),
        (404, Reason::NotFound),
        (409, Reason::NotFound),
        (308, Reason::Invalid),
        (405, Reason::Invalid),
        (413, Reason::Quota),
        (507, Reason::Quota),
        (418, Reason::Other),
    ] {
        let mut transfer = open(Kind::Send);
        tell(&mut transfer, Happened::Opened);
        let answer = status(&mut transfer, answered);
        assert_eq!(failed(&answer), (reason, false), "{answered}");
        assert!(!format!("{answer:?}").contains("sesame"));
    }
}

#[test]
fn cancelling_deletes_what_a_test_wrote_and_nothing_else() {
    let mut test = open(Kind::Test);
    assert_eq!(tell(&mut test, Happened::Opened), put());
    assert_eq!(tell(&mut test, Happened::Cancelled), delete());
    assert_eq!(failed(&tell(&mut sent(), Happened::Cancelled)), (Reason::Cancelled, false));
}

#[test]
fn a_configuration_without_a_property_is_refused() {
    for property in ["url", "user", "password"] {
        let mut job = job(Kind::Send, None);
        job.config.remove(property);
        let Err(action) = Transfer::open(job) else { panic!("{property} is not missed") };
        assert_eq!(failed(&action.into()), (Reason::Invalid, false));
    }
}

#[test]
fn a_key_that_no_address_can_hold_is_refused() {
    for key in ["..", "a/../b.mp4", "./a.mp4"] {
        let mut job = job(Kind::Send, None);
        job.file.key = key.into();
        let Err(action) = Transfer::open(job) else { panic!("{key} would be somewhere else") };
        assert_eq!(failed(&action.into()), (Reason::Invalid, false));
    }
}

#[test]
fn the_form_seals_the_password_and_explains_every_field() {
    let [provider] = description().providers.try_into().unwrap_or_else(|_| panic!("there is one provider"));
    let properties = &provider.config_schema["properties"];
    let Value::Object(fields) = properties else { panic!("{properties}") };
    assert!(fields.values().all(|field| field["title"].is_string() && field["description"].is_string()));
    let sealed: Vec<_> = fields.iter().filter(|(_, field)| field["writeOnly"] == true).map(|(name, _)| name).collect();
    assert_eq!(sealed, ["password"]);
    assert!(fields.contains_key(provider.endpoint.as_deref().unwrap_or_default()));
}
