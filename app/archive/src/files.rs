//! The files of storage: which there should be, and copying them.

use crate::ArchiveError;
use crate::backup::Source;
use crate::format::{FILES, Manifest, sha256};
use domain::aggregate::Aggregate;
use domain::ids::{RenderId, TransferId};
use domain::render::{Render, RenderEvent};
use domain::transfer::{Phase as TransferPhase, Transfer, TransferEvent};
use event_store::{EventStore, RecordedEvent, StreamName, decode, load};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use storage::{Blobs, Key, StorageError, layout};
use tokio::io::AsyncWriteExt;

/// The files that events say there are: their keys, and their digests where known.
#[derive(Default)]
pub(crate) struct Wanted {
    files: BTreeMap<String, Known>,
    /// The file of each transfer to our own hosting that is not there yet.
    queued: BTreeMap<TransferId, (String, String)>,
}

/// What is known of a file.
#[derive(Clone)]
struct Known {
    sha256: String,
    stream: StreamName,
}

impl Wanted {
    /// Takes notice of what an event says of files.
    pub fn see(&mut self, event: &RecordedEvent) -> Result<(), ArchiveError> {
        let Some(id) = event.stream.id() else { return Ok(()) };
        match event.stream.kind() {
            Render::STREAM => self.see_render(RenderId(id), event, decode(event)?),
            Transfer::STREAM => self.see_transfer(TransferId(id), event, decode(event)?),
            _ => {}
        }
        Ok(())
    }

    // Every event is named, so that whoever adds one is asked whether it says something of files.
    fn see_render(&mut self, id: RenderId, recorded: &RecordedEvent, event: RenderEvent) {
        match event {
            RenderEvent::Saved(saved) => {
                for output in saved.outputs {
                    let key = layout::render_file(id, saved.attempt, &output.file);
                    self.files.insert(key, Known { sha256: output.sha256, stream: recorded.stream.clone() });
                }
            }
            RenderEvent::OutputsRemoved(removed) => self.forget(&layout::render_prefix(id, removed.attempt)),
            RenderEvent::Queued(_)
            | RenderEvent::AttemptStarted(_)
            | RenderEvent::Fetched(_)
            | RenderEvent::Rendered(_)
            | RenderEvent::AttemptFailed(_)
            | RenderEvent::Failed(_)
            | RenderEvent::Cancelled(_) => {}
        }
    }

    fn see_transfer(&mut self, id: TransferId, recorded: &RecordedEvent, event: TransferEvent) {
        match event {
            // What goes to an integration comes to lie there, and never in our storage.
            TransferEvent::Queued(queued) if queued.integration.is_some() => {}
            TransferEvent::Queued(queued) => {
                self.queued.insert(id, (queued.file, queued.sha256));
            }
            TransferEvent::Ready(ready) => {
                if let Some((file, sha256)) = self.queued.remove(&id) {
                    let key = layout::hosted_file(id, ready.attempt, &file);
                    self.files.insert(key, Known { sha256, stream: recorded.stream.clone() });
                }
            }
            TransferEvent::Deleted(_) => self.forget(&layout::hosted_prefix(id)),
            // What failed may be tried again, and arrive after all.
            TransferEvent::AttemptStarted(_)
            | TransferEvent::AttemptFailed(_)
            | TransferEvent::Failed(_)
            | TransferEvent::Retried(_) => {}
        }
    }

    /// Files under this prefix are no longer wanted.
    fn forget(&mut self, prefix: &str) {
        let gone: Vec<String> = self
            .files
            .range(prefix.to_owned()..)
            .map(|(key, _)| key)
            .take_while(|key| key.starts_with(prefix))
            .cloned()
            .collect();
        for key in gone {
            self.files.remove(&key);
        }
    }

    /// Copies them into `folder`. What is missing, and was not removed since by its own stream, is named in the manifest.
    pub async fn copy(
        self,
        source: &Source<'_>,
        folder: &Path,
        manifest: &mut Manifest,
        progress: &mut (dyn FnMut() + Send),
    ) -> Result<(), ArchiveError> {
        for (key, file) in self.files {
            let path = folder.join(&key);
            match fetch(source.blobs, &key, &path).await {
                Ok(bytes) if sha256(&mut File::open(&path)?)? == file.sha256 => {
                    manifest.files += 1;
                    manifest.bytes += bytes;
                }
                Ok(_) => {
                    fs::remove_file(&path)?;
                    manifest.missing.push(key);
                }
                Err(ArchiveError::Files(StorageError::NotFound(_))) if is_gone(source.log, &file.stream).await? => {}
                Err(ArchiveError::Files(StorageError::NotFound(_))) => manifest.missing.push(key),
                Err(error) => return Err(error),
            }
            progress();
        }
        Ok(())
    }
}

