//! Pages of records that belong to other records, such as the statements of each person of a list: one query for all of them.

use super::batch::RequestLoader;
use super::loader::{Loaders, among};
use super::pagination::{Listed, Order, PageArgs, PageSpec, Rows, chosen};
use crate::error::{Error, Result};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::{
    Alias, ColumnRef, Condition, Expr, ExprTrait, Func, IntoColumnRef, Order as Direction, Query, SelectStatement, UnionType,
    WindowStatement,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, Iterable};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

// Names that no table has for a column of its own.
const PARENT: &str = "pair_parent";
const CHILD: &str = "pair_child";

/// Up to so many parents each have their children looked up by themselves.
const FEW: usize = 8;

/// How records belong to others: which belong to given parents.
pub type Pairs = fn(&[i64]) -> Pairing;

/// Which records belong to some parents.
pub struct Pairing {
    /// Pairs of parent and child, each pair once.
    pairs: SelectStatement,
    /// The column of the children themselves that names their parent, and what else must hold of them, if it is so simple.
    own: Option<(ColumnRef, Condition)>,
}

/// Pairs out of one table that has a column for either side.
pub fn pairs<E: EntityTrait>(table: E, parent: E::Column, child: E::Column, parents: &[i64]) -> Pairing {
    pairs_where(table, parent, child, parents, Condition::all())
}

/// The same, of those of its rows for which `condition` holds.
pub fn pairs_where<E: EntityTrait>(
    table: E,
    parent: E::Column,
    child: E::Column,
    parents: &[i64],
    condition: Condition,
) -> Pairing {
    let own = (child.as_str() == "id").then(|| (parent.as_column_ref().into_column_ref(), condition.clone()));
    let pairs = Query::select()
        .distinct()
        .expr_as(Expr::col(parent.as_column_ref()), Alias::new(PARENT))
        .expr_as(Expr::col(child.as_column_ref()), Alias::new(CHILD))
        .from(table)
        .and_where(among(parent, parents.iter().copied()))
        .and_where(child.is_not_null())
        .cond_where(condition)
        .take();
    Pairing { pairs, own }
}

/// Pairs out of two tables joined by `on`, where the parent stands in one and the child in the other.
pub fn pairs_through<P: EntityTrait, C: EntityTrait>(
    (parent_table, parent): (P, P::Column),
    (child_table, child): (C, C::Column),
    on: impl sea_orm::sea_query::IntoCondition,
    parents: &[i64],
) -> Pairing {
    let pairs = Query::select()
        .distinct()
        .expr_as(Expr::col(parent.as_column_ref()), Alias::new(PARENT))
        .expr_as(Expr::col(child.as_column_ref()), Alias::new(CHILD))
        .from(parent_table)
        .inner_join(child_table, on)
        .and_where(among(parent, parents.iter().copied()))
        .and_where(child.is_not_null())
        .take();
    Pairing { pairs, own: None }
}

/// Both sets of pairs, each pair once.
pub fn either(mut one: Pairing, other: Pairing) -> Pairing {
    Pairing { pairs: one.pairs.union(UnionType::Distinct, other.pairs).take(), own: None }
}

/// A page of the records of concept `T` that belong to `parent`.
pub struct Related<T: Listed> {
    parent: i64,
    query: Arc<RelatedQuery<T>>,
}

struct RelatedQuery<T: Listed> {
    /// Equal for queries that ask the same of their parents, so that they are answered together.
    fingerprint: String,
    pairs: Pairs,
    filter: Option<T::Filter>,
    order: T::Order,
    page: PageSpec,
}

impl<T: Listed> Related<T> {
    /// `name` is unique among the relations that lead to `T`.
    pub fn new(
        name: &'static str,
        pairs: Pairs,
        parent: i64,
        filter: Option<T::Filter>,
        order: Option<T::Order>,
        args: PageArgs,
    ) -> Result<Self> {
        let order = order.unwrap_or_default();
        let page = PageSpec::new::<T>(args, order)?;
        let fingerprint = format!("{name} {filter:?} {order:?} {page:?}");
        Ok(Self { parent, query: Arc::new(RelatedQuery { fingerprint, pairs, filter, order, page }) })
    }

