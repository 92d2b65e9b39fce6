//! The archive's tables as `SeaORM` entities, one file a table, and the values their columns hold.
//!
//! Nothing here knows GraphQL: a new column is invisible to clients until somebody adds it to a concept's `object.rs`.

mod fuzzy_date;
mod kind;

pub mod api_token;
pub mod change;
pub mod change_set;
pub mod citation;
pub mod comment;
pub mod counter;
pub mod country;
pub mod country_succession;
pub mod event;
pub mod event_participant;
pub mod event_statement;
pub mod external_id;
pub mod import_chunk;
pub mod import_entry;
pub mod import_job;
pub mod import_line;
pub mod judgement;
pub mod link;
pub mod membership;
pub mod mention;
pub mod name;
pub mod office;
pub mod organisation;
pub mod person;
pub mod place;
pub mod record;
pub mod recovery_code;
pub mod refresh_token;
pub mod session;
pub mod sign_in;
pub mod sign_in_failure;
pub mod signing_key;
pub mod slug;
pub mod source;
pub mod source_text;
pub mod statement;
pub mod statement_author;
pub mod statement_country;
pub mod statement_topic;
pub mod tenure;
pub mod topic;
pub mod totp;
pub mod turn;
pub mod turn_addressee;
pub mod turn_text;
pub mod user_account;
pub mod webhook;

pub use fuzzy_date::{FuzzyDate, InvalidDate};
pub use kind::*;
