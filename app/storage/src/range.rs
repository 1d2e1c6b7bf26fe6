//! Parts of a blob.

use crate::StorageError;
use std::ops::Range;

/// Which bytes of a blob are wanted, as HTTP's `Range` header can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From this byte (0 is the first) to the end.
    From(u64),
    /// From the first to the second, both included.
    Between(u64, u64),
    /// This many at the end.
    Last(u64),
}

impl ByteRange {
    /// The bytes meant in a blob of `size` bytes, cut at its end.
    ///
    /// # Errors
    /// [`StorageError::RangeNotSatisfiable`] when there are none.
    pub fn within(self, size: u64) -> Result<Range<u64>, StorageError> {
        let range = match self {
            ByteRange::From(first) => first..size,
            ByteRange::Between(first, last) => first..size.min(last.saturating_add(1)),
            ByteRange::Last(count) => size.saturating_sub(count)..size,
        };
        if range.is_empty() { Err(StorageError::RangeNotSatisfiable { size }) } else { Ok(range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_at_the_end() {
        assert_eq!(ByteRange::From(3).within(10).unwrap(), 3..10);
        assert_eq!(ByteRange::Between(0, 0).within(10).unwrap(), 0..1);
        assert_eq!(ByteRange::Between(5, 99).within(10).unwrap(), 5..10);
        assert_eq!(ByteRange::Between(0, u64::MAX).within(10).unwrap(), 0..10);
        assert_eq!(ByteRange::Last(4).within(10).unwrap(), 6..10);
        assert_eq!(ByteRange::Last(40).within(10).unwrap(), 0..10);
    }

    #[test]
    fn ranges_without_bytes_are_refused() {
        for (range, size) in [
            (ByteRange::From(10), 10),
            (ByteRange::Between(5, 4), 10),
            (ByteRange::Between(10, 20), 10),
            (ByteRange::Last(0), 10),
            (ByteRange::Last(5), 0),
            (ByteRange::From(0), 0),
        ] {
            assert!(
                matches!(range.within(size), Err(StorageError::RangeNotSatisfiable { size: told }) if told == size)
            );
        }
    }
}
