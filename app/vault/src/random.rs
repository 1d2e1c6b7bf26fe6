//! Where random bytes come from.

use crate::VaultError;

/// A source of random bytes. Passed in, so that tests decide what is drawn.
pub trait Randomness: Send + Sync {
    /// Fills `bytes` with random bytes.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`] when there are none; `bytes` must not be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), VaultError>;
}

/// The operating system's randomness: the one to use outside tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), VaultError> {
        getrandom::fill(bytes).map_err(|_| VaultError::NoRandomness)
    }
}

impl<F: Fn(&mut [u8]) + Send + Sync> Randomness for F {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), VaultError> {
        self(bytes);
        Ok(())
    }
}
