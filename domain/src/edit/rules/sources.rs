//! Rules of the addresses in an edit.

use super::found::Found;
use crate::edit::fault::{Fault, placeholder};
use serde_json::Value;
use std::collections::HashSet;

/// The distinct addresses met so far.
pub(super) struct Sources<'a> {
    local: bool,
    seen: HashSet<&'a str>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(local: bool) -> Self {
        Self { local, seen: HashSet::new() }
    }

    /// How many distinct addresses there are.
    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    /// The `src` of the object at `path`. An empty one is the reader's to report.
    pub(super) fn add(&mut self, object: &'a Value, path: &str, faults: &mut Found) {
        let Some(src) = object.get("src").and_then(Value::as_str).map(str::trim) else { return };
        if src.is_empty() {
            return;
        }
        self.seen.insert(src);
        if !self.is_address(src) {
            faults.add(Fault::new(format!("{path}.src"), complaint(src)));
        }
    }

    /// As [`Sources::add`], but `alias://NAME` of a clip will do.
    pub(super) fn add_unless_alias(&mut self, object: &'a Value, path: &str, faults: &mut Found) {
        let alias = object.get("src").and_then(Value::as_str).is_some_and(|src| src.trim().starts_with("alias://"));
        if !alias {
            self.add(object, path, faults);
        }
    }

    /// The address that is told of the render's end.
    pub(super) fn callback(&self, address: &str, faults: &mut Found) {
        let address = address.trim();
        if !address.is_empty() && !is_web_address(address) {
            faults.add(Fault::new("callback", complaint(address)));
        }
    }

    fn is_address(&self, text: &str) -> bool {
        is_web_address(text) || self.local && placeholder(text).is_none() && !text.contains("://")
    }
}

/// What is wrong with an address. It is not repeated: it may hold credentials.
fn complaint(address: &str) -> String {
    let found = placeholder(address).map_or_else(String::new, |found| format!(", received {found}"));
    format!("Invalid URL: expected an address that begins with http:// or https://{found}")
}

/// Whether a text is http(s) with a host and without spaces. What it leads to is for the one who fetches it to judge.
fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    web && plain && !host.is_empty() && !host.starts_with(':') && placeholder(text).is_none()
}
