//! People, organisations, offices, who held which, who belongs where, and topics.

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

const TABLES: &[&str] = &["organisation", "person", "office", "tenure", "membership", "topic"];

const UP: &str = r"
CREATE TABLE organisation (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    kind TEXT NOT NULL,
    parent_id BIGINT REFERENCES organisation (id),
    country_id BIGINT REFERENCES country (id),
    CHECK (parent_id <> id)
);
CREATE INDEX organisation_sort_name ON organisation (sort_name, id);
CREATE INDEX organisation_country ON organisation (country_id, sort_name, id);
CREATE INDEX organisation_parent ON organisation (parent_id);

CREATE TABLE person (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    born TEXT, born_earliest INTEGER, born_latest INTEGER,
    died TEXT, died_earliest INTEGER, died_latest INTEGER,
    CHECK (born_earliest <= born_latest),
    CHECK (died_earliest <= died_latest)
);
CREATE INDEX person_sort_name ON person (sort_name, id);

CREATE TABLE office (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    kind TEXT NOT NULL,
    organisation_id BIGINT REFERENCES organisation (id),
    country_id BIGINT REFERENCES country (id)
);
CREATE INDEX office_sort_name ON office (sort_name, id);
CREATE INDEX office_country ON office (country_id, kind);
CREATE INDEX office_organisation ON office (organisation_id);

CREATE TABLE tenure (
    id {KEY} REFERENCES record (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    office_id BIGINT NOT NULL REFERENCES office (id),
    started TEXT, started_earliest INTEGER, started_latest INTEGER,
    ended TEXT, ended_earliest INTEGER, ended_latest INTEGER,
    resolution TEXT NOT NULL,
    reason TEXT,
    CHECK (started_earliest <= started_latest),
    CHECK (ended_earliest <= ended_latest),
    CHECK (started_earliest <= ended_latest)
);
CREATE INDEX tenure_person ON tenure (person_id);
CREATE INDEX tenure_office ON tenure (office_id);

CREATE TABLE membership (
    id {KEY} REFERENCES record (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    person_id BIGINT REFERENCES person (id),
    member_organisation_id BIGINT REFERENCES organisation (id),
    country_id BIGINT REFERENCES country (id),
    role TEXT,
    started TEXT, started_earliest INTEGER, started_latest INTEGER,
    ended TEXT, ended_earliest INTEGER, ended_latest INTEGER,
    CHECK ((person_id IS NOT NULL AND member_organisation_id IS NULL AND country_id IS NULL)
        OR (person_id IS NULL AND member_organisation_id IS NOT NULL AND country_id IS NULL)
        OR (person_id IS NULL AND member_organisation_id IS NULL AND country_id IS NOT NULL)),
    CHECK (member_organisation_id <> organisation_id),
    CHECK (started_earliest <= ended_latest)
);
CREATE INDEX membership_organisation ON membership (organisation_id);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_member_organisation ON membership (member_organisation_id);
CREATE INDEX membership_country ON membership (country_id);

CREATE TABLE topic (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    broader_id BIGINT REFERENCES topic (id),
    CHECK (broader_id <> id)
);
CREATE INDEX topic_sort_name ON topic (sort_name, id);
CREATE INDEX topic_broader ON topic (broader_id);
";
