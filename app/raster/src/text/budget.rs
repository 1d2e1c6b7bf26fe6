//! What a drawing in parts may cost.

use crate::limits;
use domain::{Failure, FailureCode};

/// Counts the parts of one drawing and their pixels.
pub(super) struct Budget<'a> {
    pointer: &'a str,
    what: &'static str,
    parts: usize,
    pixels: u64,
}

impl<'a> Budget<'a> {
    /// Nothing is spent yet. `what` is drawn for the clip at `pointer`.
    pub fn new(pointer: &'a str, what: &'static str) -> Self {
        Self { pointer, what, parts: 0, pixels: 0 }
    }

    /// One more part of this size.
    ///
    /// # Errors
    /// It is one too many, or the pixels of all of them are too many: [`FailureCode::LimitReached`].
    pub fn spend(&mut self, width: u32, height: u32) -> Result<(), Failure> {
        self.parts += 1;
        self.pixels += u64::from(width) * u64::from(height);
        let what = self.what;
        let message = if self.parts > limits::PARTS {
            format!("The {what} of this clip come in more than {} parts. Split it into several clips.", limits::PARTS)
        } else if self.pixels > limits::PARTS_PIXELS {
            let most = limits::PARTS_PIXELS / 1_000_000;
            format!(
                "The parts of the {what} of this clip have more than {most} million pixels together. Make the letters \
                 smaller, or split it into several clips."
            )
        } else {
            return Ok(());
        };
        Err(Failure::at(FailureCode::LimitReached, self.pointer, message))
    }
}
