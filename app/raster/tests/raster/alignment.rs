//! Where content stands.

use super::support::{aligned, card, extent, is_opaque, request};

const BOX: &str = "div{width:40px;height:20px;background:#ff0000}";

#[test]
fn a_box_stands_where_it_is_aligned() {
    for ((x, y), expected) in [
        ((0.0, 0.0), (0, 0, 40, 20)),
        ((0.5, 0.5), (80, 40, 120, 60)),
        ((1.0, 1.0), (160, 80, 200, 100)),
        ((0.5, 0.0), (80, 0, 120, 20)),
    ] {
        let raster = card(&aligned(request("<div></div>", BOX), x, y));
        assert_eq!(extent(&raster, is_opaque), Some(expected), "{x} {y}");
    }
}

#[test]
fn a_line_of_text_is_centred_by_its_own_width() {
    let raster = card(&aligned(request("<p>Hi</p>", "p{font-size:30px}"), 0.5, 0.5));
    let (left, top, right, bottom) = extent(&raster, is_opaque).unwrap();
    assert!(left.abs_diff(200 - right) <= 4, "{left} {right}");
    assert!(top.abs_diff(100 - bottom) <= 12, "{top} {bottom}");
}

#[test]
fn what_the_author_placed_stays_in_its_column() {
    let left = card(&aligned(request("<p>Hi</p>", "p{font-size:30px;text-align:left}"), 1.0, 0.0));
    assert!(extent(&left, is_opaque).unwrap().0 < 6);
    let flex = "body{display:flex;align-items:center;justify-content:center}".to_owned() + BOX;
    let raster = card(&aligned(request("<div></div>", &flex), 1.0, 1.0));
    assert_eq!(extent(&raster, is_opaque), Some((80, 40, 120, 60)));
    let absolute = "div{position:absolute;left:7px;top:9px}".to_owned() + BOX;
    let raster = card(&aligned(request("<div></div>", &absolute), 0.5, 0.5));
    assert_eq!(extent(&raster, is_opaque), Some((7, 9, 47, 29)));
}

#[test]
fn right_to_left_text_is_centred_too() {
    let raster = card(&aligned(request("<p dir=rtl>שלום</p>", "p{font-size:30px}"), 0.5, 0.0));
    let (left, _, right, _) = extent(&raster, is_opaque).unwrap();
    assert!(left.abs_diff(200 - right) <= 4, "{left} {right}");
}

#[test]
fn margins_give_way_before_text_is_cut() {
    let mut request = aligned(request("<p>Hg</p>", "p{font-size:46px;line-height:1.2;color:#000}"), 0.5, 0.5);
    request.height = 60;
    let (_, top, _, bottom) = extent(&card(&request), is_opaque).unwrap();
    assert!(top > 0 && bottom < 60, "{top} {bottom}");
}

#[test]
fn what_is_too_tall_shows_its_beginning() {
    let css = "div{height:150px;background:linear-gradient(#ff0000 50px, #0000ff 50px)}";
    let raster = card(&aligned(request("<div></div>", css), 0.5, 0.5));
    assert_eq!(raster.pixel(100, 10), [255, 0, 0, 255]);
    assert_eq!(raster.pixel(100, 90), [0, 0, 255, 255]);
}
