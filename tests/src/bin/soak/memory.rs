//! Many renders in one server, and what becomes of its memory.

use rushes_tests::edits::{clip, html, of, video};
use rushes_tests::{Origin, Setup, processes};
use serde_json::json;

/// Renders before the measurement begins: caches and pools fill.
const WARM_UP: u64 = 40;
/// The most that memory may grow with a render, in KiB. A leaked picture of the smallest kind would be more.
pub const MOST: f64 = 32.0;

pub async fn run(renders: u64) {
    if renders <= WARM_UP + 1 {
        return println!("{renders} renders are too few to tell a slope");
    }
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let client = server.client();
    let film = clip(video(&origin.media("film.mp4")), 1.0);
    let mut measured: Vec<(f64, f64)> = vec![];
    for number in 0..renders {
        let words = clip(html(&format!("<p>{number}</p>")), 1.0);
        let edit = of(&[json!([words]), json!([film.clone()])], if number % 2 == 0 { "mp4" } else { "jpg" });
        let id = client.accepted(&edit).await;
        assert_eq!(client.ended(&id).await["status"], json!("done"));
        if number >= WARM_UP {
            measured.push((number as f64, processes::resident(server.process.id()).unwrap() as f64));
        }
    }
    let slope = slope(&measured);
    let (first, last) = (measured.first().unwrap().1, measured.last().unwrap().1);
    println!("{renders} renders: {first} KiB after {WARM_UP}, {last} KiB at the end, {slope:.1} KiB a render");
    assert!(slope < MOST, "the server grows by {slope:.1} KiB a render");
}

/// Least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let together: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    together / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
