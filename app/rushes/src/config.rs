//! Settings: the documented defaults of `rushes.toml`, a file, the environment, in rising order.

use domain::composition::LumaPolarity;
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use serde::Deserialize;
use std::fmt;
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

/// The documented defaults, as shipped.
const DEFAULTS: &str = include_str!("../../../rushes.toml");

/// Every setting; `rushes.toml` documents each.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub storage: Storage,
    pub vault: Vault,
    pub log: Log,
    pub limits: Limits,
    pub edit: Edit,
    pub worker: Worker,
    pub egress: Egress,
    pub plugins: Plugins,
    pub google: Google,
    pub cache: Cache,
    pub retention: Retention,
    pub rate_limits: RateLimits,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub data: PathBuf,
    pub listen: String,
    pub role: Role,
    pub public_url: String,
    pub stop_seconds: u64,
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answer requests.
    Api,
    /// Do the work.
    Worker,
    /// Both.
    All,
}

/// `[database]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: Hidden,
    pub log_url: Hidden,
}

/// `[storage]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    pub url: String,
    pub endpoint: Hidden,
    pub region: String,
    pub access_key: Hidden,
    pub secret_key: Hidden,
}

/// `[vault]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    pub master_key: Hidden,
    pub master_key_file: String,
    pub previous_master_key: Hidden,
    pub previous_master_key_file: String,
}

/// What is a secret or may hold one, such as the address of a database server with its password; never printed.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// This text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text; none when nothing is set.
    pub fn expose(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.expose().is_some() { "[hidden]" } else { "-" })
    }
}

/// `[log]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub filter: String,
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// `[limits]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub body_bytes: NonZeroUsize,
    pub tracks: NonZeroUsize,
    pub clips: NonZeroUsize,
    pub sources: NonZeroUsize,
    pub source_bytes: NonZeroU64,
    pub sources_bytes: NonZeroU64,
    pub output_seconds: Positive,
    pub stage_output_seconds: Positive,
    pub fetch_seconds: NonZeroU64,
}

/// A number above zero that need not be whole.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Positive(f64);

impl Positive {
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Positive {
    type Error = &'static str;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        if number.is_finite() && number > 0.0 { Ok(Self(number)) } else { Err("expected a number above 0") }
    }
}

/// `[edit]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub unknown_properties: UnknownProperties,
    pub mattes: LumaPolarity,
}

/// What becomes of properties that no schema knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownProperties {
    /// The edit is refused, and the answer names them.
    Refuse,
    /// They are left out.
    Ignore,
}

/// `[worker]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    pub renders: usize,
    pub workspace_renders: u32,
    pub transfers: NonZeroUsize,
    pub lease_seconds: NonZeroU64,
    pub metrics_listen: String,
    pub render_seconds: NonZeroU64,
    pub stall_seconds: NonZeroU64,
    pub render_memory_mib: u64,
    pub poll_millis: NonZeroU64,
}

/// `[egress]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    pub allow: String,
}

/// `[plugins]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plugins {
    pub dir: String,
    pub memory_mib: NonZeroU64,
}

/// `[google]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Google {
    pub client_id: String,
    pub client_secret: Hidden,
    pub redirect_url: String,
    pub authorize_url: String,
    pub token_url: String,
}

/// `[cache]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    pub segments_bytes: u64,
    pub sources_bytes: u64,
    pub sources_hours: u64,
}

/// `[retention]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub output_hours: NonZeroU64,
}

/// `[rate_limits]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    pub enabled: bool,
    pub edit_v1: NonZeroU32,
    pub edit_stage: NonZeroU32,
    pub serve_v1: NonZeroU32,
    pub serve_stage: NonZeroU32,
    pub workspace: NonZeroU32,
    pub rushes: NonZeroU32,
    pub login: NonZeroU32,
}

impl Log {
    /// Whether nobody asked for another filter.
    pub fn is_as_shipped(&self) -> bool {
        let shipped = Config::load_from(Figment::from(Toml::string(DEFAULTS)));
        shipped.is_ok_and(|shipped| shipped.log.filter == self.filter)
    }
}

impl Config {
    fn load_from(figment: Figment) -> Result<Self, Box<figment::Error>> {
        figment.extract().map_err(Box::new)
    }

    /// Defaults, then `file` when given, then `./rushes.toml` when there is one and none was given, then the environment.
    pub fn load(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Box<figment::Error>> {
        let own = Path::new("rushes.toml");
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        match file {
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if own.is_file() => figment = figment.merge(Toml::file_exact(own)),
            None => {}
        }
        Self::load_from(figment.merge(Serialized::defaults(overrides(environment)?)))
    }
}

/// `section.name` → `RUSHES_SECTION_NAME`.
fn variable(section: &str, name: &str) -> String {
    format!("RUSHES_{section}_{name}").to_uppercase()
}

/// What the environment sets, each value read as its default's type.
fn overrides(environment: impl Fn(&str) -> Option<String>) -> Result<Map<String, Dict>, Box<figment::Error>> {
    let defaults: Map<String, Dict> = Figment::from(Toml::string(DEFAULTS)).extract().map_err(Box::new)?;
    let mut set = Map::new();
    for (section, names) in defaults {
        for (name, default) in names {
            let variable = variable(&section, &name);
            if let Some(text) = environment(&variable) {
                let value = typed(&default, &text).ok_or_else(|| {
                    Box::new(figment::Error::from(format!(
                        "{variable} should be like its default {default:?}, not {text:?}"
                    )))
                })?;
                set.entry(section.clone()).or_insert_with(Dict::new).insert(name, value);
            }
        }
    }
    Ok(set)
}

fn typed(default: &Value, text: &str) -> Option<Value> {
    match default {
        Value::String(..) => Some(text.into()),
        Value::Bool(..) => text.parse::<bool>().ok().map(Into::into),
        Value::Num(..) => match text.parse::<i64>() {
            Ok(number) => Some(number.into()),
            Err(_) => text.parse::<f64>().ok().filter(|n| n.is_finite()).map(Into::into),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
