//! Real stores in a folder that goes with the test, and a clock that only the test moves.

use crate::studio::{Segments, Studio, StudioLimits};
use crate::{Environment, Settings};
use delivery::{Host, HostParts, HostSettings};
use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::composition::{LumaPolarity, OutputFormat};
use domain::edit::Limits;
use domain::ids::{CredentialsId, Dialect, DocumentId, EventId, IntegrationId, RenderId, WorkspaceId};
use domain::integration::{self, Integrations};
use domain::queue::Priority;
use domain::render::{Command, Destination, Fetched, Output, OutputRole, Queued, Render, Rendered, Saved, Summary};
use egress::{AllowList, Egress, Policy, SourceCache, TokioPause};
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Expected, Metadata, NewEvent, execute, load};
use grants::{Grants, Renewals};
use read_models::{Projector, Views};
use state::State;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use storage::{Key, LocalFolder, layout};
use tempfile::TempDir;
use uuid::Uuid;
use vault::{Credentials, Documents, Keyring, MasterKey, OsRandomness, Rotation, TransferCheckpoints};

/// Whose everything is.
pub(crate) const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
/// Somebody else.
pub(crate) const THEIRS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
/// The file of a saved render.
pub(crate) const FILE: &str = "film.mp4";

pub(crate) struct World {
    folder: TempDir,
    now: Arc<AtomicI64>,
    ids: Arc<AtomicU64>,
    /// The first process.
    pub environment: Arc<Environment>,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (now, ids) = (Arc::new(AtomicI64::new(1_700_000_000_000)), Arc::new(AtomicU64::new(1)));
        let environment = open(folder.path(), "first", &now, &ids).await;
        Self { folder, now, ids, environment }
    }

    /// Another process on the same folder.
    pub async fn beside(&self, name: &str) -> Arc<Environment> {
        open(self.folder.path(), name, &self.now, &self.ids).await
    }

    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// Lets the views know of everything.
    pub async fn catch_up(&self) {
        let Environment { views, log, state, clock, .. } = self.environment.as_ref();
        let projector = Projector::new(views.clone(), log.clone(), state.clone(), "projector", clock.clone());
        projector.catch_up().await.unwrap();
    }

    /// A sealed document that nothing names yet.
    pub async fn document(&self, text: &str) -> domain::render::DocumentRef {
        let (id, now) = (DocumentId((self.environment.ids)()), self.environment.now());
        self.environment.documents.keep(OURS, "edit", id, text.as_bytes(), now).await.unwrap()
    }

    /// A render of a text that no process of ours can draw here, waiting.
    pub async fn queue(&self, hosted: bool) -> RenderId {
        self.queue_as(OURS, hosted, Priority::Normal, vec![]).await
    }

    /// The same that is to be sent somewhere.
    pub async fn queue_to(&self, destinations: Vec<Destination>) -> RenderId {
        self.queue_as(OURS, false, Priority::Normal, destinations).await
    }

    /// An integration of a provider that no plugin serves.
    pub async fn integrate(&self, prefix: &str, credentials: CredentialsId) -> IntegrationId {
        let integration = IntegrationId((self.environment.ids)());
        let settings = integration::Settings {
            name: "Ours".into(),
            config: serde_json::from_value(serde_json::json!({ "pathPrefix": prefix })).unwrap(),
            credentials: Some(credentials),
            active: true,
            environments: domain::Environment::ALL.to_vec(),
        };
        let created = integration::Created { integration, provider: "attic".into(), settings };
        let create = integration::Command::Create { created, default: false, single: false };
        self.integrations(create).await;
        integration
    }

    pub async fn integrations(&self, command: integration::Command) {
        let envelope = Metadata::new(OURS, Actor::system("test"), Uuid::nil(), self.environment.now());
        let (log, ids) = (self.environment.log.as_ref(), self.environment.event_ids());
        execute::<Integrations>(log, OURS.0, command, &envelope, ids).await.unwrap();
    }

    /// The same of some workspace, with some urgency.
    pub async fn queue_of(&self, workspace: WorkspaceId, priority: Priority) -> RenderId {
        self.queue_as(workspace, false, priority, vec![]).await
    }

    async fn queue_as(
        &self,
        workspace: WorkspaceId,
        hosted: bool,
        priority: Priority,
        destinations: Vec<Destination>,
    ) -> RenderId {
        let edit = r#"{"timeline":{"tracks":[{"clips":[{"asset":{"type":"title","text":"Hi"},"start":0,"length":1}]}]},
            "output":{"format":"mp4","resolution":"preview"}}"#;
        let summary = Summary {
            format: OutputFormat::Mp4,
            width: None,
            height: None,
            tracks: 1,
            clips: 1,
            poster: false,
            thumbnail: false,
        };
        let document = self.document(edit).await;
        let id = RenderId((self.environment.ids)());
        let queued = Queued {
            document,
            dialect: Dialect::Shotstack,
            summary,
            hosted,
            priority,
            destinations,
            mattes: LumaPolarity::default(),
        };
        self.tell_as(workspace, id, Command::Queue(queued)).await;
        id
    }

    pub async fn tell(&self, id: RenderId, command: Command) {
        self.tell_as(OURS, id, command).await;
    }

    async fn tell_as(&self, workspace: WorkspaceId, id: RenderId, command: Command) {
        let envelope = Metadata::new(workspace, Actor::system("test"), Uuid::nil(), self.environment.now());
        let envelope = Metadata { environment: Some(domain::Environment::Production), ..envelope };
        let ids = self.environment.event_ids();
        execute::<Render>(self.environment.log.as_ref(), id.0, command, &envelope, ids).await.unwrap();
    }

    pub async fn start(&self, id: RenderId) {
        self.tell(id, Command::StartAttempt { worker: "w".into(), now: self.environment.now() }).await;
    }

    /// Brings a waiting render to its end in its first attempt; its file is in storage.
    pub async fn save(&self, id: RenderId) {
        self.start(id).await;
        self.tell(id, Command::Fetch(Fetched { attempt: 1, sources: vec![] })).await;
        let (engine, encoder) = ("1".into(), "x264".into());
        let made =
            Rendered { attempt: 1, engine, encoder, fonts: vec![], frames: 1, segments: 1, reused: 0, millis: 1 };
        self.tell(id, Command::Finish(made)).await;
        self.store(&layout::render_file(id, 1, FILE)).await;
        let (file, media_type, sha256) = (FILE.into(), "video/mp4".into(), "00".into());
        let (width, height, duration) = (None, None, None);
        let output = Output { role: OutputRole::Main, file, media_type, bytes: 4, sha256, width, height, duration };
        self.tell(id, Command::Save(Saved { attempt: 1, outputs: vec![output] })).await;
    }

    pub async fn store(&self, key: &str) {
        self.environment.blobs.put_bytes(&Key::new(key).unwrap(), b"film").await.unwrap();
    }

    /// Every key in storage.
    pub async fn stored(&self) -> Vec<String> {
        let entries = self.environment.blobs.list("", None, 100).await.unwrap();
        entries.into_iter().map(|entry| entry.key.as_str().to_owned()).collect()
    }

    pub async fn state<A: Aggregate>(&self, id: Uuid) -> A {
        load::<A>(self.environment.log.as_ref(), id).await.unwrap().state
    }

    /// Appends what no decider would.
    pub async fn smuggle(&self, stream: &str, event_type: &str, data: &str) {
        let (id, data) = (EventId((self.environment.ids)()), data.as_bytes().to_vec());
        let metadata = Metadata::new(OURS, Actor::system("test"), Uuid::nil(), self.environment.now());
        let event = NewEvent { id, event_type: event_type.into(), version: 1, data, metadata };
        self.environment.log.append(&stream.parse().unwrap(), Expected::NoStream, vec![event]).await.unwrap();
    }
}

