//! Google's flow, against a certified OAuth server under Google's paths.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use delivery::NotRefreshed;
use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::ids::{CredentialsId, EventId, IntegrationId, WorkspaceId};
use domain::integration::{Command, Created, Integration, Integrations, Settings};
use egress::{AllowList, Egress, Policy};
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Metadata, execute, load};
use grants::{Google, GrantError, Grants, Renewals, Tokens};
use serde_json::{Map, Value};
use std::sync::Arc;
use uuid::Uuid;
use vault::{Credentials, Keyring, MasterKey, OsRandomness, Secret, SecretValues};
use vendor_doubles::{Vendor, browse};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const INTEGRATION: IntegrationId = IntegrationId(Uuid::from_u128(2));
const CREDENTIALS: CredentialsId = CredentialsId(Uuid::from_u128(3));

fn google(vendor: &Vendor) -> Google {
    let text = |name: &str| vendor.config()["oauth"][name].as_str().unwrap().to_owned();
    Google {
        client_id: text("clientId"),
        client_secret: Secret::new(text("clientSecret")),
        authorize_url: text("authUrl"),
        token_url: text("tokenUrl"),
    }
}

fn grants(google: Google) -> Grants {
    let allow: AllowList = "127.0.0.0/8".parse().unwrap();
    Grants::new(Some(google), Arc::new(Egress::new(Policy::new(allow)).unwrap()))
}

