//! Whether a file was cut off, where its container tells.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Whether an MP4 or MOV file ends before its last box does. Demuxers take such a file for a shorter one.
pub(super) fn is_cut_off(path: &Path) -> bool {
    boxes_reach_beyond(path).unwrap_or(false)
}

fn boxes_reach_beyond(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut at = 0;
    let mut head = [0; 16];
    while at + 8 <= length {
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head[..8])?;
        if at == 0 && !matches!(&head[4..8], b"ftyp" | b"moov" | b"mdat" | b"free" | b"wide" | b"skip") {
            return Ok(false);
        }
        let size = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            // To the end of the file.
            0 => return Ok(false),
            1 if at + 16 > length => return Ok(true),
            1 => {
                file.read_exact(&mut head[8..16])?;
                u64::from_be_bytes(head[8..16].try_into().unwrap_or_default())
            }
            short => u64::from(short),
        };
        // Something else than a box: padding that some programs write after the last one.
        if size < 8 {
            return Ok(false);
        }
        match at.checked_add(size) {
            Some(next) if next <= length => at = next,
            _ => return Ok(true),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_off(bytes: &[u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        is_cut_off(&path)
    }

    #[test]
    fn a_box_beyond_the_end_is_seen() {
        let whole = b"\0\0\0\x0cftypisom\0\0\0\x0amdat12";
        assert!(!cut_off(whole));
        assert!(cut_off(&whole[..whole.len() - 1]));
        assert!(cut_off(b"\0\0\0\x0cftypisom\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"));
    }

    #[test]
    fn other_containers_and_open_ends_are_left_alone() {
        assert!(!cut_off(b"\x1aE\xdf\xa3 and so on and so on"));
        assert!(!cut_off(b"\0\0\0\x0cftypisom\0\0\0\0mdat12"));
        assert!(!cut_off(b"\0\0"));
    }
}
