//! The child process: one library, called as the parent says. Knows nothing of files, networks or time.

mod confine;
mod table;

use crate::pipe::{Call, Function, Hello, Misconduct, Outcome, Reply, VERSION};
use confine::Pipes;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;
use table::{Library, Opened};
use zeroize::Zeroizing;

/// What a child ends with when its parent did.
const PARENT_IS_GONE: i32 = 0;

/// Loads the library and calls it as the parent says on standard input, until that ends: then the parent has died or has no
/// more use for this process, and whatever the library does, the process leaves at once.
///
/// To be called first thing in a process of its own, by the command that [`Launch`](crate::Launch) names. Before the library
/// is loaded, standard input, output and error are put out of its reach, and no image of the process can be written or taken:
/// it is given credentials.
pub fn run_child(library: &Path) -> ExitCode {
    match serve(library) {
        Ok(()) => ExitCode::SUCCESS,
        // There is nobody left to be told: the pipes are what failed.
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(library: &Path) -> io::Result<()> {
    let Pipes { input, mut output } = confine::confine()?;
    let calls = calls_until_the_parent_dies(input);
    let library = match Library::load(library) {
        Ok(library) => library,
        Err(refused) => return say(&mut output, &Hello { pipe: VERSION, refused: Some(refused) }),
    };
    say(&mut output, &Hello { pipe: VERSION, refused: None })?;
    let mut sessions = HashMap::new();
    for line in calls {
        // What the parent sends may hold credentials: `Call` wipes what it holds, and this the line.
        let line = Zeroizing::new(line);
        let call: Call = serde_json::from_slice(&line)?;
        drop(line);
        let outcome = carry_out(&library, &mut sessions, &call);
        say(&mut output, &Reply { id: call.id, outcome })?;
    }
    Ok(())
}

fn carry_out(library: &Library, sessions: &mut HashMap<u64, Opened>, call: &Call) -> Outcome {
    let payload = call.payload.as_ref().map(|payload| payload.get().as_bytes()).unwrap_or_default();
    match call.call {
        Function::Describe => library.describe().map_or_else(Outcome::Error, Outcome::Ok),
        Function::Open => match library.open(payload) {
            Some(opened) => {
                sessions.insert(call.session, opened);
                Outcome::Ok(Value::Null)
            }
            None => Outcome::Error(Misconduct::Null),
        },
        Function::Step => match sessions.get(&call.session) {
            Some(opened) => library.step(opened, payload).map_or_else(Outcome::Error, Outcome::Ok),
            None => Outcome::Error(Misconduct::Null),
        },
        Function::Close => {
            if let Some(opened) = sessions.remove(&call.session) {
                library.close(opened);
            }
            Outcome::Ok(Value::Null)
        }
    }
}

/// The parent's lines, read by a thread of their own, which ends this process with them.
fn calls_until_the_parent_dies(input: File) -> mpsc::Receiver<Vec<u8>> {
    let (sender, calls) = mpsc::channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(input);
        loop {
            let mut line = Vec::new();
            match lines.read_until(b'\n', &mut line) {
                Ok(1..) if line.ends_with(b"\n") && sender.send(line).is_ok() => {}
                // Not `exit`: that would run what the library registered, and wait for what it is in the middle of.
                // SAFETY: ends the process, touches nothing.
                _ => unsafe { libc::_exit(PARENT_IS_GONE) },
            }
        }
    });
    calls
}

fn say(output: &mut File, message: &impl serde::Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    output.write_all(&line)
}
