//! The table of assets.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "assets")]
pub struct Model {
    /// The transfer's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub render: String,
    pub workspace: String,
    pub environment: String,
    pub provider: String,
    pub file: String,
    pub status: String,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] = &["CREATE INDEX assets_by_render ON assets (render, created_at, id)"];
}