async fn fetch(blobs: &dyn Blobs, key: &str, path: &Path) -> Result<u64, ArchiveError> {
    let key = Key::new(key).map_err(|error| ArchiveError::NotHere(error.to_string()))?;
    let mut opened = blobs.open(&key, None).await?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = tokio::fs::File::create(path).await?;
    let bytes = tokio::io::copy(&mut opened.content, &mut file).await?;
    file.flush().await?;
    file.sync_all().await?;
    Ok(bytes)
}

/// Whether the render's or transfer's file was removed after the log was read.
async fn is_gone(log: &dyn EventStore, stream: &StreamName) -> Result<bool, ArchiveError> {
    let Some(id) = stream.id() else { return Ok(false) };
    match stream.kind() {
        Render::STREAM => Ok(load::<Render>(log, id).await?.state.outputs_removed),
        _ => Ok(load::<Transfer>(log, id).await?.state.phase == TransferPhase::Deleted),
    }
}

/// Puts the files of a backup into storage; how many. One that is there already in the same size is left.
pub(crate) async fn put_back(
    blobs: &dyn Blobs,
    backup: &Path,
    scratch: &Path,
    progress: &mut (dyn FnMut() + Send),
) -> Result<u64, ArchiveError> {
    let root = backup.join(FILES);
    let (mut folders, mut count) = (vec![root.clone()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let key = path.strip_prefix(&root).ok().and_then(Path::to_str).unwrap_or_default();
            let key =
                Key::new(key).map_err(|error| ArchiveError::NotABackup(format!("{}: {error}", path.display())))?;
            let is_there =
                blobs.stat(&key).await.is_ok_and(|meta| fs::metadata(&path).is_ok_and(|m| m.len() == meta.size));
            if !is_there {
                // Storage takes the file it is given: it gets a copy.
                let copy = scratch.join("restoring");
                fs::copy(&path, &copy)?;
                blobs.put_file(&key, &copy).await?;
            }
            count += 1;
            progress();
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::aggregate::EventCodec;
    use domain::ids::{EventId, IntegrationId, WorkspaceId};
    use domain::render::OutputRole;
    use domain::transfer::{Queued, Ready};
    use event_store::{Actor, Metadata, Position};
    use uuid::Uuid;

    fn recorded(transfer: TransferId, event: &TransferEvent) -> RecordedEvent {
        let workspace = WorkspaceId(Uuid::nil());
        RecordedEvent {
            stream: StreamName::of::<Transfer>(transfer.0),
            revision: 0,
            position: Position::new("1"),
            id: EventId(Uuid::nil()),
            event_type: event.event_type().to_owned(),
            version: event.version(),
            data: event.encode(),
            metadata: Metadata::new(workspace, Actor::system("test"), Uuid::nil(), Timestamp::from_millis(0)),
        }
    }

    /// The files that there should be once a transfer has arrived.
    fn wanted(integration: Option<IntegrationId>) -> Vec<String> {
        let id = TransferId(Uuid::from_u128(1));
        let queued = Queued {
            render: RenderId(Uuid::from_u128(2)),
            render_attempt: 1,
            role: OutputRole::Main,
            provider: if integration.is_some() { "r2" } else { "shotstack" }.into(),
            file: "a.mp4".into(),
            media_type: "video/mp4".into(),
            bytes: 1,
            sha256: "5a".into(),
            integration,
            place: None,
            key: integration.map(|_| "films/a.mp4".into()),
        };
        let mut wanted = Wanted::default();
        for event in [queued.into(), Ready { attempt: 1, provider_id: None, url: None }.into()] {
            wanted.see(&recorded(id, &event)).unwrap();
        }
        wanted.files.into_keys().collect()
    }

    #[test]
    fn what_was_sent_to_an_integration_is_not_missed_in_our_storage() {
        assert_eq!(wanted(None), [layout::hosted_file(TransferId(Uuid::from_u128(1)), 1, "a.mp4")]);
        assert_eq!(wanted(Some(IntegrationId(Uuid::from_u128(3)))), [""; 0]);
    }
}
