//! The turns of a statement, in order.

use crate::{Completeness, TurnKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turn")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub statement_id: i64,
    pub position: i32,
    pub kind: TurnKind,
    pub label: Option<String>,
    pub speaker_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub tenure_id: Option<i64>,
    pub note: Option<String>,
    pub completeness: Completeness,
    #[sea_orm(belongs_to, from = "statement_id", to = "id")]
    pub statement: BelongsTo<super::statement::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Speaker", from = "speaker_id", to = "id")]
    pub speaker: BelongsTo<Option<super::person::Entity>>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
    #[sea_orm(belongs_to, from = "tenure_id", to = "id")]
    pub tenure: BelongsTo<Option<super::tenure::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
