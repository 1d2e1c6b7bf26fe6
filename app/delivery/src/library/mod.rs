//! The parent's side of one library: its child process, and what it takes to live with it.

mod memory;
mod process;

use crate::pipe::{Function, Misconduct};
use plugin_sdk::{Description, Event, Job};
use process::Running;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How a child is started: `program arguments… <library>`, which has to call [`run_child`](crate::run_child).
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program: our own binary.
    pub program: PathBuf,
    /// What comes before the library's path, such as `plugin-host`.
    pub arguments: Vec<OsString>,
    /// Its whole environment. A library needs none.
    pub environment: Vec<(OsString, OsString)>,
}

/// When a child is ended.
#[derive(Clone, Copy, Debug)]
pub struct LibraryLimits {
    /// Longest time for one call, and for loading.
    pub call: Duration,
    /// Resident memory in bytes.
    pub memory: u64,
    /// How often memory is looked at while nothing is called; during calls it is looked at ten times a second and after each.
    pub watch: Duration,
    /// How long a second child has to wait after two that ended within a minute; doubled for each more, ten seconds at most.
    pub backoff: Duration,
}

impl Default for LibraryLimits {
    /// 10 s a call, 512 MiB, looked at every 5 s, a first wait of 200 ms.
    fn default() -> Self {
        Self {
            call: Duration::from_secs(10),
            memory: 512 << 20,
            watch: Duration::from_secs(5),
            backoff: Duration::from_millis(200),
        }
    }
}

/// The longest wait before a child is started again.
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);
/// A child that lived as long does not count against the next one.
const LONG_LIFE: Duration = Duration::from_secs(60);

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum CallError {
    /// The process ended because of this call, or was ended; why, as a clause about the library.
    Ended(String),
    /// It answered more than anybody reads. The process goes on.
    Flood,
    /// The session went with a process that something else ended.
    Lost,
    /// It opened no session.
    Null,
    /// It answered what is no JSON, or none of ours; what is wrong, as a clause about the library.
    Nonsense(String),
    /// No process could be started with it; why, as a clause about the library.
    NotStarted(String),
}

/// One library: its file and its process, which is started when it is needed and again when it is dead.
pub(crate) struct Library {
    /// The file's name, for people.
    pub(crate) file: String,
    /// SHA-256 of the file in hexadecimal.
    pub(crate) sha256: String,
    path: PathBuf,
    launch: Launch,
    limits: LibraryLimits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Option<Running>,
    /// Which process it is; sessions are of one of them.
    generation: u64,
    sessions: u64,
    /// Processes that ended one soon after the other, and when the last one did.
    deaths: u32,
    died: Option<Instant>,
}

/// A session under way. Closed when it is dropped.
pub(crate) struct Session {
    library: Arc<Library>,
    generation: u64,
    id: u64,
}

impl Library {
    /// Reads the file, and starts nothing.
    ///
    /// # Errors
    /// That the file cannot be read, as a clause about the library.
    pub(crate) async fn new(path: &Path, launch: &Launch, limits: LibraryLimits) -> Result<Arc<Self>, String> {
        let sha256 = digest(path).await?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (path, launch, state) = (path.to_owned(), launch.clone(), Mutex::default());
        Ok(Arc::new(Self { file, sha256, path, launch, limits, state }))
    }

    /// What the library says it is.
    pub(crate) async fn describe(self: &Arc<Self>) -> Result<Description, CallError> {
        let described = self.call(Function::Describe, None, None).await?;
        serde_json::from_value(described.1)
            .map_err(|error| CallError::Nonsense(format!("describes itself in a way that cannot be read: {error}")))
    }

    /// Begins a session.
    pub(crate) async fn open(self: &Arc<Self>, job: &Job) -> Result<Session, CallError> {
        let (session, _) = self.call(Function::Open, None, raw(job)).await?;
        Ok(Session { library: self.clone(), generation: session.0, id: session.1 })
    }

    /// Calls the library to the end, even when nobody waits for it any more: a call that is broken off would end the process,
    /// and with it the sessions of others. Gives the session that it was for.
    async fn call(
        self: &Arc<Self>,
        function: Function,
        session: Option<(u64, u64)>,
        payload: Option<Box<RawValue>>,
    ) -> Result<((u64, u64), Value), CallError> {
        let library = self.clone();
        let calling = tokio::spawn(async move { library.call_in_turn(function, session, payload).await });
        calling
            .await
            .unwrap_or_else(|_| Err(CallError::NotStarted("was not called: the server is stopping".to_owned())))
    }

