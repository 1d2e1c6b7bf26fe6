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

#[test]
fn grounds_are_of_any_colour_that_html_knows() {
    for color in ["#00f", "0000ff", "#0000FF", "blue"] {
        for html in [
            format!("<body bgcolor='{color}'>"),
            format!("<table width=200 bgcolor='{color}'><tr><td height=100></table>"),
            format!("<table width=200 cellspacing=0><tr bgcolor='{color}'><td height=100></table>"),
            format!("<table width=200 cellspacing=0><tbody bgcolor='{color}'><tr><td height=100></table>"),
            format!("<table width=200 cellspacing=0><tr><th bgcolor='{color}' height=100></table>"),
        ] {
            assert_eq!(card(&request(&html, "")).pixel(100, 50), BLUE, "{html}");
        }
    }
}

#[test]
fn a_line_has_its_width_height_colour_and_side() {
    for (align, left) in [("left", 0), ("center", 50), ("right", 100)] {
        let raster = card(&request(&format!("<hr width=100 size=10 color='#f00' align={align}>"), ""));
        let (from, top, to, bottom) = extent(&raster, is_opaque).unwrap();
        // Its frame of a pixel comes on top of the width.
        assert!(from.abs_diff(left) <= 2 && (to - from).abs_diff(100) <= 2, "{align}: {from} to {to}");
        assert!((bottom - top).abs_diff(10) <= 2 && count(&raster, RED) > 900, "{align}: {top} to {bottom}");
    }
    let half = card(&request("<hr width='50%' size=4 color='#f00'>", ""));
    assert!(extent(&half, is_opaque).is_some_and(|(from, _, to, _)| (to - from).abs_diff(100) <= 2));
}

#[test]
fn cells_span_columns_and_rows() {
    let html = "<table cellspacing=0 cellpadding=0><tr><td bgcolor=red colspan=2 height=20></td></tr>\
                <tr><td rowspan=2 width=30 bgcolor='#00f'></td><td width=50 height=20></td></tr><tr><td height=25></td></tr></table>";
    let raster = card(&request(html, ""));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((0, 0, 80, 20)));
    assert_eq!(extent(&raster, |pixel| pixel == BLUE), Some((0, 20, 30, 65)));
}

#[test]
fn cellspacing_and_a_tables_own_size_hold() {
    let html =
        "<table cellspacing=10 cellpadding=0 width=150 height=80 bgcolor='#00f'><tr><td bgcolor=red></td></tr></table>";
    let raster = card(&request(html, ""));
    assert_eq!(extent(&raster, is_opaque), Some((0, 0, 150, 80)));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((10, 10, 140, 70)));
}

#[test]
fn an_items_number_stands_apart_from_the_item() {
    let raster = card(&request("<ol type=A><li>M</ol>", "ol{font:30px 'Open Sans'}"));
    let inked = |x: u32| (0..100).any(|y| is_opaque(raster.pixel(x, y)));
    // The item begins 0.3 of 30 pixels after its 40: whatever is left of that is the number.
    assert!((0..40).any(inked) && (44..80).any(inked));
    assert!(!(40..48).any(inked), "between number and item");
    for kind in ["1", "a", "A", "i", "disc", "circle", "square"] {
        let raster = card(&request(&format!("<ol type={kind}><li></ol>"), "ol{font:30px 'Open Sans'}"));
        assert!(extent(&raster, is_opaque).is_some_and(|(_, _, right, _)| right <= 41), "{kind}");
    }
}

#[test]
fn typewriter_letters_are_all_as_wide_and_dir_turns_lines_round() {
    let width =
        |html: &str| extent(&card(&request(html, "")), is_opaque).map(|(left, _, right, _)| right - left).unwrap();
    assert!(width("<tt>iiii</tt>").abs_diff(width("<tt>MMMM</tt>")) < 9);
    assert!(width("iiii") + 9 < width("MMMM"));
    let html = "<p dir=rtl>MMMM</p><p dir=rtl>MM</p>";
    let raster = card(&request(html, "p{margin:0;font-size:20px;line-height:50px}"));
    let ends = |rows: std::ops::Range<u32>| {
        let inked: Vec<u32> = (0..200).filter(|x| rows.clone().any(|y| is_opaque(raster.pixel(*x, y)))).collect();
        (*inked.first().unwrap(), *inked.last().unwrap())
    };
    let (long, short) = (ends(0..50), ends(50..100));
    assert!(long.1.abs_diff(short.1) <= 1 && short.0 > long.0 + 20, "{long:?} {short:?}");
}
