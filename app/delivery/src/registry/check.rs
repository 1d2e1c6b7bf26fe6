//! What a library may say of itself.

use super::hosts::HostPattern;
use plugin_sdk::{Description, PROTOCOL, Provider};
use serde_json::Value;
use std::collections::BTreeSet;

const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 100;

/// Holds a description to the rules that its types leave open; `taken` are the ids and aliases of others.
///
/// # Errors
/// What is wrong, as a clause about the library.
pub(super) fn description(description: &Description, taken: &BTreeSet<&str>) -> Result<(), String> {
    if description.protocol != PROTOCOL {
        let theirs = description.protocol;
        return Err(format!("speaks version {theirs} of the protocol; this server speaks version {PROTOCOL}"));
    }
    if description.providers.is_empty() {
        return Err("serves no provider".to_owned());
    }
    for (what, text) in [("name", &description.name), ("version", &description.version)] {
        if !is_name(text) {
            return Err(format!("has a {what} that is none: up to {LONGEST_NAME} characters in one line"));
        }
    }
    let mut known = BTreeSet::new();
    for provider in &description.providers {
        for id in std::iter::once(&provider.id).chain(&provider.aliases) {
            if !is_id(id) {
                return Err(format!(
                    "serves `{}`, which is no id: up to {LONGEST_ID} lower-case letters, digits and hyphens, a letter first",
                    id.escape_debug().take(LONGEST_ID + 1).collect::<String>()
                ));
            }
            if taken.contains(id.as_str()) {
                return Err(format!("serves `{id}`, which another library or the server itself serves already"));
            }
            if !known.insert(id.as_str()) {
                return Err(format!("serves `{id}` twice"));
            }
        }
        one(provider).map_err(|wrong| format!("serves `{}`, whose {wrong}", provider.id))?;
    }
    Ok(())
}

fn is_id(id: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    id.len() <= LONGEST_ID
        && id.bytes().all(is_fine)
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && !id.ends_with('-')
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

fn one(provider: &Provider) -> Result<(), String> {
    if !is_name(&provider.name) {
        return Err(format!("name is none: up to {LONGEST_NAME} characters in one line"));
    }
    schema("configSchema", &provider.config_schema)?;
    schema("optionsSchema", &provider.options_schema)?;
    let has = |schema: &Value, property: &str| schema["properties"].get(property).is_some();
    if let Some(endpoint) = &provider.endpoint
        && !has(&provider.config_schema, endpoint)
    {
        return Err(format!("endpoint names `{endpoint}`, which configSchema lacks"));
    }
    for (option, property) in &provider.selects {
        if !has(&provider.options_schema, option) {
            return Err(format!("selects names the option `{option}`, which optionsSchema lacks"));
        }
        if !has(&provider.config_schema, property) {
            return Err(format!("selects names `{property}`, which configSchema lacks"));
        }
    }
    if provider.options_schema["properties"].as_object().is_some_and(|all| all.values().any(is_write_only)) {
        return Err("optionsSchema marks a secret: what a render says is no place for one".to_owned());
    }
    for host in &provider.hosts {
        HostPattern::parse(host).map_err(|wrong| format!("host {wrong}"))?;
    }
    if provider.hosts.is_empty() && provider.endpoint.is_none() {
        return Err("hosts are none, and it names no endpoint".to_owned());
    }
    if provider.capabilities.parallel == 0 {
        return Err("capabilities allow 0 requests at once".to_owned());
    }
    if provider.capabilities.files.is_empty() {
        return Err("capabilities name no kind of file".to_owned());
    }
    Ok(())
}

/// A schema of an object whose properties can be shown as a form, and whose secrets can be sealed one by one.
fn schema(name: &str, schema: &Value) -> Result<(), String> {
    super::schema::Schema::compile(schema).map_err(|wrong| format!("{name} is no JSON Schema: {wrong}"))?;
    if schema["type"] != "object" {
        return Err(format!("{name} is not of type object"));
    }
    let none = serde_json::Map::new();
    for (property, of) in schema["properties"].as_object().unwrap_or(&none) {
        for text in ["title", "description"] {
            if of[text].as_str().is_none_or(str::is_empty) {
                return Err(format!("{name} says no {text} of `{property}`"));
            }
        }
        if is_write_only(of) && of["type"] != "string" {
            return Err(format!("{name} marks `{property}` as secret, which is no text"));
        }
        if of.as_object().is_some_and(|of| of.values().any(holds_secret)) {
            return Err(format!(
                "{name} marks something inside `{property}` as secret; secrets are properties of their own"
            ));
        }
    }
    let elsewhere = schema.as_object().into_iter().flatten().filter(|(keyword, _)| *keyword != "properties");
    if elsewhere.into_iter().any(|(_, part)| holds_secret(part)) {
        return Err(format!("{name} marks something as secret that is no property of its own"));
    }
    Ok(())
}

pub(super) fn is_write_only(schema: &Value) -> bool {
    schema["writeOnly"] == true
}

fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Object(object) => is_write_only(value) || object.values().any(holds_secret),
        Value::Array(array) => array.iter().any(holds_secret),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
