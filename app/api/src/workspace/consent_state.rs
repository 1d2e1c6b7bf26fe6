//! What somebody carries to Google and back: which connection it is about, signed, so that nobody can make one up.

use domain::ids::WorkspaceId;
use uuid::Uuid;
use vault::Subkey;

/// A connection that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Started {
    pub connection: Uuid,
    pub workspace: WorkspaceId,
}

impl Started {
    /// As it stands in an address.
    pub fn signed(self, key: &Subkey) -> String {
        let said = format!("{}.{}", self.connection, self.workspace);
        let tag = hex::encode(key.authenticate(said.as_bytes()));
        format!("{said}.{tag}")
    }

    /// What [`Started::signed`] gave; none for everything else.
    pub fn read(text: &str, key: &Subkey) -> Option<Self> {
        let (said, tag) = text.rsplit_once('.')?;
        if !key.verify(said.as_bytes(), &hex::decode(tag).ok()?) {
            return None;
        }
        let (connection, workspace) = said.split_once('.')?;
        Some(Self { connection: connection.parse().ok()?, workspace: workspace.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::{MasterKey, Purpose};

    #[test]
    fn only_what_was_signed_here_is_read() {
        let key = |byte| MasterKey::from_parts([1; 8], [byte; 32]).subkey(Purpose::Consents);
        let started = Started { connection: Uuid::from_u128(1), workspace: WorkspaceId(Uuid::from_u128(2)) };
        let text = started.signed(&key(1));
        assert_eq!(Started::read(&text, &key(1)), Some(started));
        assert_eq!(Started::read(&text, &key(2)), None);
        let other = Started { workspace: WorkspaceId(Uuid::from_u128(3)), ..started }.signed(&key(1));
        let (said, _) = other.rsplit_once('.').unwrap();
        let (_, tag) = text.rsplit_once('.').unwrap();
        assert_eq!(Started::read(&format!("{said}.{tag}"), &key(1)), None);
        for text in ["", ".", "a.b.c", &text[..text.len() - 2]] {
            assert_eq!(Started::read(text, &key(1)), None, "{text}");
        }
    }
}
