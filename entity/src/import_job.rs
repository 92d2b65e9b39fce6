//! Imports, running and done.

use crate::{ErrorPolicy, ImportState};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub state: ImportState,
    pub title: String,
    pub on_error: ErrorPolicy,
    pub author_id: Option<i64>,
    pub digest: String,
    pub files: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub finished_at: Option<i64>,
    pub round: i32,
    pub done: i64,
    pub waited: i64,
    pub total: Option<i64>,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub conflicting: i64,
    pub ambiguous: i64,
    pub invalid: i64,
    pub waiting: i64,
    pub problem: Option<String>,
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<Option<super::user_account::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
