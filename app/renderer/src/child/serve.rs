//! Reading the job, doing it, and noticing that the parent has died.

use super::{Job, Message, Request, limits};
use crate::{compare, probe, render};
use domain::{Failure, FailureCode};
use std::io::{BufRead, Read, Write};

/// Exit code of a child whose parent died.
pub const PARENT_DIED: i32 = 3;

/// Does the one job that stands on stdin. To be called first thing in a process that does nothing else.
///
/// # Errors
/// When stdin or stdout fail, or the first line is no [`Request`]: then there is nobody to talk to.
pub fn serve() -> std::io::Result<()> {
    limits::give_memory_back();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.is_empty() {
        std::process::exit(PARENT_DIED);
    }
    let request: Request = serde_json::from_str(&line)?;
    exit_when_stdin_ends();
    if let Some(bytes) = request.data_bytes {
        limits::limit_data(bytes)?;
    }
    let answer = answer(request.job, &mut |message| {
        // A parent that cannot be told any more is noticed by the end of stdin.
        let _ = say(&message);
    });
    say(&answer)
}

fn answer(job: Job, tell: &mut dyn FnMut(Message)) -> Message {
    let done = match job {
        Job::Probe { paths } => paths
            .iter()
            .try_for_each(|path| probe(path).map(|facts| tell(Message::Probed(facts))))
            .map(|()| Message::AllProbed),
        Job::Compare { one, other, rate } => {
            compare(&one, &other, rate).map(|difference| Message::Compared { difference })
        }
        Job::Render { job } => render(&job, &mut |p| tell(Message::Progress(p))).map(Message::Rendered),
    };
    done.unwrap_or_else(|failure| Message::Failed { failure })
}

fn say(message: &Message) -> std::io::Result<()> {
    let mut line = serde_json::to_string(message).unwrap_or_else(|error| {
        let failure = Failure::new(FailureCode::Internal, format!("the answer cannot be written down: {error}"));
        serde_json::json!({ "message": "failed", "failure": failure }).to_string()
    });
    line.push('\n');
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()
}

/// Nothing more is expected on stdin, so whatever ends a read there means that the parent is gone.
fn exit_when_stdin_ends() {
    std::thread::spawn(|| {
        let mut byte = [0];
        while matches!(std::io::stdin().lock().read(&mut byte), Ok(1..)) {}
        std::process::exit(PARENT_DIED);
    });
}
