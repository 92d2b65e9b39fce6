//! Changes that are applied together or not at all.

use crate::ChangeSetState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_set")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub state: ChangeSetState,
    pub title: String,
    pub author_id: Option<i64>,
    pub assignee_id: Option<i64>,
    pub undoes_id: Option<i64>,
    pub created_at: i64,
    pub submitted_at: Option<i64>,
    pub apply_at: Option<i64>,
    pub applied_at: Option<i64>,
    pub description: Option<String>,
    pub reviewer_id: Option<i64>,
    pub decided_at: Option<i64>,
    pub import_id: Option<i64>,
    #[sea_orm(belongs_to, relation_enum = "Author", from = "author_id", to = "id")]
    pub author: BelongsTo<Option<super::user_account::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "Assignee", from = "assignee_id", to = "id")]
    pub assignee: BelongsTo<Option<super::user_account::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "Reviewer", from = "reviewer_id", to = "id")]
    pub reviewer: BelongsTo<Option<super::user_account::Entity>>,
    #[sea_orm(self_ref, relation_enum = "Undoes", from = "undoes_id", to = "id")]
    pub undoes: BelongsTo<Option<Entity>>,
    #[sea_orm(belongs_to, from = "import_id", to = "id")]
    pub import: BelongsTo<Option<super::import_job::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
