//! The colours that a PNG describes by its gamma and its primaries.

use moxcms::{Chromaticity, ColorPrimaries, ColorProfile, ToneReprCurve, XyY};
use png::{ScaledFloat, SourceChromaticities};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What sRGB's curve is nearly: programs that write it mean sRGB.
const USUAL: f32 = 1.0 / 2.2;

/// How near, as a part of it.
const NEAR: f32 = 0.05;

/// How far coordinates of a colour may lie from those of sRGB to be taken for the same.
const SAME: f32 = 0.005;

/// White, red, green and blue of sRGB.
const SRGB: [(f32, f32); 4] = [(0.3127, 0.329), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06)];

/// The profile that a PNG's `gAMA` and `cHRM` amount to; `None` when it is in sRGB, by what it says or by saying nothing.
/// A profile in the file goes before both.
pub(super) fn of_png(path: &Path) -> Option<ColorProfile> {
    let file = BufReader::new(File::open(path).ok()?);
    let reader = png::Decoder::new(file).read_info().ok()?;
    let info = reader.info();
    if info.srgb.is_some() {
        return None;
    }
    let gamma = info.gama_chunk?.into_value();
    let colors = info.chrm_chunk.map_or(SRGB, coordinates);
    let is_srgb = colors.iter().zip(SRGB).all(|(a, b)| (a.0 - b.0).abs() < SAME && (a.1 - b.1).abs() < SAME);
    if is_srgb && (gamma / USUAL - 1.0).abs() < NEAR {
        return None;
    }
    profile(gamma, colors)
}

/// White, red, green and blue.
fn coordinates(said: SourceChromaticities) -> [(f32, f32); 4] {
    let value = |(x, y): (ScaledFloat, ScaledFloat)| (x.into_value(), y.into_value());
    [said.white, said.red, said.green, said.blue].map(value)
}

/// `None` where the numbers describe no colours.
fn profile(gamma: f32, [white, red, green, blue]: [(f32, f32); 4]) -> Option<ColorProfile> {
    let is_color = |(x, y): &(f32, f32)| *x >= 0.0 && *y > 0.001 && x + y <= 1.001;
    if !(0.01..=10.0).contains(&gamma) || ![white, red, green, blue].iter().all(is_color) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    let chromaticity = |(x, y)| Chromaticity { x, y };
    let primaries = ColorPrimaries { red: chromaticity(red), green: chromaticity(green), blue: chromaticity(blue) };
    let white = XyY { x: f64::from(white.0), y: f64::from(white.1), yb: 1.0 };
    profile.update_rgb_colorimetry(white, primaries);
    let colorants = [profile.red_colorant, profile.green_colorant, profile.blue_colorant];
    if !colorants.iter().all(|color| [color.x, color.y, color.z].iter().all(|part| part.is_finite())) {
        return None;
    }
    let curve = ToneReprCurve::Parametric(vec![1.0 / gamma]);
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    Some(profile)
}
