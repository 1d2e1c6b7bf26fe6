//! The three stores in a folder that goes with the test.

use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::ids::{EventId, WorkspaceId};
use event_store::postgres::PostgresLog;
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Expected, Metadata, NewEvent, Position, StreamName, execute};
use migrations::testing::{Cluster, meddle_with_file};
use read_models::{Clock, ProjectionError, Projector, Rebuilt, Views};
use state::State;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

pub const NORTH: WorkspaceId = WorkspaceId(Uuid::from_u128(0x1000));
pub const SOUTH: WorkspaceId = WorkspaceId(Uuid::from_u128(0x2000));

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// A clock that stands still.
pub fn clock() -> Clock {
    Arc::new(|| at(1_000_000))
}

async fn open_views(folder: &TempDir, server: Option<&Cluster>) -> Views {
    match server {
        None => Views::open(&folder.path().join("views.db")).await.unwrap(),
        Some(server) => Views::connect(&server.url()).await.unwrap(),
    }
}

pub struct House {
    pub folder: TempDir,
    pub log: Arc<dyn EventStore>,
    pub state: State,
    pub views: Views,
    events: AtomicU64,
    server: Option<Cluster>,
}

impl House {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = crate::ON_A_SERVER.then(Cluster::start);
        let (log, state): (Arc<dyn EventStore>, State) = match &server {
            None => (
                Arc::new(SqliteLog::open(&folder.path().join("log.db")).await.unwrap()),
                State::open(&folder.path().join("state.db")).await.unwrap(),
            ),
            Some(server) => (
                Arc::new(PostgresLog::open(&server.url()).await.unwrap()),
                State::connect(&server.url()).await.unwrap(),
            ),
        };
        let views = open_views(&folder, server.as_ref()).await;
        Self { folder, log, state, views, events: AtomicU64::new(1), server }
    }

    /// Another handle on the views, as another process would have.
    pub async fn open_views(&self) -> Views {
        open_views(&self.folder, self.server.as_ref()).await
    }

    /// Changes the views behind their back.
    pub async fn meddle(&self, sql: &str) {
        match &self.server {
            None => meddle_with_file(&self.folder.path().join("views.db"), &sql.replace("SCHEMA.", "")).await,
            Some(server) => server.meddle(&sql.replace("SCHEMA.", "rushes_views.")).await,
        }
    }

    pub fn projector(&self, holder: &str) -> Projector {
        Projector::new(self.views.clone(), self.log.clone(), self.state.clone(), holder, clock())
    }

    pub async fn catch_up(&self) {
        self.projector("test").catch_up().await.unwrap();
    }

    /// Makes these views anew, or all.
    pub async fn rebuild(&self, only: &[&str]) -> Result<Vec<Rebuilt>, ProjectionError> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let holder = format!("rebuild {}", self.next_event().0);
        self.projector(&holder).rebuild(&only, &mut |_| {}).await
    }

    pub fn next_event(&self) -> EventId {
        EventId(Uuid::from_u64_pair(9, self.events.fetch_add(1, Ordering::Relaxed)))
    }

    /// Carries out a command, and insists that something comes of it.
    pub async fn command<A>(&self, id: Uuid, command: A::Command, metadata: &Metadata) -> Position
    where
        A: Aggregate,
        A::Command: Clone,
    {
        let executed = execute::<A>(self.log.as_ref(), id, command, metadata, |_| self.next_event()).await;
        let executed = executed.unwrap_or_else(|error| panic!("{error}"));
        assert!(!executed.events.is_empty());
        executed.position.unwrap()
    }

    /// Appends what no decider would.
    pub async fn smuggle(&self, stream: &str, event_type: &str, data: &str) -> Position {
        let stream: StreamName = stream.parse().unwrap();
        let event = NewEvent {
            id: self.next_event(),
            event_type: event_type.into(),
            version: 1,
            data: data.as_bytes().to_vec(),
            metadata: metadata(NORTH, 0),
        };
        self.log.append(&stream, Expected::NoStream, vec![event]).await.unwrap().position
    }
}

pub fn metadata(workspace: WorkspaceId, seconds: i64) -> Metadata {
    Metadata::new(workspace, Actor::system("test"), Uuid::nil(), at(seconds))
}
