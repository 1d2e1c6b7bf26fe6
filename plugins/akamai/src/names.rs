//! What a file can be called, and what it is called until it is complete.

use plugin_sdk::{Fail, Reason};

/// The most bytes of a path, the CP code counted.
const MOST_BYTES: usize = 1024;

/// The most bytes between two slashes.
const MOST_PART_BYTES: usize = 255;

/// Whether files can have this path, whose first part is the CP code.
///
/// # Errors
/// When NetStorage would refuse the path, or take it for another one.
pub fn check(path: &str) -> Result<(), Fail> {
    let parts = || path.split('/').skip(1);
    let message = if path.len() > MOST_BYTES {
        format!(
            "a path in NetStorage has at most 1,024 bytes, not {}: shorten the file name or its folders",
            path.len()
        )
    } else if parts().any(|part| part.len() > MOST_PART_BYTES) {
        "a name in NetStorage has at most 255 bytes: shorten the file name or its folders".to_owned()
    } else if parts().any(|part| matches!(part, "" | "." | "..")) {
        format!("`{path}` cannot be a path in NetStorage: no file or folder may be named . or .., or have no name")
    } else if path.chars().any(char::is_control) {
        "a name in NetStorage has no control characters: use another file name".to_owned()
    } else {
        return Ok(());
    };
    Err(Fail { reason: Reason::Invalid, message, retryable: false })
}

/// The name of a file until it is complete: in the same folder, and nobody else's.
pub fn temporary(key: &str, transfer: &str) -> String {
    match key.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/rushes-{transfer}.part"),
        None => format!("rushes-{transfer}.part"),
    }
}

/// The folders of a file, the outermost first.
pub fn folders(key: &str) -> Vec<&str> {
    key.match_indices('/').map(|(end, _)| &key[..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_netstorage_keeps_as_it_is() {
        let long = format!("/1/{}", "a".repeat(255));
        for good in ["/1/a", "/1/a b/ü+%#?.mp4", "/1/..a/.b", "/1/🎬", &long] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let longer = format!("/1/{}", "a".repeat(256));
        let longest = format!("/1{}", "/aaaaaaa".repeat(128));
        for bad in ["/1/", "/1/a//b", "/1/../b", "/1/./b", "/1/a\nb", &longer, &longest] {
            assert_eq!(check(bad).map_err(|fail| fail.reason), Err(Reason::Invalid), "{bad:?}");
        }
    }

    #[test]
    fn a_temporary_name_is_beside_the_file() {
        assert_eq!(temporary("a/b/c.mp4", "6f2c"), "a/b/rushes-6f2c.part");
        assert_eq!(temporary("c.mp4", "6f2c"), "rushes-6f2c.part");
        assert_eq!(folders("a/ü/c.mp4"), ["a", "a/ü"]);
        assert!(folders("c.mp4").is_empty());
    }
}
