//! Watching a pipeline: no wait without an end, no error unseen.

use domain::{Failure, FailureCode};
use gstreamer as gst;
use gstreamer::prelude::*;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a pipeline may make no progress at all before it counts as stuck.
pub(crate) const STALL: Duration = Duration::from_secs(20);

/// How often a pipeline that comes to its end is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Why a pipeline stopped, as far as GStreamer says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// No demuxer or decoder knows what this is.
    #[error("is not a video, image or audio file of a kind that can be read")]
    Unknown,
    /// It is known what it is, but nothing here decodes it.
    #[error("uses {0}, which cannot be decoded here")]
    NoDecoder(String),
    /// Reading or decoding failed.
    #[error("is damaged or incomplete")]
    Damaged,
    /// The picture has more pixels than are decoded.
    #[error("is too large: {0} x {1} pixels, at most {2} a side are read")]
    TooLarge(u32, u32, u32),
    /// An animation has more pictures than are played at its size.
    #[error(
        "is an animation of more than {0} pictures, which is as many as are played at its size: use a video instead"
    )]
    TooManyFrames(usize),
    /// The wanted kind of stream is not in it.
    #[error("has no {0}")]
    Lacks(&'static str),
    /// Nothing came for too long.
    #[error("could not be processed: nothing came for {} seconds", STALL.as_secs())]
    Stalled,
    /// Opening it took too long, whatever it was busy with.
    #[error("could not be opened within {0} seconds where the clip begins: use one that is shorter, or smaller")]
    Slow(u64),
    /// A file that was there is not to be opened: too many are open, or somebody changed it.
    #[error("cannot be opened on this server at the moment")]
    Unopened,
    /// What was made could not be put on the disk. It may be full for a while: trying again may help.
    #[error("cannot be written: {0}")]
    Unwritten(std::io::ErrorKind),
    /// Anything else.
    #[error("could not be processed: {0}")]
    Other(String),
}

#[derive(Default)]
struct Seen {
    error: Option<Fault>,
    missing: Option<String>,
    prerolled: bool,
    ended: bool,
}

/// What a pipeline has said so far. Clones look at the same pipeline.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<(Mutex<Seen>, Condvar)>);

impl Watch {
    /// Listens to the pipeline's bus from now on.
    pub(crate) fn over(pipeline: &gst::Pipeline) -> Self {
        let watch = Watch::default();
        if let Some(bus) = pipeline.bus() {
            let listener = watch.clone();
            bus.set_sync_handler(move |_, message| {
                listener.hear(message);
                gst::BusSyncReply::Drop
            });
        }
        watch
    }

    fn hear(&self, message: &gst::Message) {
        use gst::MessageView;
        let mut seen = self.lock();
        match message.view() {
            MessageView::Error(error) => {
                tracing::info!(error = %error.error(), debug = ?error.debug(), "pipeline error");
                let fault = fault_of(&error.error(), seen.missing.take());
                seen.error.get_or_insert(fault);
            }
            MessageView::Element(element) => {
                if let Some(structure) = element.structure().filter(|s| s.name() == "missing-plugin") {
                    seen.missing = structure.get::<String>("name").ok();
                }
            }
            MessageView::AsyncDone(_) => seen.prerolled = true,
            MessageView::Eos(_) => seen.ended = true,
            _ => return,
        }
        self.0.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an error of our own: whoever waits need not wait for the pipeline to find out.
    pub(crate) fn fail(&self, fault: Fault) {
        self.lock().error.get_or_insert(fault);
        self.0.1.notify_all();
    }

    /// The error, if there was one.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        self.lock().error.clone().map_or(Ok(()), Err)
    }

    /// Waits until every sink of the pipeline has its first buffer.
    pub(crate) fn wait_for_preroll(&self, limit: Duration) -> Result<(), Fault> {
        self.wait(limit, |seen| seen.prerolled)
    }

    /// Waits until every sink of the pipeline has reached its end, for as long as `alive` keeps changing.
    pub(crate) fn wait_for_end(&self, mut alive: impl FnMut() -> u64) -> Result<(), Fault> {
        let (mut last, mut since) = (alive(), Instant::now());
        loop {
            match self.wait(LOOK, |seen| seen.ended) {
                Err(Fault::Stalled) => {
                    let now = alive();
                    if now != last {
                        (last, since) = (now, Instant::now());
                    } else if since.elapsed() >= STALL {
                        return Err(Fault::Stalled);
                    }
                }
                result => return result,
            }
        }
    }

