//! What a submitted document says of destinations, before it is known what the workspace has.

use crate::transfer::HOSTING;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The options that name the file, whatever the provider: folders first, which one provider calls otherwise.
pub(super) const NAMES: [&str; 3] = ["prefix", "path", "filename"];

/// A destination that a document names.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its place in the list of destinations.
    pub place: u32,
    /// JSON path of it.
    pub path: String,
    /// How it is named.
    pub by: By,
}

impl Wanted {
    /// The provider, as it was written: an id or an alias.
    pub fn provider(&self) -> &str {
        match &self.by {
            By::Saved(saved) => &saved.provider,
            By::Named(named) => &named.provider,
        }
    }
}

/// How a destination is named.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    /// By an integration.
    Saved(Saved),
    /// By its provider and what options say.
    Named(Named),
}

/// A destination named by its integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The integration's id, as it was written.
    pub integration: String,
    /// The provider, as it was written.
    pub provider: String,
    /// Takes the place of the integration's prefix.
    pub prefix: Option<String>,
    /// Takes the place of the render's id.
    pub filename: Option<String>,
    /// What was said beside.
    pub options: Map<String, Value>,
}

/// A destination named by its provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The provider, as it was written.
    pub provider: String,
    /// What was said beside.
    pub options: Map<String, Value>,
}

impl Named {
    fn text(&self, key: &str) -> Option<String> {
        self.options.get(key).and_then(Value::as_str).map(str::to_owned)
    }

    /// Takes the place of the integration's prefix. Most providers call it `prefix`, one `path`.
    pub fn prefix(&self) -> Option<String> {
        self.text("prefix").or_else(|| self.text("path"))
    }

    /// Takes the place of the render's id.
    pub fn filename(&self) -> Option<String> {
        self.text("filename")
    }
}

/// The destinations of a list that has been read and found well-formed, our own hosting left out. `path` is the list's own.
pub fn wanted(destinations: Option<&Value>, path: &str) -> Vec<Wanted> {
    let entries = destinations.and_then(Value::as_array).into_iter().flatten();
    let wanted = (0_u32..).zip(entries).filter_map(|(place, entry)| {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let provider = text("provider")?;
        let by = match text("integrationId") {
            Some(integration) => {
                let (prefix, filename) = (text("pathPrefix"), text("filename"));
                By::Saved(Saved { integration, provider, prefix, filename, options: options(entry) })
            }
            None if provider == HOSTING => return None,
            None => By::Named(Named { provider, options: options(entry) }),
        };
        Some(Wanted { place, path: format!("{path}[{place}]"), by })
    });
    wanted.collect()
}

/// What a list of destinations says beside names at `place`: what the provider's plugin is told. What chooses an integration
/// (the keys of [`super::ProviderFacts::selects`]) or names the file is not among it.
pub fn options_at(destinations: Option<&Value>, place: u32, selects: &BTreeMap<String, String>) -> Map<String, Value> {
    let entry = destinations.and_then(|list| list.get(usize::try_from(place).ok()?));
    let mut options = entry.map(options).unwrap_or_default();
    options.retain(|key, _| !NAMES.contains(&key.as_str()) && !selects.contains_key(key));
    options
}

fn options(entry: &Value) -> Map<String, Value> {
    let mut options = entry.get("options").and_then(Value::as_object).cloned().unwrap_or_default();
    leave_out_null(&mut options);
    options
}

/// Null means absent, here as in the whole document.
fn leave_out_null(object: &mut Map<String, Value>) {
    object.retain(|_, value| !value.is_null());
    object.values_mut().filter_map(Value::as_object_mut).for_each(leave_out_null);
}
