//! The built binary as a server on a free port, with a data folder of its own.

use crate::checker::Log;
use crate::client::Client;
use crate::keeping::Servers;
use crate::origin::Origin;
use crate::{binary, processes, wait};
use serde::Deserialize;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// How processes on one data folder are started. Clones share the folder; it is removed with the last of them.
#[derive(Clone)]
pub struct Setup {
    folder: Arc<TempDir>,
    variables: Vec<(String, String)>,
    servers: Option<Arc<Servers>>,
    program: PathBuf,
    started: Arc<AtomicU32>,
}

/// What a first start writes for the owner.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bootstrap {
    /// The workspace that was made.
    pub workspace_id: String,
    /// Its keys.
    pub api_keys: Keys,
    /// Who owns it.
    pub owner: Owner,
}

/// One key for each environment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Production.
    pub v1: String,
    /// The sandbox.
    pub stage: String,
}

/// Who signs in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl Default for Setup {
    fn default() -> Self {
        let folder = tempfile::Builder::new().prefix("rushes-test-").tempdir().unwrap();
        let servers = Servers::of_this_program().map(Arc::new);
        let variables = servers.iter().flat_map(|servers| servers.settings()).collect();
        Self { folder: Arc::new(folder), variables, servers, program: binary::rushes(), started: Arc::default() }
            // Whatever lies beside the program: a test says which plugins it wants.
            .without_plugins()
            // Tests poll as often as they like.
            .with("RUSHES_RATE_LIMITS_ENABLED", "false")
            // A failed test shows the log: not every one of those questions.
            .with("RUSHES_LOG_FILTER", "info,api=warn,poem=warn,sea_orm_migration=warn,object_store=warn,kurrentdb=off")
    }
}

impl Setup {
    /// An empty data folder, and sources allowed from this origin alone.
    pub fn with_origin(origin: &Origin) -> Self {
        Self::default().with("RUSHES_EGRESS_ALLOW", &origin.host())
    }

    fn without_plugins(self) -> Self {
        let none = self.folder.path().join("plugins");
        self.with("RUSHES_PLUGINS_DIR", &none.to_string_lossy())
    }

    /// The same with these plugins, such as `s3`, as they were built with the program.
    ///
    /// # Panics
    /// When one was not built, or the folder cannot be written to.
    pub fn with_plugins(self, names: &[&str]) -> Self {
        let folder = self.folder.path().join("plugins");
        std::fs::create_dir_all(&folder).unwrap();
        for name in names {
            let library = self.program.with_file_name(format!("librushes_plugin_{name}.so"));
            assert!(library.is_file(), "{} is not there: build the workspace first", library.display());
            std::os::unix::fs::symlink(library, folder.join(format!("{name}.so"))).unwrap();
        }
        self
    }

    /// The same with a setting from the environment, such as `RUSHES_WORKER_LEASE_SECONDS`.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same folder and settings with another build of the program.
    pub fn as_program(&self, program: &Path) -> Self {
        Self { program: program.to_owned(), ..self.clone() }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What the log holds now.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn log(&self) -> Log {
        match &self.servers {
            Some(servers) => servers.read().await,
            None => Log::read(&self.data()).await,
        }
    }

    /// A folder beside the data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the first start wrote.
    ///
    /// # Panics
    /// When it wrote nothing.
    pub fn bootstrap(&self) -> Bootstrap {
        let file = self.data().join("bootstrap.json");
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_slice(&text).unwrap()
    }

    /// Everything that processes on this folder have written on stdout and stderr.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn output(&self) -> Vec<u8> {
        let logs = std::fs::read_dir(self.folder()).unwrap().map(|entry| entry.unwrap().path());
        let logs =
            logs.filter(|path| path.extension().is_some_and(|extension| extension == "out" || extension == "err"));
        logs.flat_map(|path| std::fs::read(path).unwrap()).collect()
    }

