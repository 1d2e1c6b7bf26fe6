//! What means harm: each is refused, or fails once and names its clip, or renders; and the next render is as it was.

use futures::future::join_all;
use rushes_tests::edits::{clip, image, of};
use rushes_tests::hostile::{self, Case};
use rushes_tests::{Origin, Setup};
use serde_json::json;
use std::path::{Path, PathBuf};

async fn each_ends_as_it_has_to(cases: impl Fn(&Path, &Origin) -> Vec<Case>) {
    let folder = tempfile::tempdir().expect("a folder for the sources");
    let origin = Origin::serving(folder.path());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_RENDERS", "4");
    let mut server = setup.with("RUSHES_LIMITS_SOURCE_BYTES", hostile::SOURCE_BYTES).serve().await;
    let client = server.client();
    let good = of(&[json!([clip(image(&origin.media("photo.jpg")), 0.4)])], "mp4");
    let before = client.render(&good).await;
    let cases = cases(folder.path(), &origin);
    let ends = join_all(cases.iter().map(|case| hostile::hold(&client, &origin, case))).await;
    let faults: Vec<String> = ends.into_iter().filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let after = client.render(&good).await;
    server.process.must_run();
    let read = |file: PathBuf| std::fs::read(file).expect("a rendered file");
    assert!(read(after.file) == read(before.file), "the render after is another than the one before");
}

#[tokio::test]
async fn sources_that_mean_harm() {
    each_ends_as_it_has_to(hostile::quick_sources).await;
}

#[tokio::test]
async fn drawings_that_mean_harm() {
    each_ends_as_it_has_to(|folder, _| hostile::quick_drawings(folder)).await;
}
