//! What shows in a session.

use crate::loaded::{Library, Session, job, responded};
use crate::probe::{End, Probed, probe};
use plugin_sdk::{
    Action, Answer, Body, CHECKPOINT_BYTES, Description, Done, Happened, Job, Kind, REQUESTS, Request, Wait,
};
use plugin_testing::{Misstep, misbehaving};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ADDRESS: &str = "https://files.example";

fn told(misstep: Misstep) -> Job {
    let config = json!({ "url": ADDRESS, "misbehave": misstep.name() });
    job("misbehaving", Kind::Send, "a.mp4", config)
}

fn opened(misstep: Misstep) -> Session {
    Library::load(&misbehaving()).open(&told(misstep))
}

fn first(misstep: Misstep) -> Vec<u8> {
    opened(misstep).step_text(Happened::Opened)
}

fn answer(misstep: Misstep) -> Answer {
    serde_json::from_slice(&first(misstep)).unwrap()
}

fn requests(misstep: Misstep) -> Vec<Request> {
    let Action::Http { requests } = answer(misstep).action else { panic!("{misstep:?} asks for nothing") };
    requests
}

fn request(misstep: Misstep) -> Request {
    requests(misstep).pop().unwrap()
}

fn body(misstep: Misstep) -> (u64, u64) {
    let Body::File { offset, length } = request(misstep).body else { panic!("{misstep:?} sends nothing") };
    (offset, length)
}

fn probed(misstep: Misstep) -> Probed {
    probe(&misbehaving(), &serde_json::to_string(&told(misstep)).unwrap())
}

#[test]
fn without_one_it_behaves() {
    let library = Library::load(&misbehaving());
    let description: Description = serde_json::from_slice(&library.describe()).unwrap();
    assert_eq!(description.providers[0].id, "misbehaving");
    assert!(description.providers[0].config_schema["properties"]["misbehave"].is_object());
    let mut session = library.open(&job("misbehaving", Kind::Send, "a", json!({ "url": ADDRESS })));
    assert!(matches!(session.step(Happened::Opened).action, Action::Http { .. }));
    assert_eq!(session.step(responded("put", 200)).action, Action::Done(Done::default()));
}

#[test]
fn each_has_a_name_of_its_own_and_changes_something() {
    let names: BTreeSet<_> = Misstep::ALL.iter().map(|misstep| misstep.name()).collect();
    assert_eq!(names.len(), Misstep::ALL.len());
    let source = include_str!("../../c/missteps.h");
    for name in names {
        assert!(source.contains(&format!("\"{name}\"")), "c/missteps.h does not know {name}");
    }
}

#[test]
fn some_end_the_process() {
    let opened = "loaded described opened";
    for (misstep, end, reached) in [
        (Misstep::AbortInOpen, End::Signal(libc::SIGABRT), "loaded described"),
        (Misstep::HangInOpen, End::Signal(libc::SIGVTALRM), "loaded described"),
        (Misstep::NullSession, End::Exit(7), "loaded described"),
        (Misstep::Abort, End::Signal(libc::SIGABRT), opened),
        (Misstep::Crash, End::Signal(libc::SIGSEGV), opened),
        (Misstep::Exit, End::Exit(0), opened),
        (Misstep::Hang, End::Signal(libc::SIGVTALRM), opened),
        (Misstep::AbortInClose, End::Signal(libc::SIGABRT), "loaded described opened stepped"),
        (Misstep::HangInClose, End::Signal(libc::SIGVTALRM), "loaded described opened stepped"),
    ] {
        let probed = probed(misstep);
        assert_eq!((probed.end, probed.reached.as_str()), (end, reached), "{misstep:?}");
    }
}

#[test]
fn a_leak_takes_memory_at_each_step() {
    let leaked = probed(Misstep::Leak);
    assert_eq!(leaked.end, End::Exit(0));
    assert!(leaked.mebibytes >= 128, "two steps used {} MiB", leaked.mebibytes);
    assert!(probed(Misstep::FloodStdout).mebibytes < 64);
    assert_eq!(answer(Misstep::Leak).action, Action::wait(0));
}

#[test]
fn some_write_where_the_host_and_its_child_speak() {
    assert_eq!(probed(Misstep::FloodStdout).printed.len(), 2 * (16 << 20));
    assert_eq!(probed(Misstep::AnswerOnStdout).printed, b"{\"do\":\"done\"}\n".repeat(2));
    // The end of this one's output is the library's doing: the process goes on to say that it was there.
    let closed = probed(Misstep::CloseStdinAndStdout);
    assert_eq!((closed.end, closed.reached.as_str()), (End::Exit(0), "loaded described opened stepped closed"));
}

