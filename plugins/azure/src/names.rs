//! What a blob can be called.

use plugin_sdk::{Fail, Reason};

/// The most characters, as Azure counts them.
const MOST_CHARACTERS: usize = 1024;

/// The most folders, the name itself counted.
const MOST_PARTS: usize = 254;

/// Whether a blob can have this name and keep it.
///
/// # Errors
/// When Azure would refuse the name, or take it for another one.
pub fn check(name: &str) -> Result<(), Fail> {
    let characters = name.encode_utf16().count();
    let message = if characters == 0 || characters > MOST_CHARACTERS {
        format!("a blob's name with its folders has 1 to 1,024 characters, not {characters}: shorten it")
    } else if name.split('/').count() > MOST_PARTS {
        format!("a blob's name has at most {MOST_PARTS} parts between slashes: use fewer folders")
    } else if name.contains('\\') {
        // Azure makes slashes of them: the blob would have another name than was asked for.
        format!("`{name}` cannot be a blob's name: use / between folders, and no \\")
    } else if name.ends_with('/') {
        format!("`{name}` cannot be a blob's name: it ends in a slash")
    } else if name.split('/').any(|part| part.ends_with('.')) {
        format!("`{name}` cannot be a blob's name: neither it nor a folder may end in a dot")
    } else if name.chars().any(|character| character.is_control() || is_private(character)) {
        "a blob's name has no control characters: use another file name".to_owned()
    } else {
        return Ok(());
    };
    Err(Fail { reason: Reason::Invalid, message, retryable: false })
}

/// Code points without a meaning of their own, which Azure refuses.
const fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_azure_keeps_as_it_is() {
        let long = "é".repeat(1024);
        for good in ["a", ".well-known/a", "a//b", "a b+%#?&=.mp4", "日本/🎬.mp4", "..a/b", &long] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let parts = ["a"; 255].join("/");
        let longer = "é".repeat(1025);
        for bad in
            ["", "a/", "a\\", "a\\b", "a.", "a./b", "a/../b", ".", "a\u{7}", "a\u{81}", "a\u{e000}", &longer, &parts]
        {
            assert_eq!(check(bad).map_err(|fail| fail.reason), Err(Reason::Invalid), "{bad:?}");
        }
    }
}
