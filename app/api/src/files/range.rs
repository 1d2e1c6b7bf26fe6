//! The `Range` header, as far as media players use it: one range of bytes.

use storage::ByteRange;

/// The part of a file that a request wants; none for all of it. Several ranges, and what is not understood, count as all.
pub(super) fn wanted(header: Option<&str>) -> Option<ByteRange> {
    let spec = header?.trim().strip_prefix("bytes=")?;
    let (first, last) = spec.split_once('-')?;
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (first.trim().is_empty(), last.trim().is_empty()) {
        (true, _) => number(last).map(ByteRange::Last),
        (false, true) => number(first).map(ByteRange::From),
        (false, false) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(ByteRange::Between(first, last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_in_all_its_forms() {
        let of = |text| wanted(Some(text));
        assert_eq!(of("bytes=0-9"), Some(ByteRange::Between(0, 9)));
        assert_eq!(of(" bytes=90- "), Some(ByteRange::From(90)));
        assert_eq!(of("bytes=-10"), Some(ByteRange::Last(10)));
    }

    #[test]
    fn nonsense_and_several_ranges_mean_everything() {
        for ignored in ["bytes=9-0", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=-", "bytes=7", "bytes=-1-2"] {
            assert_eq!(wanted(Some(ignored)), None, "{ignored}");
        }
        assert_eq!(wanted(None), None);
    }
}