fn redirect(vendor: &Vendor) -> String {
    vendor.config()["oauth"]["redirectUri"].as_str().unwrap().to_owned()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('&');
    query.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Tokens of somebody who consents.
async fn connected(vendor: &Vendor, grants: &Grants) -> Tokens {
    let consent = grants.consent(&redirect(vendor), "the-state").unwrap();
    let back = browse(&consent.url, &redirect(vendor));
    assert_eq!(parameter(&back, "state").as_deref(), Some("the-state"));
    let code = Secret::new(parameter(&back, "code").unwrap());
    grants.exchange(&code, &redirect(vendor), &consent.verifier, NOW).await.unwrap()
}

#[tokio::test]
async fn a_consent_is_exchanged_once_by_who_asked_for_it() {
    let vendor = Vendor::start("google", &[]);
    let grants = grants(google(&vendor));
    let consent = grants.consent(&redirect(&vendor), "the-state").unwrap();
    for (name, value) in [
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("code_challenge_method", "S256"),
        ("scope", "https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fdrive.file"),
    ] {
        assert_eq!(parameter(&consent.url, name).as_deref(), Some(value), "{name}");
    }
    assert!(!consent.url.contains(consent.verifier.expose()));
    let back = browse(&consent.url, &redirect(&vendor));
    let code = Secret::new(parameter(&back, "code").unwrap());
    let other = grants.consent(&redirect(&vendor), "the-state").unwrap();
    assert_eq!(grants.exchange(&code, &redirect(&vendor), &other.verifier, NOW).await, Err(GrantError::Lost));

    let tokens = connected(&vendor, &grants).await;
    assert!(tokens.refresh.is_some(), "offline access was asked for");
    assert_eq!(tokens.expires_at, NOW.plus_millis(3_600_000));
    let secrets = tokens.as_secrets(None);
    let names: Vec<_> = secrets.expose().keys().map(String::as_str).collect();
    assert_eq!(names, ["driveAccessToken", "driveExpiresAt", "driveRefreshToken"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_without_a_secret() {
    let vendor = Vendor::start("google", &[]);
    let wrong = grants(Google { client_secret: Secret::new("canary-secret"), ..google(&vendor) });
    let refused = wrong.refresh(&Secret::new("canary-token"), NOW).await.unwrap_err();
    assert!(matches!(&refused, GrantError::Refused(kind) if kind == "invalid_client"), "{refused:?}");
    let lost = grants(google(&vendor)).refresh(&Secret::new("canary-token"), NOW).await.unwrap_err();
    assert_eq!(lost, GrantError::Lost);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = grants(Google { token_url: format!("http://{nobody}/token"), ..google(&vendor) });
    let away = away.refresh(&Secret::new("canary-token"), NOW).await.unwrap_err();
    assert!(matches!(away, GrantError::Unavailable(_)), "{away:?}");
    for error in [refused, lost, away] {
        assert!(!format!("{error:?} {error}").contains("canary"), "{error}");
    }
    let closed = Grants::new(None, Arc::new(Egress::new(Policy::new(AllowList::default())).unwrap()));
    let not_configured = closed.consent("https://rushes.example/back", "state").unwrap_err().to_string();
    assert!(not_configured.contains("google.client_id"), "{not_configured}");
}

fn settings() -> Settings {
    Settings {
        name: "Drive".into(),
        config: Map::from_iter([("driveFolderId".to_owned(), Value::from("folder-1"))]),
        credentials: Some(CREDENTIALS),
        active: true,
        environments: domain::Environment::ALL.to_vec(),
    }
}

struct World {
    log: Arc<dyn EventStore>,
    credentials: Credentials,
    grants: Arc<Grants>,
    _folder: tempfile::TempDir,
}

impl World {
    /// A workspace with one integration that has these secrets.
    async fn new(grants: Grants, secrets: &SecretValues) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log: Arc<dyn EventStore> = Arc::new(SqliteLog::open(&folder.path().join("log.db")).await.unwrap());
        let state = state::State::open(&folder.path().join("state.db")).await.unwrap();
        let master = Arc::new(MasterKey::from_parts([1; 8], [2; 32]));
        let credentials = Credentials::new(Keyring::new(state, master, Arc::new(OsRandomness)));
        credentials.keep(OURS, CREDENTIALS, secrets, NOW).await.unwrap();
        let settings = settings();
        let created = Created { integration: INTEGRATION, provider: "drive".into(), settings };
        let create = Command::Create { created, default: false, single: true };
        let metadata = Metadata::new(OURS, Actor::system("test"), Uuid::nil(), NOW);
        execute::<Integrations>(log.as_ref(), OURS.0, create, &metadata, |_| EventId(Uuid::new_v4())).await.unwrap();
        Self { log, credentials, grants: Arc::new(grants), _folder: folder }
    }

    fn renewal(&self, secrets: &SecretValues) -> Box<dyn delivery::Credentials> {
        let renewals = Renewals {
            grants: self.grants.clone(),
            credentials: self.credentials.clone(),
            log: self.log.clone(),
            clock: Arc::new(|| NOW),
            ids: Arc::new(Uuid::new_v4),
        };
        let settings = settings();
        let integration = Integration { provider: "drive".into(), settings, grant_lost: false };
        renewals.of(true, OURS, INTEGRATION, &integration, secrets)
    }

    async fn is_lost(&self) -> bool {
        let loaded = load::<Integrations>(self.log.as_ref(), OURS.0).await.unwrap();
        assert_eq!(Integrations::STREAM, "integrations");
        loaded.state.all[&INTEGRATION].grant_lost
    }
}

#[tokio::test]
async fn tokens_are_renewed_once_for_all_who_use_them() {
    let vendor = Vendor::start("google", &[]);
    let grants = grants(google(&vendor));
    let old = connected(&vendor, &grants).await.as_secrets(None);
    let world = World::new(grants, &old).await;
    let (first, second) = (world.renewal(&old), world.renewal(&old));
    let renewed = first.refresh().await.unwrap();
    assert_ne!(renewed["driveAccessToken"], old.expose()["driveAccessToken"]);
    assert_eq!(renewed["driveFolderId"], Value::from("folder-1"));
    let kept = world.credentials.open(OURS, CREDENTIALS).await.unwrap().unwrap();
    assert_eq!(kept.expose()["driveAccessToken"], renewed["driveAccessToken"]);
    // Whoever began with the old ones is given the new ones, and asks nobody: the double takes a refresh token once.
    let before = vendor.counters().requests;
    assert_eq!(second.refresh().await.unwrap()["driveAccessToken"], renewed["driveAccessToken"]);
    assert_eq!(vendor.counters().requests, before);
    assert_ne!(second.refresh().await.unwrap()["driveAccessToken"], renewed["driveAccessToken"]);
    assert!(!world.is_lost().await);
}

#[tokio::test]
async fn a_grant_that_is_lost_is_said_to_be_lost() {
    let vendor = Vendor::start("google", &[]);
    let grants = grants(google(&vendor));
    let mut values = connected(&vendor, &grants).await.as_secrets(None).expose().clone();
    values.insert("driveRefreshToken".into(), "withdrawn".into());
    let secrets = SecretValues::new(values);
    let world = World::new(grants, &secrets).await;
    assert_eq!(world.renewal(&secrets).refresh().await, Err(NotRefreshed::Reconnect));
    assert!(world.is_lost().await);
}
