//! The table of transfers.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "transfers_2")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub render: String,
    pub render_attempt: i64,
    pub role: String,
    pub workspace: String,
    pub environment: String,
    pub provider: String,
    pub file: String,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: String,
    pub integration: Option<String>,
    pub place: Option<i64>,
    pub key: Option<String>,
    pub status: String,
    pub attempt: i64,
    pub provider_id: Option<String>,
    pub url: Option<String>,
    /// JSON: the failure that ended it, or that the next attempt follows.
    pub failure: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] = &[
        "CREATE INDEX transfers_2_by_render ON transfers_2 (render, created_at, id)",
        "CREATE INDEX transfers_2_by_file ON transfers_2 (workspace, environment, file, provider)",
        "CREATE INDEX transfers_2_newest ON transfers_2 (workspace, environment, created_at DESC, id DESC)",
    ];
}
