//! How much memory a process holds.

/// Resident set of process `pid` in bytes; 0 when it is gone.
pub(super) fn resident(pid: u32) -> u64 {
    // The second number of statm is the resident set in pages. It can be read of a process that shows nothing else.
    let pages = std::fs::read_to_string(format!("/proc/{pid}/statm"))
        .ok()
        .and_then(|statm| statm.split(' ').nth(1)?.parse::<u64>().ok())
        .unwrap_or(0);
    pages * page_size()
}

fn page_size() -> u64 {
    // SAFETY: sysconf only reads a number.
    u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096)
}
