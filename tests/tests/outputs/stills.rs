//! jpg, png and bmp.

use crate::stage_door;
use rushes_tests::edits::{SIZE, clip, image, of, video};
use rushes_tests::media::PATCH;
use rushes_tests::picture;
use rushes_tests::probe::Probe;
use serde_json::json;

#[tokio::test]
async fn a_still_shows_the_colour_that_went_in() {
    let (origin, _server, client) = stage_door().await;
    let mut ids = vec![];
    for asset in [image(&origin.media("patch.png")), video(&origin.media("patch.mp4"))] {
        for (format, codec, tolerance) in [("png", "png", 2), ("bmp", "bmp", 2), ("jpg", "mjpeg", 4)] {
            let edit = of(&[json!([clip(asset.clone(), 1.0)])], format);
            ids.push((client.accepted(&edit).await, asset["type"].clone(), format, codec, tolerance));
        }
    }
    for (id, asset, format, codec, tolerance) in ids {
        let done = client.finished(&id).await;
        let probe = Probe::of(&done.file);
        assert_eq!((probe.video().codec_name.as_str(), probe.video().size()), (codec, SIZE), "{asset} as {format}");
        let off = picture::farthest(&picture::still(&done.file), 0..320, 0..180, PATCH);
        assert!(off <= tolerance, "{asset} as {format} is off by {off}");
        assert_eq!(done.file.extension().unwrap(), format);
    }
}

#[tokio::test]
async fn a_still_is_of_the_moment_where_the_range_begins() {
    let (origin, _server, client) = stage_door().await;
    let mut later = clip(image(&origin.media("patch.png")), 1.0);
    later["start"] = json!(1.0);
    let mut edit = of(&[json!([later])], "png");
    edit["timeline"]["background"] = json!("#0000ff");
    let mut ranged = edit.clone();
    ranged["output"]["range"] = json!({ "start": 1.5 });
    let ids = [client.accepted(&edit).await, client.accepted(&ranged).await];
    for (id, color) in ids.iter().zip([[0, 0, 255], PATCH]) {
        let still = picture::still(&client.finished(id).await.file);
        let off = picture::farthest(&still, 0..320, 0..180, color);
        assert!(off <= 2, "off by {off} from {color:?}");
    }
}
