//! A service that is looked at through commands of whoever proves a destination for it.

use super::{Reading, Service, Wanted};
use delivery::NotRefreshed;
use futures::future::BoxFuture;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::process::Stdio;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

/// What is encoded in a path of an address.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
/// How much of an object is in memory at a time, in bytes.
const PIECE: usize = 128 << 10;

/// Runs a command for each question. Words may hold `{key}`, `{path}` (the key, encoded for an address) and `{id}`.
#[derive(Clone, Default)]
pub struct CommandService {
    /// Prints an object's bytes; ends with another status than 0 when it is not there.
    pub read: Option<Vec<String>>,
    /// Prints a line for each object.
    pub list: Option<Vec<String>>,
    /// Prints what replaces parts of the configuration, as a JSON object.
    pub renew: Option<Vec<String>>,
    /// The configuration.
    pub config: Map<String, Value>,
}

impl Service for CommandService {
    fn read<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Reading, String>> {
        Box::pin(async move {
            let Some(words) = &self.read else { return Ok(Reading::Unknown) };
            let path = utf8_percent_encode(&wanted.key, IN_PATHS).to_string();
            let id = wanted.id.as_deref().unwrap_or_default();
            let fill = |word: &String| word.replace("{key}", &wanted.key).replace("{path}", &path).replace("{id}", id);
            let mut child = command(words.iter().map(fill).collect(), "read")?
                .spawn()
                .map_err(|error| format!("The command that reads objects could not be run: {error}."))?;
            let mut output = child.stdout.take().ok_or("The command that reads objects has no output.")?;
            let (mut hasher, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
            loop {
                let read =
                    output.read(&mut piece).await.map_err(|error| format!("Reading an object failed: {error}."))?;
                if read == 0 {
                    break;
                }
                hasher.update(&piece[..read]);
                bytes += read as u64;
            }
            let status = child.wait().await.map_err(|error| format!("Reading an object failed: {error}."))?;
            Ok(if status.success() {
                Reading::Found { bytes, sha256: hex::encode(hasher.finalize()) }
            } else {
                Reading::Absent
            })
        })
    }

    fn list(&self) -> BoxFuture<'_, Result<Option<Vec<String>>, String>> {
        Box::pin(async {
            let Some(words) = &self.list else { return Ok(None) };
            let lines = output(words, "lists").await?;
            Ok(Some(lines.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()))
        })
    }

    fn renew(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        Box::pin(async {
            let words = self.renew.as_ref().ok_or(NotRefreshed::Unavailable)?;
            let printed = output(words, "renews").await.map_err(|_| NotRefreshed::Reconnect)?;
            let renewed: Map<String, Value> = serde_json::from_str(&printed).map_err(|_| NotRefreshed::Unavailable)?;
            let mut config = self.config.clone();
            config.extend(renewed);
            Ok(config)
        })
    }
}

/// What a command prints. It may hold secrets, so nothing of it is shown.
async fn output(words: &[String], what: &str) -> Result<String, String> {
    let done = command(words.to_vec(), what)?.output().await;
    let done = done.map_err(|error| format!("The command that {what} could not be run: {error}."))?;
    if !done.status.success() {
        return Err(format!("The command that {what} ended with {}: try it by hand.", done.status));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("The command that {what} prints what is not UTF-8."))
}

fn command(words: Vec<String>, what: &str) -> Result<Command, String> {
    let mut words = words.into_iter();
    let program = words.next().ok_or_else(|| format!("The command for `{what}` is empty: name a program."))?;
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Option<Vec<String>> {
        Some(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn wanted(key: &str) -> Wanted {
        Wanted { key: key.to_owned(), id: Some("v-1".to_owned()) }
    }

    #[tokio::test]
    async fn what_a_command_prints_is_what_is_there() {
        let service =
            CommandService { read: words(&["printf", "%s", "{key} {path} {id}"]), ..CommandService::default() };
        let Ok(Reading::Found { bytes, sha256 }) = service.read(&wanted("a/é b")).await else { panic!("it is there") };
        let printed = "a/é b a/%C3%A9%20b v-1";
        assert_eq!((bytes, sha256), (printed.len() as u64, hex::encode(Sha256::digest(printed))));
    }

    #[tokio::test]
    async fn a_command_that_fails_found_nothing_and_none_knows_nothing() {
        let service = CommandService { read: words(&["false"]), list: words(&["false"]), ..CommandService::default() };
        assert_eq!(service.read(&wanted("a")).await, Ok(Reading::Absent));
        assert!(service.list().await.is_err());
        assert_eq!(CommandService::default().read(&wanted("a")).await, Ok(Reading::Unknown));
        assert_eq!(CommandService::default().list().await, Ok(None));
        let nonsense = CommandService { read: words(&["/nowhere/at/all"]), ..CommandService::default() };
        assert!(nonsense.read(&wanted("a")).await.is_err());
    }

    #[tokio::test]
    async fn every_line_is_an_object_and_what_is_renewed_replaces_what_was() {
        let service = CommandService {
            list: words(&["printf", "a b\\n\\nc\\n"]),
            renew: words(&["printf", r#"{"token":"new"}"#]),
            config: serde_json::from_str(r#"{"token":"old","folder":"f"}"#).unwrap(),
            ..CommandService::default()
        };
        assert_eq!(service.list().await, Ok(Some(vec!["a b".to_owned(), "c".to_owned()])));
        let renewed = service.renew().await.unwrap();
        assert_eq!(Value::Object(renewed), serde_json::json!({ "token": "new", "folder": "f" }));
    }
}