    fn wait(&self, limit: Duration, done: impl Fn(&Seen) -> bool) -> Result<(), Fault> {
        let deadline = Instant::now() + limit;
        let mut seen = self.lock();
        loop {
            if let Some(error) = &seen.error {
                return Err(error.clone());
            }
            if done(&seen) {
                return Ok(());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Fault::Stalled);
            }
            seen = self.0.1.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn fault_of(error: &gst::glib::Error, missing: Option<String>) -> Fault {
    if let Some(name) = missing {
        // Refused containers have no name but their media type.
        return match name.contains('/') {
            true => Fault::Unknown,
            false => Fault::NoDecoder(name.trim_end_matches(" decoder").to_owned()),
        };
    }
    if let Some(kind) = error.kind::<gst::StreamError>() {
        return match kind {
            gst::StreamError::TypeNotFound | gst::StreamError::WrongType => Fault::Unknown,
            gst::StreamError::CodecNotFound => Fault::NoDecoder("a codec".to_owned()),
            _ => Fault::Damaged,
        };
    }
    if error.matches(gst::ResourceError::Read) || error.matches(gst::ResourceError::Seek) {
        return Fault::Damaged;
    }
    if error.matches(gst::ResourceError::NoSpaceLeft) {
        return Fault::Unwritten(std::io::ErrorKind::StorageFull);
    }
    let writing = [gst::ResourceError::Write, gst::ResourceError::OpenWrite, gst::ResourceError::OpenReadWrite];
    if writing.into_iter().any(|kind| error.matches(kind)) {
        return Fault::Unwritten(std::io::ErrorKind::Other);
    }
    if error.matches(gst::ResourceError::OpenRead) || error.matches(gst::ResourceError::NotFound) {
        return Fault::Unopened;
    }
    if error.matches(gst::CoreError::MissingPlugin) {
        return Fault::Unknown;
    }
    // What a library says may hold a local path: it stands in the log.
    let kinds = [
        error.kind::<gst::ResourceError>().map(|kind| format!("{kind:?}")),
        error.kind::<gst::CoreError>().map(|kind| format!("{kind:?}")),
        error.kind::<gst::LibraryError>().map(|kind| format!("{kind:?}")),
    ];
    let kind = kinds.into_iter().flatten().next().unwrap_or_else(|| "unknown".to_owned());
    Fault::Other(format!("GStreamer met an error of the kind {kind}, which the server's log tells more about"))
}

impl Fault {
    fn code(&self) -> FailureCode {
        match self {
            Fault::Stalled => FailureCode::Stalled,
            Fault::Unwritten(_) | Fault::Unopened => FailureCode::StorageUnavailable,
            Fault::Other(_) => FailureCode::Internal,
            _ => FailureCode::BadMedia,
        }
    }

    /// As a failure of a file by itself.
    pub(crate) fn of_file(&self) -> Failure {
        Failure::new(self.code(), format!("The file {self}."))
    }

    /// As a failure of the source that `pointer` names.
    pub(crate) fn of_source(&self, pointer: &str, what: &str) -> Failure {
        Failure::at(self.code(), pointer, format!("The {what} of {pointer} {self}."))
    }

    /// As a failure of our own making.
    pub(crate) fn of_output(&self, what: &str) -> Failure {
        let code = match self.code() {
            // Nobody gave us what we made.
            FailureCode::BadMedia => FailureCode::Internal,
            code => code,
        };
        Failure::new(code, format!("The {what} {self}."))
    }
}

/// A pipeline that is stopped when it goes out of scope.
pub(crate) struct Running {
    /// The pipeline itself.
    pub(crate) pipeline: gst::Pipeline,
    /// What it says.
    pub(crate) watch: Watch,
}

impl Running {
    /// A pipeline, empty and not started.
    pub(crate) fn new() -> Self {
        let pipeline = gst::Pipeline::new();
        let watch = Watch::over(&pipeline);
        Self { pipeline, watch }
    }

    /// Changes its state; an immediate refusal is the error that the bus tells.
    pub(crate) fn set_state(&self, state: gst::State) -> Result<(), Fault> {
        if self.pipeline.set_state(state).is_err() {
            self.watch.check()?;
            return Err(Fault::Other("the pipeline did not start".to_owned()));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Stopping cannot fail in a way that could be acted upon.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

/// Makes an element; a missing one is named.
pub(crate) fn element(name: &str) -> Result<gst::Element, Fault> {
    gst::ElementFactory::make(name)
        .build()
        .map_err(|_| Fault::Other(format!("GStreamer's element {name} is not installed here")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn what_a_full_disk_did_not_take_may_be_tried_again_and_our_own_faults_may_not() {
        let full = gst::glib::Error::new(gst::ResourceError::NoSpaceLeft, "no space");
        assert_eq!(fault_of(&full, None), Fault::Unwritten(ErrorKind::StorageFull));
        let failure = Fault::Unwritten(ErrorKind::StorageFull).of_output("film");
        assert_eq!(failure.code, FailureCode::StorageUnavailable);
        assert!(failure.message.starts_with("The film cannot be written: "), "{failure}");
        let unopened = gst::glib::Error::new(gst::ResourceError::OpenRead, "Could not open file \"/a/b\" for reading.");
        assert_eq!(fault_of(&unopened, None).of_file().code, FailureCode::StorageUnavailable);
        for ours in [Fault::Damaged, Fault::Other("oh".to_owned())] {
            assert_eq!(ours.of_output("film").code, FailureCode::Internal);
        }
        assert_eq!(Fault::Stalled.of_output("film").code, FailureCode::Stalled);
    }

    #[test]
    fn no_path_that_a_library_names_leads_out() {
        let named = "Could not open temporary file \"/data/scratch/1/x.tmp\"";
        let errors = [
            gst::glib::Error::new(gst::ResourceError::OpenRead, named),
            gst::glib::Error::new(gst::ResourceError::OpenReadWrite, named),
            gst::glib::Error::new(gst::ResourceError::NotFound, named),
            gst::glib::Error::new(gst::ResourceError::Settings, named),
            gst::glib::Error::new(gst::CoreError::StateChange, named),
            gst::glib::Error::new(gst::LibraryError::Init, named),
            gst::glib::Error::new(gst::StreamError::Format, named),
        ];
        for error in errors {
            let failure = fault_of(&error, None).of_source("timeline.tracks[0].clips[0].asset", "video");
            assert!(!failure.message.contains('/'), "{failure}");
        }
    }
}
