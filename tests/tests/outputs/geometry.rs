//! Where things are, to the pixel.

use crate::stage_door;
use rushes_tests::edits::{SIZE, clip, image, of, video};
use rushes_tests::media::{LOGO, PATCH};
use rushes_tests::{edits, picture};
use serde_json::{Value, json};

/// The logo, 64 × 32, in its own size, top right, moved by a tenth of the width to the left and a tenth of the height
/// down: its left edge at 320 − 64 − 32, its top at 18.
const LOGO_BOUNDS: (u32, u32, u32, u32) = (224, 18, 288, 50);

fn logo(url: &str) -> Value {
    let mut logo = clip(image(url), 1.0);
    logo["fit"] = json!("none");
    logo["position"] = json!("topRight");
    logo["offset"] = json!({ "x": -0.1, "y": -0.1 });
    logo
}

#[tokio::test]
async fn a_logo_lies_where_arithmetic_puts_it() {
    let (origin, _server, client) = stage_door().await;
    let tracks = [json!([logo(&origin.media("logo.png"))]), json!([clip(image(&origin.media("patch.png")), 1.0)])];
    let ids = [client.accepted(&of(&tracks, "png")).await, client.accepted(&of(&tracks, "mp4")).await];

    let still = picture::still(&client.finished(&ids[0]).await.file);
    assert_eq!(picture::bounds(&still, LOGO, 2), LOGO_BOUNDS);
    assert!(picture::farthest(&still, 225..287, 19..49, LOGO) <= 2);
    assert!(picture::farthest(&still, 0..223, 0..180, PATCH) <= 2);

    let film = picture::at(&client.finished(&ids[1]).await.file, 0.5, SIZE);
    let (found, expected) = (picture::bounds(&film, LOGO, 40), LOGO_BOUNDS);
    let off = [found.0.abs_diff(expected.0), found.1.abs_diff(expected.1), found.2.abs_diff(expected.2)];
    assert!(off.into_iter().chain([found.3.abs_diff(expected.3)]).all(|off| off <= 1), "{found:?}");
}

#[tokio::test]
async fn colours_in_a_film_are_those_that_went_in() {
    let (origin, _server, client) = stage_door().await;
    let mut edits = [image(&origin.media("patch.png")), video(&origin.media("patch.mp4"))]
        .map(|asset| of(&[json!([clip(asset, 1.0)])], "mp4"));
    edits.iter_mut().for_each(|edit| edit["output"]["quality"] = json!("veryhigh"));
    let ids = [client.accepted(&edits[0]).await, client.accepted(&edits[1]).await];
    for id in ids {
        let film = picture::at(&client.finished(&id).await.file, 0.5, SIZE);
        let off = picture::farthest(&film, 0..320, 0..180, PATCH);
        assert!(off <= 2, "off by {off}");
    }
}

#[tokio::test]
async fn fit_scale_opacity_and_stacking_are_as_the_contract_says() {
    let (origin, _server, client) = stage_door().await;
    // Contained, a logo of 2:1 is as wide as the canvas: 320 × 160, ten rows of background above and below.
    let mut contained = clip(image(&origin.media("logo.png")), 1.0);
    contained["fit"] = json!("contain");
    // Half as large again: 160 × 80, centred.
    let mut scaled = contained.clone();
    scaled["scale"] = json!(0.5);
    // Half transparent over the patch.
    let mut glass = clip(image(&origin.media("logo.png")), 1.0);
    glass["fit"] = json!("cover");
    glass["opacity"] = json!(0.5);
    let ids = [
        client.accepted(&of(&[json!([contained])], "png")).await,
        client.accepted(&of(&[json!([scaled])], "png")).await,
        client.accepted(&of(&[json!([glass]), json!([clip(image(&origin.media("patch.png")), 1.0)])], "png")).await,
    ];
    let stills = [
        picture::still(&client.finished(&ids[0]).await.file),
        picture::still(&client.finished(&ids[1]).await.file),
        picture::still(&client.finished(&ids[2]).await.file),
    ];
    assert_eq!(picture::bounds(&stills[0], LOGO, 2), (0, 10, 320, 170));
    assert_eq!(picture::bounds(&stills[1], LOGO, 2), (80, 50, 240, 130));
    let mixed = [0, 1, 2].map(|channel| u8::midpoint(PATCH[channel], LOGO[channel]));
    let off = picture::farthest(&stills[2], 0..320, 0..180, mixed);
    assert!(off <= 2, "off by {off} from {mixed:?}");
}

#[tokio::test]
async fn words_are_drawn_inside_their_box() {
    let (_origin, _server, client) = stage_door().await;
    let mut edit = edits::still("<p>WWWWWWWW</p>");
    edit["timeline"]["tracks"][0]["clips"][0]["asset"]["width"] = json!(200);
    edit["timeline"]["tracks"][0]["clips"][0]["asset"]["height"] = json!(100);
    edit["timeline"]["tracks"][0]["clips"][0]["position"] = json!("bottomRight");
    edit["output"]["format"] = json!("png");
    let still = picture::still(&client.render(&edit).await.file);
    let (left, top, right, bottom) = picture::bounds(&still, [255, 255, 255], 40);
    assert!(left >= 120 && top >= 80 && right <= 320 && bottom <= 180, "{left} {top} {right} {bottom}");
    assert!(right - left > 60 && bottom - top > 15, "{left} {top} {right} {bottom}");
}
