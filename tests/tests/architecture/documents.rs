//! That documents name what is there.

use super::allowed::ALLOWED;
use super::root;

/// Documents whose paths and tests are looked up.
const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/api-design.md",
    "docs/deviations.md",
    "docs/logging.md",
    "plugins/sdk/PROTOCOL.md",
    "plugins/sdk/README.md",
];

/// Folders of the repository: inline code that begins with one of them is a path.
const FOLDERS: &[&str] =
    &["app/", "docs/", "domain/", "examples/", "migrations/", "openapi/", "plugins/", "scripts/", "tests/"];

/// The inline code of a document, in its order, each with the text between it and the one before.
fn codes(name: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut codes = Vec::new();
    let (mut fenced, mut prose) = (false, String::new());
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    let pieces: Vec<&str> = prose.split('`').collect();
    for pair in pieces.chunks_exact(2) {
        codes.push((pair[0].to_owned(), pair[1].to_owned()));
    }
    codes
}

fn is_path(code: &str) -> bool {
    let is_pattern = code.contains(['<', '*', '{', '…', ' ']);
    !is_pattern && FOLDERS.iter().any(|folder| code.starts_with(folder))
}

#[test]
fn every_path_in_the_documents_exists() {
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let paths: Vec<_> = codes(document).into_iter().map(|(_, code)| code).filter(|code| is_path(code)).collect();
        if *document == "ARCHITECTURE.md" {
            assert!(paths.len() > 40, "only {} paths were found", paths.len());
        }
        missing.extend(paths.into_iter().filter(|path| !root().join(path).exists()).map(|path| (document, path)));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut links = 0;
    for document in DOCUMENTS {
        let path = root().join(document);
        let text = std::fs::read_to_string(&path).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            links += 1;
            let file = target.split('#').next().unwrap_or(target);
            assert!(path.with_file_name(file).exists(), "{document} links to {target}, which is not there");
        }
    }
    assert!(links > 5, "only {links} links were found");
}

#[test]
fn every_test_and_type_that_the_architecture_names_stands_in_the_file_it_names() {
    let codes = codes("ARCHITECTURE.md");
    let (mut tests, mut missing) = (0, Vec::new());
    for pair in codes.windows(2) {
        let [(_, name), (between, file)] = pair else { continue };
        if between.trim() != "in" || !is_path(file) || !file.ends_with(".rs") {
            continue;
        }
        let source = std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let is_defined = |kind: &str| source.contains(&format!("{kind} {name}"));
        tests += usize::from(is_defined("fn"));
        if !["fn", "mod", "enum", "struct", "trait"].into_iter().any(is_defined) {
            missing.push((name, file));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(tests > 20, "only {tests} tests are named");
}

#[test]
fn the_architecture_has_an_entry_for_every_crate() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (name, ..) in ALLOWED {
        let folder = match *name {
            "rushes" => "app/rushes".to_owned(),
            "rushes-domain" | "rushes-migrations" => name.replace("rushes-", ""),
            name if name.starts_with("rushes-plugin-") => name.replace("rushes-plugin-", "plugins/"),
            "rushes-kurrentdb-double" => "tests/doubles/kurrentdb".to_owned(),
            name => name.replace("rushes-", "app/"),
        };
        assert!(text.contains(&format!("\n### `{folder}`")), "{folder} has no entry in the map of rooms");
    }
}
