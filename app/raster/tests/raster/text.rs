//! Texts to draw.

use super::support::LIBRARY;
use domain::composition::{
    Color, Insets, Lettering, MotionPreset, Point, RasterRequest, RasterSource, Sprite, TextBox, TextMotion,
};
use raster::{Drawing, Given, Raster, draw};

pub const WHITE: Color = Color { r: 255, g: 255, b: 255, a: 255 };
pub const RED: Color = Color { r: 255, g: 0, b: 0, a: 255 };
pub const BLUE: Color = Color { r: 0, g: 0, b: 255, a: 255 };

pub fn lettering(size: f64) -> Lettering {
    Lettering {
        family: "DejaVu Sans".to_owned(),
        file: None,
        size,
        weight: 400.0,
        italic: false,
        color: WHITE,
        gradient: None,
        behind: None,
        stroke: None,
        shadow: None,
        letter_spacing: 0.0,
        word_spacing: 0.0,
        line_height: 1.2,
        decoration: None,
    }
}

/// White letters, 40 pixels high, in the middle.
pub fn text(says: &str) -> TextBox {
    TextBox {
        text: says.to_owned(),
        lettering: lettering(40.0),
        ground: None,
        border: None,
        padding: Insets::default(),
        align: Point { x: 0.5, y: 0.5 },
        ellipsis: None,
        motion: None,
    }
}

pub fn moving(text: TextBox, preset: MotionPreset) -> TextBox {
    let motion = TextMotion { preset, seconds: Some(2.0), by: None, towards: None, clip: 5.0 };
    TextBox { motion: Some(motion), ..text }
}

/// 400 by 200 pixels.
pub fn request(text: TextBox) -> RasterRequest {
    RasterRequest {
        pointer: "timeline.tracks[0].clips[1].asset".to_owned(),
        width: 400,
        height: 200,
        source: RasterSource::Text(Box::new(text)),
        fonts: Vec::new(),
    }
}

pub fn picture(text: TextBox) -> Raster {
    draw(&request(text), Given::default(), &LIBRARY).unwrap().whole().expect("one picture")
}

pub fn parts(text: TextBox) -> Vec<(Sprite, Raster)> {
    parts_of(draw(&request(text), Given::default(), &LIBRARY).unwrap())
}

pub fn parts_of(drawing: Drawing) -> Vec<(Sprite, Raster)> {
    match drawing {
        Drawing::Parts(parts) => parts,
        Drawing::Whole(_) => panic!("one picture"),
    }
}
