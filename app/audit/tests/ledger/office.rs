//! A log and a ledger in a folder that goes with the test.

use audit::{Break, Keeper, Proof, verify};
use domain::ids::{EventId, IntegrationId, WorkspaceId};
use domain::integration::{Command, Created, Integrations, Settings};
use domain::{Environment, Timestamp};
use event_store::postgres::PostgresLog;
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Expected, Metadata, NewEvent, StreamName, execute};
use migrations::testing::{Cluster, meddle_with_file};
use state::{LedgerFilter, LedgerLine, LedgerOrder, State};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

pub const NORTH: WorkspaceId = WorkspaceId(Uuid::from_u128(0x1000));
pub const SOUTH: WorkspaceId = WorkspaceId(Uuid::from_u128(0x2000));

/// Which database is meddled with.
#[derive(Clone, Copy)]
pub enum Store {
    Log,
    State,
}

pub struct Office {
    folder: TempDir,
    server: Option<Cluster>,
    pub log: Arc<dyn EventStore>,
    pub state: State,
    events: AtomicU64,
}

impl Office {
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
        Self { folder, server, log, state, events: AtomicU64::new(1) }
    }

    /// `count` events in a stream of a workspace, in one append.
    pub async fn append(&self, workspace: WorkspaceId, stream: u128, count: usize) {
        let stream: StreamName = format!("render-{}", Uuid::from_u128(stream)).parse().unwrap();
        let events = (0..count).map(|n| {
            let id = self.events.fetch_add(1, Ordering::Relaxed);
            let at = Timestamp::from_millis(1_700_000_000_000 + i64::try_from(id).unwrap() * 1000);
            NewEvent {
                id: EventId(Uuid::from_u64_pair(9, id)),
                event_type: if n == 0 { "render.queued" } else { "render.saved" }.into(),
                version: 1,
                data: format!(r#"{{"n":{n},"word":"é"}}"#).into_bytes(),
                metadata: Metadata::new(workspace, Actor::system("test"), Uuid::nil(), at)
                    .within(domain::Environment::Production),
            }
        });
        self.log.append(&stream, Expected::NoStream, events.collect()).await.unwrap();
    }

    /// Makes an integration that is the workspace's default: two events, which happen in no world.
    pub async fn integrate(&self, workspace: WorkspaceId) {
        let settings = Settings {
            name: "films".into(),
            config: serde_json::Map::new(),
            credentials: None,
            active: true,
            environments: Environment::ALL.to_vec(),
        };
        let created = Created { integration: IntegrationId(Uuid::from_u128(1)), provider: "s3".into(), settings };
        let command = Command::Create { created, default: true, single: false };
        let at = Timestamp::from_millis(1_700_000_000_000);
        let metadata = Metadata::new(workspace, Actor::system("test"), Uuid::nil(), at);
        let id = |_| EventId(Uuid::from_u64_pair(9, self.events.fetch_add(1, Ordering::Relaxed)));
        execute::<Integrations>(self.log.as_ref(), workspace.0, command, &metadata, id).await.unwrap();
    }

    pub fn keeper(&self, holder: &str) -> Keeper {
        let clock = Arc::new(|| Timestamp::from_millis(1_800_000_000_000));
        Keeper::new(self.log.clone(), self.state.clone(), holder, clock)
    }

    pub async fn keep(&self) {
        assert!(self.keeper("keeper").catch_up().await.unwrap());
    }

    pub async fn verify(&self) -> Result<Proof, Break> {
        verify(self.log.as_ref(), &self.state).await.unwrap()
    }

    pub async fn lines(&self, workspace: WorkspaceId, filter: &LedgerFilter, order: LedgerOrder) -> Vec<LedgerLine> {
        self.state.ledger().lines(workspace, filter, order, 1000).await.unwrap()
    }

    /// Changes a database behind everybody's back. `events` and `ledger` are its tables.
    pub async fn meddle(&self, store: Store, sql: &str) {
        let (file, schema) = match store {
            Store::Log => ("log.db", "rushes_log"),
            Store::State => ("state.db", "rushes_state"),
        };
        match &self.server {
            None => meddle_with_file(&self.folder.path().join(file), sql).await,
            Some(server) => server.meddle(&format!("SET search_path TO {schema}; {sql}")).await,
        }
    }
}
