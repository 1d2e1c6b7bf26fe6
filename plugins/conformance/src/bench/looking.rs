//! What is there, and whether that is what should be.

use super::Bench;
use crate::content::Content;
use crate::order::{End, Ran, described};
use crate::service::{Reading, Wanted};
use crate::verdict::Fault;
use delivery::Delivered;
use std::time::Duration;

/// How often a service is looked at before it is believed, and how long is waited between: lists may be behind.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// What is visible at a moment; nothing when nobody can list it.
pub(crate) type Objects = Option<Vec<String>>;

impl Bench<'_> {
    /// What is visible now.
    pub(crate) async fn objects(&self) -> Result<Objects, Fault> {
        self.service.list().await.map_err(|error| unseen(&error))
    }

    /// That a delivery ended well, and that what it brought is there: whole, and as one object, or as many as `most`.
    pub(crate) async fn arrived(
        &self,
        before: &Objects,
        key: &str,
        content: &Content,
        ran: &Ran,
        most: usize,
    ) -> Result<Delivered, Fault> {
        let delivered = match &ran.end {
            End::Delivered(delivered) => delivered.clone(),
            End::Failed(failure) => {
                let why = format!("The transfer failed: {}.", described(failure));
                return Err(Fault::new(
                    why,
                    "Compare the settings with what the service allows, then the plugin's requests.",
                ));
            }
            End::Died => {
                return Err(Fault::new(
                    "The transfer was not carried on.",
                    "This is an error of this program: report it.",
                ));
            }
        };
        let wanted = Wanted { key: key.to_owned(), id: delivered.id.clone() };
        let expected = Reading::Found { bytes: content.bytes, sha256: content.sha256.clone() };
        let is_read = |found: &Reading| *found == expected || *found == Reading::Unknown;
        match self.read_until(&wanted, is_read).await? {
            found if is_read(&found) => {}
            Reading::Found { bytes, .. } if bytes != content.bytes => {
                let why = format!("The object has {bytes} bytes, and {} were to be sent.", content.bytes);
                return Err(Fault::new(why, "Say that a transfer is done only when the provider has all of the file."));
            }
            Reading::Found { .. } => {
                return Err(Fault::new(
                    "The object has as many bytes as it should, but others.",
                    "Look at the order and the offsets of the parts, and have the provider check a digest.",
                ));
            }
            _ => {
                return Err(Fault::new(
                    format!("The transfer is said to be done, and nothing is to be found at `{key}`."),
                    "Say that a transfer is done only when the object can be seen under its name.",
                ));
            }
        }
        let new = self.new_until(before, |new| new.len() == 1).await?;
        match new.map(|new| new.len()) {
            Some(0) => Err(Fault::new(
                "The transfer is said to be done, and no object more is listed than before.",
                "Say that a transfer is done only when the object can be seen.",
            )),
            Some(count) if count > most => Err(Fault::new(
                format!("There are {count} new objects instead of one."),
                "Put the same object under the same key, or mark it with the transfer's id and look for the mark first.",
            )),
            _ => Ok(delivered),
        }
    }

    /// That nothing is there that was not there before.
    pub(crate) async fn nothing_new(&self, before: &Objects, key: &str) -> Result<(), Fault> {
        let remedy = "Delete what was begun, or begin it such that it cannot be seen before it is whole.";
        let wanted = Wanted { key: key.to_owned(), id: None };
        let is_absent = |found: &Reading| matches!(found, Reading::Absent | Reading::Unknown);
        if !is_absent(&self.read_until(&wanted, is_absent).await?) {
            return Err(Fault::new(format!("Something is left at `{key}`."), remedy));
        }
        match self.new_until(before, <[String]>::is_empty).await? {
            Some(new) if !new.is_empty() => Err(Fault::new(format!("{} objects are left.", new.len()), remedy)),
            _ => Ok(()),
        }
    }

    /// What is to be read, as soon as it is as it should be, or after a while.
    async fn read_until(&self, wanted: &Wanted, is_right: impl Fn(&Reading) -> bool) -> Result<Reading, Fault> {
        let mut look = 1;
        loop {
            let found = self.service.read(wanted).await.map_err(|error| unseen(&error))?;
            if is_right(&found) || look == LOOKS {
                return Ok(found);
            }
            self.plan.pause.wait(BETWEEN_LOOKS).await;
            look += 1;
        }
    }

    /// What is listed that was not listed before, as soon as it is as it should be, or after a while.
    async fn new_until(
        &self,
        before: &Objects,
        is_right: impl Fn(&[String]) -> bool,
    ) -> Result<Option<Vec<String>>, Fault> {
        let mut look = 1;
        loop {
            let (Some(before), Some(now)) = (before, self.objects().await?) else { return Ok(None) };
            let new = added(before, now);
            if is_right(&new) || look == LOOKS {
                return Ok(Some(new));
            }
            self.plan.pause.wait(BETWEEN_LOOKS).await;
            look += 1;
        }
    }
}

/// Items of `now` beyond those of `before`; of equal ones, as many as there are more.
fn added(before: &[String], now: Vec<String>) -> Vec<String> {
    let mut before: Vec<&String> = before.iter().collect();
    let is_new = |item: &String| match before.iter().position(|old| *old == item) {
        Some(at) => {
            before.swap_remove(at);
            false
        }
        None => true,
    };
    let mut is_new = is_new;
    now.into_iter().filter(|item| is_new(item)).collect()
}

fn unseen(why: &str) -> Fault {
    Fault::new(format!("The service could not be looked at. {why}"), "Correct the commands of the settings.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn equal_names_are_counted() {
        assert_eq!(added(&texts(&["a", "b"]), texts(&["b", "a"])), texts(&[]));
        assert_eq!(added(&texts(&["a"]), texts(&["a", "a", "b"])), texts(&["a", "b"]));
        assert_eq!(added(&texts(&["a", "b"]), texts(&["b"])), texts(&[]));
    }
}
