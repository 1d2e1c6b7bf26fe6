//! Processes: starting them so that none outlives its test, finding their children, ending them.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
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
    let ours = all().filter(|process| status(*process).is_some_and(|s| s.parent == parent && s.state != 'Z'));
    ours.map(|process| (process, command_line(process))).collect()
}

fn all() -> impl Iterator<Item = u32> {
    std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// `parent` and whatever it and its children started and that runs, with when each began, in ticks since the machine's
/// start: a number is given to another process some day, but not with the same beginning.
///
/// # Panics
/// When `/proc` cannot be read.
pub fn family(parent: u32) -> Vec<(u32, u64)> {
    let running: Vec<(u32, Status)> = all().filter_map(|process| Some((process, status(process)?))).collect();
    let mut family: Vec<(u32, u64)> = vec![];
    let mut added: Vec<u32> = vec![parent];
    while let Some(next) = added.pop() {
        let own = running.iter().find(|(process, status)| *process == next && status.state != 'Z');
        family.extend(own.map(|(process, status)| (*process, status.began)));
        added.extend(running.iter().filter(|(_, status)| status.parent == next).map(|(process, _)| *process));
    }
    family
}

/// Whether this very process, which began then, still runs.
pub fn is_still_running(process: u32, began: u64) -> bool {
    status(process).is_some_and(|status| status.began == began && status.state != 'Z' && status.state != 'X')
}

/// What a process does: the first word behind its program, such as `render-child`.
pub fn role(process: u32) -> String {
    command_line(process).split('\0').nth(1).unwrap_or_default().to_owned()
}

/// Resident memory of a process in KiB; none once it is gone.
pub fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// How many files a process has open; none once it is gone.
pub fn open_files(process: u32) -> Option<usize> {
    Some(std::fs::read_dir(format!("/proc/{process}/fd")).ok()?.count())
}

/// Every other process that stands in this folder, has something in it open, or was told of it when it was started; with
/// its command line.
///
/// # Panics
/// When `/proc` cannot be read.
pub fn holding(folder: &Path) -> Vec<(u32, String)> {
    let name = folder.as_os_str().as_bytes();
    let told = |process: u32, what: &str| {
        std::fs::read(format!("/proc/{process}/{what}"))
            .is_ok_and(|said| said.windows(name.len()).any(|part| part == name))
    };
    let within = |link: &Path| std::fs::read_link(link).is_ok_and(|target| target.starts_with(folder));
    let holds = |process: &u32| {
        let own = Path::new("/proc").join(process.to_string());
        let opened = std::fs::read_dir(own.join("fd")).into_iter().flatten().flatten();
        told(*process, "cmdline")
            || told(*process, "environ")
            || within(&own.join("cwd"))
            || opened.map(|file| file.path()).any(|file| within(&file))
    };
    let others = all().filter(|process| *process != std::process::id());
    let running = others.filter(|process| is_running(*process));
    running.filter(holds).map(|process| (process, command_line(process))).collect()
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
    began: u64,
}

fn status(process: u32) -> Option<Status> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The command's name stands in brackets and may hold anything.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    let (state, parent) = (fields.next()?.chars().next()?, fields.next()?.parse().ok()?);
    // The 22nd field of all.
    Some(Status { state, parent, began: fields.nth(17)?.parse().ok()? })
}

fn command_line(process: u32) -> String {
    std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default()
}
