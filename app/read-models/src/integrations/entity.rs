//! The table of integrations.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "integrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub workspace: String,
    pub provider: String,
    pub name: String,
    /// JSON: the configuration, whose secrets are not in the event either.
    pub config: String,
    /// The sealed secrets' id.
    pub credentials: Option<String>,
    pub active: bool,
    /// JSON: the worlds whose renders may use it.
    pub environments: String,
    pub is_default: bool,
    pub grant_lost: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] = &[
        "CREATE INDEX integrations_by_workspace ON integrations (workspace, created_at, id)",
        "CREATE INDEX integrations_by_credentials ON integrations (credentials)",
    ];
}
