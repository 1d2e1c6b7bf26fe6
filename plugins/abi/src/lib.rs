//! The border between Rushes and a destination's shared library, in terms that any language can speak.
//!
//! A library exports one function, [`SYMBOL`], which takes nothing and returns a pointer to a [`Table`] that lives as long as
//! the process. `include/rushes_destination.h` says the same in C; `tests/layout.rs` holds the two together. Everything else
//! is JSON in UTF-8: `plugins/sdk/PROTOCOL.md` describes the messages.
//!
//! Rules for both sides:
//! - A buffer goes back to the side that made it: the host gives what it received to [`Table::free`], once, and never
//!   changes it. What the host passes in belongs to the host and is gone when the call returns.
//! - No panic, exception or `longjmp` crosses the border.
//! - One call at a time for each session; the host may call from different threads, one after the other.
//! - A library does no input or output: no sockets, no files, no clock. It is told what happened, and answers what to do.
//! - New functions are added at the end of the table, and raise the minor version; anything else raises the major one.

use std::ffi::c_void;

/// The exported function: `const Table *rushes_destination_v1(void)`.
pub const SYMBOL: &[u8] = b"rushes_destination_v1";

/// A host and a library work together only when they agree on this.
pub const ABI_MAJOR: u16 = 1;

/// Which functions the table has beyond those of the first version: none so far.
pub const ABI_MINOR: u16 = 0;

/// Bytes that the library made. They stay valid until they are given to [`Table::free`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// The first byte; may be null when `len` is 0.
    pub data: *mut u8,
    /// How many.
    pub len: usize,
    /// The library's own: how many were allocated, or whatever it needs to free them.
    pub capacity: usize,
}

/// Bytes that the host lends for the length of one call.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// The first byte; may be null when `len` is 0.
    pub data: *const u8,
    /// How many.
    pub len: usize,
}

/// A library's functions.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// `sizeof` the table as the library knows it.
    pub size: u32,
    /// [`ABI_MAJOR`] as the library knows it.
    pub abi_major: u16,
    /// [`ABI_MINOR`] as the library knows it.
    pub abi_minor: u16,
    /// What the library is: a JSON description. The same at every call.
    pub describe: unsafe extern "C" fn() -> Bytes,
    /// Begins a transfer, or takes one up again: a JSON job. Null when the job cannot be read.
    pub open: unsafe extern "C" fn(job: Slice) -> *mut c_void,
    /// What happened (JSON) → what to do next (JSON). `session` is from `open`.
    pub step: unsafe extern "C" fn(session: *mut c_void, event: Slice) -> Bytes,
    /// Ends a session, whatever its state. Null is ignored.
    pub close: unsafe extern "C" fn(session: *mut c_void),
    /// Takes back what `describe` or `step` gave.
    pub free: unsafe extern "C" fn(bytes: Bytes),
}

/// The type of the exported function.
pub type Entry = unsafe extern "C" fn() -> *const Table;