#[test]
fn some_answers_cannot_be_read() {
    assert!(first(Misstep::EmptyAnswer).is_empty());
    assert!(serde_json::from_slice::<Value>(&first(Misstep::Nonsense)).is_err());
    assert!(std::str::from_utf8(&first(Misstep::InvalidUtf8)).is_err());
    let lines = first(Misstep::TwoLines);
    assert!(serde_json::from_slice::<Value>(&lines).is_err());
    assert_eq!(serde_json::Deserializer::from_slice(&lines).into_iter::<Answer>().filter_map(Result::ok).count(), 2);
    let unknown = first(Misstep::UnknownAction);
    assert!(serde_json::from_slice::<Value>(&unknown).is_ok() && serde_json::from_slice::<Answer>(&unknown).is_err());
}

#[test]
fn some_answers_are_too_large() {
    let huge = first(Misstep::HugeAnswer);
    assert!(huge.len() >= 100 << 20);
    assert!(matches!(serde_json::from_slice::<Answer>(&huge).unwrap().action, Action::Fail(_)));
    for (misstep, bytes) in
        [(Misstep::HugeCheckpoint, CHECKPOINT_BYTES + 1), (Misstep::LargestCheckpoint, CHECKPOINT_BYTES)]
    {
        let Answer { checkpoint, action } = answer(misstep);
        assert_eq!(serde_json::to_vec(&checkpoint.unwrap()).unwrap().len(), bytes);
        assert!(matches!(action, Action::Http { .. }), "{misstep:?}");
    }
}

#[test]
fn some_ask_for_another_number_of_requests_than_they_may() {
    assert_eq!(requests(Misstep::NoRequests).len(), 0);
    let twice = requests(Misstep::TwoRequestsWithOneId);
    assert_eq!((twice.len(), &twice[0].id), (2, &twice[1].id));
    assert_eq!(requests(Misstep::SeventeenRequests).len(), REQUESTS + 1);
    assert!(first(Misstep::TenThousandRequests).len() < plugin_sdk::ANSWER_BYTES);
    let ids: BTreeSet<_> = requests(Misstep::TenThousandRequests).into_iter().map(|request| request.id).collect();
    assert_eq!(ids.len(), 10_000);
}

#[test]
fn some_ask_for_what_they_may_not_reach() {
    assert_eq!(request(Misstep::UndeclaredHost).url, "https://undeclared.example/object");
    assert_eq!(request(Misstep::DisguisedHost).url, "https://files.example@undeclared.example/object");
    assert_eq!(request(Misstep::FileUrl).url, "file:///etc/passwd");
    assert_eq!(request(Misstep::NoUrl).url, "not an address");
}

#[test]
fn some_ask_for_what_is_not_in_the_file() {
    assert_eq!(body(Misstep::RangeBeyondTheFile), (0, 1001));
    assert_eq!(body(Misstep::RangeThatOverflows), (u64::MAX, 1001));
    let Action::Digest { ranges } = answer(Misstep::DigestBeyondTheFile).action else {
        panic!("no digest is asked for")
    };
    assert_eq!((ranges[0].offset, ranges[0].length), (0, u64::MAX));
}

#[test]
fn some_requests_are_none() {
    assert_eq!(request(Misstep::LineBreakInHeader).headers["x-a"], "b\r\nx-injected: c");
    assert_eq!(request(Misstep::LineBreakInHeaderName).headers["x-a: b\r\nx-injected"], "c");
    assert_eq!(request(Misstep::ContentLengthHeader).headers["content-length"], "1");
    assert_eq!(request(Misstep::TransferEncodingHeader).headers["transfer-encoding"], "chunked");
    assert_eq!(request(Misstep::HostHeader).headers["host"], "undeclared.example");
    assert_eq!(request(Misstep::ConnectMethod).method, "CONNECT");
    assert_eq!(request(Misstep::GarbageMethod).method, "P U T\r\nx-injected: c");
    assert_eq!(request(Misstep::EmptyMethod).method, "");
}

#[test]
fn some_wait_for_nothing_or_for_ever() {
    let mut session = opened(Misstep::WaitsWithoutEnd);
    assert_eq!(session.step(Happened::Opened).action, Action::wait(0));
    assert_eq!(session.step(Happened::Timer).action, Action::wait(0));
    assert!(matches!(answer(Misstep::WaitsTooLong).action, Action::Wait(Wait { millis: u64::MAX, .. })));
}

#[test]
fn a_null_answer_claims_to_have_bytes() {
    let library = Library::load(&misbehaving());
    let job = serde_json::to_vec(&told(Misstep::NullAnswer)).unwrap();
    let lent = |bytes: &[u8]| plugin_abi::Slice { data: bytes.as_ptr(), len: bytes.len() };
    // SAFETY: the slices outlive the calls, and the session is closed once.
    let bytes = unsafe {
        let session = (library.0.open)(lent(&job));
        let bytes = (library.0.step)(session, lent(b"{\"event\":\"opened\"}"));
        (library.0.close)(session);
        bytes
    };
    assert_eq!((bytes.data.is_null(), bytes.len), (true, 7));
}
