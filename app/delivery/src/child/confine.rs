//! What the process gives up before a library is loaded.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, RawFd};

/// The way to the parent, on numbers that no library expects.
pub(super) struct Pipes {
    pub(super) input: File,
    pub(super) output: File,
}

/// Where the pipes are put at the earliest: beyond what programs use by habit.
const FIRST: RawFd = 100;

/// Puts standard input, output and error at nothing, so that what a library prints neither breaks the pipe nor reaches a log,
/// and forbids images of the process's memory: neither a core file nor another process of the same user shows credentials.
pub(super) fn confine() -> io::Result<Pipes> {
    let pipes = Pipes { input: moved(libc::STDIN_FILENO)?, output: moved(libc::STDOUT_FILENO)? };
    let nothing = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    for standard in [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO] {
        // SAFETY: both are open descriptors of this process; nobody else holds the standard ones yet.
        check(unsafe { libc::dup2(nothing.as_raw_fd(), standard) })?;
    }
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: reads the struct for the length of the call.
    check(unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) })?;
    // SAFETY: takes numbers only.
    check(unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) })?;
    Ok(pipes)
}

/// The same pipe on a higher number, closed in whatever the library may start.
fn moved(standard: RawFd) -> io::Result<File> {
    // SAFETY: takes numbers only.
    let descriptor = check(unsafe { libc::fcntl(standard, libc::F_DUPFD_CLOEXEC, FIRST) })?;
    // SAFETY: the descriptor was just made, and is nobody else's.
    Ok(unsafe { File::from_raw_fd(descriptor) })
}

fn check(result: libc::c_int) -> io::Result<libc::c_int> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
