//! A server over real stores, with a clock that the test moves.

use super::plugins;
use crate::auth::{Tokens, passwords};
use crate::{Front, RateLimiter, Services, Settings, routes};
use delivery::{Host, HostParts, HostSettings, Registry};
use domain::ids::{ApiKeyId, EventId, RenderId, UserId, WorkspaceId};
use domain::integration::{self, Integrations};
use domain::workspace::{Command, Created, KeyCreated, Role, UserAdded, Workspace};
use domain::{Dialect, Environment, Timestamp};
use egress::{AllowList, Egress, Policy, TokioPause};
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Filter, Metadata, Position};
use grants::{Google, Grants, Renewals};
use poem::test::{TestClient, TestRequestBuilder, TestResponse};
use read_models::{Projector, Views};
use serde_json::{Value, json};
use state::{Password, State};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use storage::{LocalFolder, SignedUrls};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use uuid::Uuid;
use vault::{Connections, Credentials, Documents, Keyring, MasterKey, OsRandomness, Purpose, Randomness, Secret};

pub const START: i64 = 1_800_000_000_000;
pub const PASSWORD: &str = "correct horse battery staple";

/// A server, its stores and two workspaces' worth of credentials.
pub struct World {
    pub client: TestClient<Front>,
    pub services: Arc<Services>,
    pub workspace: WorkspaceId,
    pub v1: String,
    pub stage: String,
    pub live: String,
    pub owner: UserId,
    pub folder: TempDir,
    clock: Arc<AtomicI64>,
    projecting: JoinHandle<()>,
}

