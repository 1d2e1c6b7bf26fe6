//! Runs the vendors' official clients, each in a script of its own beside this file.
#![allow(dead_code, reason = "every test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;
use vendor_doubles::{Vendor, cache, node};

/// What the scripts upload: not a multiple of any chunk.
pub fn film() -> Vec<u8> {
    (0..1_000_003_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// A Node script; it finds the double in `DOUBLE`, its configuration in `CONFIG` and the film in the file `FILM`.
pub fn node_script(name: &str, vendor: &Vendor) {
    run(Command::new(node()), name, vendor);
}

/// The same for Python.
pub fn python_script(name: &str, vendor: &Vendor) {
    run(Command::new(cache().join("python-tools/bin/python")), name, vendor);
}

fn run(mut command: Command, name: &str, vendor: &Vendor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, film()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts").join(name);
    command.arg(script).env("DOUBLE", vendor.url()).env("CONFIG", vendor.config().to_string()).env("FILM", path);
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; run scripts/setup --tests"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} ended with {}\n{said}", output.status);
}
