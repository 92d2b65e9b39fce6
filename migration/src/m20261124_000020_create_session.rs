//! How people prove who they are: keys that sign, sessions, refresh tokens, and failures to sign in.

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
        drop(manager, TABLES).await
    }
}

const TABLES: &[&str] = &["signing_key", "session", "refresh_token", "sign_in_failure"];

const UP: &str = r"
-- One signs; those that are retired are still believed for as long as what they signed is good.
CREATE TABLE signing_key (
    kid TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    -- PKCS #8 in base64.
    private_key TEXT NOT NULL,
    -- A JSON Web Key, without any private part.
    public_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

-- Somebody who signed in with a password, on one device: a family of refresh tokens.
CREATE TABLE session (
    id {KEY},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    client TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX session_owner ON session (user_id, address);

-- Each is used once. The used ones stay while the session lives, so that one that comes again is known.
CREATE TABLE refresh_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL REFERENCES session (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by TEXT
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

-- The account is the hash of the name that was given: there may be none of that name, and people type passwords into the wrong field.
CREATE TABLE sign_in_failure (
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    last_at BIGINT NOT NULL,
    PRIMARY KEY (account, address)
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);
";
