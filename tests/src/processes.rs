//! Processes: starting them so that none outlives its test, finding their children, ending them.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};

/// Starts a process that the kernel ends with the thread that started it, should that be killed before it can tidy up.
///
/// # Panics
/// When it cannot be started.
pub fn spawn(command: &mut Command) -> Child {
    // SAFETY: between fork and exec only prctl is called, which is async-signal-safe and touches no memory of ours.
    unsafe {
        command.pre_exec(|| match libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        });
    }
    command.spawn().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"))
}

/// Sends a signal; a process that is gone already is none.
///
/// # Panics
/// When the process may not be signalled.
pub fn signal(process: u32, signal: i32) {
    let process = libc::pid_t::try_from(process).unwrap();
    // SAFETY: kill takes two numbers and touches no memory.
    let sent = unsafe { libc::kill(process, signal) };
    let error = std::io::Error::last_os_error();
    assert!(sent == 0 || error.raw_os_error() == Some(libc::ESRCH), "process {process} cannot be signalled: {error}");
}

/// Whether the process runs (a dead one that nobody has waited for does not).
pub fn is_running(process: u32) -> bool {
    status(process).is_some_and(|status| status.state != 'Z' && status.state != 'X')
}

/// The processes that `parent` started and that run, with their command lines.
///
/// # Panics
/// When `/proc` cannot be read.
pub fn children(parent: u32) -> Vec<(u32, String)> {
    let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let ours = all.filter(|process| status(*process).is_some_and(|s| s.parent == parent && s.state != 'Z'));
    ours.map(|process| (process, command_line(process))).collect()
}

/// The children of `parent` that do the work `role`, such as `render-child`.
pub fn children_named(parent: u32, role: &str) -> Vec<u32> {
    let named = children(parent).into_iter().filter(|(_, line)| line.split('\0').any(|word| word == role));
    named.map(|(process, _)| process).collect()
}

/// Waits for the end of a process.
///
/// # Panics
/// When it does not end.
pub fn wait(child: &mut Child) -> ExitStatus {
    crate::wait::blocking_until("the end of a process", || child.try_wait().unwrap())
}

struct Status {
    state: char,
    parent: u32,
}

fn status(process: u32) -> Option<Status> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The command's name stands in brackets and may hold anything.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    Some(Status { state: fields.next()?.chars().next()?, parent: fields.next()?.parse().ok()? })
}

fn command_line(process: u32) -> String {
    std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default()
}
