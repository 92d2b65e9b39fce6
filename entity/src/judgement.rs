//! Whether two records are the same thing.

use crate::Verdict;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "judgement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub second_id: i64,
    pub verdict: Verdict,
    pub author_id: i64,
    pub created_at: i64,
    #[sea_orm(belongs_to, relation_enum = "First", from = "first_id", to = "id")]
    pub first: BelongsTo<super::record::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Second", from = "second_id", to = "id")]
    pub second: BelongsTo<super::record::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Author", from = "author_id", to = "id")]
    pub author: BelongsTo<super::user_account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
