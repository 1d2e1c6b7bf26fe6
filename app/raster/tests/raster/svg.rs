//! SVG: what is drawn, where it stands, and what is refused.

use super::support::{count, extent, svg, try_card};
use domain::FailureCode;
use raster::Raster;

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

fn drawn(markup: &str) -> Raster {
    try_card(&svg(markup)).unwrap_or_else(|failure| panic!("{markup}: {failure}"))
}

fn refusal(markup: &str) -> String {
    let failure = try_card(&svg(markup)).expect_err(markup);
    assert_eq!(failure.code, FailureCode::BadEdit, "{failure}");
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
    failure.message
}

#[test]
fn the_view_box_fills_the_drawing_and_keeps_its_shape() {
    // 10 × 10 units in 200 × 100 pixels: ten pixels a unit, 50 of them free at each side.
    let square = "<rect width='10' height='10' fill='#ff0000'/>";
    let raster = drawn(&format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>{square}</svg>"));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((50, 0, 150, 100)));
    let raster = drawn(&format!("<svg viewBox='0 0 10 10' preserveAspectRatio='xMaxYMid'>{square}</svg>"));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((100, 0, 200, 100)));
    let raster = drawn(&format!("<svg viewBox='0 0 10 10' preserveAspectRatio='none'>{square}</svg>"));
    assert_eq!(count(&raster, RED), 200 * 100);
    let raster = drawn(&format!("<svg viewBox='0 0 10 10' preserveAspectRatio='xMidYMid slice'>{square}</svg>"));
    assert_eq!(count(&raster, RED), 200 * 100);
}

#[test]
fn its_own_size_is_scaled_to_the_drawing_and_without_any_a_unit_is_a_pixel() {
    let half = "<rect width='10' height='10' fill='#ff0000'/>";
    let raster = drawn(&format!("<svg width='20' height='10'>{half}</svg>"));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((0, 0, 100, 100)));
    let raster = drawn(&format!("<svg width='1000000000' height='1e9'>{half}</svg>"));
    assert_eq!(count(&raster, RED), 0);
    let raster = drawn(&format!("<svg width='100%'>{half}</svg>"));
    assert_eq!(extent(&raster, |pixel| pixel == RED), Some((0, 0, 10, 10)));
}

#[test]
fn every_shape_is_drawn() {
    for (shape, box_of_it) in [
        ("<path d='M10 20h30v40h-30z'/>", (10, 20, 40, 60)),
        ("<rect x='5' y='6' width='7' height='8' rx='0'/>", (5, 6, 12, 14)),
        ("<circle cx='50' cy='50' r='20'/>", (30, 30, 70, 70)),
        ("<ellipse cx='50' cy='50' rx='40' ry='10'/>", (10, 40, 90, 60)),
        ("<line x1='10' y1='50' x2='60' y2='50' stroke='red' stroke-width='4'/>", (10, 48, 60, 52)),
        ("<polygon points='10,10 50,10 50,30 10,30'/>", (10, 10, 50, 30)),
        ("<polyline points='10,10 50,10 50,30 10,30'/>", (10, 10, 50, 30)),
        ("<g transform='translate(20 5)'><rect width='9' height='9'/></g>", (20, 5, 29, 14)),
        ("<defs><rect id='r' width='9' height='9'/></defs><use href='#r' x='3'/>", (3, 0, 12, 9)),
        ("<symbol id='s'><rect width='9' height='9'/></symbol><use href='#s' y='4'/>", (0, 4, 9, 13)),
        (
            "<clipPath id='c'><rect width='5' height='5'/></clipPath><rect width='50' height='50' clip-path='url(#c)'/>",
            (0, 0, 5, 5),
        ),
        (
            "<mask id='m'><rect width='5' height='5' fill='#fff'/></mask><rect width='50' height='50' mask='url(#m)'/>",
            (0, 0, 5, 5),
        ),
        ("<style>.a { fill: #00f }</style><title>T</title><rect class='a' width='2' height='2'/>", (0, 0, 2, 2)),
    ] {
        let raster = drawn(&format!("<svg>{shape}</svg>"));
        assert_eq!(extent(&raster, |pixel| pixel[3] > 200), Some(box_of_it), "{shape}");
    }
}

