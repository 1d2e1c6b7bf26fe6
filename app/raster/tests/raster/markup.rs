//! The presentational markup of HTML 4.

use super::support::{card, count, extent, is_opaque, request};

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

#[test]
fn font_sets_colour_and_size_and_gives_way_to_css() {
    let small = card(&request("<font color=red size=2>H</font>", ""));
    let large = card(&request("<font color=red size=7>H</font>", ""));
    let height = |raster| extent(raster, is_opaque).map(|(_, top, _, bottom)| bottom - top).unwrap();
    assert!(count(&large, RED) > 100);
    assert!(height(&large) > 3 * height(&small), "{} {}", height(&large), height(&small));
    let styled = card(&request("<font color=red size=7>H</font>", "font{color:#0000ff}"));
    assert_eq!(count(&styled, RED), 0);
    assert!(count(&styled, BLUE) > 100);
}

#[test]
fn a_table_takes_its_attributes() {
    let html = "<table cellspacing=0 cellpadding=10 width=100 bgcolor=red align=center>\
                <tr><td bgcolor='#0000ff' height=40 width=50></td><td></td></tr></table>";
    let raster = card(&request(html, ""));
    // Sizes of cells are those of what they hold: the padding comes on top.
    assert_eq!(extent(&raster, |pixel| pixel[3] == 255), Some((50, 0, 150, 60)));
    assert_eq!(extent(&raster, |pixel| pixel == BLUE), Some((50, 0, 120, 60)));
    assert_eq!(raster.pixel(140, 20), RED);
}

#[test]
fn a_border_stands_around_table_and_cells() {
    let html = "<table border=5 cellspacing=0 width=100 bgcolor=red><tr><td height=30></td></tr></table>";
    let raster = card(&request(html, ""));
    assert_ne!(raster.pixel(2, 20), RED);
    assert_ne!(raster.pixel(2, 20)[3], 0);
    assert_eq!(raster.pixel(50, 20), RED);
    let plain = card(&request(&html.replace("border=5", "border=0"), ""));
    assert_eq!(plain.pixel(2, 20), RED);
}

#[test]
fn valign_moves_what_a_cell_holds() {
    let draw = |valign| {
        let cell = format!("<table><tr><td height=90 valign={valign}>H</td></tr></table>");
        extent(&card(&request(&cell, "")), is_opaque).unwrap().1
    };
    let (top, middle, bottom) = (draw("top"), draw("middle"), draw("bottom"));
    assert!(top + 20 < middle && middle + 20 < bottom, "{top} {middle} {bottom}");
}

#[test]
fn centre_and_align_place_text() {
    for html in ["<center>Hi</center>", "<p align=center>Hi</p>", "<div align=CENTER>Hi</div>"] {
        let (left, _, right, _) = extent(&card(&request(html, "")), is_opaque).unwrap();
        assert!(left.abs_diff(200 - right) <= 3, "{html}: {left} {right}");
    }
}

#[test]
fn lines_and_nobr_are_drawn() {
    let ink = |html: &str| card(&request(html, "")).pixels.chunks_exact(4).filter(|pixel| pixel[3] > 128).count();
    assert!(ink("<u>mmm</u>") > ink("mmm") + 20);
    assert!(ink("<s>mmm</s>") > ink("mmm"));
    let height = |html: &str| extent(&card(&request(html, "")), is_opaque).map(|(_, top, _, bottom)| bottom - top);
    let long = "several words that need more than one line";
    assert!(height(&format!("<nobr>{long}</nobr>")) < height(long));
    assert!(height("<big><big>x</big></big>") > height("x"));
}
