//! How a caller points at one record.

use super::object::NameKind;
use crate::error::{Error, Result};
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDateInput;
use crate::graphql::id;
use crate::graphql::loader::{Loaders, Stored, one};
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject};
use entity::RecordKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, TryIntoModel};
use serde::Serialize;
use std::collections::HashMap;

/// What another catalogue calls a record.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct ExternalIdInput {
    /// The catalogue: `wikidata`, `historyatstate`, `kremlin.ru` …
    pub scheme: String,
    /// The record's id there.
    pub value: String,
}

/// A name of a record in one language and script.
#[derive(Clone, Debug, InputObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NameInput {
    /// The name as it is written.
    pub form: String,
    /// What sort of name it is.
    pub kind: NameKind,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The script, as an ISO 15924 code; absent where it is the usual one of the language.
    pub script: Option<String>,
    /// Since when it is the name.
    pub valid_from: Option<FuzzyDateInput>,
    /// Until when it was the name.
    pub valid_to: Option<FuzzyDateInput>,
}

/// The ways to name one record. Exactly one of them must be given.
pub struct Lookup {
    pub id: Option<ID>,
    pub slug: Option<String>,
    pub external_id: Option<ExternalIdInput>,
}

impl Lookup {
    /// The record of concept `T`, or none if there is no such record.
    pub async fn find<T: Stored>(self, ctx: &Context<'_>, kind: RecordKind) -> Result<Option<T>> {
        let row = match (self.id, self.slug, self.external_id) {
            (Some(id), None, None) => Some(id::decode(T::NAME, &id, "id")?),
            (None, Some(slug), None) => {
                use entity::slug::{Column, Entity};
                let found = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Value.eq(slug.to_lowercase()));
                one_of(ctx, found).await?.map(|slug| slug.record_id)
            }
            (None, None, Some(ExternalIdInput { scheme, value })) => {
                use entity::external_id::{Column, Entity};
                let found = Entity::find()
                    .filter(Column::Kind.eq(kind))
                    .filter(Column::Scheme.eq(scheme))
                    .filter(Column::Value.eq(value));
                one_of(ctx, found).await?.map(|external_id| external_id.record_id)
            }
            _ => return Err(Error::bad_input("id", "give exactly one of the arguments that name a record")),
        };
        match (one(ctx.loader(), row).await?, row) {
            (None, Some(row)) => one(ctx.loader(), surviving(ctx.loader(), row).await?).await,
            (found, _) => Ok(found),
        }
    }
}

/// The record that `row` has been merged into, through however many others; none where it was never merged.
pub async fn surviving(loader: &RequestLoader, row: i64) -> Result<Option<i64>> {
    loader.load_one(MergedId(row)).await
}

/// Asks into which record the one with this id has been merged.
#[derive(Clone, PartialEq, Eq, Hash)]
struct MergedId(i64);

impl Loader<MergedId> for Loaders {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[MergedId]) -> Result<HashMap<MergedId, i64>> {
        use sea_orm::{ConnectionTrait, Statement};
        let ids = keys.iter().map(|key| key.0.to_string()).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "WITH RECURSIVE path (first, last, next) AS (
                SELECT id, id, merged_into_id FROM record WHERE id IN ({ids}) AND merged_into_id IS NOT NULL
                UNION SELECT path.first, record.id, record.merged_into_id FROM path JOIN record ON record.id = path.next
             ) SELECT first, last FROM path WHERE next IS NULL"
        );
        let db = self.db.read();
        let mut survivors = HashMap::new();
        for [first, last] in db.numbers(Statement::from_string(db.get_database_backend(), sql)).await? {
            survivors.insert(MergedId(first), last);
        }
        Ok(survivors)
    }
}

/// The first of the rows that `select` finds.
pub async fn one_of<E: EntityTrait<Model: Send + 'static, ActiveModel: TryIntoModel<E::Model>>>(
    ctx: &Context<'_>,
    select: Select<E>,
) -> Result<Option<E::Model>> {
    let db = ctx.db().clone();
    ctx.waves().result(async move { Ok(db.read().models(select.limit(1)).await?.into_iter().next()) }).await
}
