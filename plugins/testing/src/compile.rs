//! From C to a shared library, once.

#![allow(clippy::panic, reason = "a test that has no library to test with fails")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Folders of the C sources: our own, and the one of the header that everybody has.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/c");
const INCLUDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../abi/include");

/// Any warning is an error; the exported function alone can be seen, as it is in libraries that are meant to be used.
const FLAGS: &[&str] = &[
    "-shared",
    "-fPIC",
    "-O1",
    "-std=gnu11",
    "-fvisibility=hidden",
    "-Wall",
    "-Wextra",
    "-Wno-unused-function",
    "-Werror",
];

/// The library `name` of `c/<source>.c`, with this macro defined.
pub fn library(name: &str, source: &str, define: Option<&str>) -> PathBuf {
    made(&file_name(name), |unfinished| {
        let mut compiler = Command::new("cc");
        compiler.args(FLAGS).arg("-I").arg(INCLUDE).arg("-o").arg(unfinished);
        compiler.arg(Path::new(SOURCES).join(source).with_extension("c"));
        if let Some(define) = define {
            compiler.arg(format!("-D{define}"));
        }
        let output = compiler.output().unwrap_or_else(|error| panic!("cc cannot be run: {error}; install gcc"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cc does not take {source}.c with {define:?}: {said}");
    })
}

/// A file with this text, named like a library.
pub fn text(name: &str, text: &str) -> PathBuf {
    made(&file_name(name), |unfinished| {
        std::fs::write(unfinished, text).unwrap_or_else(|error| panic!("{}: {error}", unfinished.display()));
    })
}

/// A copy of `library` in `folder`.
pub fn copy(library: &Path, folder: &Path) -> PathBuf {
    let Some(name) = library.file_name() else { panic!("{} names no file", library.display()) };
    let to = folder.join(name);
    std::fs::copy(library, &to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    to
}

/// The file of that name in the folder of these sources; `make` writes it where there is none yet.
fn made(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    static UNFINISHED: AtomicUsize = AtomicUsize::new(0);
    let folder = folder();
    let finished = folder.join(name);
    if !finished.exists() {
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        // Other processes may make the same one now: each writes a file of its own, and the last one to be renamed stays.
        let count = UNFINISHED.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!("{name}.{}.{count}", std::process::id()));
        make(&unfinished);
        std::fs::rename(&unfinished, &finished).unwrap_or_else(|error| panic!("{}: {error}", finished.display()));
    }
    finished
}

/// Beside the running test's program, so that it is cleaned up with it; another one for other sources.
fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    FLAGS.hash(&mut hasher);
    for source in ["put.c", "misbehaving.c", "missteps.h", "json.h", "text.h"] {
        read(&Path::new(SOURCES).join(source)).hash(&mut hasher);
    }
    read(&Path::new(INCLUDE).join("rushes_destination.h")).hash(&mut hasher);
    let program = std::env::current_exe().unwrap_or_else(|error| panic!("this program's own path: {error}"));
    program.with_file_name("plugin-testing").join(format!("{:016x}", hasher.finish()))
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn file_name(library: &str) -> String {
    format!("librushes_{library}.so")
}
