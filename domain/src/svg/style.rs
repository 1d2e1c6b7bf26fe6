//! What attributes and style sheets of a drawing may say. Each check returns what it has that is not drawn, as the end of
//! a sentence.

/// An attribute, which may be a property of the style.
pub(super) fn check_attribute(name: &str, value: &str) -> Result<(), String> {
    if name.starts_with("on") {
        return Err(format!("{name}, and nothing in a drawing is executed"));
    }
    match name {
        "style" => value.split(';').try_for_each(check_declaration),
        _ => check_property(name, value),
    }
}

/// The text of a style sheet.
pub(super) fn check_sheet(sheet: &str) -> Result<(), String> {
    let sheet = without_comments(sheet);
    if sheet.contains('@') {
        return Err("a rule with @ in its style sheet, which is not read: write the rules it stands for".to_owned());
    }
    sheet.split(['{', '}', ';']).try_for_each(check_declaration)
}

/// Selectors are no declarations, and pass.
fn check_declaration(declaration: &str) -> Result<(), String> {
    declaration.split_once(':').map_or(Ok(()), |(name, value)| check_property(name.trim(), value))
}

fn check_property(name: &str, value: &str) -> Result<(), String> {
    let name = name.to_ascii_lowercase();
    let value = value.trim().to_ascii_lowercase();
    match name.as_str() {
        "filter" if value != "none" => Err("a filter, which is not drawn: use the clip's filter".to_owned()),
        "animation" | "animation-name" => Err("an animation, which is not drawn: move the clip by tweens".to_owned()),
        _ if leads_out(&value) => {
            Err("a url() that leads out of the drawing; only parts of the same SVG can be used".to_owned())
        }
        _ => Ok(()),
    }
}

/// Whether a `url()` names anything but a part of the same document.
fn leads_out(value: &str) -> bool {
    value
        .split("url(")
        .skip(1)
        .any(|rest| !rest.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']).starts_with('#'))
}

fn without_comments(sheet: &str) -> String {
    let mut pieces = sheet.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once("*/").map_or("", |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_moves_or_is_executed_is_found() {
        for (name, value) in [
            ("fill", "url(https://example.com/a.svg#p)"),
            ("fill", "url( 'a.svg#p')"),
            ("style", "fill:#fff;mask:URL(data:image/png;base64,AA)"),
            ("filter", "url(#blur)"),
            ("style", "color:red; Filter : blur(2px)"),
            ("style", "animation: turn 2s"),
            ("onload", "alert(1)"),
        ] {
            assert!(check_attribute(name, value).is_err(), "{name}={value}");
        }
        for (name, value) in
            [("fill", "url(#p)"), ("style", "fill:url( \"#p\" ) red;filter:none"), ("filter", "none"), ("d", "M0 0h1")]
        {
            assert_eq!(check_attribute(name, value), Ok(()), "{name}={value}");
        }
    }

    #[test]
    fn a_style_sheet_is_searched_without_its_comments() {
        assert_eq!(check_sheet("/* me@example.com */ .a:hover{fill:url(#p)} /* open"), Ok(()));
        for sheet in ["@import 'a.css';", ".a{filter:url(#f)}", ".a{color:red}.b{fill:url(/x)}", "@media print{}"] {
            assert!(check_sheet(sheet).is_err(), "{sheet}");
        }
    }
}
