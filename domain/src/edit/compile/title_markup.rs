//! A title as markup: the text in its style, standing somewhere in the frame.

use super::title_style::{Look, STRIP};
use crate::composition::{Color, Point};

/// A title, ready to be written down.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lettering<'a> {
    pub text: &'a str,
    pub look: Look,
    /// Height of the letters' line in pixels (CSS `font-size`).
    pub size: f64,
    pub color: Color,
    /// Behind the text, not behind the whole frame. `None` is the style's own.
    pub ground: Option<Color>,
    /// Where the text stands in the frame: (0, 0) top left, (1, 1) bottom right.
    pub place: Point,
    /// Pixels.
    pub frame: (u32, u32),
}

impl Lettering<'_> {
    /// The text, with nothing in it that could be read as markup.
    pub fn html(&self) -> String {
        format!("<div class=\"frame\"><div class=\"title\">{}</div></div>", escaped(self.text))
    }

    /// The frame and the style. Line breaks of the text are kept; longer lines are wrapped.
    pub fn css(&self) -> String {
        let Self { look, size, place, frame: (width, height), .. } = self;
        let ground = match self.ground {
            Some(color) => css_color(color),
            None if look.strip => STRIP.to_owned(),
            None => "transparent".to_owned(),
        };
        let capitals = if look.capitals { "uppercase" } else { "none" };
        let (across, down) = (side(place.x), side(place.y));
        let lines = match place.x {
            x if x < 0.25 => "left",
            x if x > 0.75 => "right",
            _ => "center",
        };
        format!(
            ".frame{{display:flex;width:{width}px;height:{height}px;justify-content:{across};align-items:{down}}}\n\
             .title{{box-sizing:border-box;max-width:100%;padding:0.3em 0.6em;white-space:pre-wrap;\
             overflow-wrap:break-word;text-align:{lines};color:{color};background:{ground};\
             font-family:{family};font-size:{size:.2}px;font-weight:{weight};line-height:{leading};\
             letter-spacing:{spacing}em;text-transform:{capitals}}}",
            color = css_color(self.color),
            family = look.family,
            weight = look.weight,
            leading = look.leading,
            spacing = look.spacing,
        )
    }
}

fn side(place: f64) -> &'static str {
    match place {
        p if p < 0.25 => "flex-start",
        p if p > 0.75 => "flex-end",
        _ => "center",
    }
}

fn css_color(Color { r, g, b, a }: Color) -> String {
    format!("rgba({r},{g},{b},{:.4})", f64::from(a) / 255.0)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::compile::title_style::look;
    use crate::edit::model::TitleStyle;

    fn lettering(text: &str) -> Lettering<'_> {
        Lettering {
            text,
            look: look(TitleStyle::Blockbuster),
            size: 54.0,
            color: Color { r: 255, g: 255, b: 0, a: 128 },
            ground: None,
            place: Point { x: 0.0, y: 1.0 },
            frame: (1280, 720),
        }
    }

    #[test]
    fn text_is_never_markup() {
        let html = lettering("</style><b onclick=\"x\">Tom & 'Jerry'").html();
        assert_eq!(
            html,
            "<div class=\"frame\"><div class=\"title\">&lt;/style&gt;&lt;b onclick=&quot;x&quot;&gt;\
             Tom &amp; &#39;Jerry&#39;</div></div>"
        );
    }

    #[test]
    fn the_style_sheet_says_where_how_large_and_in_which_colour() {
        let css = lettering("Hello").css();
        for part in [
            "width:1280px;height:720px;justify-content:flex-start;align-items:flex-end",
            "text-align:left",
            "color:rgba(255,255,0,0.5020);background:transparent",
            "font-size:54.00px;font-weight:900",
            "text-transform:uppercase",
        ] {
            assert!(css.contains(part), "{part} is not in {css}");
        }
    }

    #[test]
    fn a_strip_gives_way_to_a_ground_of_the_titles_own() {
        let subtitle = Lettering { look: look(TitleStyle::Subtitle), ..lettering("Hello") };
        assert!(subtitle.css().contains(&format!("background:{STRIP}")));
        let own = Lettering { ground: Some(Color::TRANSPARENT), ..subtitle };
        assert!(own.css().contains("background:rgba(0,0,0,0.0000)"));
    }
}
