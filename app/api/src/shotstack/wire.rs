//! Bodies of Shotstack's Edit and Serve APIs, as their clients read them: absent fields are omitted, never null, but for
//! `poster` and `thumbnail`.

use crate::documents::{EditDocument, Raw};
use domain::Environment;
use domain::queue::Priority;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object};

/// The environment in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum Version {
    /// Production.
    #[oai(rename = "v1")]
    Production,
    /// The sandbox.
    #[oai(rename = "stage")]
    Stage,
}

impl From<Version> for Environment {
    fn from(version: Version) -> Self {
        match version {
            Version::Production => Environment::Production,
            Version::Stage => Environment::Stage,
        }
    }
}

/// How urgent a render is among those of its own workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(crate) enum Urgency {
    /// Before all others of the workspace.
    High,
    /// As everything that nothing is said of.
    Normal,
    /// When the workspace has nothing else to do.
    Low,
}

impl From<Urgency> for Priority {
    fn from(urgency: Urgency) -> Self {
        match urgency {
            Urgency::High => Priority::High,
            Urgency::Normal => Priority::Normal,
            Urgency::Low => Priority::Low,
        }
    }
}

impl From<Priority> for Urgency {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::High => Urgency::High,
            Priority::Normal => Urgency::Normal,
            Priority::Low => Urgency::Low,
        }
    }
}

/// `201` of a submitted render.
#[derive(Debug, Object)]
pub(crate) struct QueuedResponse {
    /// Always true.
    pub success: bool,
    /// `Created`.
    pub message: String,
    /// What was made.
    pub response: QueuedResponseData,
}

/// What was made.
#[derive(Debug, Object)]
pub(crate) struct QueuedResponseData {
    /// For people.
    pub message: String,
    /// The render's id.
    pub id: String,
}

/// Answers of `POST …/render`.
#[derive(ApiResponse)]
pub(crate) enum RenderCreated {
    /// The render is queued.
    #[oai(status = 201)]
    Queued(Json<QueuedResponse>),
}

/// How far a render is, in the six words that every client of theirs knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(crate) enum RenderStatus {
    /// Waits for a worker.
    Queued,
    /// Its sources are being fetched.
    Fetching,
    /// It is being drawn.
    Rendering,
    /// Its files are being stored.
    Saving,
    /// Its files are ready.
    Done,
    /// It failed, or was cancelled.
    Failed,
}

/// `200` of a render.
#[derive(Debug, Object)]
pub(crate) struct RenderResponse {
    /// Always true.
    pub success: bool,
    /// `OK`.
    pub message: String,
    /// The render.
    pub response: RenderResponseData,
}

/// A render.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct RenderResponseData {
    /// Its id.
    pub id: String,
    /// The workspace's id.
    pub owner: String,
    /// How far it is.
    pub status: RenderStatus,
    /// Why it failed.
    #[oai(skip_serializing_if_is_none)]
    pub error: Option<String>,
    /// Seconds of the result.
    #[oai(skip_serializing_if_is_none)]
    pub duration: Option<f64>,
    /// Milliseconds that rendering took.
    #[oai(skip_serializing_if_is_none)]
    pub render_time: Option<f64>,
    /// The result, for 24 hours from this answer.
    #[oai(skip_serializing_if_is_none)]
    pub url: Option<String>,
    /// The poster, if one was asked for.
    #[oai(nullable)]
    pub poster: Option<String>,
    /// The thumbnail, if one was asked for.
    #[oai(nullable)]
    pub thumbnail: Option<String>,
    /// The edit as it was submitted, or merged; absent with `data=false` and once erased.
    #[oai(skip_serializing_if_is_none)]
    pub data: Option<Raw<EditDocument>>,
    /// When it was submitted.
    pub created: String,
    /// When it last changed.
    pub updated: String,
}

/// How far a hosted copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(crate) enum AssetStatus {
    /// Being copied.
    Importing,
    /// There.
    Ready,
    /// Could not be copied.
    Failed,
    /// Deleted on request.
    Deleted,
}

/// A file at a destination.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct AssetAttributes {
    /// Its id.
    pub id: String,
    /// The workspace's id.
    pub owner: String,
    /// Always `au`, as their clients expect one.
    pub region: String,
    /// The render that made it.
    pub render_id: String,
    /// The destination's id for it.
    #[oai(skip_serializing_if_is_none)]
    pub provider_id: Option<String>,
    /// Its name.
    pub filename: String,
    /// Where it can be had while it is ready.
    #[oai(skip_serializing_if_is_none)]
    pub url: Option<String>,
    /// How far it is.
    pub status: AssetStatus,
    /// When the copy was ordered.
    pub created: String,
    /// When it last changed.
    pub updated: String,
}

/// An asset in Serve's envelope.
#[derive(Debug, Object)]
pub(crate) struct AssetData {
    /// `asset`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The asset.
    pub attributes: AssetAttributes,
}

/// `200` of an asset.
#[derive(Debug, Object)]
pub(crate) struct AssetResponse {
    /// The asset.
    pub data: AssetData,
}

/// `200` of a render's assets.
#[derive(Debug, Object)]
pub(crate) struct AssetListResponse {
    /// Those known so far.
    pub data: Vec<AssetData>,
}

/// Answers of `DELETE …/assets/{id}`.
#[derive(ApiResponse)]
pub(crate) enum AssetDeleted {
    /// The copy is gone; its record stays.
    #[oai(status = 204)]
    Deleted,
}
