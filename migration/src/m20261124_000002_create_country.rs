//! Countries, present and former, with their succession, and places.

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

const TABLES: &[&str] = &["country", "country_succession", "place"];

const UP: &str = r"
CREATE TABLE country (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    formal_name TEXT,
    alpha2 TEXT UNIQUE,
    alpha3 TEXT UNIQUE,
    numeric_code TEXT,
    alpha4 TEXT UNIQUE,
    region_code TEXT, region_name TEXT,
    subregion_code TEXT, subregion_name TEXT,
    intermediate_region_code TEXT, intermediate_region_name TEXT,
    capital TEXT,
    exists_from TEXT, exists_from_earliest INTEGER, exists_from_latest INTEGER,
    exists_to TEXT, exists_to_earliest INTEGER, exists_to_latest INTEGER,
    CHECK (exists_from_earliest <= exists_from_latest),
    CHECK (exists_to_earliest <= exists_to_latest)
);
CREATE INDEX country_sort_name ON country (sort_name, id);
CREATE INDEX country_region ON country (region_code);
CREATE INDEX country_subregion ON country (subregion_code);
CREATE INDEX country_numeric ON country (numeric_code);

CREATE TABLE country_succession (
    predecessor_id BIGINT NOT NULL REFERENCES country (id),
    successor_id BIGINT NOT NULL REFERENCES country (id),
    PRIMARY KEY (predecessor_id, successor_id),
    CHECK (predecessor_id <> successor_id)
);
CREATE INDEX country_succession_successor ON country_succession (successor_id);

CREATE TABLE place (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    kind TEXT NOT NULL,
    country_id BIGINT REFERENCES country (id),
    parent_id BIGINT REFERENCES place (id),
    latitude DOUBLE PRECISION CHECK (latitude BETWEEN -90 AND 90),
    longitude DOUBLE PRECISION CHECK (longitude BETWEEN -180 AND 180),
    CHECK (parent_id <> id)
);
CREATE INDEX place_sort_name ON place (sort_name, id);
CREATE INDEX place_country ON place (country_id, sort_name, id);
CREATE INDEX place_parent ON place (parent_id);
";
