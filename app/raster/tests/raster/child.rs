//! The child process, as its parent sees it.

use super::support::{card, request};
use domain::FailureCode;
use domain::composition::RasterRequest;
use raster::client::Rasteriser;
use raster::{Job, Raster};
use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

pub fn executable() -> PathBuf {
    let tests = env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join("examples/raster-child")
}

pub fn job(request: RasterRequest, folder: &Path, name: &str) -> Job {
    Job { request, fonts: Vec::new(), file: None, output: folder.join(name) }
}

/// Painting this takes longer than anybody waits, or more memory than there is.
fn runaway() -> RasterRequest {
    let mut request = request(&"<div>".repeat(200), "div{filter:blur(20px);padding:1px;background:#f00}");
    (request.width, request.height) = (4000, 4000);
    request
}

#[tokio::test]
async fn drawings_come_back_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (request("<p>One</p>", "p{color:red}"), request("<p>Two</p>", ""));
    let jobs = [job(one.clone(), folder.path(), "1"), job(two, folder.path(), "2")];
    let drawn = Rasteriser::new(executable()).draw_all(&jobs).await.unwrap();
    assert_eq!((drawn[0].width, drawn[0].height, drawn[1].fonts.len()), (200, 100, 1));
    let file = Raster::read_from(File::open(&jobs[0].output).unwrap()).unwrap();
    assert_eq!(file.pixels, card(&one).pixels);
}

#[tokio::test]
async fn a_failure_of_one_drawing_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = [
        job(runaway(), folder.path(), "1"),
        job(request("<img src='http://['>", ""), folder.path(), "2"),
        job(request("<p>Good</p>", ""), folder.path(), "3"),
    ];
    let results = Rasteriser::new(executable()).with_time_limit(Duration::from_secs(4)).draw_each(&jobs).await;
    for failed in &results[..2] {
        let failure = failed.as_ref().unwrap_err();
        assert_eq!(failure.code, FailureCode::LimitReached);
        assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
        assert!(!failure.message.contains('/'), "no path: {}", failure.message);
    }
    assert!(results[2].is_ok(), "{:?}", results[2]);
}

#[tokio::test]
async fn a_drawing_that_the_disk_does_not_take_may_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = [job(request("<p>Good</p>", ""), &folder.path().join("gone"), "1")];
    let failure = Rasteriser::new(executable()).draw_all(&jobs).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::StorageUnavailable);
    assert!(!failure.message.contains('/'), "no path: {}", failure.message);
}

#[tokio::test]
async fn a_colspan_bomb_ends_one_way_or_another() {
    let cells = "<tr>".to_owned() + &"<td colspan=1000 rowspan=1000>x</td>".repeat(100);
    let folder = tempfile::tempdir().unwrap();
    let bomb = request(&format!("<table>{}</table>", cells.repeat(100)), "");
    let jobs = [job(bomb, folder.path(), "1"), job(request("<p>Good</p>", ""), folder.path(), "2")];
    let results = Rasteriser::new(executable()).with_time_limit(Duration::from_secs(4)).draw_each(&jobs).await;
    assert!(results[0].as_ref().map_or_else(|failure| failure.code == FailureCode::LimitReached, |_| true));
    assert!(results[1].is_ok());
}

#[tokio::test]
async fn a_child_that_cannot_start_is_no_fault_of_the_markup() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = [job(request("x", ""), folder.path(), "1")];
    for executable in ["/no/such/program", "/bin/true"] {
        let failure = Rasteriser::new(executable).draw_all(&jobs).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::Internal);
        assert!(!failure.message.contains('/'));
    }
}

#[tokio::test]
async fn a_lost_font_file_is_named_without_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut lost = job(request("x", ""), folder.path(), "1");
    lost.fonts.push(folder.path().join("gone.ttf"));
    let failure = Rasteriser::new(executable()).draw_all(&[lost]).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Internal);
    assert!(failure.message.contains("custom font") && !failure.message.contains("gone"), "{failure}");
}

#[test]
fn a_child_ends_with_its_input() {
    let child = Command::new(executable()).stdin(Stdio::null()).stdout(Stdio::piped()).output().unwrap();
    assert!(child.status.success());
    assert_eq!(child.stdout, b"");
}

#[test]
fn a_child_that_is_drawing_ends_with_its_input_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut child =
        Command::new(executable()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    input.write_all(b"{\"raster\":2,\"font_folders\":[]}\n").unwrap();
    let mut hello = String::new();
    output.read_line(&mut hello).unwrap();
    let job = serde_json::to_string(&job(runaway(), folder.path(), "1")).unwrap();
    writeln!(input, "{job}").unwrap();
    drop(input);
    // Whoever drew on would die of its limits, after minutes.
    assert!(child.wait().unwrap().success(), "{hello}");
    assert!(!folder.path().join("1").exists());
}
