//! What was done with the proofs of who somebody is: attempts to sign in, and changes of passwords, tokens and sessions.

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
        run(manager, "ALTER TABLE sign_in_failure DROP COLUMN refused_at").await?;
        drop(manager, &["sign_in"]).await
    }
}

const UP: &str = r"
CREATE TABLE sign_in (
    id {KEY},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- What failed and what did not are bounded apart: a flood of failures pushes nothing else out.
    succeeded BOOLEAN NOT NULL,
    address TEXT NOT NULL,
    client TEXT NOT NULL,
    -- The account that did it, where somebody was signed in.
    by_id BIGINT REFERENCES user_account (id),
    about TEXT
);
CREATE INDEX sign_in_user ON sign_in (user_id, id);
CREATE INDEX sign_in_bound ON sign_in (user_id, succeeded, id);
CREATE INDEX sign_in_at ON sign_in (at);

-- When a refusal to try was last written down.
ALTER TABLE sign_in_failure ADD COLUMN refused_at BIGINT;
";
