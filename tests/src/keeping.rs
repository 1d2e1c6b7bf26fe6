//! Where a test's installation keeps its log, state and views: in files, or on servers of its own, by the name of the program that the
//! test is in. `routes` and `routes_on_postgres` are the same tests.

use crate::LogServer;
use crate::checker::Log;
use event_store::kurrentdb::KurrentLog;
use event_store::postgres::PostgresLog;
use migrations::testing::Cluster;

/// Servers that go with the test.
pub struct Servers {
    cluster: Cluster,
    log: Option<LogServer>,
}

impl Servers {
    /// Starts what this program's name asks for; none when it asks for files.
    pub(crate) fn of_this_program() -> Option<Self> {
        let program = std::env::current_exe().unwrap();
        let name = program.file_name().unwrap().to_str().unwrap();
        let asks = |for_what: &str| name.contains(for_what);
        (asks("_on_postgres") || asks("_on_kurrentdb"))
            .then(|| Self { cluster: Cluster::start(), log: asks("_on_kurrentdb").then(LogServer::start) })
    }

    /// The settings that lead to them.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        let log = self.log.iter().map(|log| ("RUSHES_DATABASE_LOG_URL".to_owned(), log.url()));
        std::iter::once(("RUSHES_DATABASE_URL".to_owned(), self.cluster.url())).chain(log).collect()
    }

    /// What their log holds.
    pub(crate) async fn read(&self) -> Log {
        match &self.log {
            Some(log) => Log::of(&KurrentLog::open(&log.url()).await.unwrap()).await,
            None => Log::of(&PostgresLog::open(&self.cluster.url()).await.unwrap()).await,
        }
    }
}
