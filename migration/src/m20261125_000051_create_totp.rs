//! The second factor: codes that change with time, and those for the day on which the telephone is lost.

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
        drop(manager, &["totp", "recovery_code"]).await?;
        run(manager, "ALTER TABLE user_account DROP COLUMN second_factor_at").await
    }
}

const UP: &str = r"
-- Since when a code is asked for beside the password.
ALTER TABLE user_account ADD COLUMN second_factor_at BIGINT;

CREATE TABLE totp (
    user_id {KEY} REFERENCES user_account (id),
    -- In base32. It makes the codes, so that it must be there as it is: a hash would not do.
    secret TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- The steps of time whose codes were taken last, with spaces between them: each is taken once.
    used_steps TEXT NOT NULL,
    -- Wrong codes since the last right one.
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failed_at BIGINT
);

-- Hashes. A code that was used is gone.
CREATE TABLE recovery_code (
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);
";
