//! What is read from XML, and the one text that is written.

use roxmltree::Document;

/// The text of the first element with this name, whatever its namespace. Absent too when that is no XML.
pub fn text(xml: &str, name: &str) -> Option<String> {
    let document = Document::parse(xml.trim()).ok()?;
    let element = document.descendants().find(|node| node.is_element() && node.tag_name().name() == name)?;
    element.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The name of the outermost element.
pub fn root(xml: &str) -> Option<String> {
    Some(Document::parse(xml.trim()).ok()?.root_element().tag_name().name().to_owned())
}

/// The list of a multipart upload's parts, from the first on.
pub fn parts<'a>(tags: impl Iterator<Item = &'a str>) -> String {
    let mut xml = String::from(r#"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#);
    for (index, tag) in tags.enumerate() {
        let tag = tag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        xml += &format!("<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>", index + 1);
    }
    xml + "</CompleteMultipartUpload>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let xml = parts(["\"a&<b>\"", "\"c\""].into_iter());
        assert_eq!(text(&xml, "ETag").as_deref(), Some("\"a&<b>\""));
        assert_eq!(root(&xml).as_deref(), Some("CompleteMultipartUpload"));
        let document = Document::parse(&xml).unwrap();
        let numbers = document.descendants().filter(|node| node.tag_name().name() == "PartNumber");
        assert_eq!(numbers.filter_map(|node| node.text()).collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn spaces_before_the_declaration_do_not_matter_and_other_texts_say_nothing() {
        let xml = "  \n<?xml version=\"1.0\"?><Error><Code> SlowDown </Code></Error>";
        assert_eq!(text(xml, "Code").as_deref(), Some("SlowDown"));
        assert_eq!(text("<Error><Code/></Error>", "Code"), None);
        assert_eq!(text("<html><body>502", "Code"), None);
        assert_eq!(root("bad gateway"), None);
    }
}
