//! The presentational attributes of HTML 4, which the engine does not read itself, as rules of low priority.
//!
//! Each element that needs any gets a mark, and the generated sheet a rule for that mark. Being a user's sheet in the
//! cascade it overrides the engine's sheet and gives way to all of the author's, as such attributes must.

use blitz_dom::{BaseDocument, NodeId, QualName, ns};
use std::fmt::Write;

/// The attribute that ties an element to its rule.
const MARK: &str = "data-rushes-hint";

/// Marks the elements and returns their rules.
pub(crate) fn rules(document: &mut BaseDocument, elements: &[NodeId]) -> String {
    let mut sheet = String::new();
    for (number, id) in elements.iter().enumerate() {
        let Some(element) = document.get_node(*id).and_then(|node| node.element_data()) else { continue };
        let tag = element.name.local.to_string();
        let attributes: Vec<(String, String)> = element
            .attrs()
            .iter()
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.trim().to_owned()))
            .collect();
        let mut rule = Rule { own: String::new(), cells: String::new() };
        for (name, value) in &attributes {
            rule.read(&tag, name, value);
        }
        // The engine reads these itself, and differently: it takes the alignment of a table for that of the text in its
        // cells, that of a line for nothing, and knows no colours of three digits.
        let misread = attributes.iter().filter_map(|(name, _)| match name.as_str() {
            "align" if tag == "table" || tag == "hr" => Some("align"),
            "bgcolor" => Some("bgcolor"),
            _ => None,
        });
        let misread: Vec<&str> = misread.collect();
        if rule.own.is_empty() && rule.cells.is_empty() {
            continue;
        }
        let mark = format!("[{MARK}=\"{number}\"]");
        let Rule { own, cells } = rule;
        // Writing to a string cannot fail.
        let _ = writeln!(sheet, "{mark}{{{own}}}");
        if !cells.is_empty() {
            let _ = writeln!(sheet, "{mark}>*>tr>td,{mark}>*>tr>th{{{cells}}}");
        }
        let mut change = document.mutate();
        change.set_attribute(*id, attribute(MARK), &number.to_string());
        for name in misread {
            change.clear_attribute(*id, attribute(name));
        }
    }
    sheet
}

fn attribute(name: &str) -> QualName {
    QualName::new(None, ns!(), name.into())
}

/// What the attributes of one element say about itself and, on a table, about its cells.
struct Rule {
    own: String,
    cells: String,
}

impl Rule {
    fn read(&mut self, tag: &str, name: &str, value: &str) {
        let is_cell = matches!(tag, "td" | "th");
        let is_table_part = is_cell || matches!(tag, "table" | "tr" | "tbody" | "thead" | "tfoot");
        match name {
            "color" if tag == "font" => self.own("color", color(value)),
            "color" if tag == "hr" => self.own("background-color", color(value)),
            "text" if tag == "body" => self.own("color", color(value)),
            "size" if tag == "font" => self.own("font-size", font_size(value)),
            "size" if tag == "hr" => self.own("height", pixels(value)),
            "face" if tag == "font" => self.own("font-family", families(value)),
            "bgcolor" if tag == "body" || is_table_part => self.own("background-color", color(value)),
            "valign" if is_table_part && tag != "table" => {
                self.own("vertical-align", keyword(value, &["top", "middle", "bottom", "baseline"]));
            }
            "align" if tag == "table" || tag == "hr" => self.place(value),
            "align" => {
                let value = keyword(value, &["left", "right", "center", "justify"]);
                let value = value.map(|word| if word == "justify" { word } else { format!("-moz-{word}") });
                self.own("text-align", value);
            }
            "cellspacing" if tag == "table" => self.own("border-spacing", pixels(value)),
            "cellpadding" if tag == "table" => self.cells("padding", pixels(value)),
            "border" if tag == "table" => {
                let width = pixels(if value.is_empty() { "1" } else { value });
                if let Some(width) = width.filter(|width| width != "0px") {
                    self.own("border", Some(format!("{width} outset #808080")));
                    self.cells("border", Some("1px inset #808080".to_owned()));
                }
            }
            "type" if matches!(tag, "ol" | "ul" | "li") => self.own("list-style-type", list_style(value)),
            _ => {}
        }
    }

    fn place(&mut self, value: &str) {
        match value.to_ascii_lowercase().as_str() {
            "center" => self.margins("auto", "auto"),
            "right" => self.margins("auto", "0"),
            "left" => self.margins("0", "auto"),
            _ => {}
        }
    }

    fn margins(&mut self, left: &str, right: &str) {
        self.own("margin-left", Some(left.to_owned()));
        self.own("margin-right", Some(right.to_owned()));
    }

