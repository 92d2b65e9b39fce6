//! The fields that all records share.

use super::loader::{AnchorByRecordId, CitationsByRecordId, ExternalIdsByRecordId, NamesByRecordId};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::loader::{group, many};
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::graphql::scalar::DateTime;
use crate::review::{Revision, RevisionFilter, RevisionOrder};
use crate::source::Source;
use async_graphql::{Context, Enum, Object};
use entity::{external_id, name, record};
use serde::Serialize;

pub struct RecordFields(pub i64);

/// The fields that all records share, flattened into each of them.
#[Object]
impl RecordFields {
    /// How often the record was changed, from 1. An update names the version it was based on.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.anchor(ctx).await?.version)
    }

    /// When the record was published here.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(DateTime::from_millis(self.anchor(ctx).await?.created_at))
    }

    /// When the record was last changed here.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(DateTime::from_millis(self.anchor(ctx).await?.updated_at))
    }

    /// Its history: who changed what, when and why.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<RevisionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RevisionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Revision>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("history", crate::review::loader::by_record, self.0, filter, order_by, args)?).await
    }

    /// What other catalogues call the record.
    async fn external_ids(&self, ctx: &Context<'_>) -> Result<Vec<ExternalId>> {
        Ok(group::<ExternalIdsByRecordId>(ctx.loader(), self.0).await?.into_iter().map(ExternalId).collect())
    }
}

impl RecordFields {
    async fn anchor(&self, ctx: &Context<'_>) -> Result<record::Model> {
        let anchor = group::<AnchorByRecordId>(ctx.loader(), self.0).await?.pop();
        anchor.ok_or_else(|| Error::internal(format!("record {} has no anchor", self.0)))
    }
}

pub struct ExternalId(pub external_id::Model);

/// What another catalogue calls a record.
#[Object]
impl ExternalId {
    /// The catalogue: `wikidata`, `geonames`, `historyatstate`, `kremlin.ru` …
    async fn scheme(&self) -> &str {
        &self.0.scheme
    }

    /// The record's id there.
    async fn value(&self) -> &str {
        &self.0.value
    }
}

/// What sort of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::NameKind")]
pub enum NameKind {
    /// The usual short name.
    Short,
    /// The full, official name.
    Formal,
    /// Another spelling, a part of the name, or an abbreviation.
    Alternative,
    /// The adjective of a country: "Turkish".
    Adjective,
}

pub struct Name(pub name::Model);

/// A name of a record in one language and script.
#[Object]
impl Name {
    /// The name as it is written.
    async fn form(&self) -> &str {
        &self.0.form
    }

    /// What sort of name it is.
    async fn kind(&self) -> NameKind {
        self.0.kind.into()
    }

    /// The language, as a BCP 47 tag; null where the source does not tell.
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// The script, as an ISO 15924 code; null where it is the usual one of the language.
    async fn script(&self) -> Option<&str> {
        self.0.script.as_deref()
    }

    /// Since when it is the name; null where that is not known.
    async fn valid_from(&self) -> Option<FuzzyDate> {
        self.0.valid_from.clone().map(FuzzyDate)
    }

    /// Until when it was the name; null where that is not known or not yet.
    async fn valid_to(&self) -> Option<FuzzyDate> {
        self.0.valid_to.clone().map(FuzzyDate)
    }
}

/// The sources that a record cites.
pub async fn sources(ctx: &Context<'_>, record: i64) -> Result<Vec<Source>> {
    let citations = group::<CitationsByRecordId>(ctx.loader(), record).await?;
    many(ctx.loader(), &citations.iter().map(|citation| citation.source_id).collect::<Vec<_>>()).await
}

/// The names of a record, the usual one first.
pub async fn names(ctx: &Context<'_>, record: i64) -> Result<Vec<Name>> {
    Ok(group::<NamesByRecordId>(ctx.loader(), record).await?.into_iter().map(Name).collect())
}
