//! What is read from XML, and the one text that is written.

use roxmltree::Document;

/// The text of the first element with this name. Absent too when that is no XML.
pub fn text(xml: &str, name: &str) -> Option<String> {
    let document = Document::parse(xml.trim_start_matches('\u{FEFF}').trim()).ok()?;
    let element = document.descendants().find(|node| node.is_element() && node.tag_name().name() == name)?;
    element.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The list of blocks that make a blob, in their order.
///
/// `Latest` finds a block that was sent since, or else the one that the blob has already: so the same list can be
/// committed twice.
pub fn block_list(ids: impl Iterator<Item = String>) -> String {
    let mut xml = String::from(r#"<?xml version="1.0" encoding="utf-8"?><BlockList>"#);
    // Base64: nothing that XML would want escaped.
    ids.for_each(|id| xml += &format!("<Latest>{id}</Latest>"));
    xml + "</BlockList>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_with_and_without_a_byte_order_mark() {
        let xml =
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code> ServerBusy </Code><Message/></Error>";
        assert_eq!(text(xml, "Code").as_deref(), Some("ServerBusy"));
        assert_eq!(text(xml, "Message"), None);
        assert_eq!(text("<html><body>502", "Code"), None);
    }

    #[test]
    fn a_list_of_blocks_keeps_their_order() {
        let xml = block_list(["Yg==".to_owned(), "YQ==".to_owned()].into_iter());
        let document = Document::parse(&xml).unwrap();
        let ids = document.root_element().children().map(|node| (node.tag_name().name(), node.text().unwrap()));
        assert_eq!(ids.collect::<Vec<_>>(), [("Latest", "Yg=="), ("Latest", "YQ==")]);
    }
}
