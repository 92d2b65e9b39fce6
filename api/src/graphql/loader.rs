//! One query for all rows of a kind that a level of the answer needs.

use super::batch::RequestLoader;
use crate::db::Db;
use crate::error::{Error, Result};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, ModelTrait, QueryFilter, Select, TryIntoModel};
use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;

/// Longer lists are left as they are: databases allow only so many parameters.
const LONGEST_EVEN: usize = 4096;

/// Loads what resolvers ask for, a batch at a time.
pub struct Loaders {
    pub(crate) db: Db,
}

impl Loaders {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

/// The rows of a table.
type RowOf<E> = <E as EntityTrait>::Model;

/// A concept whose objects stand for one row each.
pub trait Stored: Clone + Send + Sync + 'static {
    type Entity: EntityTrait<
            Model: FromQueryResult + Clone + Send + Sync,
            ActiveModel: TryIntoModel<RowOf<Self::Entity>>,
            Column: Send + Sync,
        >;
    /// The name of its type, as clients see it.
    const NAME: &'static str;

    fn from_row(row: <Self::Entity as EntityTrait>::Model) -> Self;
    fn row(&self) -> &<Self::Entity as EntityTrait>::Model;
    fn id_column() -> <Self::Entity as EntityTrait>::Column;
}

/// The object of concept `T` with this id.
struct RowId<T>(i64, PhantomData<T>);

/// Rows of one table that belong to another row, such as the names of a record.
pub trait Group: Send + Sync + 'static {
    type Entity: EntityTrait<Model: Clone + Send + Sync, ActiveModel: TryIntoModel<RowOf<Self::Entity>>>;
    /// The column that says to which row they belong.
    fn key() -> <Self::Entity as EntityTrait>::Column;
    /// The same, of a loaded row.
    fn key_of(row: &<Self::Entity as EntityTrait>::Model) -> Option<i64>;
    /// In which order they come, and which of them at all.
    fn arrange(select: Select<Self::Entity>) -> Select<Self::Entity>;
}

/// The rows of group `G` that belong to the row with this id.
struct GroupOf<G>(i64, PhantomData<G>);

macro_rules! key_traits {
    ($($name:ident),*) => {$(
        impl<T> Clone for $name<T> { fn clone(&self) -> Self { Self(self.0, PhantomData) } }
        impl<T> PartialEq for $name<T> { fn eq(&self, other: &Self) -> bool { self.0 == other.0 } }
        impl<T> Eq for $name<T> {}
        impl<T> Hash for $name<T> { fn hash<H: std::hash::Hasher>(&self, state: &mut H) { self.0.hash(state); } }
    )*};
}
key_traits!(RowId, GroupOf);

impl<T: Stored> Loader<RowId<T>> for Loaders {
    type Value = T;
    type Error = Error;

    async fn load(&self, keys: &[RowId<T>]) -> Result<HashMap<RowId<T>, T>> {
        let rows = self.db.read().models(T::Entity::find().filter(among(T::id_column(), keys.iter().map(|key| key.0)))).await?;
        Ok(rows.into_iter().map(T::from_row).map(|object| (RowId(id_of(&object), PhantomData), object)).collect())
    }
}

/// The row id of an object.
pub fn id_of<T: Stored>(object: &T) -> i64 {
    match object.row().get(T::id_column()) {
        sea_orm::Value::BigInt(Some(id)) => id,
        _ => 0,
    }
}

impl<G: Group> Loader<GroupOf<G>> for Loaders {
    type Value = Vec<<G::Entity as EntityTrait>::Model>;
    type Error = Error;

    async fn load(&self, keys: &[GroupOf<G>]) -> Result<HashMap<GroupOf<G>, Self::Value>> {
        let select = G::Entity::find().filter(among(G::key(), keys.iter().map(|key| key.0)));
        let mut groups: HashMap<_, Vec<_>> = HashMap::with_capacity(keys.len());
        for row in self.db.read().models(G::arrange(select)).await? {
            if let Some(key) = G::key_of(&row) {
                groups.entry(GroupOf(key, PhantomData)).or_default().push(row);
            }
        }
        Ok(groups)
    }
}

/// Whether `column` is one of `ids`. Few lengths of lists make few statements, which the database keeps prepared.
pub fn among<C: ColumnTrait>(column: C, ids: impl IntoIterator<Item = i64>) -> SimpleExpr {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    if let Some(last) = ids.last().copied()
        && ids.len() <= LONGEST_EVEN
    {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    column.is_in(ids)
}

/// The object of concept `T` with id `id`, or none.
pub async fn one<T: Stored>(loader: &RequestLoader, id: Option<i64>) -> Result<Option<T>> {
    match id {
        Some(id) => loader.load_one(RowId(id, PhantomData)).await,
        None => Ok(None),
    }
}

/// The same, where the database promises that it exists.
pub async fn owned<T: Stored>(loader: &RequestLoader, id: i64) -> Result<T> {
    one(loader, Some(id)).await?.ok_or_else(|| Error::internal(format!("row {id} is referred to but not there")))
}

/// The objects of concept `T` with these ids, in this order; ids without a row are left out.
pub async fn many<T: Stored>(loader: &RequestLoader, ids: &[i64]) -> Result<Vec<T>> {
    let mut found = loader.load_many(ids.iter().map(|id| RowId(*id, PhantomData))).await?;
    Ok(ids.iter().filter_map(|id| found.remove(&RowId(*id, PhantomData))).collect())
}

/// The rows of group `G` that belong to row `id`.
pub async fn group<G: Group>(loader: &RequestLoader, id: i64) -> Result<Vec<<G::Entity as EntityTrait>::Model>> {
    Ok(loader.load_one(GroupOf::<G>(id, PhantomData)).await?.unwrap_or_default())
}

/// Makes an object the GraphQL face of a row: `stored!(Person: person)`.
macro_rules! stored {
    ($object:ident: $entity:ident) => {
        impl $object {
            /// The name of the type, as clients see it.
            pub const NAME: &'static str = stringify!($object);
        }

        impl $crate::graphql::loader::Stored for $object {
            type Entity = entity::$entity::Entity;
            const NAME: &'static str = Self::NAME;

            fn from_row(row: entity::$entity::Model) -> Self {
                Self(row)
            }

            fn row(&self) -> &entity::$entity::Model {
                &self.0
            }

            fn id_column() -> entity::$entity::Column {
                entity::$entity::Column::Id
            }
        }
    };
}
pub(crate) use stored;

/// Declares groups: a name, its entity, the column it belongs by, and its order.
macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident: $entity:ident by $column:ident / $field:ident, order $($order:ident),*;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl $crate::graphql::loader::Group for $name {
            type Entity = entity::$entity::Entity;

            fn key() -> entity::$entity::Column {
                entity::$entity::Column::$column
            }

            fn key_of(row: &entity::$entity::Model) -> Option<i64> {
                row.$field.into()
            }

            fn arrange(select: sea_orm::Select<Self::Entity>) -> sea_orm::Select<Self::Entity> {
                use sea_orm::QueryOrder as _;
                select$(.order_by_asc(entity::$entity::Column::$order))*
            }
        }
    )*};
}
pub(crate) use groups;
