//! What becomes of renders and their copies, told as workers would.

use super::world::World;
use domain::Environment;
use domain::composition::OutputFormat;
use domain::ids::{EventId, RenderId, TransferId};
use domain::render::{self, Fetched, Output, OutputRole, Render, Rendered, Saved};
use domain::transfer::{self, Transfer};
use std::time::Duration;
use uuid::Uuid;

impl World {
    pub async fn drive(&self, id: RenderId, command: render::Command) {
        let metadata = self.metadata(self.workspace).within(Environment::Production);
        let event = EventId(Uuid::new_v4());
        let log = self.services.log.as_ref();
        let done = event_store::execute::<Render>(log, id.0, command, &metadata, |_| event).await.unwrap();
        let position = done.position.unwrap();
        assert!(self.services.views.wait_for(log, &position, Duration::from_secs(20)).await.unwrap());
    }

    pub async fn start(&self, id: RenderId) {
        let now = self.services.now();
        self.drive(id, render::Command::StartAttempt { worker: "w".into(), now }).await;
    }

    /// Takes a render to its end as a worker would, with `bytes` as its file.
    pub async fn finish(&self, id: RenderId, bytes: &[u8]) -> Output {
        self.start(id).await;
        self.drive(id, render::Command::Fetch(Fetched { attempt: 1, sources: vec![] })).await;
        let rendered = Rendered {
            attempt: 1,
            engine: "test".into(),
            encoder: "test".into(),
            fonts: vec![],
            frames: 50,
            segments: 1,
            reused: 0,
            millis: 1234,
        };
        self.drive(id, render::Command::Finish(rendered)).await;
        let output = output(id, bytes);
        let key = storage::Key::new(storage::layout::render_file(id, 1, &output.file)).unwrap();
        self.services.blobs.put_bytes(&key, bytes).await.unwrap();
        self.drive(id, render::Command::Save(Saved { attempt: 1, outputs: vec![output.clone()] })).await;
        output
    }

    pub async fn drive_copy(&self, id: TransferId, command: transfer::Command) {
        let metadata = self.metadata(self.workspace).within(Environment::Production);
        let event = EventId(Uuid::new_v4());
        let log = self.services.log.as_ref();
        let done = event_store::execute::<Transfer>(log, id.0, command, &metadata, |_| event).await.unwrap();
        let position = done.position.unwrap();
        assert!(self.services.views.wait_for(log, &position, Duration::from_secs(20)).await.unwrap());
    }

    /// Orders a hosted copy of a render's file; it is not there yet.
    pub async fn order_copy(&self, render: RenderId, output: &Output, media_type: &str) -> TransferId {
        let id = TransferId(Uuid::new_v4());
        let queued = transfer::Queued {
            render,
            render_attempt: 1,
            role: OutputRole::Main,
            provider: "shotstack".into(),
            file: output.file.clone(),
            media_type: media_type.into(),
            bytes: output.bytes,
            sha256: output.sha256.clone(),
            integration: None,
            place: None,
            key: None,
        };
        self.drive_copy(id, transfer::Command::Queue(queued)).await;
        id
    }

    /// Makes an ordered copy ready, with `bytes` as its content.
    pub async fn complete_copy(&self, id: TransferId, output: &Output, bytes: &[u8]) {
        let now = self.services.now();
        self.drive_copy(id, transfer::Command::StartAttempt { worker: "w".into(), now }).await;
        let key = storage::Key::new(storage::layout::hosted_file(id, 1, &output.file)).unwrap();
        self.services.blobs.put_bytes(&key, bytes).await.unwrap();
        self.drive_copy(id, transfer::Command::Complete(transfer::Ready { attempt: 1, provider_id: None, url: None }))
            .await;
    }
}

fn output(id: RenderId, bytes: &[u8]) -> Output {
    Output {
        role: OutputRole::Main,
        file: format!("{id}.mp4"),
        media_type: OutputFormat::Mp4.media_type().into(),
        bytes: bytes.len() as u64,
        sha256: "ab".repeat(32),
        width: Some(1024),
        height: Some(576),
        duration: Some(2.0),
    }
}
