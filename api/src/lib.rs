//! Communiqué: an open archive of diplomatic statements, served as a GraphQL API.
//!
//! Dependencies go one way: `main → cli → http → schema → concepts → graphql (the kit) → {auth, error, db} → entity`.

pub mod clock;
pub mod config;
pub mod db;
pub mod embedded;
pub mod error;
pub mod log_end;
pub mod metrics;
pub mod replica;
pub mod stack;
pub mod telemetry;
pub mod text;
pub mod view;

pub mod auth;
pub mod graphql;

pub mod country;
pub mod duplicate;
pub mod event;
pub mod link;
pub mod mention;
pub mod office;
pub mod organisation;
pub mod person;
pub mod place;
pub mod record;
pub mod review;
pub mod source;
pub mod statement;
pub mod topic;
pub mod turn;
pub mod user;
pub mod worklist;

pub mod archive;
pub mod backup;
pub mod changeset;
pub mod curation;
pub mod demo;
pub mod export;
pub mod import;
pub mod log;
pub mod reader;
pub mod search;
pub mod webhook;

pub mod schema;

pub mod http;

pub mod cli;
