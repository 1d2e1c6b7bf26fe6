//! Machines that share no folder: a database server and a bucket between them, and the master key given to each.

use crate::{Origin, Setup, checker};
use event_store::postgres::PostgresLog;
use migrations::testing::Cluster;
use s3_double::{S3Double, Settings};
use tempfile::TempDir;

/// The master key of every machine.
pub const MASTER_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// What machines have in common.
pub struct Machines {
    /// Where sources come from.
    pub origin: Origin,
    /// Log, state and views.
    pub database: Cluster,
    /// Outputs and hosted copies.
    pub bucket: S3Double,
    _folder: TempDir,
}

impl Machines {
    /// Starts the database server and the bucket's.
    ///
    /// # Panics
    /// When one of them does not start.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bucket = S3Double::start(Settings::of(folder.path())).unwrap();
        Self { origin: Origin::start(), database: Cluster::start(), bucket, _folder: folder }
    }

    /// Another machine, with an empty data folder of its own.
    pub fn machine(&self) -> Setup {
        let bucket = self.bucket.settings();
        Setup::with_origin(&self.origin)
            .with("RUSHES_WORKER_LEASE_SECONDS", "2")
            .with("RUSHES_DATABASE_URL", &self.database.url())
            .with("RUSHES_STORAGE_URL", &format!("s3://{}/films", bucket.bucket))
            .with("RUSHES_STORAGE_ENDPOINT", &self.bucket.endpoint())
            .with("RUSHES_STORAGE_ACCESS_KEY", &bucket.access_key)
            .with("RUSHES_STORAGE_SECRET_KEY", &bucket.secret_key)
            .with("RUSHES_VAULT_MASTER_KEY", MASTER_KEY)
    }

    /// The names of what is in the bucket, in their order.
    ///
    /// # Panics
    /// When its folder cannot be read.
    pub fn files(&self) -> Vec<String> {
        let root = self.bucket.settings().data.join(&self.bucket.settings().bucket);
        let (mut found, mut open) = (vec![], vec![root.clone()]);
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap().is_dir() {
                    true => open.push(entry.path()),
                    false => found.push(entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned()),
                }
            }
        }
        found.sort();
        found
    }

    /// The log as it is now.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn log(&self) -> checker::Log {
        checker::Log::of(&PostgresLog::open(&self.database.url()).await.unwrap()).await
    }
}
