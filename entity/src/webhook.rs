//! Those who are told of changes, and how far they have been told.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub url: String,
    pub secret: Secret,
    pub record_kinds: Option<String>,
    pub operations: Option<String>,
    pub created_by: i64,
    pub created_at: i64,
    pub position: i64,
    pub pending_until: Option<i64>,
    pub delivered_at: Option<i64>,
    pub failures: i32,
    pub next_attempt_at: Option<i64>,
    pub problem: Option<String>,
    pub disabled_at: Option<i64>,
    pub lease: Option<String>,
    pub lease_until: Option<i64>,
    #[sea_orm(belongs_to, relation_enum = "Creator", from = "created_by", to = "id")]
    pub creator: BelongsTo<super::user_account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What signs messages: it is not printed.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
