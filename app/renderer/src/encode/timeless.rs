//! Taking the time of writing out of an MP4, so that the same render gives the same bytes.

use std::fs::OpenOptions;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Sets the times of creation and change to zero ("unknown") in a file whose `moov` comes before its media.
pub(super) fn forget_time(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut at = 0;
    loop {
        let mut head = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)?;
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        if size < 8 || &head[4..] == b"mdat" {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if &head[4..] == b"moov" {
            let mut moov = vec![0; size as usize - 8];
            file.read_exact(&mut moov)?;
            clear(&mut moov);
            file.seek(SeekFrom::Start(at + 8))?;
            return file.write_all(&moov);
        }
        at += u64::from(size);
    }
}

fn clear(mut boxes: &mut [u8]) {
    while let Some(head) = boxes.first_chunk::<8>() {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = [head[4], head[5], head[6], head[7]];
        if size < 8 || size > boxes.len() {
            return;
        }
        let (this, rest) = boxes.split_at_mut(size);
        let body = &mut this[8..];
        match &name {
            b"trak" | b"mdia" => clear(body),
            b"mvhd" | b"tkhd" | b"mdhd" => {
                // Version 1 has times of eight bytes.
                let length = if body.first() == Some(&1) { 16 } else { 8 };
                if let Some(times) = body.get_mut(4..4 + length) {
                    times.fill(0);
                }
            }
            _ => {}
        }
        boxes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_times_are_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let before = b"\0\0\0\x08ftyp\0\0\0\x34moov\0\0\0\x18mvhd\0\x01\x02\x03abcdefghijkl\0\0\0\x14tkhd\0\x01\x02\x03abcdefgh\0\0\0\x08mdat";
        std::fs::write(&path, before).unwrap();
        forget_time(&path).unwrap();
        let after = std::fs::read(&path).unwrap();
        let expected = b"\0\0\0\x08ftyp\0\0\0\x34moov\0\0\0\x18mvhd\0\x01\x02\x03\0\0\0\0\0\0\0\0ijkl\0\0\0\x14tkhd\0\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\x08mdat";
        assert_eq!(after, expected);
        std::fs::write(&path, b"\0\0\0\x08ftyp\0\0\0\x08mdat").unwrap();
        assert!(forget_time(&path).is_err());
    }
}
