//! A process of our own binary that does risky work: given a job on stdin, watched while it works, ended when it must be.
//!
//! The child writes JSON lines on stdout. It may use so much memory, may take so long, and must say something now and
//! then; past any of these limits it is killed. It notices our own death by the end of its stdin.

mod end;
mod heard;
mod memory;
#[cfg(test)]
mod tests;

pub use end::{ChildEnd, Limit};
pub use heard::heard;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStderr, Command};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often memory and time are looked at.
const WATCH: Duration = Duration::from_millis(100);
/// How much of the child's stderr is kept for the log: its end.
const STDERR_KEPT: usize = 8 << 10;
/// How long a dead child's last words are waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// A line longer than this is no message of ours.
const LONGEST_LINE: u64 = 1 << 20;

/// What to start.
pub struct ChildJob {
    /// The program: our own binary.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Its whole environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Its first line on stdin, without the line feed.
    pub job: Vec<u8>,
    /// When it is ended.
    pub limits: ChildLimits,
}

/// When a child is ended.
#[derive(Clone, Copy, Debug)]
pub struct ChildLimits {
    /// Resident memory in bytes.
    pub memory: u64,
    /// Whole run.
    pub time: Duration,
    /// Longest silence on stdout.
    pub silence: Duration,
    /// Whether these are settings of the server, which whoever passes one is then told of.
    pub are_settings: bool,
}

/// Runs a child to its end. Every line it writes goes to `line`, and the last ones of its stderr to `heard` when it has ended.
///
/// `Ok` when it exits with status 0; it is killed when `cancelled` fires, a limit is passed, or this future is dropped.
pub async fn run(
    job: ChildJob,
    cancelled: &CancellationToken,
    mut line: impl FnMut(&str),
    heard: impl FnMut(&str),
) -> Result<(), ChildEnd> {
    let mut child = Command::new(&job.program)
        .args(&job.arguments)
        .env_clear()
        .envs(job.environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C in a terminal is ours to answer; a child in our group would die of it at once.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(ChildEnd::NotStarted)?;
    let (Some(pid), Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.id(), child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(ChildEnd::NotStarted(std::io::Error::other("the child has no pipes")));
    };
    let last_words = tokio::spawn(end_of(stderr));

    // Told while it is watched: it might not listen. A child that dies at once breaks this pipe; its exit status then says
    // why. The pipe is kept open until the end.
    let mut text = job.job;
    text.push(b'\n');
    let tell = async {
        let _ = stdin.write_all(&text).await;
        std::future::pending::<()>().await;
    };
    let mut tell = Box::pin(tell);

    let mut lines = BufReader::new(stdout);
    let mut buffer = Vec::new();
    // Counted by looks rather than read off a clock: when this very process stood still, the child did nothing wrong.
    let (mut run_for, mut silent_for) = (Duration::ZERO, Duration::ZERO);
    let mut watch = interval(WATCH);
    watch.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stopped = loop {
        tokio::select! {
            biased;
            () = cancelled.cancelled() => break Some(ChildEnd::Cancelled),
            () = &mut tell => {}
            _ = watch.tick() => {
                run_for += WATCH;
                silent_for += WATCH;
                let memory = memory::resident(pid);
                if memory > job.limits.memory {
                    break Some(ChildEnd::Limit(Limit::Memory { limit: job.limits.memory, is_setting: job.limits.are_settings }));
                } else if run_for > job.limits.time {
                    break Some(ChildEnd::Limit(Limit::Time { limit: job.limits.time, is_setting: job.limits.are_settings }));
                } else if silent_for > job.limits.silence {
                    break Some(ChildEnd::Limit(Limit::Silence { limit: job.limits.silence }));
                }
            }
            read = read_line(&mut lines, &mut buffer) => match read {
                Ok(true) => {
                    silent_for = Duration::ZERO;
                    line(String::from_utf8_lossy(&buffer).trim_end());
                    buffer.clear();
                }
                Ok(false) => break None,
                Err(_) => break Some(ChildEnd::Nonsense),
            },
        }
    };
    if stopped.is_some() {
        kill_group(pid);
        let _ = child.start_kill();
    }
    // The child still waits for the end of its stdin while it lives; closing it lets a healthy one leave.
    drop(tell);
    drop(stdin);
    let status = match tokio::time::timeout(job.limits.silence, child.wait()).await {
        Ok(status) => status.map_err(ChildEnd::NotStarted)?,
        Err(_) => {
            kill_group(pid);
            let _ = child.kill().await;
            return Err(ChildEnd::Limit(Limit::Silence { limit: job.limits.silence }));
        }
    };
    // A process that the child left behind may keep its stderr open.
    let stderr =
        tokio::time::timeout(LAST_WORDS, last_words).await.map_or_else(|_| String::new(), Result::unwrap_or_default);
    stderr.lines().for_each(heard);
    match stopped {
        Some(end) => Err(end),
        None if status.success() => Ok(()),
        None => Err(ChildEnd::exited(status)),
    }
}

/// Ends whatever the child has started too: it leads a process group of its own.
fn kill_group(pid: u32) {
    let Ok(group) = libc::pid_t::try_from(pid) else { return };
    // SAFETY: kill takes two numbers and touches no memory of ours. The child has not been waited for, so its number is
    // still its own, and so is its group's.
    unsafe { libc::kill(-group, libc::SIGKILL) };
}

/// One line into `buffer`, which keeps what was read when the future is dropped. `false` at the end.
async fn read_line<R: tokio::io::AsyncBufRead + Unpin>(lines: &mut R, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
    let room = LONGEST_LINE.saturating_sub(buffer.len() as u64);
    lines.take(room).read_until(b'\n', buffer).await?;
    match buffer.last() {
        Some(b'\n') => Ok(true),
        Some(_) if buffer.len() as u64 >= LONGEST_LINE => Err(std::io::ErrorKind::InvalidData.into()),
        _ => Ok(false),
    }
}

async fn end_of(mut stderr: ChildStderr) -> String {
    let (mut kept, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stderr.read(&mut chunk).await {
        kept.extend_from_slice(&chunk[..read]);
        if kept.len() > 2 * STDERR_KEPT {
            kept.drain(..kept.len() - STDERR_KEPT);
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}
