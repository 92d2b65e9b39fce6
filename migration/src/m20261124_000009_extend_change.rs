//! What review and history need of change sets and changes.

use crate::dialect::run;
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
        run(manager, DOWN).await
    }
}

const UP: &str = r"
-- Why the author makes the change.
ALTER TABLE change_set ADD COLUMN description TEXT;
-- Who applied or rejected it, if not its author, and when.
ALTER TABLE change_set ADD COLUMN reviewer_id BIGINT REFERENCES user_account (id);
ALTER TABLE change_set ADD COLUMN decided_at BIGINT;
CREATE INDEX change_set_apply_at ON change_set (apply_at) WHERE apply_at IS NOT NULL;

-- The id that is kept for the record of a create that waits: it has no anchor to refer to yet.
ALTER TABLE change ADD COLUMN reserved_id BIGINT;
-- SHA-256 of the record's document after the change; null where there is no record any more.
ALTER TABLE change ADD COLUMN digest TEXT;
";

const DOWN: &str = r"
ALTER TABLE change DROP COLUMN digest;
ALTER TABLE change DROP COLUMN reserved_id;
DROP INDEX change_set_apply_at;
ALTER TABLE change_set DROP COLUMN decided_at;
ALTER TABLE change_set DROP COLUMN reviewer_id;
ALTER TABLE change_set DROP COLUMN description;
";