    /// The command `rushes ARGUMENTS` with this setup's settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(self.folder()).stdin(Stdio::null());
        // Settings of whoever runs the tests are not ours.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RUSHES_")) {
            command.env_remove(name);
        }
        command.env("RUSHES_CACHE", crate::tools::cache());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs `rushes ARGUMENTS --data DIR` to its end; its standard output.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, arguments: &[&str]) -> String {
        let data = self.data();
        let arguments = [arguments, &["--data", data.to_str().unwrap()]].concat();
        let output = self.command(&arguments).output().unwrap();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rushes {arguments:?}: {complaints}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// `rushes serve --role all`, ready.
    ///
    /// # Panics
    /// When it does not become ready.
    pub async fn serve(&self) -> Server {
        self.serve_as("all").await
    }

    /// `rushes serve` in this role, ready.
    ///
    /// # Panics
    /// When it does not become ready.
    pub async fn serve_as(&self, role: &str) -> Server {
        let process = self.start_serving_as(role);
        let mut server = Server { base: String::new(), process };
        server.base = wait::until("the server's address", async || server.process.said("listening on ")).await;
        let http = reqwest::Client::new();
        let ready = format!("{}/readyz", server.base);
        wait::until("readiness", async || {
            server.process.must_run();
            http.get(&ready).send().await.ok().filter(|reply| reply.status() == 200)
        })
        .await;
        server
    }

    /// `rushes serve --role api`, started, whether it becomes ready or not.
    pub fn start_serving(&self) -> Process {
        self.start_serving_as("api")
    }

    fn start_serving_as(&self, role: &str) -> Process {
        self.start(&["serve", "--listen", "127.0.0.1:0", "--role", role])
    }

    /// `rushes worker`, started.
    pub fn work(&self) -> Process {
        self.start(&["worker"])
    }

    fn start(&self, arguments: &[&str]) -> Process {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let log = |kind: &str| self.folder().join(format!("{number}-{}.{kind}", arguments[0]));
        let mut command = self.command(arguments);
        command.arg("--data").arg(self.data());
        command.stdout(File::create(log("out")).unwrap()).stderr(File::create(log("err")).unwrap());
        Process { child: processes::spawn(&mut command), setup: self.clone(), out: log("out"), err: log("err") }
    }
}

/// A process of the binary; killed when dropped.
pub struct Process {
    child: Child,
    setup: Setup,
    out: PathBuf,
    err: PathBuf,
}

impl Process {
    /// Its id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it was started.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        processes::signal(self.id(), libc::SIGKILL);
        processes::wait(&mut self.child);
    }

    /// SIGTERM, and waits until it has ended.
    pub fn stop(&mut self) -> ExitStatus {
        processes::signal(self.id(), libc::SIGTERM);
        processes::wait(&mut self.child)
    }

    /// What it wrote on stderr so far.
    pub fn complaints(&self) -> String {
        std::fs::read(&self.err).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// The rest of the line on stdout that begins like this, once it is complete.
    ///
    /// # Panics
    /// When it has ended.
    pub fn said(&mut self, beginning: &str) -> Option<String> {
        self.must_run();
        let text = std::fs::read_to_string(&self.out).unwrap_or_default();
        let complete = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        complete.filter_map(|line| line.strip_prefix(beginning)).map(str::to_owned).next()
    }

    /// Holds it to being alive.
    ///
    /// # Panics
    /// When it has ended.
    pub fn must_run(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("the process ended ({status}): {}", self.complaints());
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("--- stderr of {}:\n{}", self.err.display(), self.complaints());
        }
    }
}

/// A ready server.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// Its process.
    pub process: Process,
}

impl Server {
    /// How it was started.
    pub fn setup(&self) -> &Setup {
        self.process.setup()
    }

    /// A client of the production environment.
    pub fn client(&self) -> Client {
        Client::new(&self.base, "v1", &self.setup().bootstrap().api_keys.v1)
    }

    /// A client of the sandbox.
    pub fn stage(&self) -> Client {
        Client::new(&self.base, "stage", &self.setup().bootstrap().api_keys.stage)
    }
}
