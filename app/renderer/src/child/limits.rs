//! The limit a child sets on itself.

/// Limits how much data the process may have from now on. Nothing of the data counts that is mapped from files.
pub(super) fn limit_data(bytes: u64) -> std::io::Result<()> {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: `limit` is a valid rlimit that outlives the call, and setrlimit keeps no pointer to it.
    match unsafe { libc::setrlimit(libc::RLIMIT_DATA, &raw const limit) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}
