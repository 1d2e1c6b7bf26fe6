//! The stores that are measured: real ones, opened as the server opens them.

use domain::Timestamp;
use event_store::EventStore;
use event_store::kurrentdb::KurrentLog;
use event_store::postgres::PostgresLog;
use event_store::sqlite::SqliteLog;
use migrations::testing::Cluster;
use read_models::{Projector, Views};
use rushes_tests::LogServer;
use state::State;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What is where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Three files.
    Sqlite,
    /// One server, which syncs each commit.
    Postgres,
    /// The log on the double of KurrentDB, state and views in files.
    KurrentDouble,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::KurrentDouble => "KurrentDB double",
        }
    }
}

/// An empty installation; gone when dropped.
pub struct Place {
    folder: TempDir,
    cluster: Option<Cluster>,
    log_server: Option<LogServer>,
}

/// One process's connections to it.
#[derive(Clone)]
pub struct Stores {
    pub log: Arc<dyn EventStore>,
    pub state: State,
    pub views: Views,
    /// Its name in leases and events.
    pub name: String,
}

impl Place {
    pub fn new(kind: Kind) -> Self {
        let folder = tempfile::Builder::new().prefix("rushes-bench-").tempdir().unwrap();
        let cluster = (kind == Kind::Postgres).then(Cluster::start_synced);
        let log_server = (kind == Kind::KurrentDouble).then(LogServer::start);
        Self { folder, cluster, log_server }
    }

    /// As another process would open it.
    pub async fn open(&self) -> Stores {
        let file = |name: &str| self.folder.path().join(name);
        let log: Arc<dyn EventStore> = match (&self.cluster, &self.log_server) {
            (Some(cluster), _) => Arc::new(PostgresLog::open(&cluster.url()).await.unwrap()),
            (_, Some(server)) => Arc::new(KurrentLog::open(&server.url()).await.unwrap()),
            _ => Arc::new(SqliteLog::open(&file("log.db")).await.unwrap()),
        };
        let (state, views) = match &self.cluster {
            Some(cluster) => (State::connect(&cluster.url()).await, Views::connect(&cluster.url()).await),
            None => (State::open(&file("state.db")).await, Views::open(&file("views.db")).await),
        };
        Stores { log, state: state.unwrap(), views: views.unwrap(), name: Uuid::new_v4().to_string() }
    }
}

/// A projector at work; it ends when it is told to.
pub struct Projecting {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Projecting {
    pub fn start(stores: &Stores) -> Self {
        let Stores { log, state, views, name } = stores.clone();
        let projector = Projector::new(views, log, state, name, Arc::new(now));
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let stopped = async move { _ = stopped.await };
            projector.run(stopped).await.unwrap();
        });
        Self { stop, task }
    }

    pub async fn end(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// The clock, as the log writes it.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}
