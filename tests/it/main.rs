//! The tests of the whole, one module per concern, in one binary so that it links once.

mod auth;
mod bulk;
mod changeset;
mod cli;
mod corpus;
mod country;
mod curation;
mod duplicate;
mod ecosystem;
mod fast;
mod filter;
mod graphiql;
mod hostile;
mod http;
mod import;
mod live;
mod migration;
mod node;
mod ops;
mod pagination;
mod question;
mod related;
mod schema;
mod search;
mod statement;
mod worklist;
