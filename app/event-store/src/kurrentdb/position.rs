//! Positions of this adapter: the server's two numbers, as `COMMIT:PREPARE` in decimal.

use crate::{Error, Position};
use eventstore::Position as Place;

pub(super) fn write(place: Place) -> Position {
    Position::new(format!("{}:{}", place.commit, place.prepare))
}

pub(super) fn read(position: &Position) -> Result<Place, Error> {
    let parts =
        position.as_str().split_once(':').and_then(|(commit, prepare)| Some((number(commit)?, number(prepare)?)));
    // What was prepared lies before its commit, or is it.
    let place = parts.filter(|(commit, prepare)| prepare <= commit).map(|(commit, prepare)| Place { commit, prepare });
    place.ok_or_else(|| Error::unreadable("the position is not of this log"))
}

/// Digits and nothing else, and no more than the server's 63 bits: it would refuse them.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|number| i64::try_from(*number).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_was_written() {
        for (commit, prepare) in [(0, 0), (7, 7), (1 << 40, 12), (i64::MAX as u64, 0)] {
            let place = Place { commit, prepare };
            assert_eq!(read(&write(place)), Ok(place));
        }
        assert_eq!(write(Place { commit: 90, prepare: 80 }).as_str(), "90:80");
    }

    #[test]
    fn what_is_no_position_is_said_to_be_none() {
        for text in ["", ":", "1", "1:", ":1", "a:b", "-1:-1", "+1:1", "1:2", "1:1:1", " 1:1", "18446744073709551615:0"]
        {
            let refused = read(&Position::new(text)).unwrap_err();
            assert!(!refused.retryable() && refused.to_string().contains("not of this log"), "{text}: {refused}");
        }
    }
}
