//! The parent's side: starts the child process, hands it jobs, and bears its death.

use crate::limits;
use crate::protocol::{Drawn, Hello, Job, Reply, VERSION};
use domain::{Failure, FailureCode};
use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time;

/// What the child needs of our environment: where fonts are.
const ENVIRONMENT: [&str; 6] =
    ["HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "RUSHES_FONTS_DIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH"];

/// A reply that is longer, in bytes, is none of ours.
const LONGEST_REPLY: u64 = 64 << 20;

/// So many bytes of what a child writes to its stderr are heard; markup must not fill the log.
const HEARD: u64 = 64 << 10;

/// Draws in child processes.
#[derive(Clone, Debug)]
pub struct Rasteriser {
    executable: PathBuf,
    arguments: Vec<OsString>,
    font_folders: Vec<PathBuf>,
    time: Duration,
    heard: fn(&str),
}

impl Rasteriser {
    /// Children are `executable raster-child`, which must call [`crate::child::serve`].
    pub fn new(executable: impl Into<PathBuf>) -> Self {
        Self {
            executable: executable.into(),
            arguments: vec!["raster-child".into()],
            font_folders: Vec::new(),
            time: limits::TIME,
            heard: |_| {},
        }
    }

    /// Folders of fonts beside the system's and those of [`crate::fonts::folders`].
    pub fn with_font_folders(mut self, folders: Vec<PathBuf>) -> Self {
        self.font_folders = folders;
        self
    }

    /// What becomes of the lines that children write to their stderr.
    pub fn with_log(mut self, heard: fn(&str)) -> Self {
        self.heard = heard;
        self
    }

    /// How long one drawing may take instead of [`limits::TIME`].
    pub fn with_time_limit(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Draws every job, in order. One child serves them all; after a job has killed it or used up its time, the next
    /// one gets a new child. Dropping the future ends the child.
    ///
    /// Each result belongs to the job in the same place. A job that ends its child is at fault itself, so its failure
    /// is [`FailureCode::LimitReached`]: another attempt would end the same way. A child that was killed (SIGKILL: an
    /// operator, or the kernel short of memory) is [`FailureCode::Crashed`]. That no child could be started is
    /// [`FailureCode::Internal`].
    pub async fn draw_each(&self, jobs: &[Job]) -> Vec<Result<Drawn, Failure>> {
        self.draw(jobs, false).await
    }

    /// The results in order, the first failure being the last one when that is wanted.
    async fn draw(&self, jobs: &[Job], until_failure: bool) -> Vec<Result<Drawn, Failure>> {
        let mut results = Vec::with_capacity(jobs.len());
        let mut child = None;
        for job in jobs {
            if until_failure && matches!(results.last(), Some(Err(_))) {
                break;
            }
            let mut running = match child.take() {
                Some(running) => running,
                None => match self.start().await {
                    Ok(running) => running,
                    Err(error) => {
                        results.push(Err(not_started(job, &error)));
                        continue;
                    }
                },
            };
            match time::timeout(self.time, running.ask(job)).await {
                Ok(Ok(reply)) => {
                    child = Some(running);
                    results.push(match reply {
                        Reply::Ok(drawn) => Ok(drawn),
                        Reply::Failure(failure) => Err(failure),
                    });
                }
                Ok(Err(error)) => {
                    tracing::warn!(pointer = %job.request.pointer, %error, "the drawing process ended");
                    results.push(Err(if running.was_killed().await {
                        killed(job)
                    } else {
                        limit(job, "it used up its memory or crashed the engine".to_owned())
                    }));
                }
                Err(_) => {
                    let seconds = self.time.as_secs_f64();
                    results.push(Err(limit(job, format!("it was not done after {seconds} seconds"))));
                    running.end().await;
                }
            }
        }
        results
    }

    /// Draws every job; the first failure stops.
    ///
    /// # Errors
    /// As [`Rasteriser::draw_each`] says.
    pub async fn draw_all(&self, jobs: &[Job]) -> Result<Vec<Drawn>, Failure> {
        self.draw(jobs, true).await.into_iter().collect()
    }

    async fn start(&self) -> io::Result<Running> {
        let kept = ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(&self.executable)
            .args(&self.arguments)
            .env_clear()
            .envs(kept)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C in a terminal is ours to answer; a child in our group would die of it at once.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("the child has no pipes"));
        };
        tokio::spawn(hear(stderr, self.heard));
        let mut running = Running { child, input, output: BufReader::new(output) };
        let hello = Hello { raster: VERSION, font_folders: self.font_folders.clone() };
        let answer: Hello = time::timeout(limits::TIME, running.exchange(&hello)).await??;
        match answer.raster {
            VERSION => Ok(running),
            _ => Err(io::Error::other("the executable is of another version")),
        }
    }
}

/// Reads to the end, whatever it is: a child must not wait for somebody to listen.
async fn hear(mut stderr: ChildStderr, heard: fn(&str)) {
    let mut lines = BufReader::new((&mut stderr).take(HEARD)).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        heard(&line);
    }
    // An error is the end of it as well.
    let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    async fn ask(&mut self, job: &Job) -> io::Result<Reply> {
        self.exchange(job).await
    }

    async fn exchange<A: serde::de::DeserializeOwned>(&mut self, line: &impl serde::Serialize) -> io::Result<A> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.input.write_all(&text).await?;
        self.input.flush().await?;
        let mut answer = Vec::new();
        (&mut self.output).take(LONGEST_REPLY).read_until(b'\n', &mut answer).await?;
        match answer.last() {
            Some(b'\n') => Ok(serde_json::from_slice(&answer)?),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Ends it if it still runs; whether somebody else had killed it already, which says nothing about the job.
    async fn was_killed(mut self) -> bool {
        // Its output has ended, so it is dead or about to be.
        match time::timeout(limits::TIME, self.child.wait()).await {
            Ok(Ok(status)) => status.signal() == Some(libc::SIGKILL),
            _ => {
                self.end().await;
                false
            }
        }
    }

    async fn end(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::warn!(%error, "a drawing process could not be ended");
        }
    }
}

fn limit(job: &Job, why: String) -> Failure {
    let what = crate::draw::called(&job.request.source);
    let message = format!("The {what} of this clip could not be drawn: {why}. Simplify it.");
    Failure::at(FailureCode::LimitReached, &job.request.pointer, message)
}

fn killed(job: &Job) -> Failure {
    let message = "The process that drew this clip was killed from outside.";
    Failure::at(FailureCode::Crashed, &job.request.pointer, message)
}

fn not_started(job: &Job, error: &io::Error) -> Failure {
    tracing::error!(%error, "no drawing process could be started");
    let message = "The process that draws text and HTML could not be started.";
    Failure::at(FailureCode::Internal, &job.request.pointer, message)
}
