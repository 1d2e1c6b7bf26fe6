//! The table of renders.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "renders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub workspace: String,
    pub environment: String,
    pub dialect: String,
    pub document: String,
    pub digest: String,
    /// JSON: the event's summary.
    pub summary: String,
    pub hosted: bool,
    pub status: String,
    pub attempt: i64,
    /// JSON: the failure that ended it, or that the next attempt follows.
    pub failure: Option<String>,
    /// JSON: the saved files.
    pub outputs: String,
    pub outputs_removed: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub finished_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] = &[
        "CREATE INDEX renders_newest ON renders (workspace, environment, created_at DESC, id DESC)",
        "CREATE INDEX renders_finished ON renders (finished_at, id) WHERE status = 'done' AND NOT outputs_removed",
    ];
}
