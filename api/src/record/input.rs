//! How a caller points at one record.

use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{Stored, one};
use async_graphql::{Context, ID, InputObject};
use entity::RecordKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// What another catalogue calls a record.
#[derive(Clone, Debug, InputObject)]
pub struct ExternalIdInput {
    /// The catalogue: `wikidata`, `historyatstate`, `kremlin.ru` …
    pub scheme: String,
    /// The record's id there.
    pub value: String,
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
            (Some(id), None, None) => Some(surviving(ctx, id::decode(T::NAME, &id, "id")?).await?),
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
        one(ctx.loader(), row).await
    }
}

/// The row that `row` has been merged into, or itself.
async fn surviving(ctx: &Context<'_>, row: i64) -> Result<i64> {
    let merged = one_of(ctx, entity::record::Entity::find_by_id(row)).await?.and_then(|record| record.merged_into_id);
    Ok(merged.unwrap_or(row))
}

/// The first of the rows that `select` finds.
pub async fn one_of<E: EntityTrait<Model: Send + 'static>>(ctx: &Context<'_>, select: Select<E>) -> Result<Option<E::Model>> {
    let db = ctx.db().clone();
    ctx.waves().result(async move { Ok(select.one(db.read()).await?) }).await
}
