//! Fonts by name, by script, by file.

use super::support::{LIBRARY, card, draw_with, request};
use raster::fonts::{BUILT_IN, report};
use raster::{Given, Raster};
use std::fs;

fn in_family(family: &str) -> Raster {
    card(&request("<p>Hamburg</p>", &format!("p{{font-size:40px;font-family:'{family}'}}")))
}

#[test]
fn the_family_changes_the_shapes_and_an_unknown_one_is_replaced() {
    assert_ne!(in_family("Roboto").pixels, in_family("Open Sans").pixels);
    assert_ne!(in_family("Roboto").fonts, in_family("Open Sans").fonts);
    assert_eq!(in_family("No Such Family").pixels, in_family("Open Sans").pixels);
    assert_eq!(in_family("no such\\27 } p{color:red").pixels, in_family("Open Sans").pixels);
}

#[test]
fn a_weight_in_the_name_is_a_weight() {
    let weighted = card(&request("<p>Hamburg</p>", "p{font-size:40px;font-family:Roboto;font-weight:900}"));
    assert_eq!(in_family("Roboto Black").pixels, weighted.pixels);
    assert_ne!(in_family("Roboto Black").pixels, in_family("Roboto").pixels);
    let bold = "p{font-size:40px;font-family:'Roboto Light'} ";
    let bolder = card(&request("<p><b>Hamburg</b></p>", bold));
    let plain = card(&request("<p><b>Hamburg</b></p>", "p{font-size:40px;font-family:Roboto}"));
    assert_eq!(bolder.pixels, plain.pixels);
}

#[test]
fn a_custom_font_is_found_by_its_embedded_name() {
    let file = report(&LIBRARY).into_iter().find(|line| line.family == "Roboto").and_then(|line| line.file).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let mut bytes = fs::read(file).unwrap();
    let (from, to) = (wide("Roboto"), wide("Ruzhes"));
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(&from)).collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(&to);
    }
    let request = request("<p>Hamburg</p>", "p{font-size:40px;font-family:'Ruzhes'}");
    let with = draw_with(&request, Given { fonts: &[bytes], file: &[] }).unwrap();
    assert_eq!(with.pixels, in_family("Roboto").pixels);
    assert_ne!(with.fonts, in_family("Roboto").fonts, "the digest is of the custom file");
    let without = draw_with(&request, Given { fonts: &[b"no font".to_vec()], file: &[] }).unwrap();
    assert_eq!(without.pixels, in_family("Open Sans").pixels);
}

#[test]
fn emoji_are_coloured() {
    let raster = card(&request("<p>😀</p>", "p{margin:0;font-size:60px;color:#000}"));
    let yellow = raster.pixels.chunks_exact(4).filter(|pixel| pixel[0] > 200 && pixel[1] > 150 && pixel[2] < 120);
    assert!(yellow.count() > 500);
}

#[test]
fn hebrew_and_arabic_run_from_the_right() {
    for text in ["שלום", "مرحبا"] {
        let html = |direction| format!("<p dir={direction}>{text}</p>");
        let ink = |direction, x: std::ops::Range<u32>| {
            let raster = card(&request(&html(direction), "p{margin:0;font-size:30px;width:200px}"));
            x.flat_map(|x| (0..100).map(move |y| (x, y))).filter(|(x, y)| raster.pixel(*x, *y)[3] > 128).count()
        };
        assert!(ink("rtl", 150..200) > 20 && ink("rtl", 0..50) == 0, "{text}");
        assert!(ink("ltr", 0..50) > 20 && ink("ltr", 150..200) == 0, "{text}");
    }
}

#[test]
fn every_built_in_family_is_drawn_with_something() {
    let lines = report(&LIBRARY);
    assert_eq!(lines.len(), BUILT_IN.len());
    for line in lines {
        assert!(line.drawn_with.is_some(), "{}", line.family);
        assert!(line.is_exact || !line.remedy.is_empty() || line.licence.is_empty() || line.family == "Noto Emoji");
    }
}
