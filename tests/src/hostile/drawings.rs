//! Markup that means harm: HTML, SVG and texts.

use super::{Case, End, SECRET};
use base64::Engine;
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;

/// They begin with those that ask for a file on this machine.
pub(super) fn cases(folder: &Path) -> Vec<Case> {
    let mut cases = secrets(folder);
    cases.extend(pages());
    cases.extend(heavy_pages());
    cases.extend(svgs());
    cases.extend(texts());
    cases
}

fn page(html: impl Into<String>, css: impl Into<String>) -> Value {
    json!({ "type": "html", "html": html.into(), "css": css.into(), "width": 320, "height": 180 })
}

fn svg(markup: impl Into<String>) -> Value {
    json!({ "type": "svg", "src": markup.into() })
}

fn quick(name: &'static str, asset: Value, end: End) -> Case {
    Case { name, asset, end, quick: true }
}

fn slow(name: &'static str, asset: Value) -> Case {
    Case { name, asset, end: End::Bounded, quick: false }
}

/// A picture is drawn or not, but never one that lies on this machine.
fn secrets(folder: &Path) -> Vec<Case> {
    let file = folder.join("secret.png");
    image::RgbImage::from_pixel(100, 100, image::Rgb(SECRET)).save(&file).unwrap();
    let path = file.display();
    let inner = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><image href='{path}' width='90' height='90'/></svg>"
    );
    let inner = base64::engine::general_purpose::STANDARD.encode(inner);
    vec![
        quick(
            "a page with a file",
            page(format!("<img src='file://{path}' width=90 height=90><img src='{path}' width=90 height=90>"), ""),
            End::Blind,
        ),
        quick(
            "a page with a file behind",
            page("<p>x</p>", format!("p{{background:url('file://{path}')}}body{{background:url({path})}}")),
            End::Blind,
        ),
        quick(
            "a page with an SVG with a file",
            page(format!("<svg width=90 height=90><image href='{path}' width=90 height=90 /></svg>"), ""),
            End::Blind,
        ),
        quick(
            "a page with an SVG in its address with a file",
            page(format!("<img width=90 height=90 src='data:image/svg+xml;base64,{inner}'>"), ""),
            End::Blind,
        ),
        quick(
            "a page with a file in a frame",
            page(
                format!("<iframe src='file://{path}' width=90 height=90></iframe><object data='{path}'></object>"),
                "",
            ),
            End::Blind,
        ),
        quick(
            "an SVG with a file",
            svg(format!("<svg viewBox='0 0 90 90'><image href='{path}' width='90' height='90'/></svg>")),
            End::Refused(".asset.src"),
        ),
    ]
}

fn pages() -> Vec<Case> {
    let variables: String = (1..40).map(|n| format!("--v{n}:var(--v{0}) var(--v{0});", n - 1)).collect();
    let selectors = format!("{} p{{color:red}}", "div:not(p) ~ * > ".repeat(2_000));
    let cells = "<td colspan=1000 rowspan=1000>x</td>".repeat(50);
    let table = format!("<table>{}</table>", format!("<tr>{cells}</tr>").repeat(50));
    let font = "@font-face{font-family:F;src:url(data:font/woff2;base64,d09GMgABAAAA)}p{font-family:F}";
    vec![
        quick("2000 elements in each other", page("<div>".repeat(2_000), ""), End::Failed("nested more than 512")),
        quick("a megabyte of text", page("x ".repeat(500_000), ""), End::Refused(".asset.html")),
        quick("a megabyte of style", page("<p>x</p>", "p{color:red}".repeat(90_000)), End::Refused(".asset.css")),
        quick("an address that is none", page("<img src='http://['>", ""), End::Failed("gave up")),
        quick("letters of 1e38 pixels", page("<p>x</p>", "p{font-size:1e38px}"), End::Done),
        quick(
            "lengths that are none",
            page("<p>x</p>", "p{width:NaNpx;margin:-1e38px;letter-spacing:1e9px}"),
            End::Done,
        ),
        quick(
            "variables of variables",
            page("<p>x</p>", format!(":root{{--v0:1px;{variables}}}p{{margin:var(--v39)}}")),
            End::Bounded,
        ),
        quick("a selector of 2000 steps", page("<p>x</p>", selectors), End::Bounded),
        quick(
            "a grid of 100000 tracks",
            page("<div>x</div>", "div{display:grid;grid-template-columns:repeat(100000,1px)}"),
            End::Bounded,
        ),
        quick("a table over itself", page(table, ""), End::Bounded),
        quick("a broken font", page("<p>x</p>", font), End::Done),
        quick(
            "blurs of 100000 pixels",
            page("<div>x</div>", "div{filter:blur(100000px);box-shadow:0 0 1e9px red}"),
            End::Bounded,
        ),
        quick(
            "a picture of 60000 x 60000 in its address",
            page(format!("<img src='{}'>", embedded(60_000)), ""),
            End::Done,
        ),
        quick("broken markup", page("<p><table><tr><p>x</td></b></i></style></html><p>y", "</style><p>{{{"), End::Done),
    ]
}

