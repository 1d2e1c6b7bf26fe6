//! Everything the API works with, passed in: no globals, and tests control time, ids and randomness.

use crate::auth::Tokens;
use crate::middleware::RateLimiter;
use delivery::Host;
use domain::Timestamp;
use domain::composition::LumaPolarity;
use domain::edit::Limits;
use egress::Egress;
use event_store::EventStore;
use grants::{Grants, Renewals};
use read_models::Views;
use state::State;
use std::sync::Arc;
use std::time::Duration;
use storage::{Blobs, SignedUrls};
use tokio::sync::Semaphore;
use uuid::Uuid;
use vault::{Connections, Credentials, Documents, MasterKey, Randomness};

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// Makes ids. They must be random (UUID version 4): a render's id is part of its public address.
pub type Ids = Arc<dyn Fn() -> Uuid + Send + Sync>;
/// The metrics of this process in Prometheus's text format.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// What the handlers work with.
pub struct Services {
    /// The log.
    pub log: Arc<dyn EventStore>,
    /// Progress and passwords.
    pub state: State,
    /// Submitted edits, sealed.
    pub documents: Documents,
    /// The secrets of integrations, sealed.
    pub credentials: Credentials,
    /// Accounts that somebody is about to connect.
    pub connections: Connections,
    /// Asks for access to accounts of others.
    pub grants: Arc<Grants>,
    /// Renews that access.
    pub renewals: Renewals,
    /// Where files can be sent.
    pub destinations: Arc<Host>,
    /// The way out.
    pub egress: Arc<Egress>,
    /// The read models.
    pub views: Views,
    /// The installation's master key.
    pub master: Arc<MasterKey>,
    /// For new API keys.
    pub randomness: Arc<dyn Randomness>,
    /// The files.
    pub blobs: Arc<dyn Blobs>,
    /// Signs the addresses of a render's own files.
    pub signed_urls: Arc<SignedUrls>,
    /// Tokens of people who signed in.
    pub tokens: Tokens,
    /// Counts requests.
    pub rates: RateLimiter,
    /// How many passwords may be hashed at once: each takes a core and 19 MiB.
    pub hashing: Arc<Semaphore>,
    /// Now.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// For `/metrics`.
    pub metrics: MetricsText,
    /// Limits and addresses.
    pub settings: Settings,
}

/// Limits and addresses, from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How clients reach this server, without a slash at the end; the request's `Host` header when absent.
    pub public_url: Option<String>,
    /// Where Google sends people back to; our own address for that when absent.
    pub google_redirect: Option<String>,
    /// The most bytes of a request's body.
    pub body_bytes: usize,
    /// What an edit of the production environment may ask for.
    pub edit: Limits,
    /// What an edit of the sandbox may ask for.
    pub stage_edit: Limits,
    /// What the brightness of luma mattes means, for workspaces that do not say.
    pub mattes: LumaPolarity,
    /// Requests a minute; not counted when absent.
    pub rates: Option<Rates>,
    /// How long an answer waits for the views to know what it wrote.
    pub read_your_writes: Duration,
    /// How long the address of a render's own file holds, in milliseconds.
    pub signed_url_millis: i64,
    /// How often a progress stream looks for news.
    pub progress_every: Duration,
    /// How often an idle progress stream says that it is alive.
    pub heartbeat_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            google_redirect: None,
            body_bytes: 10_000_000,
            edit: Limits::production(),
            stage_edit: Limits::sandbox(),
            mattes: LumaPolarity::default(),
            rates: Some(Rates::default()),
            read_your_writes: Duration::from_millis(500),
            signed_url_millis: 24 * 3_600_000,
            progress_every: Duration::from_millis(250),
            heartbeat_every: Duration::from_secs(15),
        }
    }
}

/// Requests a minute, each for one key or person (for sign-in: one address of origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// `/edit/v1`.
    pub edit_v1: u32,
    /// `/edit/stage`.
    pub edit_stage: u32,
    /// `/serve/v1`.
    pub serve_v1: u32,
    /// `/serve/stage`.
    pub serve_stage: u32,
    /// The workspace API.
    pub workspace: u32,
    /// Our own API.
    pub rushes: u32,
    /// Sign-in attempts.
    pub login: u32,
}

impl Default for Rates {
    /// What the vendors publish for their own; 600 for ours, 20 sign-ins.
    fn default() -> Self {
        Self { edit_v1: 300, edit_stage: 150, serve_v1: 600, serve_stage: 300, workspace: 100, rushes: 600, login: 20 }
    }
}

impl Services {
    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A new id.
    pub(crate) fn id(&self) -> Uuid {
        (self.ids)()
    }
}
