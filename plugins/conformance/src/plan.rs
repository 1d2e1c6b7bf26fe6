//! What is proven, and with what.

use delivery::Launch;
use egress::{Pause, TokioPause};
use serde_json::{Map, Value};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What people and programs make names of.
const ODD_NAMES: [&str; 7] = ["a b+c%20&d=e;'#?~!", "a//b", "a/../b", "a/./b", "end.", "\"quoted\\back", "tab\there"];

/// As long as most file systems let a name be, and some more for its folder and what is put around it, in bytes.
const LONG_NAME: usize = 200;

/// One library, one of its providers, and how it is tried. Its `Debug` shows no configuration: that holds secrets.
#[derive(Clone)]
pub struct Plan {
    /// The library's file.
    pub library: PathBuf,
    /// How its process is started.
    pub launch: Launch,
    /// Which provider; may be absent where the library serves one.
    pub provider: Option<String>,
    /// A configuration that works, secrets included.
    pub config: Map<String, Value>,
    /// What a render says.
    pub options: Map<String, Value>,
    /// What of the configuration is replaced to make the credentials wrong; absent: each secret is garbled.
    pub wrong: Option<Map<String, Value>>,
    /// The folder that all files go into; none when empty.
    pub prefix: String,
    /// Names that a provider may refuse, if it says so, beyond those that it has to take. A service that stands in for another
    /// may hold fewer than that.
    pub odd_names: Vec<String>,
    /// What each file begins with, for providers that look into films: one in MP4 or QuickTime.
    pub film: Option<Arc<Vec<u8>>>,
    /// How many bytes the large file has.
    pub large_bytes: u64,
    /// What may be reached beyond public addresses, as a list of the form that [`egress::AllowList`] reads.
    pub allow: String,
    /// How long nothing may move on a connection before it is given up, where that is tried. Longer than the service ever
    /// takes for an answer.
    pub silence: Duration,
    /// Waits between tries.
    pub pause: Arc<dyn Pause>,
}

impl Plan {
    /// A plan with 200 MB for the large file, 20 s of silence, real waits, and nothing opened.
    #[must_use]
    pub fn new(library: PathBuf, launch: Launch, config: Map<String, Value>) -> Self {
        Self {
            library,
            launch,
            provider: None,
            config,
            options: Map::new(),
            wrong: None,
            prefix: String::new(),
            odd_names: ODD_NAMES.map(str::to_owned).into_iter().chain(["n".repeat(LONG_NAME)]).collect(),
            film: None,
            large_bytes: 200_000_000,
            allow: String::new(),
            silence: Duration::from_secs(20),
            pause: Arc::new(TokioPause),
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("library", &self.library).field("provider", &self.provider).finish_non_exhaustive()
    }
}
