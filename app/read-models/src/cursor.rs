//! Places in a list that stay where they are while rows come and go.

use domain::Timestamp;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// After which row a list goes on. Clients treat its text as opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) created_at: Timestamp,
    pub(crate) id: Uuid,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}_{}", self.created_at.as_millis(), self.id.simple())
    }
}

/// The text is no cursor that a list has given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a cursor as a list has given it")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (created_at, id) = text.split_once('_').ok_or(InvalidCursor)?;
        let created_at = i64::from_str_radix(created_at, 16).map_err(|_| InvalidCursor)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidCursor)?;
        Ok(Self { created_at: Timestamp::from_millis(created_at), id })
    }
}

/// A piece of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the list goes on; none at its end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page of at most `limit` rows out of those found, which are one more if the list goes on.
    pub(crate) fn cut(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> Cursor) -> Self {
        let goes_on = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| goes_on).map(place);
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_written() {
        let cursor = Cursor { created_at: Timestamp::from_millis(1_604_050_949_046), id: Uuid::from_u128(5) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "_", "12", "zz_00000000000000000000000000000005", "1_5"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }

    #[test]
    fn a_page_ends_the_list_when_nothing_is_left() {
        let place = |id: &u128| Cursor { created_at: Timestamp::default(), id: Uuid::from_u128(*id) };
        assert_eq!(Page::cut(vec![1, 2], 2, place), Page { rows: vec![1, 2], next: None });
        assert_eq!(Page::cut(vec![1, 2, 3], 2, place), Page { rows: vec![1, 2], next: Some(place(&2)) });
    }
}
