//! The sandbox's watermark.

use crate::stage_door;
use rushes_tests::edits::{SIZE, clip, image, of};
use rushes_tests::media::PATCH;
use rushes_tests::picture;
use serde_json::json;

#[tokio::test]
async fn the_sandbox_leaves_its_mark_and_production_does_not() {
    let (origin, server, production) = stage_door().await;
    let sandbox = server.stage();
    for format in ["png", "mp4"] {
        let edit = of(&[json!([clip(image(&origin.media("patch.png")), 1.0)])], format);
        let (clean, marked) = (production.render(&edit).await, sandbox.render(&edit).await);
        let [clean, marked] = [clean, marked].map(|done| match format {
            "png" => picture::still(&done.file),
            _ => picture::at(&done.file, 0.5, SIZE),
        });
        let off = picture::farthest(&clean, 0..320, 0..180, PATCH);
        assert!(off <= 4, "production's {format} is off by {off}");
        let differing = picture::differing(&clean, &marked, 16);
        assert!((100..320 * 180 / 2).contains(&differing), "{differing} pixels of {format} are marked");
    }
}
