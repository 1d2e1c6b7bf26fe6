//! Renders of which nothing exists but their events.

use crate::places::now;
use domain::composition::{LumaPolarity, OutputFormat};
use domain::ids::{Dialect, DocumentId, EventId, RenderId, WorkspaceId};
use domain::queue::Priority;
use domain::render::{Command, Fetched, Output, OutputRole, Queued, Render, Rendered, Saved, Summary};
use domain::render::{DocumentRef, RenderEvent};
use event_store::{Actor, EventStore, Executed, Expected, Metadata, NewEvent, Position, StreamName, execute};
use uuid::Uuid;

pub fn envelope(workspace: WorkspaceId) -> Metadata {
    let correlation = Uuid::new_v4();
    Metadata::new(workspace, Actor::system("bench"), correlation, now()).within(domain::Environment::Production)
}

/// Appends the first event of a new render, as a submission does; its id and position.
pub async fn queue(log: &dyn EventStore, workspace: WorkspaceId) -> (RenderId, Position) {
    let id = RenderId(Uuid::new_v4());
    let document = DocumentRef { id: DocumentId(Uuid::new_v4()), digest: "0".repeat(64) };
    let (format, width, height) = (OutputFormat::Mp4, Some(320), Some(180));
    let summary = Summary { format, width, height, tracks: 1, clips: 1, poster: false, thumbnail: false };
    let priority = Priority::Normal;
    let queued = Queued {
        document,
        dialect: Dialect::Shotstack,
        summary,
        hosted: false,
        priority,
        destinations: vec![],
        mattes: LumaPolarity::default(),
    };
    let event = NewEvent::of(EventId(Uuid::new_v4()), &RenderEvent::Queued(queued), envelope(workspace));
    let appended = log.append(&StreamName::of::<Render>(id.0), Expected::NoStream, vec![event]).await.unwrap();
    (id, appended.position)
}

/// Says something of a render, as a worker does; none when it is refused.
pub async fn say(log: &dyn EventStore, workspace: WorkspaceId, id: Uuid, command: Command) -> Option<Executed<Render>> {
    match execute::<Render>(log, id, command, &envelope(workspace), |_| EventId(Uuid::new_v4())).await {
        Ok(executed) => Some(executed),
        Err(event_store::ExecuteError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// What a worker says after it has fetched, rendered and saved.
pub fn fetched(attempt: u32) -> Command {
    Command::Fetch(Fetched { attempt, sources: vec![] })
}

pub fn rendered(attempt: u32) -> Command {
    let (engine, encoder) = ("1".to_owned(), "x264".to_owned());
    Command::Finish(Rendered { attempt, engine, encoder, fonts: vec![], frames: 25, segments: 1, reused: 0, millis: 1 })
}

pub fn saved(attempt: u32) -> Command {
    let (file, media_type, sha256) = ("film.mp4".to_owned(), "video/mp4".to_owned(), "0".repeat(64));
    let (width, height, duration) = (None, None, None);
    let output = Output { role: OutputRole::Main, file, media_type, bytes: 1, sha256, width, height, duration };
    Command::Save(Saved { attempt, outputs: vec![output] })
}
