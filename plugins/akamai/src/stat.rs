//! What NetStorage says of a file.

use roxmltree::Document;

/// A file or folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Stat {
    /// Its size in bytes; absent for folders.
    pub bytes: Option<u64>,
    /// MD5 in lower-case hexadecimal, where it is kept.
    pub md5: Option<String>,
}

/// Reads an answer to `stat`. Absent when that is none.
pub fn read(xml: &str) -> Option<Stat> {
    let document = Document::parse(xml.trim_start_matches('\u{FEFF}').trim()).ok()?;
    let file = document.descendants().find(|node| node.tag_name().name() == "file")?;
    let is_file = file.attribute("type") == Some("file");
    Some(Stat {
        bytes: file.attribute("size").filter(|_| is_file).and_then(|size| size.parse().ok()),
        md5: file.attribute("md5").filter(|md5| !md5.is_empty()).map(str::to_ascii_lowercase),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_a_size_and_folders_have_none() {
        let file = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
            <stat directory="/123456/2026">
              <file type="file" name="film.mp4" mtime="1790000000" size="5" md5="5D41402ABC4B2A76B9719D911017C592"/>
            </stat>"#;
        let md5 = Some("5d41402abc4b2a76b9719d911017c592".to_owned());
        assert_eq!(read(file), Some(Stat { bytes: Some(5), md5 }));
        let folder = r#"<stat directory="/123456"><file type="dir" name="2026" mtime="1790000000"/></stat>"#;
        assert_eq!(read(folder), Some(Stat { bytes: None, md5: None }));
        assert_eq!(read("<HTML>Request Processed</HTML>"), None);
    }
}
