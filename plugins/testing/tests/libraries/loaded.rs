//! A library in this process.

use plugin_abi::{Bytes, Entry, SYMBOL, Slice, Table};
use plugin_sdk::{Answer, Event, File, Happened, Job, Kind, Outcome, PROTOCOL, Response, Timestamp};
use serde_json::{Map, Value};
use std::ffi::{CString, c_void};
use std::path::Path;

pub struct Library(pub &'static Table);

pub struct Session(&'static Table, *mut c_void);

impl Library {
    pub fn load(path: &Path) -> Self {
        let path = CString::new(path.to_str().unwrap()).unwrap();
        let symbol = CString::new(SYMBOL).unwrap();
        // SAFETY: both are C strings, and the symbol is of the type that the rules give it.
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL);
            assert!(!library.is_null(), "{path:?} cannot be loaded");
            let entry = libc::dlsym(library, symbol.as_ptr());
            assert!(!entry.is_null(), "{path:?} does not export the symbol");
            let entry = std::mem::transmute::<*mut c_void, Entry>(entry);
            Self(entry().as_ref().unwrap())
        }
    }

    pub fn describe(&self) -> Vec<u8> {
        // SAFETY: a function of the library.
        taken(self.0, unsafe { (self.0.describe)() })
    }

    pub fn open_bytes(&self, job: &[u8]) -> Option<Session> {
        // Exactly as long as it is, so that a memory checker sees a read beyond its end.
        let job: Box<[u8]> = job.into();
        // SAFETY: the slice outlives the call.
        let session = unsafe { (self.0.open)(Slice { data: job.as_ptr(), len: job.len() }) };
        (!session.is_null()).then_some(Session(self.0, session))
    }

    pub fn open(&self, job: &Job) -> Session {
        self.open_bytes(&serde_json::to_vec(job).unwrap()).unwrap()
    }
}

impl Session {
    pub fn step_bytes(&mut self, event: &[u8]) -> Vec<u8> {
        let event: Box<[u8]> = event.into();
        // SAFETY: the session is open, the slice outlives the call, and `&mut` lets nobody else in.
        taken(self.0, unsafe { (self.0.step)(self.1, Slice { data: event.as_ptr(), len: event.len() }) })
    }

    pub fn step_text(&mut self, happened: Happened) -> Vec<u8> {
        let event = Event { now: Timestamp(1_700_000_000_000), request: "0".repeat(32), happened };
        self.step_bytes(&serde_json::to_vec(&event).unwrap())
    }

    pub fn step(&mut self, happened: Happened) -> Answer {
        serde_json::from_slice(&self.step_text(happened)).unwrap()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: it was opened, and is closed once.
        unsafe { (self.0.close)(self.1) };
    }
}

/// A copy of what the library made, which is given back to it.
fn taken(table: &Table, bytes: Bytes) -> Vec<u8> {
    let copy = if bytes.data.is_null() {
        Vec::new()
    } else {
        // SAFETY: the library says so.
        unsafe { std::slice::from_raw_parts(bytes.data, bytes.len) }.to_vec()
    };
    // SAFETY: once, and to the library that made it.
    unsafe { (table.free)(bytes) };
    copy
}

/// A file of 1,000 bytes for that provider.
pub fn job(provider: &str, kind: Kind, key: &str, config: Value) -> Job {
    let Value::Object(config) = config else { panic!("{config} is no object") };
    Job {
        protocol: PROTOCOL,
        kind,
        provider: provider.into(),
        config,
        options: Map::new(),
        file: File { key: key.into(), bytes: 1000, media_type: "video/mp4".into(), sha256: "0".repeat(64), url: None },
        transfer: "0198f0a4-7c1e-7000-8000-000000000001".into(),
        checkpoint: None,
    }
}

/// The one request's response.
pub fn responded(id: &str, status: u16) -> Happened {
    Happened::Responses {
        responses: vec![Outcome::Response(Response { id: id.into(), status, ..Response::default() })],
    }
}
