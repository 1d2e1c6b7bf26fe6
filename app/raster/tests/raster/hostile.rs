//! Markup that means harm: each ends with a failure that names the clip, or with a picture.

use super::child::{executable, job};
use super::support::{card, count, request, try_card};
use domain::{Failure, FailureCode};
use raster::client::Rasteriser;
use std::io::Cursor;
use std::net::TcpListener;
use std::time::Duration;

fn refused(html: &str, css: &str) -> Failure {
    let failure = try_card(&request(html, css)).unwrap_err();
    assert_eq!(failure.code, FailureCode::LimitReached);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
    failure
}

#[test]
fn deep_nesting_is_refused() {
    assert!(refused(&"<div>".repeat(20_000), "").message.contains("nested more than 512"));
    card(&request(&"<div>".repeat(400), ""));
}

#[test]
fn too_much_markup_and_too_large_drawings_are_refused() {
    assert!(refused(&"x".repeat(600_000), "").message.contains("512 KiB"));
    assert!(refused("", &"x".repeat(600_000)).message.contains("512 KiB"));
    for (width, height) in [(0, 10), (10, 8193)] {
        let mut request = request("x", "");
        (request.width, request.height) = (width, height);
        assert_eq!(try_card(&request).unwrap_err().code, FailureCode::LimitReached);
    }
}

#[test]
fn a_panic_of_the_engine_is_a_failure() {
    assert!(refused("<img src='http://['>", "").message.contains("gave up"));
    refused("x", "@import 'http://[';");
}

#[test]
fn blurs_are_bounded() {
    for css in [
        "div{filter:blur(100000px)}",
        "div{filter:drop-shadow(0 0 1e30px red)}",
        "div{box-shadow:0 0 1e9px red}",
        "div{text-shadow:0 0 1e9px red}",
    ] {
        card(&request("<div>x</div>", css));
    }
}

#[test]
fn broken_numbers_and_markup_draw_something() {
    for (html, css) in [
        ("<p>x</p>", "p{font-size:1e38px}"),
        ("<p>x</p>", "p{width:NaNpx;margin:-1e38px}"),
        ("<p><table><tr><p>x</td></b></i>", "p{color:red"),
        ("<script>alert(1)</script><iframe src='file:///etc/passwd'></iframe>", ""),
        ("</style></body></html><p>x", "</style><p>y"),
    ] {
        card(&request(html, css));
    }
}

fn red_png() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(50, 50, image::Rgb([255, 0, 0])).write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

#[test]
fn an_embedded_picture_is_drawn_and_one_in_a_file_is_not() {
    use base64::Engine;
    let png = red_png();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("red.png");
    std::fs::write(&file, &png).unwrap();
    let red = |src: &str| {
        let html = format!("<img src='{src}' width=50 height=50><div style=\"background:url('{src}')\">x</div>");
        count(&card(&request(&html, "")), [255, 0, 0, 255])
    };
    let data = format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png));
    assert!(red(&data) > 2500);
    assert_eq!(red(&format!("file://{}", file.display())), 0);
    assert_eq!(red(&file.display().to_string()), 0);
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'><image href='{}'/></svg>", file.display());
    assert_eq!(count(&card(&request(&svg, "")), [255, 0, 0, 255]), 0);
}

#[test]
fn nothing_is_asked_of_the_network() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let at = format!("http://{}", server.local_addr().unwrap());
    let html = format!(
        "<p style='color:#ff0000;font-size:30px'>MMMM</p><link rel=stylesheet href='{at}/a.css'><img src='{at}/b.png'><iframe src='{at}/c'></iframe>\
         <div style=\"background:url({at}/d.png)\"></div>"
    );
    let css = format!("@import '{at}/e.css';@font-face{{font-family:F;src:url({at}/f.ttf)}}p{{font-family:F}}");
    assert!(count(&card(&request(&html, &css)), [255, 0, 0, 255]) > 50, "it is painted without them");
    assert_eq!(server.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn bombs_of_style_sheets_draw_something() {
    let variables: String = (1..40).map(|n| format!("--v{n}:var(--v{0}) var(--v{0});", n - 1)).collect();
    let selectors = format!("{} p{{color:red}}", "div:not(p) ~ * > ".repeat(2_000));
    for (html, css) in [
        ("<p>x</p>", format!(":root{{--v0:1px;{variables}}}p{{margin:var(--v39)}}")),
        ("<p>x</p>", selectors),
        ("<div>x</div>", "div{display:grid;grid-template-columns:repeat(100000,1px)}".to_owned()),
        (
            "<p>x</p>",
            "@font-face{font-family:F;src:url(data:font/woff2;base64,d09GMgABAAAA)}p{font-family:F}".to_owned(),
        ),
        ("<p>\u{202e}\u{202d}\u{2066}x</p>", "p{letter-spacing:1e9px;line-height:1e30}".to_owned()),
        (
            "<table><tr><td colspan=4000000000 rowspan=-1 width='1e30%'>x</table>",
            "table{border-spacing:1e30px}".to_owned(),
        ),
        ("<ol start=99999999999 type=A><li value=2147483647>x</ol>", String::new()),
    ] {
        // Whatever it comes to, it comes back.
        if let Err(failure) = try_card(&request(html, &css)) {
            assert_eq!(failure.code, FailureCode::LimitReached, "{css}");
        }
    }
}

#[tokio::test]
async fn what_takes_too_long_or_too_much_ends_with_the_child() {
    let cards = [
        ("<div>x</div>".to_owned(), "div{border:10000000px dashed red;width:10000000px;height:10000000px}".to_owned()),
        ("<div>".repeat(60) + "x", "div{filter:blur(20px);width:2000px;height:2000px}".to_owned()),
        ("<div>x</div>".to_owned(), format!("div{{box-shadow:{}}}", vec!["0 0 200px 100px red"; 500].join(","))),
        ("\u{1f600}".repeat(20_000), String::new()),
        ("<b>x</b>".repeat(60_000), String::new()),
        ("<p>x</p>".to_owned(), "p{font-size:1000000px}".to_owned()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut jobs: Vec<_> = (0..)
        .zip(&cards)
        .map(|(number, (html, css))| job(request(html, css), folder.path(), &format!("{number}")))
        .collect();
    jobs.push(job(request("<p>Good</p>", ""), folder.path(), "good"));
    let results = Rasteriser::new(executable()).with_time_limit(Duration::from_secs(2)).draw_each(&jobs).await;
    let (good, hostile) = results.split_last().unwrap();
    for (result, (html, _)) in hostile.iter().zip(&cards) {
        let Err(failure) = result else { continue };
        assert_eq!(failure.code, FailureCode::LimitReached, "{:.40}", html);
        assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
    }
    assert!(good.is_ok(), "{good:?}");
}
