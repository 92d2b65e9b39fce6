//! What reviewers say about a change set.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub change_set_id: i64,
    pub change_id: Option<i64>,
    pub author_id: i64,
    pub text: String,
    pub created_at: i64,
    #[sea_orm(belongs_to, from = "change_set_id", to = "id")]
    pub change_set: BelongsTo<super::change_set::Entity>,
    #[sea_orm(belongs_to, from = "change_id", to = "id")]
    pub change: BelongsTo<Option<super::change::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "Author", from = "author_id", to = "id")]
    pub author: BelongsTo<super::user_account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
