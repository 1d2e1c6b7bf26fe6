//! The time, as the host tells it.

use serde::{Deserialize, Serialize};
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcDateTime};

/// The one form of dates that HTTP lets servers send.
const HTTP_DATE: StaticFormatDescription =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// For libraries that sign; the beginning of 1970 for what no calendar knows.
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// As HTTP's `Date` wants it, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn http_date(self) -> String {
        UtcDateTime::from(self.utc()).format(HTTP_DATE).unwrap_or_default()
    }

    /// What a response's `Date` says: a provider's clock. Absent when that is no such date.
    pub fn of_http_date(date: &str) -> Option<Self> {
        let date = PrimitiveDateTime::parse(date.trim(), HTTP_DATE).ok()?;
        Some(Self(date.assume_utc().unix_timestamp() * 1000))
    }

    /// How far two times are apart, in whole seconds.
    pub const fn seconds_from(self, other: Self) -> u64 {
        self.seconds().abs_diff(other.seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_http_writes_it() {
        assert_eq!(Timestamp(784_111_777_900).http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(Timestamp(-1).seconds(), -1);
    }

    #[test]
    fn it_is_read_as_http_writes_it() {
        let date = Timestamp::of_http_date(" Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(date, Timestamp(784_111_777_000));
        assert_eq!(date.seconds_from(Timestamp(784_111_747_900)), 30);
        assert_eq!(Timestamp(784_111_747_900).seconds_from(date), 30);
        for other in ["", "Sunday, 06-Nov-94 08:49:37 GMT", "784111777", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            assert_eq!(Timestamp::of_http_date(other), None, "{other}");
        }
    }
}
