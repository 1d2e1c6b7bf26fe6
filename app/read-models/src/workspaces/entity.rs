//! The table of workspaces.

use crate::table::Indexed;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "workspaces_3")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub created_at: i64,
    /// How many of its renders may be made at once, if that was ever set.
    pub renders: Option<i64>,
    /// Its part of the workers.
    pub share: i64,
    /// What the brightness of its luma mattes means, if that was set.
    pub mattes: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Indexed for Entity {
    const INDICES: &'static [&'static str] = &[];
}