#[test]
fn gradients_run_from_colour_to_colour() {
    let raster = drawn(
        "<svg><linearGradient id='g'><stop stop-color='#ff0000'/><stop offset='1' stop-color='#0000ff'/></linearGradient>\
         <rect width='200' height='100' fill='url(#g)'/></svg>",
    );
    let [left, middle, right] = [0, 100, 199].map(|x| raster.pixel(x, 50));
    assert!(left[0] > 250 && left[2] < 5 && right[0] < 5 && right[2] > 250, "{left:?} {right:?}");
    assert!(middle[0].abs_diff(127) < 3 && middle[2].abs_diff(127) < 3, "{middle:?}");
}

#[test]
fn translucent_colours_are_premultiplied_and_styles_hold() {
    let raster = drawn("<svg><rect width='200' height='100' style='fill:#c86400;opacity:.5'/></svg>");
    let [r, g, b, a] = raster.pixel(100, 50);
    assert!(a.abs_diff(128) <= 1 && r.abs_diff(100) <= 1 && g.abs_diff(50) <= 1 && b == 0, "{:?}", [r, g, b, a]);
    let raster = drawn("<svg><style>rect{fill:#0000ff}</style><rect width='200' height='100' fill='red'/></svg>");
    assert_eq!(count(&raster, BLUE), 200 * 100);
}

#[test]
fn what_is_not_drawn_is_refused_by_name_and_line() {
    for (inside, named) in [
        ("<text>Hi</text>", "<text>"),
        ("<g><image href='a.png'/></g>", "<image>"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject>"),
        ("<rect><animate attributeName='x'/></rect>", "<animate>"),
        ("<animateTransform/>", "<animateTransform>"),
        ("<set/>", "<set>"),
        ("<script>alert(1)</script>", "<script>"),
        ("<filter id='f'/>", "<filter>"),
        ("<rect filter='url(#f)'/>", "a filter"),
        ("<rect onclick='x()'/>", "onclick"),
        ("<use href='https://example.com/a.svg#x'/>", "href in <use>"),
        ("<use xmlns:l='http://www.w3.org/1999/xlink' l:href='a.svg#x'/>", "href in <use>"),
        ("<linearGradient href='data:image/svg+xml,x'/>", "href in <linearGradient>"),
        ("<rect fill='url(http://127.0.0.1/#p)'/>", "url()"),
        ("<style>@import url(https://example.com/a.css);</style>", "rule with @"),
        ("<mesh/>", "<mesh>"),
    ] {
        let message = refusal(&format!("<svg xmlns='http://www.w3.org/2000/svg'>\n{inside}</svg>"));
        assert!(message.contains(named) && message.contains("(line 2)"), "{inside}: {message}");
    }
}

#[test]
fn what_is_no_svg_is_refused() {
    for markup in
        ["<svg>", "<html/>", "plain", "<svg><g></svg>", "<svg xmlns='urn:other'/>", "<svg><x:g/></svg>", "<svg/><svg/>"]
    {
        assert!(refusal(markup).contains("The SVG of this clip"));
    }
}

#[test]
fn notes_of_editors_are_left_out() {
    let raster = drawn(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n\
         <svg xmlns='http://www.w3.org/2000/svg' xmlns:i='urn:editor' viewBox='0 0 200 100'>\
         <i:note><i:image href='x.png'/></i:note><metadata><text/></metadata><rect width='3' height='3' i:onload='x'/></svg>",
    );
    assert_eq!(extent(&raster, |pixel| pixel[3] == 255), Some((0, 0, 3, 3)));
}
