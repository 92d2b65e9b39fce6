//! Free slugs for new records.

use super::ChangeSet;
use crate::error::Result;
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
}
