//! Slugs: an address once given leads to its record for ever.

use super::ChangeSet;
use crate::error::{Error, Result};
use entity::RecordKind;
use entity::slug::{Column, Entity};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

impl ChangeSet {
    /// `wanted`, or `wanted-2`, `wanted-3` … where it is or was another record's.
    pub(super) async fn free_slug(&mut self, kind: RecordKind, wanted: &str) -> Result<String> {
        let taken: Vec<String> =
            Entity::find()
                .select_only()
                .column(Column::Value)
                .filter(Column::Kind.eq(kind))
                // The slug itself, and those that go on with a number: ':' is the character behind '9'.
                .filter(Condition::any().add(Column::Value.eq(wanted)).add(
                    Condition::all().add(Column::Value.gte(format!("{wanted}-0"))).add(Column::Value.lt(format!("{wanted}-:"))),
                ))
                .into_tuple()
                .all(self.connection())
                .await?;
        let taken: HashSet<String> = taken.into_iter().collect();
        let is_free = |slug: &String| !taken.contains(slug) && !self.slugs.contains(&(kind, slug.clone()));
        let numbered = std::iter::once(wanted.to_owned()).chain((2..).map(|number| format!("{wanted}-{number}")));
        let slug = numbered.into_iter().find(is_free).unwrap_or_else(|| wanted.to_owned());
        self.slugs.insert((kind, slug.clone()));
        Ok(slug)
    }

    /// `wanted` for the record `id`, unless it is or was another record's.
    pub(super) async fn chosen_slug(&mut self, kind: RecordKind, id: i64, wanted: String) -> Result<String> {
        let owner = Entity::find_by_id((kind, wanted.clone())).one(self.connection()).await?.map(|slug| slug.record_id);
        if owner.is_some_and(|owner| owner != id) || (owner.is_none() && !self.slugs.insert((kind, wanted.clone()))) {
            return Err(Error::bad_input("slug", format!("'{wanted}' is, or was, the slug of another {}", kind.name())));
        }
        Ok(wanted)
    }
}
