//! The protocol, spoken with a real child: this very test binary, told by its environment to serve.

use super::*;
use crate::testing::Folder;
use crate::{ENGINE, MediaKind};
use domain::FailureCode;
use domain::composition::*;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

const TOLD: &str = "RUSHES_RENDERER_TEST_CHILD";

/// Serves when told to; as a test of its own it shows that nothing happens untold.
#[test]
fn entry() {
    if std::env::var_os(TOLD).is_some() {
        let code = i32::from(serve().is_err());
        std::process::exit(code);
    }
}

fn start() -> (Child, ChildStdin) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child::tests::entry", "--nocapture"])
        .env(TOLD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take().unwrap();
    (child, stdin)
}

/// Everything the child says; stdin is kept open, as a parent must.
fn converse(request: &Request) -> Vec<Message> {
    let (mut child, mut stdin) = start();
    writeln!(stdin, "{}", serde_json::to_string(request).unwrap()).unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    // The test harness says something of its own first.
    let messages = lines.filter_map(|l| l.find('{').and_then(|at| serde_json::from_str(&l[at..]).ok())).collect();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    messages
}

fn job(folder: &Folder) -> RenderJob {
    let directory = folder.path("out");
    std::fs::create_dir(&directory).unwrap();
    let canvas =
        Canvas { width: 64, height: 64, fps: Rational::new(25, 1), background: Color { r: 9, g: 9, b: 9, a: 255 } };
    RenderJob {
        composition: Composition { canvas, duration: 1.0, nodes: vec![], audio: vec![], rasters: vec![] },
        output: OutputSettings {
            format: OutputFormat::Mp4,
            quality: Quality::Low,
            scale_to: None,
            mute: false,
            repeat: false,
            range: None,
            poster: None,
            thumbnail: None,
            watermark: false,
        },
        sources: vec![],
        facts: vec![],
        rasters: vec![],
        directory,
        cache: None,
    }
}

#[test]
fn files_are_probed_in_order_up_to_the_first_that_is_none() {
    let folder = Folder::new();
    let film = folder.film("a.mp4", "64x64", 25, 0.4, false);
    let picture = folder.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x48", "-frames:v", "1"], "a.png");
    let text = folder.path("text");
    std::fs::write(&text, "no media").unwrap();
    let said = |paths: &[&PathBuf]| {
        let paths = paths.iter().map(|path| (*path).clone()).collect();
        converse(&Request { job: Job::Probe { paths }, data_bytes: None })
    };
    let is = |message: &Message, kind| matches!(message, Message::Probed(facts) if facts.kind == kind);
    let [first, second, Message::AllProbed] = &said(&[&film, &picture])[..] else { panic!("both are media") };
    assert!(is(first, MediaKind::Video) && is(second, MediaKind::Image));
    let [first, Message::Failed { failure }] = &said(&[&picture, &text, &film])[..] else { panic!("a text is none") };
    assert!(is(first, MediaKind::Image) && failure.code == FailureCode::BadMedia, "{failure}");
}

#[test]
fn a_render_tells_its_progress_and_ends_with_its_report() {
    let folder = Folder::new();
    let job = job(&folder);
    let path = job.directory.join("main.mp4");
    let said = converse(&Request { job: Job::Render { job: Box::new(job) }, data_bytes: Some(2 << 30) });
    let (last, before) = said.split_last().unwrap();
    let Message::Rendered(report) = last else { panic!("{last:?}") };
    assert_eq!((report.frames, report.engine.as_str()), (25, ENGINE));
    assert_eq!(report.outputs[0].bytes, std::fs::metadata(path).unwrap().len());
    assert!(before.len() > 2 && before.iter().all(|m| matches!(m, Message::Progress(_))));
}

#[test]
fn the_child_ends_when_its_parent_does() {
    let (mut child, stdin) = start();
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(PARENT_DIED));
    let folder = Folder::new();
    let mut job = job(&folder);
    job.composition.duration = 36_000.0;
    let (mut child, mut stdin) = start();
    let request = Request { job: Job::Render { job: Box::new(job) }, data_bytes: None };
    writeln!(stdin, "{}", serde_json::to_string(&request).unwrap()).unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.by_ref().any(|l| l.unwrap().contains("\"rendering\"")), "it is at work");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(PARENT_DIED));
}

#[test]
fn nonsense_is_no_job() {
    let (mut child, mut stdin) = start();
    writeln!(stdin, "{{\"job\":{{\"kind\":\"dance\"}}}}").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
