//! Webhooks: who is told of changes of the archive, and how far they have been told.

use crate::dialect::{drop, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["webhook"]).await
    }
}

const UP: &str = r"
CREATE TABLE webhook (
    id {KEY},
    url TEXT NOT NULL,
    -- It signs, so that it must be there as it is: a hash would not do.
    secret TEXT NOT NULL,
    -- JSON lists of words; null for all.
    record_kinds TEXT,
    operations TEXT,
    created_by BIGINT NOT NULL REFERENCES user_account (id),
    created_at BIGINT NOT NULL,
    -- All up to this position of the log has been delivered.
    position BIGINT NOT NULL CHECK (position >= 0),
    -- How far the delivery goes that is under way or has failed: tried again, it is the same.
    pending_until BIGINT,
    delivered_at BIGINT,
    -- Since the last delivery.
    failures INTEGER NOT NULL CHECK (failures >= 0),
    next_attempt_at BIGINT,
    problem TEXT,
    disabled_at BIGINT,
    -- The process that delivers, and until when it may be believed to.
    lease TEXT,
    lease_until BIGINT
);
";
