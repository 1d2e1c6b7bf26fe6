//! Files that their reader dies of, with a script in place of our own binary.

use super::*;
use crate::studio::StudioLimits;
use domain::composition::LumaPolarity;
use domain::edit::{CompileOptions, Limits, check};
use renderer::MediaKind;
use std::path::Path;
use std::process::Command;

/// Reads every file that it is asked for, dies of those called `crash`, of one called `once` the first time, and refuses
/// those called `bad`. It notes each job.
const READER: &str = r#"#!/bin/sh
read -r job
printf '%s\n' "$job" >> "$0.jobs"
paths=$(printf '%s' "$job" | sed 's/.*"paths":\[\([^]]*\)\].*/\1/; s/[",]/ /g')
for path in $paths; do
  case $path in
    */crash) kill -SEGV $$ ;;
    */once) if [ ! -e "$0.died" ]; then : > "$0.died"; kill -SEGV $$; fi ;;
    */bad) cat "$0.bad"; exit 0 ;;
  esac
  cat "$0.read"
done
cat "$0.all"
"#;

const TOO_LARGE: &str = "The file is too large: 16384 x 16384 pixels, at most 8192 a side are read.";

fn media() -> MediaFacts {
    MediaFacts {
        kind: MediaKind::Video,
        container: "mp4".to_owned(),
        width: Some(320),
        height: Some(180),
        rotation: 0,
        fps: None,
        duration: Some(2.0),
        has_video: true,
        has_alpha: false,
        has_audio: false,
        video_codec: None,
        audio_codec: None,
    }
}

/// What comes of reading these files, and how many each child was asked for.
async fn read(names: &[&str]) -> (Result<Vec<SourceFacts>, Failure>, Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("source"), READER).unwrap();
    // Copied by another process: what is open for writing anywhere cannot be run.
    let copied = Command::new("install").args(["-m", "755"]).arg(at("source")).arg(at("reader")).status().unwrap();
    assert!(copied.success());
    let say = |name: &str, message: &Message| {
        std::fs::write(at(&format!("reader.{name}")), serde_json::to_string(message).unwrap() + "\n").unwrap();
    };
    say("read", &Message::Probed(media()));
    say("all", &Message::AllProbed);
    say("bad", &Message::Failed { failure: Failure::new(FailureCode::BadMedia, TOO_LARGE) });
    let result = facts_of_all(folder.path(), names).await;
    let jobs = std::fs::read_to_string(at("reader.jobs")).unwrap();
    (result, jobs.lines().map(|job| job.matches(&*folder.path().to_string_lossy()).count()).collect())
}

async fn facts_of_all(folder: &Path, names: &[&str]) -> Result<Vec<SourceFacts>, Failure> {
    let clips: Vec<_> = (0..names.len())
        .map(|i| {
            let asset = serde_json::json!({ "type": "video", "src": format!("https://media.example/{i}.mp4") });
            serde_json::json!({ "asset": asset, "start": i, "length": 1 })
        })
        .collect();
    let edit = serde_json::json!({
        "timeline": { "tracks": [{ "clips": clips }] }, "output": { "format": "mp4", "resolution": "sd" },
    });
    let checked = check(&edit, &Limits::production()).unwrap();
    let executable = folder.join("reader");
    let studio = Studio {
        rasteriser: raster::client::Rasteriser::new(&executable),
        executable,
        registry: folder.join("registry"),
        limits: StudioLimits { memory: None, time: Duration::from_secs(60), silence: Duration::from_secs(60) },
    };
    let files: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let order = Order {
        edit: &checked.edit,
        sources: &checked.sources,
        files: &files,
        options: CompileOptions { watermark: false, max_duration: 600.0, mattes: LumaPolarity::default() },
        cache: None,
        folder,
        cancelled: &CancellationToken::new(),
    };
    studio.facts(&order).await
}

#[tokio::test]
async fn a_file_that_a_child_died_of_has_another_to_itself() {
    let (facts, asked) = read(&["a", "once", "b", "c"]).await;
    let facts = facts.unwrap();
    assert!(facts.iter().all(|facts| (facts.width, facts.height, facts.has_video) == (320, 180, true)), "{facts:?}");
    assert_eq!((facts.len(), asked), (4, vec![4, 1, 2]), "all, the one by itself, the rest");
}

#[tokio::test]
async fn a_file_that_kills_its_own_child_too_is_to_blame() {
    let (facts, asked) = read(&["a", "crash", "b"]).await;
    let failure = facts.unwrap_err();
    assert_eq!(failure.code, FailureCode::Crashed);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset.src"));
    assert!(failure.message.starts_with("timeline.tracks[0].clips[1].asset.src: "), "{failure}");
    assert_eq!(asked, [3, 1]);
    // The only one there is has no other child: another attempt of the render is the next.
    assert_eq!(read(&["crash"]).await.1, [1]);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_of_its_clip_and_not_asked_again() {
    let (facts, asked) = read(&["a", "b", "bad", "crash"]).await;
    let failure = facts.unwrap_err();
    assert_eq!(failure.code, FailureCode::BadMedia);
    assert_eq!(failure.message, format!("timeline.tracks[0].clips[2].asset.src: {TOO_LARGE}"));
    assert_eq!(asked, [4]);
    // Also after a crash.
    let (facts, asked) = read(&["once", "bad"]).await;
    assert!(facts.unwrap_err().message.starts_with("timeline.tracks[0].clips[1].asset.src: The file is too large"));
    assert_eq!(asked, [2, 1, 1]);
}
