//! What a plugin implements.

use crate::messages::{Action, Answer, Description, Event, Job};

/// A destination: where files of finished renders go. One value is one transfer under way.
pub trait Destination: Sized + Send + 'static {
    /// What the library is, and which providers it serves. The same every time.
    fn describe() -> Description;

    /// Begins a transfer, or takes it up again where `job.checkpoint` says. Nothing happens before the first step.
    ///
    /// # Errors
    /// What is wrong with the job: the answer to its first step, usually an [`Action::Fail`].
    fn open(job: Job) -> Result<Self, Action>;

    /// Something happened; what is to be done next? Pure: what it needs to know of time is in the event. Must return soon.
    fn step(&mut self, event: Event) -> Answer;
}
