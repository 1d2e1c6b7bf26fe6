//! A destination through its table of functions, as a host sees it.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use plugin_abi::{ABI_MAJOR, ABI_MINOR, Bytes, Slice, Table};
use plugin_sdk::{
    Action, Answer, Capabilities, Completion, Description, Destination, Event, Fail, File, Happened, Job, Kind,
    PROTOCOL, Provider, Reason, Resume, Timestamp, json,
};
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does what its file's key says.
struct Told {
    key: String,
    steps: u32,
}

/// How many sessions with the key `count` were dropped.
static DROPPED: AtomicUsize = AtomicUsize::new(0);

impl Drop for Told {
    fn drop(&mut self) {
        match self.key.as_str() {
            "count" => _ = DROPPED.fetch_add(1, Ordering::SeqCst),
            "panic in close" => panic!("told to"),
            _ => {}
        }
    }
}

impl Destination for Told {
    fn describe() -> Description {
        let capabilities = Capabilities {
            files: Vec::new(),
            completion: Completion::None,
            resume: Resume::Whole,
            parallel: 1,
            part_bytes: 0,
            most_bytes: None,
            oauth: false,
            pulls: false,
        };
        let provider = Provider {
            id: "told".into(),
            name: "Told".into(),
            aliases: Vec::new(),
            config_schema: json!({ "type": "object", "properties": {} }),
            options_schema: json!({ "type": "object", "properties": {} }),
            selects: BTreeMap::new(),
            hosts: vec!["told.example".into()],
            endpoint: None,
            capabilities,
        };
        Description { protocol: PROTOCOL, name: "Told".into(), version: "1.2.3".into(), providers: vec![provider] }
    }

    fn open(job: Job) -> Result<Self, Action> {
        match job.file.key.as_str() {
            "refuse" => Err(Action::fail(Reason::Invalid, "told to")),
            "panic in open" => panic!("told to"),
            _ => Ok(Self { key: job.file.key, steps: 0 }),
        }
    }

    fn step(&mut self, _event: Event) -> Answer {
        self.steps += 1;
        assert!(self.key != "panic in the second step" || self.steps != 2, "told to");
        Action::wait(u64::from(self.steps)).at(json!({ "steps": self.steps }))
    }
}

plugin_sdk::export!(Told);

fn table() -> &'static Table {
    // SAFETY: the macro's function returns a table that lives as long as the process.
    unsafe { rushes_destination_v1().as_ref() }.unwrap()
}

fn lend(bytes: &[u8]) -> Slice {
    Slice { data: bytes.as_ptr(), len: bytes.len() }
}

/// A copy of what the library made, which is given back to it.
fn taken(bytes: Bytes) -> Vec<u8> {
    // SAFETY: the library says so, and gets them back once.
    unsafe {
        let copy = std::slice::from_raw_parts(bytes.data, bytes.len).to_vec();
        (table().free)(bytes);
        copy
    }
}

struct Session(*mut c_void);

impl Session {
    fn open(key: &str) -> Self {
        let file = File { key: key.into(), bytes: 0, media_type: "video/mp4".into(), sha256: String::new(), url: None };
        let job = Job {
            protocol: PROTOCOL,
            kind: Kind::Send,
            provider: "told".into(),
            config: serde_json::Map::new(),
            options: serde_json::Map::new(),
            file,
            transfer: String::new(),
            checkpoint: None,
        };
        let job = serde_json::to_vec(&job).unwrap();
        // SAFETY: the slice outlives the call.
        let session = unsafe { (table().open)(lend(&job)) };
        assert!(!session.is_null());
        Self(session)
    }

    fn step_bytes(&self, event: Slice) -> Answer {
        // SAFETY: the session is open, and the slice outlives the call.
        serde_json::from_slice(&taken(unsafe { (table().step)(self.0, event) })).unwrap()
    }

