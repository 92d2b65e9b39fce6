//! Slugs: an address once given leads to its record for ever.

use super::ChangeSet;
use crate::error::{Error, Result};
use entity::RecordKind;
use entity::slug::{Column, Entity};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// Slugs that are looked up at once.
const LOOKED_UP: usize = 500;

impl ChangeSet {
    /// Looks up which of these slugs nobody has, so that giving them needs no look at the archive each.
    pub async fn look_up_slugs(&mut self, kind: RecordKind, wanted: Vec<String>) -> Result<()> {
        for wanted in wanted.chunks(LOOKED_UP) {
            let taken = Entity::find()
                .select_only()
                .column(Column::Value)
                .filter(Column::Kind.eq(kind))
                .filter(Column::Value.is_in(wanted))
                .into_tuple()
                .all(self.connection())
                .await?;
            let taken: HashSet<String> = taken.into_iter().collect();
            self.free.extend(wanted.iter().filter(|slug| !taken.contains(*slug)).map(|slug| (kind, slug.clone())));
        }
        Ok(())
    }

    /// Whether nobody has the slug, as far as was looked up; it has somebody then.
    fn take_free(&mut self, kind: RecordKind, wanted: &str) -> bool {
        let key = (kind, wanted.to_owned());
        self.free.remove(&key) && self.slugs.insert(key)
    }

    /// `wanted`, or `wanted-2`, `wanted-3` … where it is or was another record's.
    pub(super) async fn free_slug(&mut self, kind: RecordKind, wanted: &str) -> Result<String> {
        if self.take_free(kind, wanted) {
            return Ok(wanted.to_owned());
        }
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
        if self.take_free(kind, &wanted) {
            return Ok(wanted);
        }
        let owner = Entity::find_by_id((kind, wanted.clone())).one(self.connection()).await?.map(|slug| slug.record_id);
        if owner.is_some_and(|owner| owner != id) || (owner.is_none() && !self.slugs.insert((kind, wanted.clone()))) {
            return Err(Error::bad_input("slug", format!("'{wanted}' is, or was, the slug of another {}", kind.name())));
        }
        Ok(wanted)
    }
}
