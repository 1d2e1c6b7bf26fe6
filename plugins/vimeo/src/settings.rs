//! What the configuration and the render say, put together.

use plugin_sdk::{Action, Job, Kind, Reason, Value, json};
use serde_json::Map;

const ENDPOINT: &str = "https://api.vimeo.com";

/// The longest name of a video, in characters.
const NAME_CHARACTERS: usize = 128;

/// How a video is to be, and who makes it. Not `Debug`: it holds the token.
pub struct Settings {
    token: String,
    endpoint: String,
    /// The video's name.
    pub name: String,
    /// What the video is when it is made, but for its name and size.
    pub attributes: Map<String, Value>,
    /// The folder, for errors.
    pub folder: Option<String>,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// No token, a video that nobody could open for want of a password, or an empty file.
    pub fn of(job: &Job) -> Result<Self, Action> {
        let token = job.config("accessToken").ok_or_else(|| invalid("The access token is missing: add one."))?;
        if job.kind == Kind::Send && job.file.bytes == 0 {
            return Err(invalid("The file is empty, and Vimeo takes no empty videos."));
        }
        let privacy = privacy(job);
        let mut attributes = Map::new();
        if let Some(description) = job.option("description") {
            attributes.insert("description".into(), json!(description));
        }
        if privacy.get("view").and_then(Value::as_str) == Some("password") {
            let password = job.config("videoPassword").ok_or_else(|| {
                invalid("The video is to be seen with a password, but none is configured: set \"videoPassword\".")
            })?;
            attributes.insert("password".into(), json!(password));
        }
        if !privacy.is_empty() {
            attributes.insert("privacy".into(), Value::Object(privacy));
        }
        let folder = job.option("folderUri").or_else(|| job.config("folderUri"));
        if let Some(folder) = folder {
            attributes.insert("folder_uri".into(), json!(folder));
        }
        Ok(Self {
            token: token.to_owned(),
            endpoint: job.config("endpoint").unwrap_or(ENDPOINT).trim_end_matches('/').to_owned(),
            name: job.option("name").unwrap_or_else(|| stem(job.file.name())).chars().take(NAME_CHARACTERS).collect(),
            attributes,
            folder: folder.map(str::to_owned),
        })
    }

    /// The value of the header `authorization`.
    pub fn authorization(&self) -> String {
        format!("bearer {}", self.token)
    }

    /// The address of a path of the API.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }

    /// The text without the token, the videos' password and addresses, which may be those of uploads.
    pub fn without_secrets(&self, text: &str) -> String {
        let words = text.split(' ').map(|word| if word.contains("://") { "(an address)" } else { word });
        let text = words.collect::<Vec<_>>().join(" ").replace(&self.token, "…");
        match self.attributes.get("password").and_then(Value::as_str) {
            Some(password) => text.replace(password, "…"),
            None => text,
        }
    }
}

/// Who may do what with the video: what the render says, and else what is configured.
fn privacy(job: &Job) -> Map<String, Value> {
    let of_render = job.options.get("privacy").and_then(Value::as_object);
    let configured = ["view", "embed", "comments", "download", "add"].into_iter().filter_map(|what| {
        let property = format!("privacy{}{}", what[..1].to_ascii_uppercase(), &what[1..]);
        let value = of_render.and_then(|privacy| privacy.get(what)).or_else(|| job.config.get(&property))?;
        (!value.is_null() && *value != "").then(|| (what.to_owned(), value.clone()))
    });
    configured.collect()
}

/// A file's name without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

fn invalid(message: &str) -> Action {
    Action::fail(Reason::Invalid, message)
}