    fn step(&self) -> Answer {
        let event = Event { now: Timestamp(0), request: String::new(), happened: Happened::Opened };
        self.step_bytes(lend(&serde_json::to_vec(&event).unwrap()))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: it was opened, and is closed once.
        unsafe { (table().close)(self.0) };
    }
}

fn waited(steps: u32) -> Answer {
    Action::wait(u64::from(steps)).at(json!({ "steps": steps }))
}

fn is_fault(answer: &Answer, may_pass: bool) -> bool {
    matches!(&answer.action, Action::Fail(Fail { reason: Reason::PluginFault, retryable, .. }) if *retryable == may_pass)
}

#[test]
fn the_table_says_what_it_is() {
    assert_eq!(table().size as usize, size_of::<Table>());
    assert_eq!((table().abi_major, table().abi_minor), (ABI_MAJOR, ABI_MINOR));
}

#[test]
fn the_description_is_the_destination_s_at_every_call() {
    for _ in 0..2 {
        // SAFETY: a function of the table.
        let described = taken(unsafe { (table().describe)() });
        assert_eq!(serde_json::from_slice::<Description>(&described).unwrap(), Told::describe());
    }
}

#[test]
fn what_is_no_job_opens_nothing() {
    for job in [&b""[..], b"nonsense", b"{}", b"[]", b"\xff", b"{\"protocol\":1}"] {
        // SAFETY: the slice outlives the call.
        assert!(unsafe { (table().open)(lend(job)) }.is_null(), "{job:?}");
    }
    // SAFETY: nothing is lent.
    assert!(unsafe { (table().open)(Slice { data: std::ptr::null(), len: 0 }) }.is_null());
}

#[test]
fn steps_reach_the_session_they_are_for() {
    let (one, other) = (Session::open("one"), Session::open("other"));
    assert_eq!(one.step(), waited(1));
    assert_eq!(one.step(), waited(2));
    assert_eq!(other.step(), waited(1));
}

#[test]
fn a_job_that_is_refused_says_so_at_every_step() {
    let refused = Session::open("refuse");
    for _ in 0..2 {
        assert_eq!(refused.step(), Action::fail(Reason::Invalid, "told to").into());
    }
}

#[test]
fn an_event_that_cannot_be_read_ends_the_transfer_and_leaves_the_session_as_it_was() {
    let session = Session::open("any");
    for event in [&b""[..], b"nonsense", b"{\"now\":1,\"request\":\"\",\"event\":\"dawn\"}"] {
        assert!(is_fault(&session.step_bytes(lend(event)), false));
    }
    assert!(is_fault(&session.step_bytes(Slice { data: std::ptr::null(), len: 0 }), false));
    assert_eq!(session.step(), waited(1));
}

#[test]
fn after_a_panic_in_a_step_the_session_is_not_asked_again() {
    let session = Session::open("panic in the second step");
    assert_eq!(session.step(), waited(1));
    // The destination itself would answer the third step.
    assert!(is_fault(&session.step(), true));
    assert!(is_fault(&session.step(), true));
    let other = Session::open("another session goes on");
    assert_eq!(other.step(), waited(1));
}

#[test]
fn panics_in_open_and_close_stay_inside() {
    let session = Session::open("panic in open");
    assert!(is_fault(&session.step(), true));
    assert_eq!(Session::open("panic in close").step(), waited(1));
}

#[test]
fn closing_drops_the_session_once_and_null_is_nothing() {
    drop(Session::open("count"));
    assert_eq!(DROPPED.load(Ordering::SeqCst), 1);
    // SAFETY: null is allowed in each of them.
    unsafe {
        (table().close)(null_mut());
        (table().free)(Bytes { data: null_mut(), len: 0, capacity: 0 });
        let answer = taken((table().step)(null_mut(), lend(b"{}")));
        assert!(is_fault(&serde_json::from_slice(&answer).unwrap(), true));
    }
    assert_eq!(DROPPED.load(Ordering::SeqCst), 1);
}
