//! Texts and drawings beside pictures that somebody has looked at: what numbers cannot say of them.
//!
//! `tests/golden` has edits and what they are to look like. After a wanted change, `UPDATE_GOLDEN=1` makes the pictures
//! anew: look at them before they are committed.

#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod likeness;
mod page;

use image::RgbImage;
use rushes_tests::binary::{checkout, profile_folder, rushes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// How much alike a picture has to be to the one that was looked at: a letter more or less, another font, or text two
/// pixels away are all below.
const ALIKE: f64 = 0.97;

/// The largest picture in bytes.
const LARGEST: u64 = 20 * 1024;

/// An edit that did not come out as wanted.
struct Unlike {
    name: String,
    why: String,
}

#[test]
fn everything_looks_as_it_did() {
    let golden = checkout().join("tests/golden");
    let updates = std::env::var_os("UPDATE_GOLDEN").is_some();
    let out = profile_folder().join("golden");
    std::fs::create_dir_all(&out).unwrap();
    let files = std::fs::read_dir(&golden).unwrap().map(|file| file.unwrap().path());
    let mut edits: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|e| e == "json")).collect();
    edits.sort();
    assert!(edits.len() >= 20, "{} edits", edits.len());
    // Each is a process that waits for its children: two at a time fill two cores.
    let unlike: Vec<Unlike> = thread::scope(|scope| {
        let halves = edits.chunks(edits.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|half| scope.spawn(|| half.iter().filter_map(|edit| compare(edit, &out, updates)).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let page = page::write(&out, &golden, &unlike);
    let names: Vec<String> = unlike.iter().map(|Unlike { name, why }| format!("{name}: {why}")).collect();
    assert!(unlike.is_empty(), "{}\nlook at {}", names.join("\n"), page.display());
}

/// Renders an edit and holds it against its picture; what is wrong, if anything.
fn compare(edit: &Path, out: &Path, updates: bool) -> Option<Unlike> {
    let name = edit.file_stem().unwrap().to_string_lossy().into_owned();
    let (got, wanted) = (out.join(format!("{name}.png")), edit.with_extension("png"));
    let unlike = |why: String| Some(Unlike { name: name.clone(), why });
    let made = Command::new(rushes()).arg("render").arg(edit).arg("--out").arg(&got).output().unwrap();
    if !made.status.success() {
        return unlike(String::from_utf8_lossy(&made.stderr).into_owned());
    }
    if updates {
        std::fs::copy(&got, &wanted).unwrap();
    }
    if !wanted.is_file() {
        return unlike("it has no picture yet; UPDATE_GOLDEN=1 makes it".to_owned());
    }
    if std::fs::metadata(&wanted).unwrap().len() > LARGEST {
        return unlike(format!("its picture is larger than {LARGEST} bytes"));
    }
    let (got, wanted) = (read(&got), read(&wanted));
    let likeness = likeness::of(&got, &wanted);
    page::difference(&got, &wanted).save(out.join(format!("{name}-difference.png"))).unwrap();
    if likeness < ALIKE { unlike(format!("its likeness is {likeness:.3}")) } else { None }
}

fn read(file: &Path) -> RgbImage {
    image::open(file).unwrap().to_rgb8()
}
