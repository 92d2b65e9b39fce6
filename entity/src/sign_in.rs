//! Attempts to sign in to an account, and what was done to what proves who its owner is.

use crate::{SignInKind, SignInOutcome};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub user_id: i64,
    pub at: i64,
    pub kind: SignInKind,
    pub outcome: SignInOutcome,
    pub succeeded: bool,
    pub address: String,
    pub client: String,
    pub by_id: Option<i64>,
    pub about: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
