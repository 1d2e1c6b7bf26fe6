//! What a child writes to its stderr.

/// Logs a line of it: what the child itself logged as it was meant, libraries' chatter for developers only.
pub fn heard(line: &str) {
    match spoken(line) {
        Some(("ERROR", said)) => tracing::error!(said, "a child has an error"),
        Some(("WARN", said)) => tracing::warn!(said, "a child warns"),
        Some((_, said)) => tracing::info!(said, "a child says"),
        None if line.trim().is_empty() => {}
        None => tracing::debug!(line, "a child wrote to stderr"),
    }
}

/// The level and the rest of a line that the child's own log made.
fn spoken(line: &str) -> Option<(&str, &str)> {
    let (level, said) = line.trim_start().split_once(' ')?;
    ["ERROR", "WARN", "INFO"].contains(&level).then_some((level, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_are_told_from_chatter() {
        let warned = " WARN renderer::render::cache: an encoded segment could not be kept error=permission denied";
        let said = "renderer::render::cache: an encoded segment could not be kept error=permission denied";
        assert_eq!(spoken(warned), Some(("WARN", said)));
        for chatter in ["", "WARN", "(rushes:1): GLib-WARNING **: oh", "WARNING: old", "warn it"] {
            assert_eq!(spoken(chatter), None, "{chatter}");
        }
    }
}
