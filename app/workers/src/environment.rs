//! Everything workers work with, passed in.

use crate::studio::{Segments, Studio};
use delivery::Host;
use domain::Timestamp;
use domain::edit::Limits;
use domain::ids::EventId;
use egress::{Egress, SourceCache};
use event_store::{Actor, EventStore, Metadata};
use grants::Renewals;
use read_models::Views;
use state::State;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use storage::{Blobs, SignedUrls};
use uuid::Uuid;
use vault::{Credentials, Documents, Rotation, TransferCheckpoints};

/// What workers work with. Time and ids are passed in.
pub struct Environment {
    /// The log.
    pub log: Arc<dyn EventStore>,
    /// Leases, progress, reactors' checkpoints.
    pub state: State,
    /// What is due.
    pub views: Views,
    /// Submitted edits.
    pub documents: Documents,
    /// The secrets of integrations.
    pub credentials: Credentials,
    /// Forgets data keys that others took the place of.
    pub rotation: Rotation,
    /// Renews access to accounts of others.
    pub renewals: Renewals,
    /// Where transfers can be taken up again.
    pub checkpoints: TransferCheckpoints,
    /// Brings files to others' services.
    pub destinations: Arc<Host>,
    /// Where outputs go.
    pub blobs: Arc<dyn Blobs>,
    /// The way out.
    pub egress: Arc<Egress>,
    /// What was fetched before.
    pub sources: SourceCache,
    /// Draws and encodes.
    pub studio: Studio,
    /// What was encoded before.
    pub segments: Segments,
    /// Folder for the files of running work; each attempt has a folder of its own in it.
    pub scratch: PathBuf,
    /// This process's random name in leases and events.
    pub name: String,
    /// Now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// New random ids.
    pub ids: Arc<dyn Fn() -> Uuid + Send + Sync>,
    /// Addresses of files for providers that fetch them; none when nobody said how this server is reached.
    pub links: Option<Links>,
    /// How much and how long.
    pub settings: Settings,
}

/// Makes addresses that open a render's own files for a while.
pub struct Links {
    /// How others reach this server, without a slash at the end.
    pub base: String,
    /// Signs.
    pub signed_urls: Arc<SignedUrls>,
}

/// How much and how long.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Renders at once, at least one.
    pub renders: usize,
    /// How many renders of one workspace may be made at once, by all processes together; no limit when absent.
    pub workspace_renders: Option<u32>,
    /// Transfers at once, at least one.
    pub transfers: usize,
    /// How long a lease holds without a heartbeat.
    pub lease: Duration,
    /// How often to look for work that another process may have queued.
    pub poll: Duration,
    /// How long running work may take to end when the process is told to stop.
    pub stop: Duration,
    /// What an edit of the production environment may ask for.
    pub edit: Limits,
    /// What an edit of the sandbox may ask for.
    pub stage_edit: Limits,
    /// Largest single source in bytes.
    pub source_bytes: u64,
    /// All sources of one render together, in bytes.
    pub sources_bytes: u64,
    /// Longest time that fetching one source may take.
    pub fetch: Duration,
    /// How long a cached source is used without asking.
    pub source_age: Duration,
    /// How long a render's own files are kept.
    pub output_age: Duration,
    /// How often the sweeper sweeps.
    pub sweep: Duration,
}

impl Environment {
    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Ids for the events of one command.
    pub(crate) fn event_ids(&self) -> impl Fn(u32) -> EventId + Send + Sync + use<> {
        let ids = self.ids.clone();
        move |_| EventId(ids())
    }

    /// The envelope of what a part of the worker appends to a stream that began with `first`.
    pub(crate) fn envelope(&self, first: &Metadata, part: &str) -> Metadata {
        Metadata { actor: Actor::system(part), causation: None, recorded_at: self.now(), ..first.clone() }
    }
}
