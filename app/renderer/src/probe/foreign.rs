//! Kinds of pictures that are known and not read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How such a kind is called; `None` when the file is something else.
pub(super) fn name(path: &Path) -> Option<&'static str> {
    let mut head = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).ok()?;
    Some(match &head {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand {
            b"avif" | b"avis" => "AVIF",
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => "HEIC",
            _ => return None,
        },
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => "JPEG XL",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "TIFF",
        _ => return None,
    })
}
