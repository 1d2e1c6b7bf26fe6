//! Bodies of our own API.

use super::destination_wire::DestinationOutput;
use crate::shotstack::wire::{RenderStatus, Urgency};
use domain::Environment;
use poem_openapi::{Enum, Object};
use serde_json::Value;

/// Who signs in.
#[derive(Object)]
pub(crate) struct Login {
    /// Address; upper and lower case are the same.
    #[oai(validator(max_length = 320))]
    pub email: String,
    /// Password.
    #[oai(validator(max_length = 1024), write_only)]
    pub password: String,
}

/// A session.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct Session {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds until the token expires.
    pub expires_in: i64,
    /// Who signed in.
    pub user_id: String,
    /// Their workspace.
    pub workspace_id: String,
    /// `owner`, `admin` or `member`.
    pub role: String,
}

/// The world of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum World {
    /// Production.
    #[oai(rename = "v1")]
    Production,
    /// The sandbox.
    #[oai(rename = "stage")]
    Stage,
}

/// A page of renders, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct RenderPage {
    /// Those of this page.
    pub renders: Vec<RenderSummary>,
    /// Send it as `cursor` for the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none)]
    pub next_cursor: Option<String>,
}

/// A render in a list.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct RenderSummary {
    /// Its id.
    pub id: String,
    /// Its world.
    pub environment: World,
    /// How far it is.
    pub status: RenderStatus,
    /// Whether it was cancelled; such a render has the status `failed`.
    pub cancelled: bool,
    /// The kind of file.
    pub format: String,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// How many tracks the edit has.
    pub tracks: u32,
    /// How many clips the edit has.
    pub clips: u32,
    /// How many attempts were begun.
    pub attempts: u32,
    /// Why it failed.
    pub error: Option<RenderFailure>,
    /// When it was submitted.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// Why a render failed.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct RenderFailure {
    /// The kind, stable.
    pub code: String,
    /// For people.
    pub message: String,
    /// JSON path of what caused it.
    pub pointer: Option<String>,
    /// Whether submitting it again may succeed.
    pub retryable: bool,
}

/// A render with its files.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct RenderDetail {
    /// What a list shows.
    #[oai(flatten)]
    pub summary: RenderSummary,
    /// How urgent it is among those of its workspace.
    pub priority: Urgency,
    /// Where it waits, while it waits for a worker.
    #[oai(skip_serializing_if_is_none)]
    pub queue: Option<QueuePlace>,
    /// `delivering` while copies of its files are on their way to destinations; absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    pub stage: Option<String>,
    /// Its own files, while they are kept; addresses hold for 24 hours from this answer.
    pub files: Vec<RenderFile>,
    /// Its files at destinations, one for each file and destination, our own hosting left out. Each property in both of the
    /// spellings that the workspace API's clients read.
    pub outputs: Vec<DestinationOutput>,
}

/// Where a render waits. Others come and go: it is how things stand at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct QueuePlace {
    /// Its place among the waiting renders of its workspace, from 1: by priority, then by age.
    pub position: u64,
    /// How many renders of all workspaces will probably be begun before it.
    pub ahead: u64,
    /// How many renders of its workspace wait.
    pub waiting: u64,
    /// Seconds since it was submitted.
    pub age_seconds: u64,
}

/// A file of a render.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct RenderFile {
    /// `main`, `poster` or `thumbnail`.
    pub role: String,
    /// Its name.
    pub file: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Seconds.
    pub duration: Option<f64>,
    /// Where it can be had; absent when it was removed after the instant that was asked for.
    pub url: Option<String>,
}

/// What happened to a render.
#[derive(Debug, Object)]
pub(crate) struct History {
    /// Oldest first.
    pub events: Vec<HistoryEvent>,
}

/// One thing that happened.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct HistoryEvent {
    /// Its id.
    pub id: String,
    /// Such as `render.queued`.
    #[oai(rename = "type")]
    pub kind: String,
    /// Version of its data's schema.
    pub version: u16,
    /// Its place in the render's history, from 0.
    pub revision: u64,
    /// When.
    pub recorded_at: String,
    /// Who: `key:…`, `user:…`, or a part of the server.
    pub actor: String,
    /// The request that caused it.
    pub request_id: Option<String>,
    /// What.
    pub data: Value,
}

/// A render's history, with what was true after each event.
#[derive(Debug, Object)]
pub(crate) struct StatefulHistory {
    /// Oldest first.
    pub history: Vec<HistoryStep>,
}

/// One thing that happened, and what was then true.
#[derive(Debug, Object)]
pub(crate) struct HistoryStep {
    /// What happened.
    pub event: HistoryEvent,
    /// What was true after it.
    pub state: RenderState,
}

/// What was true of a render at some point.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct RenderState {
    /// How far it was.
    pub status: RenderStatus,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// How many attempts were begun.
    pub attempts: u32,
    /// When the next attempt was due, where one had failed.
    pub retry_at: Option<String>,
    /// Why it had failed.
    pub error: Option<String>,
    /// How many files it had in storage.
    pub files: u32,
}

/// A page of the ledger, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct AuditPage {
    /// Those of this page.
    pub entries: Vec<AuditEntry>,
    /// Send it as `cursor` for the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none)]
    pub next_cursor: Option<u64>,
}

/// A line of the ledger.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct AuditEntry {
    /// Its number, from 1.
    pub sequence: u64,
    /// Hexadecimal SHA-256: links it to the line before.
    pub hash: String,
    /// Hexadecimal SHA-256 of everything that the event says.
    pub digest: String,
    /// The event's id.
    pub id: String,
    /// Such as `render.queued`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The event's stream, such as `render-<id>`.
    pub stream: String,
    /// Its place there, from 0.
    pub revision: u64,
    /// When.
    pub recorded_at: String,
    /// Who: `key:…`, `user:…`, or a part of the server.
    pub actor: String,
    /// The world it happened in; absent for what concerns both.
    pub environment: Option<String>,
    /// The request that caused it.
    pub request_id: Option<String>,
    /// What; absent when the log no longer has the event.
    pub data: Option<Value>,
}

/// The last line of a workspace's ledger.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct AuditHead {
    /// The workspace.
    pub workspace: String,
    /// How many lines there are.
    pub sequence: u64,
    /// Hexadecimal SHA-256 of the last one; zeros when there is none.
    pub hash: String,
    /// When its event was recorded.
    pub recorded_at: Option<String>,
}

/// How far a render is, as a stream says it.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct ProgressEvent {
    /// How far it is.
    pub status: RenderStatus,
    /// The current attempt; 0 before the first.
    pub attempt: u32,
    /// What the worker is at, in its words.
    pub stage: Option<String>,
    /// Of the current attempt, 0 to 100.
    pub percent: Option<u32>,
    /// Why it failed.
    pub error: Option<String>,
}

/// What became of a wish to cancel.
#[derive(Debug, Object)]
pub(crate) struct CancelledRender {
    /// The render.
    pub id: String,
    /// `failed`: a cancelled render is a failed one to every client.
    pub status: RenderStatus,
    /// True.
    pub cancelled: bool,
}

impl From<World> for Environment {
    fn from(world: World) -> Self {
        match world {
            World::Production => Environment::Production,
            World::Stage => Environment::Stage,
        }
    }
}

impl From<Environment> for World {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Production => World::Production,
            Environment::Stage => World::Stage,
        }
    }
}
