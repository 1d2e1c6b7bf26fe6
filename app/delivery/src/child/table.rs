//! The library's table of functions, believed as little as possible.

use crate::pipe::Misconduct;
use plugin_abi::{ABI_MAJOR, Bytes, SYMBOL, Slice, Table};
use plugin_sdk::ANSWER_BYTES;
use serde_json::Value;
use std::ffi::c_void;
use std::path::Path;
use std::ptr::NonNull;

/// A library that is loaded, and is never unloaded: what it left behind in the process could be called later.
pub(super) struct Library {
    describe: unsafe extern "C" fn() -> Bytes,
    open: unsafe extern "C" fn(Slice) -> *mut c_void,
    step: unsafe extern "C" fn(*mut c_void, Slice) -> Bytes,
    close: unsafe extern "C" fn(*mut c_void),
    free: unsafe extern "C" fn(Bytes),
}

/// A session that was opened and is not closed.
pub(super) struct Opened(NonNull<c_void>);

/// The head of every table: what tells how the rest is to be read.
#[repr(C)]
#[derive(Clone, Copy)]
struct Head {
    size: u32,
    abi_major: u16,
    abi_minor: u16,
}

/// [`Table`] as it may have been filled by somebody else: functions may be null.
#[repr(C)]
#[derive(Clone, Copy)]
struct Unchecked {
    head: Head,
    describe: Option<unsafe extern "C" fn() -> Bytes>,
    open: Option<unsafe extern "C" fn(Slice) -> *mut c_void>,
    step: Option<unsafe extern "C" fn(*mut c_void, Slice) -> Bytes>,
    close: Option<unsafe extern "C" fn(*mut c_void)>,
    free: Option<unsafe extern "C" fn(Bytes)>,
}

const _: () = assert!(size_of::<Unchecked>() == size_of::<Table>() && align_of::<Unchecked>() == align_of::<Table>());

impl Library {
    /// Loads the file and checks what can be checked.
    ///
    /// # Errors
    /// What is wrong with the library, in words for whoever put it there.
    pub(super) fn load(path: &Path) -> Result<Self, String> {
        // SAFETY: runs the library's initialisers. Whoever put the file into the plugin folder vouches for it, and this process
        // holds nothing that it could harm.
        let library = unsafe { libloading::Library::new(path) };
        let library = library.map_err(|error| format!("it cannot be loaded: {}", without_path(&error, path)))?;
        // SAFETY: the symbol has this type in every library that exports it; there is no way to check that.
        let entry = unsafe { library.get::<unsafe extern "C" fn() -> *const c_void>(SYMBOL) };
        let entry = *entry.map_err(|_| {
            format!("it exports no function {}, so it is no destination", String::from_utf8_lossy(SYMBOL))
        })?;
        std::mem::forget(library);
        // SAFETY: as above.
        let table = NonNull::new(unsafe { entry() }.cast_mut()).ok_or("its table of functions is null")?;
        Self::check(table)
    }

    fn check(table: NonNull<c_void>) -> Result<Self, String> {
        // SAFETY: whatever its version, a table begins with these words.
        let head = unsafe { table.cast::<Head>().read_unaligned() };
        if head.abi_major != ABI_MAJOR {
            return Err(format!(
                "it is made for version {} of the interface; this server has version {ABI_MAJOR}",
                head.abi_major
            ));
        }
        let needed = size_of::<Table>();
        if (head.size as usize) < needed {
            return Err(format!("its table of functions has {} bytes, and should have at least {needed}", head.size));
        }
        // SAFETY: the table says that it is large enough, and null is a value of each of the fields.
        let table = unsafe { table.cast::<Unchecked>().read_unaligned() };
        let missing = |name: &str| format!("its function `{name}` is null");
        Ok(Self {
            describe: table.describe.ok_or_else(|| missing("describe"))?,
            open: table.open.ok_or_else(|| missing("open"))?,
            step: table.step.ok_or_else(|| missing("step"))?,
            close: table.close.ok_or_else(|| missing("close"))?,
            free: table.free.ok_or_else(|| missing("free"))?,
        })
    }

    pub(super) fn describe(&self) -> Result<Value, Misconduct> {
        // SAFETY: the function is of a table that was checked, and takes nothing.
        let bytes = unsafe { (self.describe)() };
        self.take(bytes)
    }

    /// A new session; none when the library refuses the job.
    pub(super) fn open(&self, job: &[u8]) -> Option<Opened> {
        // SAFETY: the slice is lent for the length of the call.
        NonNull::new(unsafe { (self.open)(lent(job)) }).map(Opened)
    }

    pub(super) fn step(&self, session: &Opened, event: &[u8]) -> Result<Value, Misconduct> {
        // SAFETY: the session is from `open` and not closed, and this process has one thread that calls.
        let bytes = unsafe { (self.step)(session.0.as_ptr(), lent(event)) };
        self.take(bytes)
    }

    pub(super) fn close(&self, session: Opened) {
        // SAFETY: the session is from `open`, and is given up here.
        unsafe { (self.close)(session.0.as_ptr()) };
    }

    /// Reads what the library made, and gives it back. The text is read here and written anew, so that it is one line.
    fn take(&self, bytes: Bytes) -> Result<Value, Misconduct> {
        let read = if bytes.len > ANSWER_BYTES {
            Err(Misconduct::Flood)
        } else if bytes.data.is_null() {
            Err(Misconduct::Nonsense)
        } else {
            // SAFETY: the library says that so many bytes are there, and they are its own until they are given back.
            let text = unsafe { std::slice::from_raw_parts(bytes.data, bytes.len) };
            serde_json::from_slice(text).map_err(|_| Misconduct::Nonsense)
        };
        // SAFETY: these are the bytes that the library just gave, given back once.
        unsafe { (self.free)(bytes) };
        read
    }
}

fn lent(bytes: &[u8]) -> Slice {
    Slice { data: bytes.as_ptr(), len: bytes.len() }
}

/// What the loader says, without the path: the file is named beside it.
fn without_path(error: &libloading::Error, path: &Path) -> String {
    let text = error.to_string();
    text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text).to_owned()
}
