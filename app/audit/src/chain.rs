//! What the ledger's hashes are made of. They outlive every build: nothing here ever changes, or old heads prove nothing.

use domain::ids::WorkspaceId;
use event_store::RecordedEvent;
use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Digest = [u8; 32];

/// What the first line of every workspace links to.
pub const GENESIS: Digest = [0; 32];

/// Digest of everything that an event says: SHA-256 over a version, and then id, stream, revision, type, schema version, data and
/// metadata, each as its length in eight bytes (big-endian) and its bytes. Numbers are written as decimal text, data as the exact
/// bytes of the log, metadata as the JSON that the log keeps.
pub fn digest(event: &RecordedEvent, metadata: &[u8]) -> Digest {
    let (revision, version) = (event.revision.to_string(), event.version.to_string());
    let parts: [&[u8]; 8] = [
        b"rushes event 1",
        event.id.0.as_bytes(),
        event.stream.as_str().as_bytes(),
        revision.as_bytes(),
        event.event_type.as_bytes(),
        version.as_bytes(),
        &event.data,
        metadata,
    ];
    hashed(&parts)
}

/// A line's hash: SHA-256 over a version, the workspace, the line's sequence (from 1), the hash of the line before and the
/// event's digest, each with its length as in [`digest`].
pub fn link(workspace: WorkspaceId, sequence: u64, before: &[u8], digest: &[u8]) -> Digest {
    let sequence = sequence.to_string();
    hashed(&[b"rushes ledger 1", workspace.0.as_bytes(), sequence.as_bytes(), before, digest])
}

fn hashed(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::ids::EventId;
    use event_store::{Actor, Metadata, Position};
    use uuid::Uuid;

    fn event() -> RecordedEvent {
        let workspace = WorkspaceId(Uuid::from_u128(1));
        RecordedEvent {
            stream: "render-00000000-0000-0000-0000-000000000007".parse().unwrap(),
            revision: 3,
            position: Position::new("17"),
            id: EventId(Uuid::from_u128(2)),
            event_type: "render.saved".into(),
            version: 1,
            data: br#"{"attempt":1}"#.to_vec(),
            metadata: Metadata::new(workspace, Actor::system("worker"), Uuid::nil(), Timestamp::from_millis(5)),
        }
    }

    fn of(event: &RecordedEvent) -> String {
        hex::encode(digest(event, &serde_json::to_vec(&event.metadata).unwrap()))
    }

    #[test]
    fn the_hashes_are_those_that_were_always_written() {
        assert_eq!(of(&event()), "bdf9c7106a680bd9176e2d6cdf9715c7e0f4c5342e6a51b637228598f90b4bb7");
        let linked = link(WorkspaceId(Uuid::from_u128(1)), 1, &GENESIS, &[7; 32]);
        assert_eq!(hex::encode(linked), "afc1ab003b0ff8fd056077fee4a1267523851a04407369b8d35a683469dbabb9");
    }

    #[test]
    fn every_word_of_an_event_counts() {
        let original = of(&event());
        let changes: [fn(&mut RecordedEvent); 7] = [
            |event| event.id = EventId(Uuid::from_u128(3)),
            |event| event.stream = "render-00000000-0000-0000-0000-000000000008".parse().unwrap(),
            |event| event.revision = 4,
            |event| event.event_type = "render.failed".into(),
            |event| event.version = 2,
            |event| event.data.push(b' '),
            |event| event.metadata.actor = Actor::system("somebody else"),
        ];
        for change in changes {
            let mut changed = event();
            change(&mut changed);
            assert_ne!(of(&changed), original, "{changed:?}");
        }
        // Where the log keeps it is no part of what it says: a log may move to another store.
        assert_eq!(of(&RecordedEvent { position: Position::new("99"), ..event() }), original);
    }
}