/// The head of a white picture of this size, and the data of none.
fn embedded(side: u32) -> String {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(8, 8, image::Rgb([255; 3])).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    super::media::resize_png(&mut png, side, side);
    format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png))
}

fn heavy_pages() -> Vec<Case> {
    let mut white = Cursor::new(Vec::new());
    let picture = image::GrayImage::from_pixel(4_000, 4_000, image::Luma([255]));
    picture.write_to(&mut white, image::ImageFormat::Png).unwrap();
    let white = base64::engine::general_purpose::STANDARD.encode(white.into_inner());
    let copies = 450_000 / (white.len() + 100);
    let pictures: String = (0..copies.min(20))
        .map(|n| format!("<img width={} height=9 src='data:image/png;base64,{white}'>", n + 1))
        .collect();
    let shadows = vec!["0 0 200px 100px red"; 500].join(",");
    vec![
        // Reading it takes the square of its depth: it is counted, or the time is up before.
        Case {
            name: "20000 elements in each other",
            asset: page("<div>".repeat(20_000), ""),
            end: End::Failed(""),
            quick: false,
        },
        slow("500 KB of text", page("word ".repeat(100_000), "")),
        slow("60000 elements", page("<b>x</b>".repeat(60_000), "")),
        slow("20000 emoji", page("\u{1f600}".repeat(20_000), "")),
        slow("letters of a million pixels", page("<p>x</p>", "p{font-size:1000000px}")),
        slow(
            "a dashed border of 10 million pixels",
            page("<div>x</div>", "div{border:10000000px dashed red;width:10000000px;height:10000000px}"),
        ),
        slow(
            "a dotted border along 10 million pixels",
            page("<div>x</div>", "div{border:1px dotted red;width:10000000px;height:10000000px}"),
        ),
        slow(
            "60 blurs in each other",
            page("<div>".repeat(60) + "x", "div{filter:blur(20px);width:2000px;height:2000px}"),
        ),
        slow("500 shadows", page("<div>x</div>", format!("div{{box-shadow:{shadows}}}"))),
        slow("pictures of 16 million pixels each in their addresses", page(pictures, "")),
    ]
}

fn svgs() -> Vec<Case> {
    let mut uses = String::from("<svg><defs><g id='u0'><rect width='1' height='1'/></g>");
    let mut entities = String::from("<!DOCTYPE svg [<!ENTITY e0 'aaaaaaaaaa'>");
    for level in 1..=20 {
        write!(uses, "<g id='u{level}'>{}</g>", format!("<use href='#u{}'/>", level - 1).repeat(10)).unwrap();
        write!(entities, "<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10)).unwrap();
    }
    let masks = "<g mask='url(#m)' opacity='.9'>".repeat(300);
    let masked = format!(
        "<svg viewBox='0 0 10 10'><mask id='m'><rect width='10' height='10' fill='#fff'/></mask>{masks}<rect width='9' height='9'/>{}</svg>",
        "</g>".repeat(300)
    );
    let blur = "<svg viewBox='0 0 10 10'><filter id='f'><feGaussianBlur stdDeviation='1e6'/></filter>\
                <rect width='9' height='9' filter='url(#f)'/></svg>";
    vec![
        quick(
            "elements used 10 to the power of 20 times",
            svg(uses + "</defs><use href='#u20'/></svg>"),
            End::Refused(".asset.src"),
        ),
        quick("entities of entities", svg(entities + "]><svg><desc>&e20;</desc></svg>"), End::Refused(".asset.src")),
        quick(
            "an entity that is a file",
            svg("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><svg><text>&x;</text></svg>"),
            End::Refused(".asset.src"),
        ),
        quick(
            "an SVG that is too long",
            svg(format!("<svg>{}</svg>", "<g/>".repeat(140_000))),
            End::Refused(".asset.src"),
        ),
        quick("an SVG that is none", svg("x"), End::Refused(".asset.src")),
        quick("a blur of a million", svg(blur), End::Refused(".asset.src")),
        quick(
            "a line of 10 to the power of 38 dashes",
            svg("<svg viewBox='0 0 10 10'><line x2='1e38' stroke='red' stroke-dasharray='0.0001'/></svg>"),
            End::Bounded,
        ),
        slow("300 masks in each other", svg(masked)),
    ]
}

fn texts() -> Vec<Case> {
    let moving = |text: String, size: u32| {
        json!({ "type": "rich-text", "text": text, "font": { "size": size },
            "animation": { "preset": "movingLetters", "duration": 0.3 } })
    };
    vec![
        quick("a text of 6000 letters", moving("x".repeat(6_000), 20), End::Refused(".asset.text")),
        slow("5000 letters that move", moving("Xy ".repeat(1_666), 20)),
        slow("5000 large letters that move", moving("Xy ".repeat(1_666), 500)),
        slow("half a megabyte of text in letters", json!({ "type": "text", "text": "word ".repeat(100_000) })),
    ]
}
