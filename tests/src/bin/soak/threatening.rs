//! Media, markup and answers that mean harm, one after the other, in a server and a worker that go on.

use crate::watching::Pair;
use rushes_tests::edits::{clip, html, image, of};
use rushes_tests::hostile::{self, Ended};
use rushes_tests::{Origin, Setup};
use serde_json::json;
use std::time::{Duration, Instant};

/// The most that any child may have in memory, in KiB: a drawing's limit, and what is taken between two looks.
const MOST_OF_A_CHILD: u64 = (3 << 20) + (512 << 10);
/// The most that the server and the worker may have, in KiB.
const MOST_OF_OURS: u64 = 512 << 10;
/// The longest from submission to end: a fetch, a file that is read, a drawing, a render, each up to its limit.
const LONGEST: Duration = Duration::from_secs(80);

/// All of them, so many times.
pub async fn run(rounds: u64) {
    let (began, folder) = (Instant::now(), tempfile::tempdir().unwrap());
    let origin = Origin::serving(folder.path());
    let cases = hostile::cases(folder.path(), &origin);
    let setup = Setup::with_origin(&origin)
        .with("RUSHES_WORKER_RENDERS", "2")
        .with("RUSHES_LIMITS_SOURCE_BYTES", hostile::SOURCE_BYTES)
        .with("RUSHES_LIMITS_FETCH_SECONDS", "8")
        .with("RUSHES_WORKER_RENDER_SECONDS", "60");
    let mut pair = Pair::start(setup).await;
    let client = pair.server.client();
    let good =
        of(&[json!([clip(html("<p>Good</p>"), 0.4)]), json!([clip(image(&origin.media("photo.jpg")), 0.4)])], "mp4");
    let bytes = |file| std::fs::read(file).unwrap();
    let before = bytes(client.render(&good).await.file);
    let (mut longest, mut ends, mut faults) = (vec![], [0; 3], vec![]);
    for round in 0..rounds {
        for case in &cases {
            match hostile::hold(&client, &origin, case).await {
                Ok(Ended { how, took }) => {
                    if round == 0 {
                        println!("  {:5.1} s {}: {how:.140}", took.as_secs_f64(), case.name);
                    }
                    if took > LONGEST {
                        faults.push(format!("{}: it took {took:?}", case.name));
                    }
                    ends[match how.as_str() {
                        "done" => 0,
                        "400" => 1,
                        _ => 2,
                    }] += 1;
                    longest.push((took, case.name));
                }
                Err(fault) => faults.push(fault),
            }
            pair.must_run();
            let after = client.render(&good).await;
            if bytes(after.file) != before {
                faults.push(format!("{}: a good render is another afterwards", case.name));
            }
        }
    }
    longest.sort();
    let [done, refused, failed] = ends;
    let (took, slowest) = longest.pop().unwrap();
    println!(
        "  {} cases, {rounds} times, in {} s: {failed} failed and named their clip, {refused} refused with 400, {done} rendered; \
         the longest took {:.1} s ({slowest}); a good render after each was the same",
        cases.len(),
        began.elapsed().as_secs(),
        took.as_secs_f64()
    );
    assert!(faults.is_empty(), "{} are not as they have to be:\n{}", faults.len(), faults.join("\n"));
    let seen = pair.end().await;
    for child in ["render-child", "raster-child"] {
        assert!(seen.most_of(child) <= MOST_OF_A_CHILD, "a {child} had {} KiB", seen.most_of(child));
    }
    for ours in ["serve", "worker"] {
        assert!(seen.most_of(ours) <= MOST_OF_OURS, "the {ours} had {} KiB", seen.most_of(ours));
    }
}
