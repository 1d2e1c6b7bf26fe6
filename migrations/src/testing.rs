//! A PostgreSQL server for one test: its own cluster in a temporary folder, reached through a socket there, gone with it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test without its server fails")]

use crate::sqlite::{Durability, connect};
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server with the superuser `app` and a database `postgres`.
pub struct Cluster {
    folder: TempDir,
    server: Child,
    synced: Synced,
}

/// Whether what is committed is synced to the disk. A test whose machine stays up need not wait for it; a measurement has to.
#[derive(Clone, Copy)]
enum Synced {
    Yes,
    No,
}

/// Who runs the server: it refuses root, so under root it is Debian's `postgres`.
fn owner() -> Option<(u32, u32)> {
    let id = |flag: &str, name: &[&str]| -> u32 {
        let said = Command::new("id").arg(flag).args(name).output().expect("id");
        String::from_utf8(said.stdout).unwrap().trim().parse().expect("the user postgres; run scripts/setup --tests")
    };
    (id("-u", &[]) == 0).then(|| (id("-u", &["postgres"]), id("-g", &["postgres"])))
}

/// The folder of the newest server that is installed.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL; run scripts/setup --tests");
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path().join("bin")).collect();
    folders.retain(|folder| folder.join("postgres").exists());
    folders.sort();
    folders.pop().expect("PostgreSQL's server; run scripts/setup --tests")
}

fn tool(name: &str) -> Command {
    let mut command = Command::new(programs().join(name));
    if let Some((user, group)) = owner() {
        command.uid(user).gid(group);
    }
    command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin").current_dir("/").stdin(Stdio::null());
    command
}

/// An empty cluster, made once on this machine: copying it takes a tenth of the time.
fn template() -> PathBuf {
    let named = std::env::var_os("RUSHES_CACHE").map(PathBuf::from);
    let cache = named.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").expect("HOME")).join(".cache/rushes"));
    let version = programs().parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    let template = cache.join(format!("postgres-{version}-template"));
    if !template.exists() {
        let folder = tempfile::Builder::new().prefix("rushes-pg-").tempdir().unwrap();
        give(folder.path());
        let made = tool("initdb")
            .args(["--auth=trust", "--username=app", "--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions"])
            .arg("-D")
            .arg(folder.path().join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        std::fs::create_dir_all(&cache).unwrap();
        let copy = tempfile::Builder::new().prefix("postgres-").tempdir_in(&cache).unwrap();
        run(Command::new("cp").arg("-R").arg(folder.path().join("data")).arg(copy.path()));
        // Another test may have been faster; its template is as good.
        let _ = std::fs::rename(copy.path().join("data"), &template);
    }
    template
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

fn give(path: &Path) {
    if let Some((user, group)) = owner() {
        std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
    }
}

impl Cluster {
    /// Starts one and waits until it answers.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        Self::start_as(Synced::No)
    }

    /// The same, with every commit synced to the disk, as in production.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    pub fn start_synced() -> Self {
        Self::start_as(Synced::Yes)
    }

    fn start_as(synced: Synced) -> Self {
        let folder = tempfile::Builder::new().prefix("rushes-pg-").tempdir().unwrap();
        give(folder.path());
        let data = folder.path().join("data");
        run(Command::new("cp").arg("-R").arg(template()).arg(&data));
        if let Some((user, group)) = owner() {
            run(Command::new("chown").arg("-R").arg(format!("{user}:{group}")).arg(&data));
        }
        run(Command::new("chmod").arg("700").arg(&data));
        let server = serve(&folder, synced);
        Self { folder, server, synced }
    }

    /// Ends the server at once, as a crash would.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub fn stop(&mut self) {
        // So that it takes its shared memory with it.
        run(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]));
        self.server.wait().unwrap();
    }

    /// Starts the server on what it had, and waits until it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.server = serve(&self.folder, self.synced);
    }

    /// The socket that it answers on, for whoever stands between it and its clients.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// The address of its database `postgres`.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    fn url_of(&self, database: &str) -> String {
        let host = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://app@{host}/{database}")
    }

    /// A new, empty database; its address.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn database(&self, name: &str) -> String {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        let create = format!("CREATE DATABASE {name}");
        connection.execute(AssertSqlSafe(create)).await.unwrap();
        self.url_of(name)
    }

    /// Changes a database behind everybody's back.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn meddle(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }
}

/// Changes a database file behind everybody's back.
///
/// # Panics
/// When it cannot.
pub async fn meddle_with_file(path: &Path, sql: &str) {
    let database = connect(path, Durability::Normal, 1).await.unwrap();
    database.execute_unprepared(sql).await.unwrap();
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).stderr(Stdio::null()).status();
        let _ = self.server.wait();
    }
}

fn serve(folder: &TempDir, synced: Synced) -> Child {
    let (data, written) = (folder.path().join("data"), folder.path().join("log"));
    let log = std::fs::File::create(&written).unwrap();
    let lock = data.join("postmaster.pid");
    // One that a crash has left behind would be taken for the new server's.
    let _ = std::fs::remove_file(&lock);
    let server = tool("postgres")
        .arg("-D")
        .arg(&data)
        .args(["-k", folder.path().to_str().unwrap(), "-c", "listen_addresses="])
        .args(["-c", if matches!(synced, Synced::Yes) { "fsync=on" } else { "fsync=off" }])
        .args(["-c", "autovacuum=off", "-c", "max_connections=200"])
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    // The server writes "ready" into its lock file once it takes connections.
    while !std::fs::read_to_string(&lock).is_ok_and(|text| text.lines().any(|line| line.trim() == "ready")) {
        let said = || std::fs::read_to_string(&written).unwrap_or_default();
        assert!(Instant::now() < deadline, "PostgreSQL did not start: {}", said());
        std::thread::sleep(Duration::from_millis(10));
    }
    server
}