async fn open(folder: &Path, name: &str, now: &Arc<AtomicI64>, ids: &Arc<AtomicU64>) -> Arc<Environment> {
    let state = State::open(&folder.join("state.db")).await.unwrap();
    let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
    let keyring = Keyring::new(state.clone(), master, Arc::new(OsRandomness));
    let egress = Arc::new(Egress::new(Policy::new(AllowList::default())).unwrap());
    let scratch = folder.join("scratch");
    std::fs::create_dir_all(&scratch).unwrap();
    let (now, ids) = (now.clone(), ids.clone());
    let executable = "/no/such/program";
    let log: Arc<dyn EventStore> = Arc::new(SqliteLog::open(&folder.join("log.db")).await.unwrap());
    let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> =
        Arc::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst)));
    let new_ids: Arc<dyn Fn() -> Uuid + Send + Sync> =
        Arc::new(move || Uuid::from_u64_pair(7, ids.fetch_add(1, Ordering::SeqCst)));
    Arc::new(Environment {
        log: log.clone(),
        views: Views::open(&folder.join("views.db")).await.unwrap(),
        documents: Documents::new(keyring.clone()),
        credentials: Credentials::new(keyring.clone()),
        renewals: Renewals {
            grants: Arc::new(Grants::new(None, egress.clone())),
            credentials: Credentials::new(keyring.clone()),
            log,
            clock: clock.clone(),
            ids: new_ids.clone(),
        },
        rotation: Rotation::new(keyring.clone()),
        checkpoints: TransferCheckpoints::new(keyring),
        destinations: Arc::new(destinations(&egress)),
        state,
        blobs: Arc::new(LocalFolder::open(folder.join("files")).unwrap()),
        egress,
        sources: SourceCache::open(folder.join("sources"), 1 << 20).unwrap(),
        studio: Studio {
            executable: executable.into(),
            rasteriser: raster::client::Rasteriser::new(executable),
            registry: folder.join("registry"),
            limits: StudioLimits { memory: None, time: Duration::from_secs(60), silence: Duration::from_secs(60) },
        },
        segments: Segments::new(folder.join("segments"), 1 << 30),
        scratch,
        name: name.to_owned(),
        clock,
        ids: new_ids,
        links: None,
        settings: Settings {
            renders: 1,
            workspace_renders: None,
            transfers: 1,
            lease: Duration::from_secs(30),
            poll: Duration::from_millis(10),
            stop: Duration::from_secs(20),
            edit: Limits::production(),
            stage_edit: Limits::sandbox(),
            source_bytes: 1 << 20,
            sources_bytes: 1 << 20,
            fetch: Duration::from_secs(60),
            source_age: Duration::from_secs(60),
            output_age: Duration::from_secs(24 * 3_600),
            sweep: Duration::from_secs(600),
        },
    })
}

/// A host without any plugin.
fn destinations(egress: &Arc<Egress>) -> Host {
    Host::new(HostParts {
        registry: Arc::default(),
        egress: egress.clone(),
        settings: HostSettings::default(),
        clock: Arc::new(|| delivery::Timestamp(0)),
        random: Arc::new(|bytes: &mut [u8]| bytes.fill(0)),
        pause: Arc::new(TokioPause),
    })
}
