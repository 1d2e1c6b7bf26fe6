//! What a fetched file is: its kind, size, rate and length.

mod facts;
mod film;
mod foreign;
mod gamma;
mod picture;
mod profile;
mod whole;

pub use facts::{MediaFacts, MediaKind};
pub(crate) use picture::read_picture;

use domain::{Failure, FailureCode};
use std::path::Path;

/// Reads what a file is, without trusting its name. Takes at most about 20 seconds.
///
/// # Errors
/// `BadMedia` with a sentence for the user when the file is no media, damaged, or of a kind that this machine cannot
/// read; `Internal` when GStreamer does not start.
pub fn probe(path: &Path) -> Result<MediaFacts, Failure> {
    let length =
        std::fs::metadata(path).map_err(|_| Failure::new(FailureCode::Internal, "the fetched file is gone"))?;
    if length.len() == 0 {
        return Err(bad("is empty"));
    }
    if let Some(picture) = picture::facts(path).map_err(bad)? {
        return Ok(picture);
    }
    // Not for pictures, of which an edit may have hundreds: it takes longer than reading one.
    crate::gst_setup::init()?;
    if whole::is_cut_off(path) {
        return Err(bad("is cut off: its last part is missing"));
    }
    film::facts(path).map_err(|fault| fault.of_file())
}

fn bad(cause: impl std::fmt::Display) -> Failure {
    Failure::new(FailureCode::BadMedia, format!("The file {cause}."))
}

#[cfg(test)]
mod tests;
