//! The edits that we hand out as examples can be rendered.

use super::*;
use std::path::Path;

/// What the files beside the examples are.
fn facts(url: &str) -> SourceFacts {
    match url {
        "bigbuckbunny.mp4" => SourceFacts { width: 1280, height: 720, duration: Some(5.312), ..FILM },
        "bikes.mp4" => SourceFacts { width: 640, height: 272, has_audio: false, ..FILM },
        "music.mp3" => SourceFacts { duration: Some(12.0), ..SOUND },
        "captions.srt" => SourceFacts::default(),
        "logo.png" => picture(256, 256),
        other => panic!("there is no {other} beside the examples"),
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "examples are files; only the domain itself does no I/O")]
fn every_example_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let limits = Limits { allow_local_sources: true, ..Limits::sandbox() };
    let mut lengths = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let raw: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let checked = check(&raw, &limits).unwrap_or_else(|faults| panic!("{}: {faults:?}", path.display()));
        let facts: Vec<SourceFacts> = checked.sources.iter().map(|s| facts(&s.url)).collect();
        let options =
            CompileOptions { watermark: false, max_duration: limits.max_duration, mattes: LumaPolarity::default() };
        let (composition, _) = compile(&checked.edit, &facts, &options).unwrap();
        lengths.push((path.file_stem().unwrap().to_string_lossy().into_owned(), composition.duration));
    }
    lengths.sort_by(|a, b| a.0.cmp(&b.0));
    let wanted = [
        ("captions", 8.0),
        ("card", 5.0),
        ("hello", 10.0),
        ("picture-in-picture", 10.0),
        ("rich-text", 12.0),
        ("sound", 10.0),
        ("story", 8.0),
        ("text", 6.0),
    ];
    assert_eq!(lengths, wanted.map(|(name, length)| (name.to_owned(), length)));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "edits are files; only the domain itself does no I/O")]
fn every_edit_of_the_gallery_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gallery/edits");
    let limits = Limits { allow_local_sources: true, ..Limits::sandbox() };
    let options =
        CompileOptions { watermark: false, max_duration: limits.max_duration, mattes: LumaPolarity::default() };
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let raw: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let checked = check(&raw, &limits).unwrap_or_else(|faults| panic!("{}: {faults:?}", path.display()));
        // Everything lasts long enough, as what the gallery makes does.
        let facts: Vec<SourceFacts> = checked
            .sources
            .iter()
            .map(|source| SourceFacts {
                width: 640,
                height: 360,
                duration: Some(4.0),
                ..SourceFacts::assumed(source.kind)
            })
            .collect();
        let (composition, _) = compile(&checked.edit, &facts, &options).unwrap();
        assert!(composition.duration >= 1.0 && !composition.nodes.is_empty(), "{}", path.display());
        count += 1;
    }
    assert!(count >= 30, "{count}");
}