    pub(super) fn order(&self) -> T::Order {
        self.query.order
    }

    pub(super) async fn load(&self, loader: &RequestLoader) -> Result<Rows<T>> {
        let page = loader.load_one(PageOf(self.clone())).await?;
        Ok(page.unwrap_or(Rows { rows: Vec::new(), previous: false, next: false }))
    }

    pub(super) async fn count(&self, loader: &RequestLoader) -> Result<u64> {
        Ok(loader.load_one(CountOf(self.clone())).await?.unwrap_or(0))
    }
}

impl<T: Listed> Clone for Related<T> {
    fn clone(&self) -> Self {
        Self { parent: self.parent, query: Arc::clone(&self.query) }
    }
}

impl<T: Listed> PartialEq for Related<T> {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && self.query.fingerprint == other.query.fingerprint
    }
}

impl<T: Listed> Eq for Related<T> {}

impl<T: Listed> Hash for Related<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parent.hash(state);
        self.query.fingerprint.hash(state);
    }
}

/// Asks for a page of related records.
struct PageOf<T: Listed>(Related<T>);

/// Asks how many related records there are.
struct CountOf<T: Listed>(Related<T>);

macro_rules! key_traits {
    ($($name:ident),*) => {$(
        impl<T: Listed> Clone for $name<T> { fn clone(&self) -> Self { Self(self.0.clone()) } }
        impl<T: Listed> PartialEq for $name<T> { fn eq(&self, other: &Self) -> bool { self.0 == other.0 } }
        impl<T: Listed> Eq for $name<T> {}
        impl<T: Listed> Hash for $name<T> { fn hash<H: Hasher>(&self, state: &mut H) { self.0.hash(state); } }
    )*};
}
key_traits!(PageOf, CountOf);

/// Keys that ask the same of different parents.
fn together<'k, T: Listed>(keys: impl Iterator<Item = &'k Related<T>>) -> Vec<(Arc<RelatedQuery<T>>, Vec<i64>)> {
    let mut queries: HashMap<&str, (Arc<RelatedQuery<T>>, Vec<i64>)> = HashMap::new();
    for key in keys {
        queries.entry(&key.query.fingerprint).or_insert_with(|| (Arc::clone(&key.query), Vec::new())).1.push(key.parent);
    }
    queries.into_values().collect()
}

impl<T: Listed> RelatedQuery<T> {
    /// The pairs of these parents, joined with the records that the filter leaves.
    fn joined(&self, parents: &[i64]) -> Result<SelectStatement> {
        let link = Alias::new("pair");
        Ok(Query::select()
            .column((link.clone(), Alias::new(PARENT)))
            .from_subquery((self.pairs)(parents).pairs, link.clone())
            .inner_join(T::Entity::default(), Expr::col(T::id_column().as_column_ref()).equals((link, Alias::new(CHILD))))
            .cond_where(chosen::<T>(self.filter.as_ref())?)
            .take())
    }

    /// The first rows of each parent's list: numbered within each, and cut behind the page.
    fn select(&self, parents: &[i64]) -> Result<SelectStatement> {
        let (column, descending) = self.order.key();
        let direction = self.page.direction(descending);
        if parents.len() <= FEW
            && let Some((parent, condition)) = (self.pairs)(parents).own
        {
            return self.each(parents, &parent, &condition, column, &direction);
        }
        let mut window = WindowStatement::partition_by((Alias::new("pair"), Alias::new(PARENT)));
        if let Some(column) = column {
            window.order_by(column.as_column_ref(), direction.clone());
        }
        window.order_by(T::id_column().as_column_ref(), direction);
        let mut numbered = self.joined(parents)?;
        for column in <T::Entity as EntityTrait>::Column::iter() {
            numbered.column(column.as_column_ref());
        }
        numbered
            .expr_window_as(Func::cust("ROW_NUMBER"), window, Alias::new("number"))
            .cond_where(self.page.between::<T>(self.order));
        let limit = i64::try_from(self.page.limit).unwrap_or(i64::MAX);
        Ok(Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(numbered, Alias::new("page"))
            .and_where(Expr::col(Alias::new("number")).lte(limit.saturating_add(1)))
            .order_by(Alias::new("number"), Direction::Asc)
            .take())
    }
}

