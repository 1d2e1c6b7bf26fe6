//! How much one edit may ask for.

/// Bounds of one edit. Beyond them it is refused before any work is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Tracks of the timeline.
    pub max_tracks: usize,
    /// Clips over all tracks.
    pub max_clips: usize,
    /// Distinct addresses of media, captions, fonts and the soundtrack.
    pub max_sources: usize,
    /// Length of the timeline in seconds.
    pub max_duration: f64,
    /// Whether a source may be a file name or a relative path instead of an http(s) address. Only for renders that the
    /// owner of the machine starts from the command line: a server must never open a path that a client names.
    pub allow_local_sources: bool,
    /// Whether keys that the schema does not know are left out instead of refused.
    pub ignore_unknown: bool,
}

impl Limits {
    /// Limits of the production environment: 3 hours.
    pub const fn production() -> Self {
        Self {
            max_tracks: 200,
            max_clips: 2_000,
            max_sources: 500,
            max_duration: 3.0 * 3_600.0,
            allow_local_sources: false,
            ignore_unknown: false,
        }
    }

    /// Limits of the sandbox: as production, but 10 minutes.
    pub const fn sandbox() -> Self {
        Self { max_duration: 600.0, ..Self::production() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::production()
    }
}
