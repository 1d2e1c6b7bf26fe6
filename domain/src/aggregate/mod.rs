//! What every aggregate has in common: a pure decider over a stream of typed events.

mod codec;

pub(crate) use codec::events;
pub use codec::{DecodeError, EventCodec};

/// An event-sourced thing. `decide` says what happens, `evolve` what is then true. Neither does I/O.
pub trait Aggregate: Default {
    /// What somebody wants.
    type Command;
    /// What happened.
    type Event: EventCodec;
    /// Why it will not happen.
    type Refusal: std::error::Error;

    /// Streams of this kind are called `<PREFIX>-<id>`.
    const STREAM: &'static str;

    /// The events that carry `command` out; none when there is nothing to do (it already is so).
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// What is true after `event`.
    fn evolve(&mut self, event: &Self::Event);

    /// What is true after all of `events`.
    fn fold<'a>(events: impl IntoIterator<Item = &'a Self::Event>) -> Self
    where
        Self::Event: 'a,
    {
        events.into_iter().fold(Self::default(), |mut state, event| {
            state.evolve(event);
            state
        })
    }
}

/// Given the events, when the command, then these events or this refusal: how deciders are tested.
#[cfg(test)]
pub(crate) fn when<A: Aggregate>(given: &[A::Event], command: A::Command) -> Result<Vec<A::Event>, A::Refusal> {
    A::fold(given).decide(command)
}
