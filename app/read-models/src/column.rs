//! Columns read back as what they stand for.

use crate::error::unreadable;
use domain::{Environment, Timestamp};
use migrations::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// An id, an environment or another plain word.
pub(crate) fn word<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| unreadable("word"))
}

/// An environment.
pub(crate) fn environment(text: &str) -> Result<Environment, StoreError> {
    word(text)
}

/// JSON that a projection wrote.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| unreadable("document"))
}

/// JSON to store: the events' own structures, which always can be written.
pub(crate) fn write_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| unreadable("document"))
}

/// A count or size.
pub(crate) fn count<T: TryFrom<i64>>(value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| unreadable("number"))
}

/// A size as SQLite counts.
pub(crate) fn stored(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An instant.
pub(crate) fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}