fn project(projector: Projector) -> JoinHandle<()> {
    tokio::spawn(async move { projector.run(std::future::pending()).await.unwrap() })
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings changed; rates are not counted unless the change sets them.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log: Arc<dyn EventStore> = Arc::new(SqliteLog::open(&folder.path().join("log.db")).await.unwrap());
        Self::over(folder, log.clone(), log, change).await
    }

    /// With another log for the API than the one that is set up and projected.
    pub async fn over(
        folder: TempDir,
        log: Arc<dyn EventStore>,
        seen_by_api: Arc<dyn EventStore>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        Self::whole(folder, log, seen_by_api, Registry::default(), change).await
    }

    /// With the destinations of `examples/named-destinations.rs`; otherwise there are none.
    pub async fn with_destinations() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log: Arc<dyn EventStore> = Arc::new(SqliteLog::open(&folder.path().join("log.db")).await.unwrap());
        let registry = plugins::registry(&folder.path().join("plugins")).await;
        Self::whole(folder, log.clone(), log, registry, |_| {}).await
    }

    async fn whole(
        folder: TempDir,
        log: Arc<dyn EventStore>,
        seen_by_api: Arc<dyn EventStore>,
        registry: Registry,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let path = folder.path();
        let clock = Arc::new(AtomicI64::new(START));
        let ticking = clock.clone();
        let now: crate::Clock = Arc::new(move || Timestamp::from_millis(ticking.load(Ordering::SeqCst)));
        let state = State::open(&path.join("state.db")).await.unwrap();
        let views = Views::open(&path.join("views.db")).await.unwrap();
        let projector = Projector::new(views.clone(), log.clone(), state.clone(), "test", now.clone());
        let projecting = project(projector);
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        let patient = Duration::from_secs(20);
        let mut settings = Settings {
            rates: None,
            read_your_writes: patient,
            progress_every: Duration::from_millis(1),
            ..Settings::default()
        };
        change(&mut settings);
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let keyring = Keyring::new(state.clone(), master.clone(), randomness.clone());
        let egress = Arc::new(Egress::new(Policy::new(AllowList::default())).unwrap());
        let google = Google {
            client_id: "client".into(),
            client_secret: Secret::new("secret"),
            authorize_url: "https://google.example/auth".into(),
            token_url: "https://google.example/token".into(),
        };
        let google = Some(google);
        let destinations = Arc::new(Host::new(HostParts {
            registry: Arc::new(registry),
            egress: egress.clone(),
            settings: HostSettings::default(),
            clock: Arc::new(|| delivery::Timestamp(START)),
            random: Arc::new(|bytes: &mut [u8]| bytes.fill(0)),
            pause: Arc::new(TokioPause),
        }));
        let grants = Arc::new(Grants::new(google, egress.clone()));
        let services = Arc::new(Services {
            log: seen_by_api.clone(),
            documents: Documents::new(keyring.clone()),
            credentials: Credentials::new(keyring.clone()),
            connections: Connections::new(keyring.clone()),
            renewals: Renewals {
                grants: grants.clone(),
                credentials: Credentials::new(keyring.clone()),
                log: seen_by_api.clone(),
                clock: now.clone(),
                ids: Arc::new(Uuid::new_v4),
            },
            grants,
            destinations,
            egress,
            state,
            views,
            randomness,
            blobs: Arc::new(LocalFolder::open(path.join("files")).unwrap()),
            signed_urls: Arc::new(SignedUrls::new(*master.subkey(Purpose::SignedUrls).expose())),
            tokens: Tokens::new(master.subkey(Purpose::SessionTokens).expose(), 3600),
            master,
            rates: RateLimiter::default(),
            hashing: Arc::new(Semaphore::new(2)),
            clock: now,
            ids: Arc::new(Uuid::new_v4),
            metrics: Arc::new(|| "rushes_up 1\n".to_owned()),
            settings,
        });
        let client = TestClient::new(routes(services.clone()).unwrap());
        let (workspace, owner) = (WorkspaceId(Uuid::new_v4()), UserId(Uuid::new_v4()));
        let (v1, stage, live) = (String::new(), String::new(), String::new());
        let mut world = Self { client, services, workspace, v1, stage, live, owner, folder, clock, projecting };
        world.change(log.as_ref(), workspace, Command::Create(Created { name: "Acme".into() })).await;
        world.person(log.as_ref(), workspace, owner, "ana@example.com", Role::Owner).await;
        world.v1 = world.key(log.as_ref(), workspace, Dialect::Shotstack, Environment::Production).await;
        world.stage = world.key(log.as_ref(), workspace, Dialect::Shotstack, Environment::Stage).await;
        world.live = world.key(log.as_ref(), workspace, Dialect::Workspace, Environment::Production).await;
        world
    }

    /// From here on the views stay as they are.
    pub async fn stop_projecting(&mut self) {
        self.projecting.abort();
        assert!((&mut self.projecting).await.unwrap_err().is_cancelled());
        assert!(self.services.state.leases().release(&Projector::lease_name(), "test").await.unwrap());
    }

    /// The views catch up, and keep up again.
    pub fn resume_projecting(&mut self) {
        let services = &self.services;
        let (views, log, state) = (services.views.clone(), services.log.clone(), services.state.clone());
        self.projecting = project(Projector::new(views, log, state, "test", services.clock.clone()));
    }

    /// Writes the ledger up to the log's end.
    pub async fn keep_ledger(&self) {
        let Services { log, state, clock, .. } = self.services.as_ref();
        let keeper = ::audit::Keeper::new(log.clone(), state.clone(), "test", clock.clone());
        assert!(keeper.catch_up().await.unwrap());
    }

    pub fn advance(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    pub(super) fn metadata(&self, workspace: WorkspaceId) -> Metadata {
        Metadata::new(workspace, Actor::system("test"), Uuid::new_v4(), self.services.now())
    }

    /// Changes a workspace and waits until the views know.
    pub async fn change(&self, log: &dyn EventStore, workspace: WorkspaceId, command: Command) {
        let position = self.tell(log, workspace, command).await;
        assert!(self.services.views.wait_for(log, &position, Duration::from_secs(20)).await.unwrap());
    }

    /// Changes a workspace, whatever the views know; where the log ends then.
    async fn tell(&self, log: &dyn EventStore, workspace: WorkspaceId, command: Command) -> Position {
        let event = EventId(Uuid::new_v4());
        let metadata = self.metadata(workspace);
        let done = event_store::execute::<Workspace>(log, workspace.0, command, &metadata, |_| event).await.unwrap();
        done.position.unwrap()
    }

    pub async fn key(
        &self,
        log: &dyn EventStore,
        workspace: WorkspaceId,
        dialect: Dialect,
        environment: Environment,
    ) -> String {
        let (secret, command) = self.new_key(dialect, environment);
        self.change(log, workspace, command).await;
        secret
    }

    /// A key for production that the views may not know of.
    pub async fn unseen_key(&self) -> String {
        let (secret, command) = self.new_key(Dialect::Shotstack, Environment::Production);
        self.tell(self.services.log.as_ref(), self.workspace, command).await;
        secret
    }

    fn new_key(&self, dialect: Dialect, environment: Environment) -> (String, Command) {
        let secret = match dialect {
            Dialect::Shotstack => vault::shotstack_key(&OsRandomness),
            Dialect::Workspace => vault::workspace_key(environment, &OsRandomness),
        };
        let secret = secret.unwrap();
        let created = KeyCreated {
            key: ApiKeyId(Uuid::new_v4()),
            name: "test".into(),
            environment,
            dialect,
            prefix: vault::prefix_for_people(&secret),
            hash: vault::lookup_hash(&self.services.master, &secret),
        };
        (secret.expose().to_owned(), Command::CreateKey(created))
    }

    /// Changes a workspace's integrations.
    pub async fn integrate(&self, workspace: WorkspaceId, command: integration::Command) {
        let event = || EventId(Uuid::new_v4());
        let (log, metadata) = (self.services.log.as_ref(), self.metadata(workspace));
        event_store::execute::<Integrations>(log, workspace.0, command, &metadata, |_| event()).await.unwrap();
    }

    pub async fn person(&self, log: &dyn EventStore, workspace: WorkspaceId, user: UserId, email: &str, role: Role) {
        self.change(log, workspace, Command::AddUser(UserAdded { user, email: email.into(), role })).await;
        let hash = passwords::hash(PASSWORD, [3; 16]).unwrap();
        let password = Password { email: email.into(), user, workspace, hash };
        self.services.state.passwords().set(&password, self.services.now()).await.unwrap();
    }

    /// A second workspace with one key of that environment.
    pub async fn stranger(&self, environment: Environment) -> String {
        let workspace = WorkspaceId(Uuid::new_v4());
        let log = self.services.log.as_ref();
        self.change(log, workspace, Command::Create(Created { name: "Other".into() })).await;
        self.key(log, workspace, Dialect::Shotstack, environment).await
    }

    /// The owner of another workspace, signed in.
    pub async fn stranger_token(&self) -> String {
        let (workspace, user) = (WorkspaceId(Uuid::new_v4()), UserId(Uuid::new_v4()));
        let log = self.services.log.as_ref();
        self.change(log, workspace, Command::Create(Created { name: "Other".into() })).await;
        self.person(log, workspace, user, "stranger@example.com", Role::Owner).await;
        self.services.tokens.issue(user, workspace, self.services.now()).unwrap()
    }

    /// A person of that role in the workspace, signed in.
    pub async fn member(&self, role: Role) -> String {
        let user = UserId(Uuid::new_v4());
        let email = format!("{}@example.com", user.0.simple());
        self.person(self.services.log.as_ref(), self.workspace, user, &email, role).await;
        self.services.tokens.issue(user, self.workspace, self.services.now()).unwrap()
    }

    pub fn owner_token(&self) -> String {
        self.services.tokens.issue(self.owner, self.workspace, self.services.now()).unwrap()
    }

    pub fn get(&self, path: &str, key: &str) -> TestRequestBuilder<'_, Front> {
        self.client.get(path).header("x-api-key", key)
    }

    pub fn post(&self, path: &str, key: &str, body: &Value) -> TestRequestBuilder<'_, Front> {
        self.client.post(path).header("x-api-key", key).body_json(body)
    }

    /// Submits an edit to production; the render's id.
    pub async fn submit(&self, edit: &Value) -> RenderId {
        let (status, body) = answer(self.post("/edit/v1/render", &self.v1, edit)).await;
        assert_eq!(status, 201, "{body}");
        body["response"]["id"].as_str().unwrap().parse().unwrap()
    }

    /// How many events of renders there are.
    pub async fn render_events(&self) -> usize {
        let filter = Filter::types(["render."]);
        self.services.log.read_all(None, &filter, 1000).await.unwrap().events.len()
    }
}

/// An edit that can be rendered, with a placeholder in it.
pub fn edit() -> Value {
    json!({
        "timeline": { "tracks": [{ "clips": [
            { "asset": { "type": "image", "src": "https://example.com/{{ NAME }}.png" }, "start": 0, "length": 2 },
        ] }] },
        "output": { "format": "mp4", "resolution": "sd" },
        "merge": [{ "find": "NAME", "replace": "logo" }],
    })
}

/// Status and JSON body; null for an empty one.
pub async fn answer(request: TestRequestBuilder<'_, Front>) -> (u16, Value) {
    read(request.send().await).await
}

pub async fn read(response: TestResponse) -> (u16, Value) {
    let status = response.0.status().as_u16();
    let text = response.0.into_body().into_string().await.unwrap();
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}
