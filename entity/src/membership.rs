//! Who belongs to which organisation.

use crate::FuzzyDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub organisation_id: i64,
    pub person_id: Option<i64>,
    pub member_organisation_id: Option<i64>,
    pub country_id: Option<i64>,
    pub role: Option<String>,
    pub started: Option<FuzzyDate>,
    pub started_earliest: Option<i32>,
    pub started_latest: Option<i32>,
    pub ended: Option<FuzzyDate>,
    pub ended_earliest: Option<i32>,
    pub ended_latest: Option<i32>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<super::organisation::Entity>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<Option<super::person::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "MemberOrganisation", from = "member_organisation_id", to = "id")]
    pub member_organisation: BelongsTo<Option<super::organisation::Entity>>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<Option<super::country::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
