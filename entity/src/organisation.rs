//! Organisations.

use crate::OrganisationKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub sort_name: String,
    pub kind: OrganisationKind,
    pub parent_id: Option<i64>,
    pub country_id: Option<i64>,
    #[sea_orm(self_ref, relation_enum = "Parent", from = "parent_id", to = "id")]
    pub parent: BelongsTo<Option<Entity>>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<Option<super::country::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
