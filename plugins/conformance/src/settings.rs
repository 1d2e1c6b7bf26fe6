//! The settings file: how a destination is configured, and how its service is looked at.

use crate::{CommandService, Plan};
use delivery::Launch;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What was given cannot be used, so nothing was tried. The message repeats no value: settings hold secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Unusable {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// The settings file, in TOML or JSON; `plugins/sdk/README.md` describes it. It holds secrets, so it cannot be printed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    provider: Option<String>,
    config: Map<String, Value>,
    #[serde(default)]
    options: Map<String, Value>,
    wrong: Option<Map<String, Value>>,
    #[serde(default)]
    prefix: String,
    odd_names: Option<Vec<String>>,
    film: Option<PathBuf>,
    large_bytes: Option<u64>,
    silence_seconds: Option<u64>,
    #[serde(default)]
    allow: String,
    read: Option<Asking>,
    list: Option<Asking>,
    renew: Option<Asking>,
}

/// A command that answers a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    command: Vec<String>,
}

impl Settings {
    /// Reads a file, as JSON when its name ends in `.json`.
    ///
    /// # Errors
    /// [`Unusable`], with the place of what is wrong.
    pub fn read(file: &Path) -> Result<Self, Unusable> {
        let name = file.display();
        let text =
            std::fs::read_to_string(file).map_err(|error| Unusable(format!("{name} cannot be read: {error}")))?;
        let is_json = file.extension().is_some_and(|extension| extension == "json");
        if is_json { Self::from_json(&text) } else { Self::from_toml(&text) }
            .map_err(|Unusable(wrong)| Unusable(format!("{name}: {wrong}")))
    }

    // What the readers say of an error repeats values; so only its place is told.
    fn from_json(text: &str) -> Result<Self, Unusable> {
        serde_json::from_str(text).map_err(|error| wrong_at(error.line()))
    }

    fn from_toml(text: &str) -> Result<Self, Unusable> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            wrong_at(before.matches('\n').count() + 1)
        })
    }

    /// What they say is to be tried on this library, and how the service is looked at.
    ///
    /// # Errors
    /// [`Unusable`]: the film cannot be read.
    pub fn into_plan(self, library: PathBuf, launch: Launch) -> Result<(Plan, CommandService), Unusable> {
        let film = self.film.map(|film| {
            let bytes = std::fs::read(&film).map(Arc::new);
            bytes.map_err(|error| Unusable(format!("the film {} cannot be read: {error}", film.display())))
        });
        let words = |asking: Option<Asking>| asking.map(|asking| asking.command);
        let (read, list, renew) = (words(self.read), words(self.list), words(self.renew));
        let service = CommandService { read, list, renew, config: self.config.clone() };
        let plan = Plan::new(library, launch, self.config);
        let plan = Plan {
            provider: self.provider,
            options: self.options,
            wrong: self.wrong,
            prefix: self.prefix,
            film: film.transpose()?,
            odd_names: self.odd_names.unwrap_or(plan.odd_names),
            large_bytes: self.large_bytes.unwrap_or(plan.large_bytes),
            silence: self.silence_seconds.map_or(plan.silence, Duration::from_secs),
            allow: self.allow,
            ..plan
        };
        Ok((plan, service))
    }
}

fn wrong_at(line: usize) -> Unusable {
    Unusable(format!("line {line} is not as the settings have to be; plugins/sdk/README.md says what is in them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = r#"
        provider = "webdav"
        prefix = "films"
        large_bytes = 1000
        silence_seconds = 3
        allow = "10.0.0.1:8080"
        [config]
        url = "http://10.0.0.1:8080/dav"
        password = "canary-canary"
        [wrong]
        password = "another"
        [read]
        command = ["curl", "{path}"]
        [list]
        command = ["ls"]
    "#;
    const JSON: &str = r#"{
        "provider": "webdav", "prefix": "films", "large_bytes": 1000, "silence_seconds": 3, "allow": "10.0.0.1:8080",
        "config": { "url": "http://10.0.0.1:8080/dav", "password": "canary-canary" },
        "wrong": { "password": "another" },
        "read": { "command": ["curl", "{path}"] }, "list": { "command": ["ls"] }
    }"#;

    #[test]
    fn both_notations_say_the_same() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("settings.toml", TOML), ("settings.json", JSON)] {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            let launch = Launch { program: PathBuf::new(), arguments: Vec::new(), environment: Vec::new() };
            let (plan, service) = Settings::read(&file).unwrap().into_plan(PathBuf::from("a.so"), launch).unwrap();
            assert_eq!((plan.provider.as_deref(), plan.prefix.as_str()), (Some("webdav"), "films"));
            assert_eq!((plan.large_bytes, plan.silence.as_secs(), plan.allow.as_str()), (1000, 3, "10.0.0.1:8080"));
            assert_eq!(plan.config["password"], "canary-canary");
            assert_eq!(plan.wrong.unwrap()["password"], "another");
            assert_eq!(service.read.unwrap(), ["curl", "{path}"]);
            assert!(service.renew.is_none());
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_without_values() {
        let wrong = |read: Result<Settings, Unusable>| read.err().map(|Unusable(message)| message).unwrap();
        for (text, line) in [
            ("[config]\npassword = canary-canary", 2),
            ("config = \"canary-canary\"", 1),
            ("[config]\n[canary-canary]\n", 2),
        ] {
            let message = wrong(Settings::from_toml(text));
            assert!(message.starts_with(&format!("line {line} is not ")) && !message.contains("canary"), "{message}");
        }
        let message = wrong(Settings::from_json("{\n\"config\": \"canary-canary\"}"));
        assert!(message.starts_with("line 2 is not ") && !message.contains("canary"), "{message}");
    }
}
