//! Fonts whose signs have colours of their own.

use parley::FontData;

/// Tables with pictures of signs, or with their layers.
const TABLES: [&[u8; 4]; 3] = [b"CBDT", b"COLR", b"sbix"];

/// Whether the font has such signs.
pub(crate) fn is_colored(font: &FontData) -> bool {
    has_colors(font.data.data(), font.index).unwrap_or(false)
}

/// Looks through the list of tables of the font at this place of a file; `None` where the list is cut off.
fn has_colors(file: &[u8], index: u32) -> Option<bool> {
    let number = |at: usize| file.get(at..at.checked_add(4)?)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes));
    let start = match file.get(..4)? {
        b"ttcf" => number(12 + 4 * usize::try_from(index).ok()?)?,
        _ => 0,
    };
    let start = usize::try_from(start).ok()?;
    let count = number(start.checked_add(4)?)? >> 16;
    for table in 0..usize::try_from(count).ok()? {
        let at = start.checked_add(12 + 16 * table)?;
        let tag = file.get(at..at.checked_add(4)?)?;
        if TABLES.iter().any(|known| tag == *known) {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of tables, begun at a place in the file.
    fn list(before: usize, tags: &[&[u8; 4]]) -> Vec<u8> {
        let mut file = vec![0; before];
        file.extend([0, 1, 0, 0, 0, tags.len() as u8, 0, 0, 0, 0, 0, 0]);
        for tag in tags {
            file.extend(*tag);
            file.extend([0; 12]);
        }
        file
    }

    #[test]
    fn a_font_with_a_table_of_colours_is_coloured() {
        assert_eq!(has_colors(&list(0, &[b"cmap", b"glyf"]), 0), Some(false));
        for tag in TABLES {
            assert_eq!(has_colors(&list(0, &[b"cmap", tag, b"glyf"]), 0), Some(true));
        }
        let mut two = list(40, &[b"COLR"]);
        two[..4].copy_from_slice(b"ttcf");
        let other = two.len() as u32;
        two.extend(list(0, &[b"glyf"]));
        two[12..16].copy_from_slice(&40u32.to_be_bytes());
        two[16..20].copy_from_slice(&other.to_be_bytes());
        assert_eq!([0, 1].map(|index| has_colors(&two, index)), [Some(true), Some(false)]);
    }

    #[test]
    fn what_is_cut_off_has_none() {
        let whole = list(0, &[b"cmap", b"glyf"]);
        for length in 0..whole.len() - 12 {
            assert_eq!(has_colors(&whole[..length], 0), None, "{length}");
        }
        assert_eq!(has_colors(b"ttcf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", u32::MAX), None);
    }
}
