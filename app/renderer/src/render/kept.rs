//! Encoded packets that are kept for later renders, each file under the key of what it shows.
//!
//! Whoever keeps the folder small may remove any file at any time: what is found has a name of its own in the render's
//! folder before it is looked at.

use crate::encode::is_whole;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// A folder of kept files, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<'a>(pub(super) Option<&'a Path>);

impl Kept<'_> {
    /// Whether there is anywhere to look.
    pub(super) fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// Puts the packets of this key at `to`, if they are kept and as they were. What is damaged is removed.
    pub(super) fn find(self, key: Option<&str>, to: &Path) -> bool {
        let (Some(folder), Some(key)) = (self.0, key) else { return false };
        let kept = folder.join(key);
        if link_or_copy(&kept, to).is_err() {
            return false;
        }
        if is_whole(to).unwrap_or(false) {
            // The least recently used goes first. The two names are of one file, unless it had to be copied.
            for name in [to, &kept] {
                let _ = File::open(name).and_then(|file| file.set_modified(SystemTime::now()));
            }
            return true;
        }
        tracing::warn!(%key, "a kept segment is damaged, and made anew");
        for name in [to, &kept] {
            let _ = fs::remove_file(name);
        }
        false
    }

    /// Keeps finished packets under this key. Nothing depends on it: where it fails, they are made again next time.
    pub(super) fn keep(self, key: Option<&str>, packets: &Path) {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (Some(folder), Some(key)) = (self.0, key) else { return };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let draft = folder.join(format!("{key}.{}-{number}.draft", std::process::id()));
        let kept = fs::create_dir_all(folder)
            .and_then(|()| link_or_copy(packets, &draft))
            .and_then(|()| fs::rename(&draft, folder.join(key)));
        if let Err(error) = kept {
            tracing::warn!(%error, "an encoded segment could not be kept");
        }
        // Renaming a name to another of the same file does nothing.
        let _ = fs::remove_file(&draft);
    }
}

/// A second name where that is possible, else a copy.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => fs::copy(from, to).map(|_| ()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{Packet, PacketWriter};

    fn packets(path: &Path, byte: u8) {
        let mut writer = PacketWriter::create(path, "video/x-h264").unwrap();
        writer.write(&Packet { pts: 0, dts: 0, duration: 1, key: true, data: vec![byte; 500] }).unwrap();
        writer.finish().unwrap();
    }

    #[test]
    fn what_is_kept_is_found_under_its_key_only_and_survives_its_removal() {
        let folder = tempfile::tempdir().unwrap();
        let (at, from, to) = (folder.path().join("kept"), folder.path().join("from"), folder.path().join("to"));
        let kept = Kept(Some(&at));
        packets(&from, 7);
        assert!(!kept.find(Some("a"), &to));
        kept.keep(Some("a"), &from);
        assert!(!kept.find(Some("b"), &to) && !kept.find(None, &to) && !Kept(None).find(Some("a"), &to));
        assert!(kept.find(Some("a"), &to));
        fs::remove_file(at.join("a")).unwrap();
        fs::remove_file(&from).unwrap();
        assert!(is_whole(&to).unwrap());
        let left: Vec<_> = fs::read_dir(&at).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_damaged_is_not_there_until_it_is_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let (at, from, to) = (folder.path().join("kept"), folder.path().join("from"), folder.path().join("to"));
        let kept = Kept(Some(&at));
        packets(&from, 7);
        let whole = fs::read(&from).unwrap();
        let damages: [fn(&mut Vec<u8>); 3] = [|b| b.truncate(300), |b| b[200] ^= 1, |b| b.clear()];
        for damage in damages {
            let mut bytes = whole.clone();
            damage(&mut bytes);
            fs::create_dir_all(&at).unwrap();
            fs::write(at.join("a"), bytes).unwrap();
            assert!(!kept.find(Some("a"), &to));
            assert!(!at.join("a").exists() && !to.exists());
            kept.keep(Some("a"), &from);
            assert!(kept.find(Some("a"), &to));
            fs::remove_file(&to).unwrap();
            fs::remove_file(at.join("a")).unwrap();
        }
    }
}
