//! A host in a process of its own, for libraries that would take this one with them.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

/// How the process ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// With this status.
    Exit(i32),
    /// Of this signal.
    Signal(i32),
}

/// What became of it.
#[derive(Debug)]
pub struct Probed {
    pub end: End,
    /// How far it got, one word for each call that returned.
    pub reached: String,
    /// What it used at most; 0 when it did not get to the end.
    pub mebibytes: u64,
    /// How much there is on its standard output.
    pub printed: Vec<u8>,
}

pub fn probe(library: &Path, job: &str) -> Probed {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("probe");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/libraries/probe.c");
    let include = concat!("-I", env!("CARGO_MANIFEST_DIR"), "/../abi/include");
    let built =
        Command::new("cc").args(["-Wall", "-Werror", include, source, "-ldl", "-o"]).arg(&program).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let event = r#"{"now":1700000000000,"request":"00","event":"opened"}"#;
    let Output { status, stdout, stderr } = Command::new(&program).arg(library).args([job, event]).output().unwrap();
    let end = status.code().map_or_else(|| End::Signal(status.signal().unwrap()), End::Exit);
    let said = String::from_utf8(stderr).unwrap();
    let (reached, mebibytes) = match said.split_once("closed ") {
        Some((reached, mebibytes)) => (format!("{reached}closed"), mebibytes.parse().unwrap()),
        None => (said.trim_end().to_owned(), 0),
    };
    Probed { end, reached, mebibytes, printed: stdout }
}
