//! The limits a child sets on itself.

/// Limits how much data the process may have from now on. Nothing of the data counts that is mapped from files.
pub(super) fn limit_data(bytes: u64) -> std::io::Result<()> {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: `limit` is a valid rlimit that outlives the call, and setrlimit keeps no pointer to it.
    match unsafe { libc::setrlimit(libc::RLIMIT_DATA, &raw const limit) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// Has large allocations given back to the system as soon as they are freed: photos and what is made of them, not the
/// frames of films, which come again and would cost a page fault for each 4 KiB.
///
/// The C library otherwise takes the first freed picture as a sign that such sizes come again, and keeps them: frames of
/// the encoders then fill the gaps of earlier ones, and a render of photos takes nearly twice the memory that it uses.
pub(super) fn give_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const LARGE: libc::c_int = 4 << 20;
        // SAFETY: mallopt may be called at any time. A refusal changes nothing.
        let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
    }
}
