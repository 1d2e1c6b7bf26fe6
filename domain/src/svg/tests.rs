//! What is refused before it is drawn. What is drawn, and how, is tested where it is.

use super::*;
use std::fmt::Write;

fn refusal(markup: &str) -> Refusal {
    match read(markup) {
        Ok(_) => panic!("read: {}", markup.chars().take(200).collect::<String>()),
        Err(refusal) => refusal,
    }
}

fn too_much(markup: &str, because: &str) {
    match refusal(markup) {
        Refusal::TooMuch(message) => assert!(message.contains(because), "{message}"),
        Refusal::Wrong(message) => panic!("{message}"),
    }
}

#[test]
fn what_editors_write_is_read() {
    for markup in [
        "<svg/>",
        "\u{feff}<?xml version='1.0'?><!-- it's a <drawing> --><svg viewBox='0 0 1 1'><path d=\"M0 0\"/></svg>",
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" [\n\
         <!-- the editor's -->\n<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\n<!ENTITY ns_x 'urn:x'>\n]>\n\
         <svg xmlns='&ns_svg;' xmlns:x='&ns_x;'><title>a &lt; b &amp; c > d &#10;</title><x:y z='a=b>c'/></svg>",
        "<svg><style><![CDATA[ a > b { fill: #fff } ]]></style><?note it's <?></svg>",
    ] {
        assert!(read(markup).is_ok(), "{markup}: {:?}", read(markup).err());
    }
}

#[test]
fn the_first_thing_that_is_wrong_is_named_with_its_line() {
    for (markup, named) in [
        ("plain", "no readable SVG"),
        ("<svg>\n<g></svg>", "no readable SVG"),
        ("<svg>\n\n<rect width='1</svg>", "line 3"),
        ("<svg><!-- open </svg>", "does not end"),
        ("<html/>", "begins with <html>"),
        ("<svg>\n<text>Hi</text></svg>", "<text>, which is not drawn: turn the letters into paths"),
        ("<!DOCTYPE svg [<!ATTLIST svg a CDATA '<x'>]><svg/>", "does not end"),
        ("<!DOCTYPE svg [<!ELEMENT svg ANY>]><svg/>", "<!ELEMENT>, which is not read"),
        ("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><svg><desc>&x;</desc></svg>", "no readable SVG"),
    ] {
        match refusal(markup) {
            Refusal::Wrong(message) => assert!(message.contains(named), "{markup}: {message}"),
            Refusal::TooMuch(message) => panic!("{markup}: {message}"),
        }
    }
}

#[test]
fn what_costs_a_parser_the_square_of_its_length_is_not_parsed() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let attributes = |count| format!("<svg><g {}/></svg>", many(count, &|at| format!("a{at}='>' ")));
    assert!(read(&attributes(1_000)).is_ok());
    too_much(&attributes(1_001), "more than 1000 attributes");
    // Quotes in comments and declarations hide nothing.
    too_much(&format!("<!DOCTYPE svg [<!-- ' -->]>{}", attributes(1_001)), "more than 1000 attributes");
    let namespaces = many(1_001, &|at| format!("<g xmlns:n{at}='urn:n'>"));
    too_much(&format!("<svg>{namespaces}"), "more than 1000 namespaces");

    let entities = many(257, &|at| format!("<!ENTITY e{at} 'x'>"));
    too_much(&format!("<!DOCTYPE svg [{entities}]><svg/>"), "more than 256 entities");
    let expanded = |references: usize| {
        let (long, used) = ("x".repeat(1 << 10), "&e;".repeat(references));
        format!("<!DOCTYPE svg [<!ENTITY e '{long}'>]><svg><desc>{used}</desc></svg>")
    };
    assert!(read(&expanded(1_024)).is_ok());
    too_much(&expanded(1_025), "more than 1024 KiB");
    too_much("<!DOCTYPE svg [<!ENTITY a '&b;'><!ENTITY b 'x'>]><svg/>", "stands for others");
}

#[test]
fn depth_length_and_what_is_used_again_are_bounded() {
    let deep = |levels: usize| format!("<svg>{}{}</svg>", "<g>".repeat(levels), "</g>".repeat(levels));
    assert!(read(&deep(511)).is_ok());
    too_much(&deep(512), "nested more than 512 deep");
    too_much(&"x".repeat(MARKUP_BYTES + 1), "larger than 2000000 bytes");
    // Each of twenty groups uses the one before it ten times.
    let mut bomb = String::from("<svg><g id='u0'><rect/></g>");
    for level in 1..=20 {
        write!(bomb, "<g id='u{level}'>{}</g>", format!("<use href='#u{}'/>", level - 1).repeat(10)).unwrap();
    }
    too_much(&(bomb + "</svg>"), "more than 100000 elements");
    too_much("<svg><g id='a'><use href='#a'/></g></svg>", "use each other");
}
