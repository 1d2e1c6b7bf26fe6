//! Boxes, colours, grounds, shadows.

use super::support::{card, count, extent, on, request};

const RED: [u8; 4] = [255, 0, 0, 255];

#[test]
fn a_box_has_its_exact_colour_and_edges_and_the_rest_is_transparent() {
    let raster = card(&request("<div></div>", "div{width:40px;height:20px;margin:10px 0 0 30px;background:#ff0000}"));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((30, 10, 70, 30)));
    assert_eq!(count(&raster, RED), 40 * 20);
    assert_eq!(count(&raster, [0; 4]), 200 * 100 - 40 * 20);
}

#[test]
fn colours_are_premultiplied() {
    let raster = card(&request("<div></div>", "div{height:100px;background:rgba(200,100,0,0.5)}"));
    let [r, g, b, a] = raster.pixel(50, 50);
    assert!(a.abs_diff(128) <= 1 && r.abs_diff(100) <= 1 && g.abs_diff(50) <= 1 && b == 0, "{:?}", [r, g, b, a]);
}

#[test]
fn the_background_fills_the_whole_drawing_under_the_content() {
    let raster = card(&on(request("<div></div>", "div{width:40px;height:20px;background:#ff0000}"), "#80102030"));
    assert_eq!(raster.pixel(199, 99), [8, 16, 24, 128]);
    assert_eq!(raster.pixel(0, 0), RED);
}

#[test]
fn a_translucent_ground_of_the_body_is_painted_once_and_everywhere() {
    let raster = card(&request("<p>x</p>", "body{background:rgba(255,0,0,0.5)}"));
    assert_eq!(raster.pixel(0, 99), [128, 0, 0, 128]);
    assert_eq!(raster.pixel(199, 0), [128, 0, 0, 128]);
}

#[test]
fn text_has_its_colour_and_wraps_in_the_width() {
    let raster = card(&request("<p>One line</p>", "p{margin:0;font-size:20px;color:#00ff00}"));
    assert!(count(&raster, [0, 255, 0, 255]) > 50);
    let tall = card(&request("<p>Enough words for two lines of text</p>", "p{margin:0;font-size:20px;color:#00ff00}"));
    let height = |raster| extent(raster, |pixel| pixel[3] > 128).map(|(_, top, _, bottom)| bottom - top).unwrap();
    assert!(height(&tall) > 20 + height(&raster) / 2, "{} and {}", height(&tall), height(&raster));
    assert_eq!(tall.fonts.len(), 1);
    assert_eq!(tall.fonts[0].sha256.len(), 64);
}

#[test]
fn a_text_shadow_is_painted_beside_the_text() {
    let css = "p{margin:0;font-size:40px;color:#ffffff;text-shadow:60px 0 0 #ff0000}";
    let raster = card(&request("<p>I</p>", css));
    let (_, _, text, _) = extent(&raster, |pixel| pixel == [255; 4]).unwrap();
    let (shadow, ..) = extent(&raster, |pixel| pixel == RED).unwrap();
    assert!(shadow >= 60 && text < 40, "shadow from {shadow}, text to {text}");
}

#[test]
fn a_box_shadow_fades_over_its_blur() {
    let css = "div{width:60px;height:60px;margin:20px;background:#fff;box-shadow:0 0 20px #000}";
    let raster = card(&request("<div></div>", css));
    let alpha = |x| raster.pixel(x, 50)[3];
    assert!(alpha(79) == 255 && alpha(82) > 60, "{}", alpha(82));
    assert!(alpha(82) > alpha(90) && alpha(110) < 4, "{} {} {}", alpha(82), alpha(90), alpha(110));
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let request = request("<p>Same</p><div>again</div>", "div{transform:rotate(7deg);filter:blur(1px)}");
    assert_eq!(card(&request), card(&request));
}
