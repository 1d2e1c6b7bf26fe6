//! Colours: `#rrggbb`, `#aarrggbb` (alpha first, unlike CSS) and `transparent`.

use super::compiler::Compiler;
use super::place::Place;
use crate::composition::Color;

/// The colour that a text names; `absent` without a text, or with one that is no colour (which is a fault).
pub(super) fn read(compiler: &mut Compiler<'_>, place: &Place, text: Option<&str>, absent: Color) -> Color {
    match text {
        None => absent,
        Some("transparent") => Color::TRANSPARENT,
        Some(text) => text.parse().unwrap_or_else(|_| {
            compiler.fault(place, "Invalid string: expected a colour as \"#rrggbb\", \"#aarrggbb\" or \"transparent\"");
            absent
        }),
    }
}

/// What a colour looks like on black: the timeline's own ground is never transparent.
pub(super) fn on_black(Color { r, g, b, a }: Color) -> Color {
    let dimmed = |channel: u8| ((u32::from(channel) * u32::from(a) + 127) / 255) as u8;
    Color { r: dimmed(r), g: dimmed(g), b: dimmed(b), a: 255 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_is_opaque() {
        assert_eq!(on_black(Color { r: 255, g: 16, b: 0, a: 255 }), Color { r: 255, g: 16, b: 0, a: 255 });
        assert_eq!(on_black(Color { r: 255, g: 100, b: 0, a: 51 }), Color { r: 51, g: 20, b: 0, a: 255 });
        assert_eq!(on_black(Color::TRANSPARENT), Color::BLACK);
    }
}
