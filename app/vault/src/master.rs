//! The installation's master key and the file it lies in.

use crate::subkey::{Purpose, Subkey};
use crate::{OsRandomness, Randomness, VaultError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use zeroize::Zeroizing;

/// What the key file's one line starts with.
const HEADER: &str = "rushes-master-key-v1";

/// Part of how a key without an id gets one: changing it makes everything sealed under such a key unreadable.
const ID_LABEL: &str = "rushes/master-key-id/v1";

/// A key file is one short line; more is not read.
const LONGEST_FILE: u64 = 4096;

/// Which master key wrapped something. Not secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MasterKeyId(pub(crate) [u8; 8]);

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeyId({self})")
    }
}

/// The key that everything else hangs on: whoever loses it loses what was sealed, whoever shows it shows what was sealed.
#[derive(Clone)]
pub struct MasterKey {
    id: MasterKeyId,
    key: Zeroizing<[u8; 32]>,
    /// Those that were in use before, which opens what is not wrapped anew yet.
    previous: Vec<MasterKey>,
    /// What API keys are found with, if that is not this key's own: it was the first one's, and outlives it.
    lookup: Option<Subkey>,
}

impl MasterKey {
    /// Reads the key file at `path`, or makes one with the system's randomness (mode 0600) when there is none. Processes
    /// that start at once agree on one key. The folder must exist.
    ///
    /// # Errors
    /// [`VaultError::Exposed`] when others may read the file, [`VaultError::Malformed`] when it holds no key,
    /// [`VaultError::File`] when it cannot be read or made, [`VaultError::NoRandomness`].
    pub fn load_or_create(path: &Path) -> Result<Self, VaultError> {
        Self::load_or_create_with(path, &OsRandomness)
    }

    /// The same with randomness passed in.
    ///
    /// # Errors
    /// As [`MasterKey::load_or_create`].
    pub fn load_or_create_with(path: &Path, randomness: &dyn Randomness) -> Result<Self, VaultError> {
        match Self::load(path) {
            Err(VaultError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                create(path, randomness)?;
                Self::load(path)
            }
            loaded => loaded,
        }
    }

    /// The key that `text` gives: the line of a key file, or 32 bytes in hexadecimal or base64, whose id follows from them.
    /// Machines that are given the same text have the same key under the same id.
    ///
    /// # Errors
    /// [`VaultError::NotAKey`].
    pub fn given(text: &str) -> Result<Self, VaultError> {
        let text = text.trim();
        if let Some(key) = parse(text) {
            return Ok(key);
        }
        let bytes = Zeroizing::new(hex::decode(text).or_else(|_| STANDARD.decode(text)).unwrap_or_default());
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().map_err(|_| VaultError::NotAKey)?);
        let named = Subkey::derive(&key, ID_LABEL);
        let mut id = [0; 8];
        id.copy_from_slice(&named.expose()[..8]);
        Ok(Self { id: MasterKeyId(id), key, previous: Vec::new(), lookup: None })
    }

    /// The key that the file at `path` gives, in any form that [`MasterKey::given`] reads. None is made.
    ///
    /// # Errors
    /// [`VaultError::Exposed`] when others may read the file, [`VaultError::NotAKey`] when it holds no key,
    /// [`VaultError::File`] when it cannot be read.
    pub fn given_in(path: &Path) -> Result<Self, VaultError> {
        Self::given(&read(path)?.ok_or(VaultError::NotAKey)?)
    }

    /// A key of that id and those bytes, for tests and for tools that hold the key elsewhere than in a file.
    pub fn from_parts(id: [u8; 8], key: [u8; 32]) -> Self {
        Self { id: MasterKeyId(id), key: Zeroizing::new(key), previous: Vec::new(), lookup: None }
    }

    /// Its public id.
    pub fn id(&self) -> MasterKeyId {
        self.id
    }

    /// The same, which also opens what this other key wrapped.
    pub fn beside(mut self, previous: MasterKey) -> Self {
        self.previous.push(previous);
        self
    }

    /// The same, by which API keys are found with that key. It is the first master key's, whatever master key is in use.
    pub fn finding_with(mut self, lookup: Subkey) -> Self {
        self.lookup = Some(lookup);
        self
    }

    /// This key or one of those that were in use before.
    pub fn known_as(&self, id: &str) -> Option<&MasterKey> {
        std::iter::once(self).chain(&self.previous).find(|key| key.id.to_string() == id)
    }

    pub(crate) fn holding(&self, id: MasterKeyId) -> Option<&MasterKey> {
        std::iter::once(self).chain(&self.previous).find(|key| key.id == id)
    }

    /// The key for `purpose`, always the same one.
    pub fn subkey(&self, purpose: Purpose) -> Subkey {
        match (purpose, &self.lookup) {
            (Purpose::KeyLookup, Some(lookup)) => lookup.clone(),
            _ => Subkey::of_purpose(&self.key, purpose),
        }
    }

    fn load(path: &Path) -> Result<Self, VaultError> {
        let malformed = || VaultError::Malformed { path: path.to_path_buf() };
        let text = read(path)?.ok_or_else(malformed)?;
        text.strip_suffix('\n').and_then(parse).ok_or_else(malformed)
    }
}

