//! SVG that means harm: each ends with a failure that names the clip, or with a picture.

use super::child::{executable, job};
use super::support::{svg, try_card};
use domain::{Failure, FailureCode};
use raster::client::Rasteriser;
use std::fmt::Write;
use std::time::Duration;

fn refused(markup: &str) -> Failure {
    let failure = try_card(&svg(markup)).unwrap_err();
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
    assert!(!failure.message.contains("gave up"), "foreseen, not caught: {failure}");
    failure
}

/// Ten elements, each of which uses the one before it ten times: 10 to the power of `levels`.
fn bomb(levels: usize, refer: impl Fn(usize) -> String) -> String {
    let mut markup = String::from("<svg><defs><g id='u0'><rect width='1' height='1'/></g>");
    for level in 1..=levels {
        write!(markup, "<g id='u{level}'>{}</g>", refer(level - 1).repeat(10)).unwrap();
    }
    markup + &format!("</defs>{}</svg>", refer(levels))
}

#[test]
fn elements_that_use_each_other_over_and_over_are_counted_first() {
    let failure = refused(&bomb(20, |level| format!("<use href='#u{level}'/>")));
    assert_eq!(failure.code, FailureCode::LimitReached);
    assert!(failure.message.contains("more than 100000 elements"), "{failure}");
    refused(&bomb(20, |level| format!("<rect fill='url(#u{level})'/>")));
    refused(&bomb(20, |level| format!("<g style='mask:url( \"#u{level}\")'/>")));
    assert!(try_card(&svg(&bomb(3, |level| format!("<use href='#u{level}'/>")))).is_ok());
}

#[test]
fn circles_are_refused() {
    for inside in [
        "<g id='a'><use href='#a'/></g>",
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
        "<clipPath id='a' clip-path='url(#a)'><rect/></clipPath>",
    ] {
        assert_eq!(refused(&format!("<svg>{inside}</svg>")).code, FailureCode::LimitReached, "{inside}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |levels: usize| format!("<svg>{}{}</svg>", "<g>".repeat(levels), "</g>".repeat(levels));
    assert!(refused(&deep(60_000)).message.contains("nested more than 512"));
    assert!(try_card(&svg(&deep(400))).is_ok());
    assert!(refused(&"x".repeat(2_000_001)).message.contains("2000000 bytes"));
    let mut chain = String::from("<svg>");
    for link in 0..5_000 {
        write!(chain, "<linearGradient id='g{link}' href='#g{}'/>", link + 1).unwrap();
    }
    assert_eq!(refused(&(chain + "<rect fill='url(#g0)'/></svg>")).code, FailureCode::LimitReached);
    refused(&format!("<svg>{}</svg>", "<g/>".repeat(120_000)));
}

#[test]
fn entities_neither_explode_nor_open_files() {
    let mut bomb = String::from("<!DOCTYPE svg [<!ENTITY e0 'aaaaaaaaaa'>");
    for level in 1..30 {
        write!(bomb, "<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10)).unwrap();
    }
    refused(&(bomb + "]><svg><desc>&e29;</desc></svg>"));
    refused("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><svg><desc>&x;</desc></svg>");
    refused("<!DOCTYPE svg [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><svg><desc>&a;</desc></svg>");
}

#[test]
fn strange_numbers_draw_something() {
    for inside in [
        "<rect width='1e38' height='1e38' transform='scale(1e30)'/>",
        "<rect width='NaN' height='-5'/>",
        "<path d='M0 0L1e38 1e38 -1e38 5z' stroke='red' stroke-width='1e20'/>",
        "<circle r='1e300'/>",
        "<path d='M 1 2 broken'/>",
        "<line x2='100' stroke='red' stroke-dasharray='0.0001'/>",
        "<g transform='rotate(1e40) skewX(90)'><rect width='5' height='5'/></g>",
    ] {
        assert!(try_card(&svg(&format!("<svg viewBox='0 0 10 10'>{inside}</svg>"))).is_ok(), "{inside}");
    }
    for view in ["0 0 0 0", "0 0 -1 5", "1e38 1e38 1e-38 1e-38", "x"] {
        // Drawn or not, it comes back.
        let _ = try_card(&svg(&format!("<svg viewBox='{view}'><rect width='5' height='5'/></svg>")));
    }
}

#[tokio::test]
async fn what_cannot_be_foreseen_ends_with_the_child() {
    // A mask a level, each as large as the drawing: more memory than the child has.
    let layers = "<g opacity='.9' mask='url(#m)'>".repeat(300);
    let heavy = format!(
        "<svg viewBox='0 0 10 10'><style>g{{mask:url(#m)}}</style><mask id='m'><rect width='10' height='10' fill='#fff'/></mask>\
         {layers}<rect width='10' height='10'/>{}</svg>",
        "</g>".repeat(300)
    );
    let mut request = svg(&heavy);
    (request.width, request.height) = (8192, 8192);
    let folder = tempfile::tempdir().unwrap();
    let jobs = [job(request, folder.path(), "1"), job(svg("<svg><rect/></svg>"), folder.path(), "2")];
    let results = Rasteriser::new(executable()).with_time_limit(Duration::from_secs(4)).draw_each(&jobs).await;
    let failure = results[0].as_ref().unwrap_err();
    assert_eq!(failure.code, FailureCode::LimitReached);
    assert_eq!(failure.pointer.as_deref(), Some("timeline.tracks[0].clips[1].asset"));
    assert!(failure.message.contains("SVG of this clip"), "{failure}");
    assert!(results[1].is_ok(), "{:?}", results[1]);
}
