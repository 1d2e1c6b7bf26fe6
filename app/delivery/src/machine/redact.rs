//! What plugins write, made fit to be shown.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::fmt;
use zeroize::Zeroize;

/// The longest message, in characters.
const LONGEST: usize = 500;
/// The longest text that is taken over whole: an object's id, an address.
const LONGEST_RESULT: usize = 2000;
/// Shorter secrets cannot be told from words, in characters.
const SHORTEST_SECRET: usize = 6;
/// A line of a secret of several lines counts by itself from this length on, in characters.
const SHORTEST_LINE: usize = 16;
const MASK: &str = "••••";

/// What most programs leave as it is when they percent-encode.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same in paths.
const IN_PATHS: &AsciiSet = &UNRESERVED.remove(b'/');

/// The secrets of a configuration in every form that a message might repeat them in.
#[derive(Default)]
pub(super) struct Secrets {
    /// The longest first, so that none hides within what is left of another.
    forms: Vec<String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.forms.zeroize();
    }
}

impl Secrets {
    /// Takes in the secrets of a configuration, beside those known already.
    pub(super) fn learn(&mut self, config: &Map<String, Value>, properties: &[String]) {
        let values = properties.iter().filter_map(|property| config.get(property).and_then(Value::as_str));
        for value in values {
            let lines = value.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST_LINE);
            for secret in std::iter::once(value).chain(lines) {
                if secret.chars().count() >= SHORTEST_SECRET {
                    self.forms.extend(forms(secret));
                }
            }
        }
        self.forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.forms.dedup();
    }

    /// A message as it may be shown: one line, bounded, without secrets.
    pub(super) fn message(&self, text: &str) -> String {
        self.bounded(text, LONGEST)
    }

    /// An id as it may be shown.
    pub(super) fn result(&self, text: &str) -> String {
        self.bounded(text, LONGEST_RESULT)
    }

    /// An address as it may be shown: none when it is no address of the web, too long, or holds a secret.
    pub(super) fn address(&self, text: &str) -> Option<String> {
        let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= LONGEST_RESULT;
        (is_plain && self.masked(url.as_str()) == url.as_str()).then(|| url.into())
    }

    fn bounded(&self, text: &str, longest: usize) -> String {
        // Control characters first: one within a secret would hide it.
        let line: String =
            text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
        let masked = self.masked(&line);
        match masked.char_indices().nth(longest) {
            Some((end, _)) => {
                format!("{}…", &masked[..end - masked[..end].chars().next_back().map_or(0, char::len_utf8)])
            }
            None => masked,
        }
    }

    fn masked(&self, text: &str) -> String {
        self.forms.iter().fold(text.to_owned(), |text, secret| {
            if text.contains(secret.as_str()) { text.replace(secret.as_str(), MASK) } else { text }
        })
    }
}

/// Wipes a configuration.
pub(super) fn wipe(config: &mut Map<String, Value>) {
    for (_, value) in std::mem::take(config) {
        wipe_value(value);
    }
}

fn wipe_value(value: Value) {
    match value {
        Value::String(mut text) => text.zeroize(),
        Value::Array(items) => items.into_iter().for_each(wipe_value),
        Value::Object(mut object) => wipe(&mut object),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn forms(secret: &str) -> impl Iterator<Item = String> {
    let encoded = |set| utf8_percent_encode(secret, set).to_string();
    let percent = [encoded(NON_ALPHANUMERIC), encoded(UNRESERVED), encoded(IN_PATHS)];
    let lower = percent.clone().map(|text| lower_escapes(&text));
    let form = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let escaped = serde_json::Value::from(secret).to_string();
    let base64 = [
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    let hex = hex::encode(secret);
    [secret.to_owned(), form, escaped.trim_matches('"').to_owned(), hex]
        .into_iter()
        .chain(percent)
        .chain(lower)
        .chain(base64)
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut text, part| {
        let (escape, rest) = part.split_at(part.len().min(2));
        text.push('%');
        text.push_str(&escape.to_ascii_lowercase());
        text.push_str(rest);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secrets(value: &str) -> Secrets {
        let mut secrets = Secrets::default();
        let config = json!({ "key": value, "bucket": "my-bucket" });
        secrets.learn(config.as_object().unwrap(), &["key".to_owned(), "absent".to_owned()]);
        secrets
    }

    #[test]
    fn secrets_are_masked_in_every_form() {
        let secret = "can/ary+s?cret ä";
        let known = secrets(secret);
        for form in [
            secret,
            "can%2Fary%2Bs%3Fcret%20%C3%A4",
            "can%2fary%2bs%3fcret%20%c3%a4",
            "can/ary%2Bs%3Fcret%20%C3%A4",
            "can%2Fary%2Bs%3Fcret+%C3%A4",
            "Y2FuL2FyeStzP2NyZXQgw6Q=",
            "Y2FuL2FyeStzP2NyZXQgw6Q",
            "63616e2f6172792b733f6372657420c3a4",
        ] {
            assert_eq!(
                known.message(&format!("refused: <{form}> in my-bucket")),
                "refused: <••••> in my-bucket",
                "{form}"
            );
        }
        assert_eq!(known.message("can/ary+s?\u{7}cret ä"), "••••");
        assert_eq!(secrets("short").message("short words stay"), "short words stay");
    }

    #[test]
    fn lines_of_a_secret_are_masked_too() {
        let known = secrets("-----BEGIN KEY-----\nMIICANARYMIICANARY\nshort\n-----END KEY-----");
        assert_eq!(known.message("at MIICANARYMIICANARY"), "at ••••");
        assert_eq!(known.message("key -----BEGIN KEY-----\nMIICANARYMIICANARY"), "key •••• ••••");
    }

    #[test]
    fn messages_are_one_line_and_bounded() {
        let known = Secrets::default();
        assert_eq!(known.message("a\r\nb\tc\u{1b}[31m"), "a  b c[31m");
        let long = known.message(&"ä".repeat(600));
        assert_eq!((long.chars().count(), long.ends_with("ä…")), (500, true));
        assert_eq!(known.message(&"ä".repeat(500)).chars().count(), 500);
    }

    #[test]
    fn addresses_are_of_the_web_and_hold_no_secret() {
        let known = secrets("canary-canary");
        assert_eq!(known.address("https://example.com/a?b").as_deref(), Some("https://example.com/a?b"));
        for bad in ["javascript:alert(1)", "x", "https://a:b@c.d/", "https://example.com/?k=canary-canary"] {
            assert_eq!(known.address(bad), None, "{bad}");
        }
    }
}