    fn own(&mut self, property: &str, value: Option<String>) {
        declare(&mut self.own, property, value);
    }

    fn cells(&mut self, property: &str, value: Option<String>) {
        declare(&mut self.cells, property, value);
    }
}

fn declare(rule: &mut String, property: &str, value: Option<String>) {
    if let Some(value) = value {
        let _ = write!(rule, "{property}:{value};");
    }
}

/// A colour's name, `#rgb`, `#rrggbb`, or the digits alone.
fn color(value: &str) -> Option<String> {
    let digits = value.strip_prefix('#').unwrap_or(value);
    let is_number = matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_number {
        true => Some(format!("#{digits}")),
        false => (!value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| value.to_owned()),
    }
}

/// 1 to 7, or steps up and down from 3.
fn font_size(value: &str) -> Option<String> {
    let step: i32 = value.parse().ok()?;
    let is_relative = value.starts_with(['+', '-']);
    let size = if is_relative { step.saturating_add(3) } else { step };
    let names = ["x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"];
    let index = usize::try_from(size.clamp(1, 7) - 1).ok()?;
    names.get(index).map(|name| (*name).to_owned())
}

/// A whole number of pixels, with or without the unit; at most 1000.
fn pixels(value: &str) -> Option<String> {
    let number: u32 = value.trim_end_matches("px").trim().parse().ok()?;
    Some(format!("{}px", number.min(1000)))
}

fn families(value: &str) -> Option<String> {
    let quoted = value.split(',').map(|name| name.trim().trim_matches(['"', '\''])).filter(|name| !name.is_empty());
    let quoted: Vec<String> = quoted.map(quote).collect();
    (!quoted.is_empty()).then(|| quoted.join(","))
}

/// A family name as a string of CSS; names of generic families stay as they are.
pub(crate) fn quote(name: &str) -> String {
    if matches!(name, "serif" | "sans-serif" | "monospace" | "cursive" | "fantasy" | "system-ui") {
        return name.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in name.chars() {
        match letter {
            '"' | '\\' | '<' => {
                let _ = write!(quoted, "\\{:x} ", u32::from(letter));
            }
            letter if letter.is_control() => {}
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

fn keyword(value: &str, known: &[&str]) -> Option<String> {
    let value = value.to_ascii_lowercase();
    known.contains(&value.as_str()).then_some(value)
}

fn list_style(value: &str) -> Option<String> {
    let style = match value {
        "1" => "decimal",
        "a" => "lower-alpha",
        "A" => "upper-alpha",
        // Roman numbers have no glyphs in the engine's lists.
        "i" | "I" => "decimal",
        _ => return keyword(value, &["disc", "circle", "square"]),
    };
    Some(style.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(tag: &str, name: &str, value: &str) -> String {
        let mut rule = Rule { own: String::new(), cells: String::new() };
        rule.read(tag, name, value);
        rule.own + &rule.cells
    }

    #[test]
    fn attributes_become_declarations() {
        for (tag, name, value, expected) in [
            ("font", "size", "7", "font-size:xxx-large;"),
            ("font", "size", "+1", "font-size:large;"),
            ("font", "size", "-9", "font-size:x-small;"),
            ("font", "color", "red", "color:red;"),
            ("font", "color", "00FF00", "color:#00FF00;"),
            ("font", "face", "Arial, 'Open Sans'", "font-family:\"Arial\",\"Open Sans\";"),
            ("td", "valign", "BOTTOM", "vertical-align:bottom;"),
            ("table", "cellpadding", "8", "padding:8px;"),
            ("table", "align", "center", "margin-left:auto;margin-right:auto;"),
            ("hr", "align", "left", "margin-left:0;margin-right:auto;"),
            ("p", "align", "Center", "text-align:-moz-center;"),
            ("ol", "type", "A", "list-style-type:upper-alpha;"),
            ("table", "border", "2", "border:2px outset #808080;border:1px inset #808080;"),
            ("table", "border", "0", ""),
            ("div", "bgcolor", "red", ""),
        ] {
            assert_eq!(own(tag, name, value), expected, "{tag} {name}={value}");
        }
    }

    #[test]
    fn no_value_breaks_out_of_its_declaration() {
        for (tag, name, value) in [
            ("font", "color", "red;}*{color:blue"),
            ("font", "size", "3;}"),
            ("td", "valign", "top}*{"),
            ("table", "cellspacing", "1px}"),
        ] {
            assert_eq!(own(tag, name, value), "", "{value}");
        }
        let face = own("font", "face", "a\"}</style>*{color:red;\\");
        assert_eq!(face, "font-family:\"a\\22 }\\3c /style>*{color:red;\\5c \";");
    }
}
