//! Any record by its global id (Relay: Object Identification).

use super::input::surviving;
use crate::country::Country;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::limits::MAX_NODES;
use crate::graphql::loader::one;
use crate::link::Link;
use crate::mention::Mention;
use crate::office::Office;
use crate::organisation::{Membership, Organisation};
use crate::person::{Person, Tenure};
use crate::place::Place;
use crate::source::Source;
use crate::statement::Statement;
use crate::topic::Topic;
use crate::turn::Turn;
use async_graphql::{Context, ID, Interface, Object};
use entity::RecordKind;

/// Anything that has a global id (GraphQL Global Object Identification Specification).
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The opaque global id: stable for ever, and unique among all records."))]
pub enum Node {
    Statement(Statement),
    Turn(Turn),
    Person(Person),
    Office(Office),
    Tenure(Tenure),
    Country(Country),
    Organisation(Organisation),
    Membership(Membership),
    Place(Place),
    Topic(Topic),
    Event(Event),
    Link(Link),
    Mention(Mention),
    Source(Source),
}

/// Lookups of any record.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record with this global id, or null if there is none.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The record's global id.")] id: ID) -> Result<Option<Node>> {
        let (kind, row) = id::decode_any(&id, "id")?;
        load(ctx.loader(), &kind, row, &id, "id").await
    }

    /// The records with these global ids, in this order, null where there is none. At most 100.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The records' global ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_NODES {
            return Err(Error::LimitExceeded { limit: "the number of ids", allowed: MAX_NODES, asked: ids.len() });
        }
        let nodes = ids.iter().enumerate().map(async |(position, id)| {
            let path = format!("ids.{position}");
            let (kind, row) = id::decode_any(id, &path)?;
            load(ctx.loader(), &kind, row, id, &path).await
        });
        futures_util::future::try_join_all(nodes).await
    }
}

/// The record with this id, or the one that it has been merged into.
async fn load(loader: &RequestLoader, kind: &str, row: i64, id: &ID, path: &str) -> Result<Option<Node>> {
    match stored(loader, kind, row, id, path).await? {
        None => match surviving(loader, row).await? {
            Some(survivor) => stored(loader, kind, survivor, id, path).await,
            None => Ok(None),
        },
        found => Ok(found),
    }
}

/// The record, or the turn, of the type with this name and this id; none where it is not in the archive.
pub async fn node(loader: &RequestLoader, word: &str, row: i64) -> Result<Option<Node>> {
    stored(loader, word, row, &id::encode(word, row), "id").await
}

/// The record of `kind` with this id; none where it is not in the archive.
pub async fn by_kind(loader: &RequestLoader, kind: RecordKind, row: i64) -> Result<Option<Node>> {
    node(loader, kind.name(), row).await
}

async fn stored(loader: &RequestLoader, kind: &str, row: i64, id: &ID, path: &str) -> Result<Option<Node>> {
    let row = Some(row);
    Ok(match kind {
        "Statement" => one(loader, row).await?.map(Node::Statement),
        "Turn" => one(loader, row).await?.map(Node::Turn),
        "Person" => one(loader, row).await?.map(Node::Person),
        "Office" => one(loader, row).await?.map(Node::Office),
        "Tenure" => one(loader, row).await?.map(Node::Tenure),
        "Country" => one(loader, row).await?.map(Node::Country),
        "Organisation" => one(loader, row).await?.map(Node::Organisation),
        "Membership" => one(loader, row).await?.map(Node::Membership),
        "Place" => one(loader, row).await?.map(Node::Place),
        "Topic" => one(loader, row).await?.map(Node::Topic),
        "Event" => one(loader, row).await?.map(Node::Event),
        "Link" => one(loader, row).await?.map(Node::Link),
        "Mention" => one(loader, row).await?.map(Node::Mention),
        "Source" => one(loader, row).await?.map(Node::Source),
        _ => {
            return Err(Error::bad_input(
                path,
                format!("'{}' is the id of a {kind}, which is not a type of this archive", id.as_str()),
            ));
        }
    })
}
