//! The table of due work.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "due_work_2")]
pub struct Model {
    /// The aggregate's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub kind: String,
    pub workspace: String,
    pub environment: String,
    /// How urgent, from 0.
    pub rank: i32,
    /// When it was first due.
    pub queued_at: i64,
    pub due_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] =
        &["CREATE INDEX due_work_2_next ON due_work_2 (kind, workspace, \"rank\", due_at, id)"];
}
