//! What is put right in a finished MP4: the time of writing goes, so that the same render gives the same bytes, and the
//! sound begins behind its encoder's run-up.

use crate::decode::RATE;
use std::fs::OpenOptions;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What of a track of sound is heard.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    /// Samples at its beginning that are not.
    pub(super) priming: u32,
    /// Samples after those.
    pub(super) samples: u64,
}

/// Sets the times of creation and change to zero ("unknown") in a file whose `moov` comes before its media, and has players
/// begin and end the sound as it is heard.
///
/// # Errors
/// When the file is not as our muxer writes it.
pub(super) fn put_right(path: &Path, heard: Option<Heard>) -> io::Result<()> {
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
            forget_times(&mut moov);
            if let Some(heard) = heard {
                begin_sound(&mut moov, heard).ok_or(io::ErrorKind::InvalidData)?;
            }
            file.seek(SeekFrom::Start(at + 8))?;
            return file.write_all(&moov);
        }
        at += u64::from(size);
    }
}

fn forget_times(boxes: &mut [u8]) {
    each(boxes, &mut |name, body| match name {
        b"trak" | b"mdia" => forget_times(body),
        b"mvhd" | b"tkhd" | b"mdhd" => {
            let length = if is_wide(body) { 16 } else { 8 };
            if let Some(times) = body.get_mut(4..4 + length) {
                times.fill(0);
            }
        }
        _ => {}
    });
}

/// Says in the sound's edit list where it begins and how long it is; the file is as long as its longest track then.
fn begin_sound(moov: &mut [u8], heard: Heard) -> Option<()> {
    let scale = find(moov, b"mvhd", |head| number(head, if is_wide(head) { 20 } else { 12 }, false))??;
    let length = (u128::from(heard.samples) * u128::from(scale) + u128::from(RATE / 2)) / u128::from(RATE);
    let length = u64::try_from(length).ok()?;
    let (mut set, mut longest) = (None, 0);
    each(moov, &mut |name, trak| {
        if name != b"trak" {
            return;
        }
        let sounds = find(trak, b"mdia", |mdia| find(mdia, b"hdlr", |hdlr| hdlr.get(8..12) == Some(b"soun")));
        if sounds.flatten() == Some(true) {
            let edited = find(trak, b"edts", |edts| find(edts, b"elst", |list| begin(list, length, heard.priming)));
            let told = find(trak, b"tkhd", |head| set_length(head, 20, length)).flatten();
            set = edited.flatten().flatten().and(told);
        }
        let told = find(trak, b"tkhd", |head| number(head, length_at(head, 20), is_wide(head))).flatten();
        longest = longest.max(told.unwrap_or(0));
    });
    set?;
    find(moov, b"mvhd", |head| set_length(head, 16, longest))?
}

/// The one edit of a list: this long, from this sample on.
fn begin(list: &mut [u8], length: u64, from: u32) -> Option<()> {
    let wide = is_wide(list);
    if number(list, 4, false)? != 1 {
        return None;
    }
    set_number(list, 8, wide, length)?;
    set_number(list, if wide { 16 } else { 12 }, wide, from.into())
}

/// Boxes of version 1 have times and lengths of eight bytes.
fn is_wide(body: &[u8]) -> bool {
    body.first() == Some(&1)
}

/// Where the length stands: `narrow` in version 0; two wide times come before it in version 1.
fn length_at(head: &[u8], narrow: usize) -> usize {
    if is_wide(head) { narrow + 8 } else { narrow }
}

fn set_length(head: &mut [u8], narrow: usize, length: u64) -> Option<()> {
    set_number(head, length_at(head, narrow), is_wide(head), length)
}

fn number(body: &[u8], at: usize, wide: bool) -> Option<u64> {
    let bytes = body.get(at..at + if wide { 8 } else { 4 })?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn set_number(body: &mut [u8], at: usize, wide: bool, number: u64) -> Option<()> {
    if wide {
        body.get_mut(at..at + 8)?.copy_from_slice(&number.to_be_bytes());
    } else {
        body.get_mut(at..at + 4)?.copy_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
    }
    Some(())
}

/// What `look` makes of the first box of this name.
fn find<T>(boxes: &mut [u8], wanted: &[u8; 4], look: impl FnOnce(&mut [u8]) -> T) -> Option<T> {
    let (mut look, mut found) = (Some(look), None);
    each(boxes, &mut |name, body| {
        if name == wanted
            && let Some(look) = look.take()
        {
            found = Some(look(body));
        }
    });
    found
}

fn each(mut boxes: &mut [u8], look: &mut dyn FnMut(&[u8; 4], &mut [u8])) {
    while let Some(head) = boxes.first_chunk::<8>() {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = [head[4], head[5], head[6], head[7]];
        if size < 8 || size > boxes.len() {
            return;
        }
        let (this, rest) = boxes.split_at_mut(size);
        look(&name, &mut this[8..]);
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
        put_right(&path, None).unwrap();
        let after = std::fs::read(&path).unwrap();
        let expected = b"\0\0\0\x08ftyp\0\0\0\x34moov\0\0\0\x18mvhd\0\x01\x02\x03\0\0\0\0\0\0\0\0ijkl\0\0\0\x14tkhd\0\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\x08mdat";
        assert_eq!(after, expected);
        let heard = Heard { priming: 1024, samples: 48_000 };
        assert!(put_right(&path, Some(heard)).is_err(), "there is no sound");
        std::fs::write(&path, b"\0\0\0\x08ftyp\0\0\0\x08mdat").unwrap();
        assert!(put_right(&path, None).is_err());
    }
}