/// What the file says, if it is a file of text that only we may read.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, VaultError> {
    let failed = |source| VaultError::File { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(VaultError::Exposed { path: path.to_path_buf(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(256));
    match file.take(LONGEST_FILE).read_to_string(&mut text) {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, ••••••••)", self.id)
    }
}

/// Reads the line of a key file.
fn parse(line: &str) -> Option<MasterKey> {
    let mut words = line.split(' ');
    let (header, id, key) = (words.next()?, words.next()?, words.next()?);
    if header != HEADER || words.next().is_some() {
        return None;
    }
    let id = hex::decode(id).ok()?.try_into().ok()?;
    let key = Zeroizing::new(STANDARD.decode(key).ok()?);
    Some(MasterKey::from_parts(id, key.as_slice().try_into().ok()?))
}

/// Writes a whole new key file beside `path` and then gives it that name, unless another process was first: `path` either
/// does not exist or is complete, and is never replaced.
fn create(path: &Path, randomness: &dyn Randomness) -> Result<(), VaultError> {
    let (mut id, mut key) = ([0; 8], Zeroizing::new([0; 32]));
    randomness.fill(&mut id)?;
    randomness.fill(key.as_mut_slice())?;
    // The process id keeps two starting processes apart even when a test gives both the same randomness.
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}-{}-{:?}", std::process::id(), hex::encode(id), std::thread::current().id()));
    let draft = Path::new(&draft);
    let line =
        Zeroizing::new(format!("{HEADER} {} {}\n", hex::encode(id), Zeroizing::new(STANDARD.encode(*key)).as_str()));
    let written = write_private(draft, line.as_bytes()).and_then(|()| match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = fs::remove_file(draft);
    written
        .and(removed)
        .and_then(|()| sync_folder(path))
        .map_err(|source| VaultError::File { path: path.to_path_buf(), source })
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn is_created_once_private_and_then_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let first = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        let second = MasterKey::load_or_create(&path).unwrap();
        assert_eq!((first.id, *first.key), (second.id, *second.key));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        assert!(!format!("{first:?}").contains(&STANDARD.encode(*first.key)));
        let other = MasterKey::load_or_create(&folder.path().join("other.key")).unwrap();
        assert_ne!((first.id, *first.key), (other.id, *other.key));
    }

    #[test]
    fn starters_at_once_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let barrier = std::sync::Barrier::new(16);
        let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let starters: Vec<_> = (0..16)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        *MasterKey::load_or_create(&path).unwrap().key
                    })
                })
                .collect();
            starters.into_iter().map(|starter| starter.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::load_or_create(&path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = MasterKey::load_or_create(&path).unwrap_err();
            assert!(matches!(refused, VaultError::Exposed { mode: told, .. } if told == mode));
            assert!(refused.to_string().contains("chmod 600") && !refused.retryable());
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        MasterKey::load_or_create(&path).unwrap();
    }

    #[test]
    fn a_damaged_file_is_refused_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::load_or_create(&path).unwrap();
        let good = fs::read(&path).unwrap();
        let mut cases = vec![vec![], b"hello\n".to_vec(), vec![0xff; 100], good[..good.len() - 1].to_vec()];
        cases.push([&good[..], b"more\n"].concat());
        cases.push(good[..good.len() - 6].iter().copied().chain(*b"\n").collect());
        for bad in cases {
            fs::write(&path, &bad).unwrap();
            assert!(matches!(MasterKey::load_or_create(&path), Err(VaultError::Malformed { .. })));
            assert_eq!(fs::read(&path).unwrap(), bad);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(matches!(MasterKey::load_or_create(&path), Err(VaultError::Malformed { .. })));
    }

    #[test]
    fn a_key_is_given_as_the_line_of_a_file_or_as_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::load_or_create(&path).unwrap();
        let line = fs::read_to_string(&path).unwrap();
        for text in [line.as_str(), line.trim(), &format!("  {line}\n")] {
            let given = MasterKey::given(text).unwrap();
            assert_eq!((given.id, *given.key), (made.id, *made.key));
        }
        let of_file = MasterKey::given_in(&path).unwrap();
        assert_eq!((of_file.id, *of_file.key), (made.id, *made.key));

        let bytes = [7_u8; 32];
        let (hexed, based) =
            (MasterKey::given(&hex::encode(bytes)).unwrap(), MasterKey::given(&STANDARD.encode(bytes)).unwrap());
        assert_eq!((hexed.id, *hexed.key), (based.id, bytes));
        assert_ne!(hexed.id, MasterKey::given(&hex::encode([8_u8; 32])).unwrap().id);
        // The id is told: it must say nothing of the key, and stay what it is from one version to the next.
        assert_eq!(hexed.id.to_string(), "0dbfdcdd01f54649");
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        let short = STANDARD.encode([7_u8; 31]);
        for text in ["", "canary", &short, &hex::encode([7_u8; 33]), "rushes-master-key-v1 0011 canary"] {
            let refused = MasterKey::given(text).unwrap_err();
            assert!(matches!(refused, VaultError::NotAKey) && !refused.retryable());
            assert!(!refused.to_string().contains("canary") && refused.to_string().contains("base64"));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given");
        assert!(matches!(MasterKey::given_in(&path), Err(VaultError::File { .. })));
        assert!(!path.exists(), "none is made");
        fs::write(&path, hex::encode([7_u8; 32])).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(MasterKey::given_in(&path), Err(VaultError::Exposed { .. })));
    }

    #[test]
    fn a_missing_folder_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let refused = MasterKey::load_or_create(&folder.path().join("none/master.key")).unwrap_err();
        assert!(matches!(refused, VaultError::File { .. }) && refused.to_string().contains("folder exists"));
    }
}
