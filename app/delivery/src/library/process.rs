//! A child process with a library in it.

use super::{Launch, LibraryLimits, memory};
use crate::pipe::{Call, Function, Hello, Misconduct, Outcome, Reply, VERSION};
use serde_json::Value;
use serde_json::value::RawValue;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{MissedTickBehavior, interval, timeout};
use zeroize::Zeroizing;

/// A line longer than this, in bytes, is no message of ours: answers are smaller, and numbers grow a little on the way.
const LONGEST_LINE: u64 = 4 << 20;
/// How often memory is looked at during a call.
const LOOK: Duration = Duration::from_millis(100);
/// How long a process whose pipe has ended may take to end itself.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A process that runs, with nothing asked of it.
pub(super) struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    calls: u64,
}

impl Running {
    /// Starts it and waits until the library is loaded.
    ///
    /// # Errors
    /// Why it is of no use, as a clause about the library.
    pub(super) async fn start(launch: &Launch, library: &Path, limits: &LibraryLimits) -> Result<Self, String> {
        let child = Command::new(&launch.program)
            .args(&launch.arguments)
            .arg(library)
            .env_clear()
            .envs(launch.environment.iter().map(|(name, value)| (name, value)))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C in a terminal is ours to answer; what the library starts is ended with this group.
            .process_group(0)
            .kill_on_drop(true)
            .spawn();
        let mut child =
            child.map_err(|error| format!("has no process: the server could not start one ({})", error.kind()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("has no process: the server could not start one".to_owned());
        };
        let mut running = Self { child, input, output: BufReader::new(output), calls: 0 };
        let why = match timeout(limits.call, running.line::<Hello>()).await {
            Ok(Ok(Hello { pipe: VERSION, refused: None })) => return Ok(running),
            Ok(Ok(Hello { pipe: VERSION, refused: Some(why) })) => why,
            Ok(Ok(_)) => "has no process: the server's binary was replaced; restart the server".to_owned(),
            Ok(Err(error)) => format!("{} while it was loaded", running.how_it_ended(&error).await),
            Err(_) => format!("was not loaded within {} s", limits.call.as_secs_f64()),
        };
        running.end().await;
        Err(why)
    }

    /// Resident memory in bytes.
    pub(super) fn memory(&self) -> u64 {
        self.child.id().map_or(0, memory::resident)
    }

    /// Calls a function.
    ///
    /// # Errors
    /// Why this process is of no use any more, as a clause about the library. It has to be ended.
    pub(super) async fn call(
        &mut self,
        function: Function,
        session: u64,
        payload: Option<Box<RawValue>>,
        limits: &LibraryLimits,
    ) -> Result<Result<Value, Misconduct>, String> {
        self.calls += 1;
        let call = Call { id: self.calls, call: function, session, payload };
        let pid = self.child.id();
        let too_much = || format!("used more than {} MiB of memory", limits.memory >> 20);
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks: u32 = 0;
        let reply = {
            let exchange = self.exchange(&call);
            tokio::pin!(exchange);
            loop {
                tokio::select! {
                    biased;
                    reply = &mut exchange => break reply,
                    // Counted by looks rather than read off a clock: when this very process stood still, the child did
                    // nothing wrong.
                    _ = look.tick() => {
                        if pid.map_or(0, memory::resident) > limits.memory {
                            return Err(too_much());
                        }
                        if LOOK * looks > limits.call {
                            return Err(format!("did not answer within {} s", limits.call.as_secs_f64()));
                        }
                        looks += 1;
                    }
                }
            }
        };
        match reply {
            Ok(_) if self.memory() > limits.memory => Err(too_much()),
            Ok(reply) if reply.id != call.id => Err("answers what was not asked".to_owned()),
            Ok(Reply { outcome: Outcome::Ok(answer), .. }) => Ok(Ok(answer)),
            Ok(Reply { outcome: Outcome::Error(misconduct), .. }) => Ok(Err(misconduct)),
            Err(error) => Err(self.how_it_ended(&error).await),
        }
    }

    async fn exchange(&mut self, call: &Call) -> io::Result<Reply> {
        // A job holds credentials: what is ours of the line is wiped when it is sent.
        let mut text = Zeroizing::new(serde_json::to_vec(call)?);
        text.push(b'\n');
        self.input.write_all(&text).await?;
        self.input.flush().await?;
        drop(text);
        self.line().await
    }

    async fn line<A: serde::de::DeserializeOwned>(&mut self) -> io::Result<A> {
        let mut line = Vec::new();
        (&mut self.output).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
        match line.last() {
            Some(b'\n') => serde_json::from_slice(&line).map_err(|_| io::ErrorKind::InvalidData.into()),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    async fn how_it_ended(&mut self, error: &io::Error) -> String {
        if error.kind() == io::ErrorKind::InvalidData {
            return "wrote into the pipe what is no answer".to_owned();
        }
        match timeout(LAST_WORDS, self.child.wait()).await {
            Ok(Ok(status)) => ended(status),
            _ => "closed the pipe to the server".to_owned(),
        }
    }

    /// Ends it, and whatever the library started.
    pub(super) async fn end(mut self) {
        self.kill_group();
        // It was killed, so this comes back.
        let _ = self.child.kill().await;
    }

    fn kill_group(&self) {
        // No number once it has been waited for: then it may be another's.
        let Some(group) = self.child.id().and_then(|pid| libc::pid_t::try_from(pid).ok()) else { return };
        // SAFETY: kill takes two numbers and touches no memory of ours.
        unsafe { libc::kill(-group, libc::SIGKILL) };
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill_group();
    }
}

fn ended(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("was ended by signal {signal}{}", name(signal)),
        (_, Some(code)) => format!("ended its process with status {code}"),
        _ => "ended its process".to_owned(),
    }
}

const fn name(signal: i32) -> &'static str {
    match signal {
        libc::SIGABRT => " (abort)",
        libc::SIGSEGV | libc::SIGBUS => " (access to memory that is not its own)",
        libc::SIGKILL => " (killed)",
        libc::SIGILL | libc::SIGFPE => " (an instruction that cannot be carried out)",
        _ => "",
    }
}
