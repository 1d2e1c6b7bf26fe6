//! The way from a [`Destination`] to the table of functions.

/// Exports a [`Destination`](crate::Destination) from this library. Once a library.
#[macro_export]
macro_rules! export {
    ($destination:ty) => {
        /// The library's functions.
        #[unsafe(no_mangle)]
        pub extern "C" fn rushes_destination_v1() -> *const $crate::glue::Table {
            const TABLE: $crate::glue::Table = $crate::glue::table::<$destination>();
            static STATIC: $crate::glue::Table = TABLE;
            &STATIC
        }
    };
}

/// What [`export!`](crate::export) puts into a library. Not meant to be called by hand.
pub mod glue {
    use crate::Destination;
    use crate::messages::{Action, Answer, Event, Job, Reason};
    pub use plugin_abi::Table;
    use plugin_abi::{ABI_MAJOR, ABI_MINOR, Bytes, Slice};
    use std::ffi::c_void;
    use std::mem::ManuallyDrop;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// A transfer, or what its first step will say of it.
    enum Session<D> {
        Open(D),
        Refused(Action),
    }

    /// The table of `D`.
    #[expect(clippy::cast_possible_truncation, reason = "a table of a few words")]
    pub const fn table<D: Destination>() -> Table {
        Table {
            size: size_of::<Table>() as u32,
            abi_major: ABI_MAJOR,
            abi_minor: ABI_MINOR,
            describe: describe::<D>,
            open: open::<D>,
            step: step::<D>,
            close: close::<D>,
            free,
        }
    }

    unsafe extern "C" fn describe<D: Destination>() -> Bytes {
        let described = catch_unwind(|| serde_json::to_vec(&D::describe()).unwrap_or_default());
        // Nothing is no description: the host refuses it.
        give(described.unwrap_or_default())
    }

    unsafe extern "C" fn open<D: Destination>(job: Slice) -> *mut c_void {
        // SAFETY: the host lends these bytes for the length of the call.
        let job = unsafe { borrow(job) };
        let Ok(job) = serde_json::from_slice::<Job>(job) else { return std::ptr::null_mut() };
        let opened = catch_unwind(|| D::open(job)).unwrap_or_else(|_| Err(fault()));
        let session = opened.map_or_else(Session::Refused, Session::<D>::Open);
        Box::into_raw(Box::new(session)).cast()
    }

    unsafe extern "C" fn step<D: Destination>(session: *mut c_void, event: Slice) -> Bytes {
        // SAFETY: `session` is from `open`, was not closed, and nobody else uses it during the call.
        let Some(session) = (unsafe { session.cast::<Session<D>>().as_mut() }) else { return answer(&fault().into()) };
        // SAFETY: the host lends these bytes for the length of the call.
        let event = unsafe { borrow(event) };
        let Ok(event) = serde_json::from_slice::<Event>(event) else {
            return answer(&Action::fail(Reason::PluginFault, "the plugin cannot read what the host tells it").into());
        };
        let stepped = catch_unwind(AssertUnwindSafe(|| match session {
            Session::Open(destination) => destination.step(event),
            Session::Refused(action) => action.clone().into(),
        }));
        match stepped {
            Ok(stepped) => answer(&stepped),
            Err(_) => {
                // What it was in the middle of is in an unknown state: it is not asked again, and not dropped either.
                std::mem::forget(std::mem::replace(session, Session::Refused(fault())));
                answer(&fault().into())
            }
        }
    }

    unsafe extern "C" fn close<D: Destination>(session: *mut c_void) {
        if !session.is_null() {
            // SAFETY: `session` is from `open` and was not closed before.
            let session = unsafe { Box::from_raw(session.cast::<Session<D>>()) };
            let _ = catch_unwind(AssertUnwindSafe(|| drop(session)));
        }
    }

    unsafe extern "C" fn free(bytes: Bytes) {
        if !bytes.data.is_null() {
            // SAFETY: these are the parts of a vector that `give` took apart, and the host gives them back once.
            drop(unsafe { Vec::from_raw_parts(bytes.data, bytes.len, bytes.capacity) });
        }
    }

    fn fault() -> Action {
        Action::fail_for_now(Reason::PluginFault, "the plugin failed in the middle of a step")
    }

    fn answer(answer: &Answer) -> Bytes {
        give(serde_json::to_vec(answer).unwrap_or_default())
    }

    fn give(bytes: Vec<u8>) -> Bytes {
        let mut bytes = ManuallyDrop::new(bytes);
        Bytes { data: bytes.as_mut_ptr(), len: bytes.len(), capacity: bytes.capacity() }
    }

    /// # Safety
    /// The slice has to be readable for as long as the result is used.
    unsafe fn borrow<'a>(slice: Slice) -> &'a [u8] {
        if slice.data.is_null() {
            return &[];
        }
        // SAFETY: as the caller promises.
        unsafe { std::slice::from_raw_parts(slice.data, slice.len) }
    }
}