impl<T: Listed> RelatedQuery<T> {
    /// The first children of each of a few parents, for which an index has them in order: it need not be read further, however many
    /// there are.
    fn each(
        &self,
        parents: &[i64],
        parent: &ColumnRef,
        condition: &Condition,
        column: Option<<T::Entity as EntityTrait>::Column>,
        direction: &Direction,
    ) -> Result<SelectStatement> {
        let limit = self.page.limit as u64 + 1;
        let mut parts = Vec::with_capacity(parents.len());
        for (place, id) in parents.iter().enumerate() {
            let mut first = Query::select();
            first.expr_as(Expr::value(*id), Alias::new(PARENT)).from(T::Entity::default());
            for column in <T::Entity as EntityTrait>::Column::iter() {
                first.column(column.as_column_ref());
            }
            first
                .and_where(Expr::col(parent.clone()).eq(*id))
                .cond_where(condition.clone())
                .cond_where(chosen::<T>(self.filter.as_ref())?)
                .cond_where(self.page.between::<T>(self.order));
            if let Some(column) = column {
                first.order_by(column.as_column_ref(), direction.clone());
            }
            first.order_by(T::id_column().as_column_ref(), direction.clone()).limit(limit);
            let part = Alias::new(format!("part{place}"));
            parts.push(Query::select().column(sea_orm::sea_query::Asterisk).from_subquery(first, part).take());
        }
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        all.unions(parts.map(|part| (UnionType::All, part)));
        Ok(all)
    }
}

impl<T: Listed> Loader<PageOf<T>> for Loaders {
    type Value = Rows<T>;
    type Error = Error;

    async fn load(&self, keys: &[PageOf<T>]) -> Result<HashMap<PageOf<T>, Rows<T>>> {
        let mut pages = HashMap::with_capacity(keys.len());
        for (query, parents) in together(keys.iter().map(|key| &key.0)) {
            let mut lists: HashMap<i64, Vec<T>> = HashMap::with_capacity(parents.len());
            for (parent, row) in self.db.read().numbered::<T::Entity>(&query.select(&parents)?, PARENT).await? {
                lists.entry(parent).or_default().push(T::from_row(row));
            }
            for (parent, nodes) in lists {
                pages.insert(PageOf(Related { parent, query: Arc::clone(&query) }), query.page.cut(nodes));
            }
        }
        Ok(pages)
    }
}

impl<T: Listed> Loader<CountOf<T>> for Loaders {
    type Value = u64;
    type Error = Error;

    async fn load(&self, keys: &[CountOf<T>]) -> Result<HashMap<CountOf<T>, u64>> {
        let mut counts = HashMap::with_capacity(keys.len());
        for (query, parents) in together(keys.iter().map(|key| &key.0)) {
            let mut select = query.joined(&parents)?;
            select
                .expr_as(Expr::col(T::id_column().as_column_ref()).count(), Alias::new("counted"))
                .group_by_col((Alias::new("pair"), Alias::new(PARENT)));
            let statement = self.db.read().get_database_backend().build(&select);
            for [parent, counted] in self.db.read().numbers(statement).await? {
                counts.insert(CountOf(Related { parent, query: Arc::clone(&query) }), u64::try_from(counted).unwrap_or(0));
            }
        }
        Ok(counts)
    }
}