    async fn call_in_turn(
        self: &Arc<Self>,
        function: Function,
        session: Option<(u64, u64)>,
        payload: Option<Box<RawValue>>,
    ) -> Result<((u64, u64), Value), CallError> {
        let mut state = self.state.lock().await;
        if let Some((generation, _)) = session
            && (state.running.is_none() || state.generation != generation)
        {
            return Err(CallError::Lost);
        }
        let mut running = match state.running.take() {
            Some(running) => running,
            None => self.start(&mut state).await?,
        };
        let session = session.unwrap_or_else(|| {
            state.sessions += 1;
            (state.generation, state.sessions)
        });
        match running.call(function, session.1, payload, &self.limits).await {
            Ok(outcome) => {
                state.running = Some(running);
                outcome.map(|answer| (session, answer)).map_err(|misconduct| match misconduct {
                    Misconduct::Null => CallError::Null,
                    Misconduct::Nonsense => CallError::Nonsense("answers what is no JSON".to_owned()),
                    Misconduct::Flood => CallError::Flood,
                })
            }
            Err(why) => {
                running.end().await;
                state.count_death();
                metrics::counter!("rushes_delivery_library_deaths_total", "library" => self.file.clone()).increment(1);
                tracing::warn!(library = %self.file, ?function, cause = %why, "a plugin's process ended");
                Err(CallError::Ended(why))
            }
        }
    }

    /// Starts a process, not too soon after others that ended.
    async fn start(self: &Arc<Self>, state: &mut State) -> Result<Running, CallError> {
        if let Some(wait) = state.wait(self.limits.backoff) {
            tokio::time::sleep(wait).await;
        }
        if state.generation > 0 && digest(&self.path).await.map_err(CallError::NotStarted)? != self.sha256 {
            let why = "has another content than when the server was started; restart the server to use it";
            return Err(CallError::NotStarted(why.to_owned()));
        }
        let running = Running::start(&self.launch, &self.path, &self.limits).await;
        let running = running.map_err(|why| {
            state.count_death();
            CallError::NotStarted(why)
        })?;
        state.generation += 1;
        self.watch(state.generation);
        Ok(running)
    }

    /// Looks at a process's memory as long as it lives, between calls too.
    fn watch(self: &Arc<Self>, generation: u64) {
        let (library, every) = (Arc::downgrade(self), self.limits.watch);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                let Some(library) = library.upgrade() else { return };
                // While it is called, the call looks.
                let Ok(mut state) = library.state.try_lock() else { continue };
                if state.generation != generation {
                    return;
                }
                let Some(running) = &state.running else { return };
                if running.memory() > library.limits.memory {
                    tracing::warn!(library = %library.file, "a plugin's process was ended: it used too much memory");
                    if let Some(running) = state.running.take() {
                        running.end().await;
                    }
                    state.count_death();
                    return;
                }
            }
        });
    }
}

impl Session {
    /// Tells the session what happened; what it answers.
    pub(crate) async fn step(&self, event: &Event) -> Result<Value, CallError> {
        let began = Instant::now();
        let called = self.library.call(Function::Step, Some((self.generation, self.id)), raw(event)).await;
        metrics::counter!("rushes_delivery_steps_total", "library" => self.library.file.clone()).increment(1);
        metrics::histogram!("rushes_delivery_step_seconds", "library" => self.library.file.clone())
            .record(began.elapsed().as_secs_f64());
        called.map(|(_, answer)| answer)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let (library, session) = (self.library.clone(), (self.generation, self.id));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // A session whose process is gone needs no closing.
            runtime.spawn(async move { library.call_in_turn(Function::Close, Some(session), None).await.ok() });
        }
    }
}

impl State {
    fn count_death(&mut self) {
        self.died = Some(Instant::now());
        self.deaths = self.deaths.saturating_add(1);
    }

    /// How long the next process has to wait. The first that ended after a long time is replaced at once.
    fn wait(&mut self, first: Duration) -> Option<Duration> {
        let since = self.died?.elapsed();
        if since > LONG_LIFE {
            self.deaths = 0;
        }
        let doublings = self.deaths.checked_sub(2)?;
        let wait = first.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_BACKOFF);
        wait.checked_sub(since)
    }
}

fn raw(message: &impl Serialize) -> Option<Box<RawValue>> {
    // Our own messages have texts for keys, and no numbers that JSON lacks.
    serde_json::value::to_raw_value(message).ok()
}

async fn digest(path: &Path) -> Result<String, String> {
    let content = tokio::fs::read(path).await.map_err(|error| format!("cannot be read: {}", error.kind()))?;
    Ok(hex::encode(Sha256::digest(&content)))
}
