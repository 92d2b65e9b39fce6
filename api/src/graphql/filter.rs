//! Pieces that the filters of several concepts share.

use super::id;
use crate::error::{Error, Result};
use async_graphql::{ID, InputObject};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait};

/// A filter input: which rows of its concept stay.
pub trait Filter: async_graphql::InputType + Clone + std::fmt::Debug + Send + Sync + 'static {
    type Entity: EntityTrait;

    /// The rows that stay. `path` says where in the caller's input the filter stands.
    fn condition(&self, path: &str) -> Result<Condition>;
}

/// A subselect of the ids of the rows that `filter` leaves.
pub fn ids_where<F: Filter>(filter: &F, id: impl ColumnTrait, path: &str) -> Result<SelectStatement> {
    Ok(Query::select().column(id.as_column_ref()).from(F::Entity::default()).cond_where(filter.condition(path)?).take())
}

/// A subselect of `column` over the rows of `table` for which `condition` holds.
pub fn select_where<E: EntityTrait>(
    table: E,
    column: impl IntoColumnRef,
    condition: impl sea_orm::sea_query::IntoCondition,
) -> SelectStatement {
    Query::select().column(column).from(table).cond_where(condition).take()
}

/// `and`, `or` and `not` of a filter, each of the filter's own type.
pub fn combine<F: Filter>(
    mut condition: Condition,
    path: &str,
    and: Option<&Vec<F>>,
    or: Option<&Vec<F>>,
    not: Option<&F>,
) -> Result<Condition> {
    for (position, filter) in and.into_iter().flatten().enumerate() {
        condition = condition.add(filter.condition(&format!("{path}.and.{position}"))?);
    }
    if let Some(or) = or {
        // An empty 'or' has no branch that could hold, so that nothing stays.
        let mut any = Condition::any().add_option(or.is_empty().then(|| Expr::val(1).eq(0)));
        for (position, filter) in or.iter().enumerate() {
            any = any.add(filter.condition(&format!("{path}.or.{position}"))?);
        }
        condition = condition.add(any);
    }
    if let Some(not) = not {
        condition = condition.add(not.condition(&format!("{path}.not"))?.not());
    }
    Ok(condition)
}

/// `column` is one of the rows that `ids` name, all of type `kind`.
pub fn is_one_of_ids(column: impl ColumnTrait, kind: &str, ids: &[ID], path: &str) -> Result<SimpleExpr> {
    let rows: Result<Vec<i64>> =
        ids.iter().enumerate().map(|(position, id)| id::decode(kind, id, &format!("{path}.ids.{position}"))).collect();
    Ok(column.is_in(rows?))
}

/// The record `id` carries one of `slugs`, now or in the past.
pub fn has_slug(id: impl ColumnTrait, kind: entity::RecordKind, slugs: &[String]) -> SimpleExpr {
    use entity::slug::{Column, Entity};
    id.in_subquery(select_where(
        Entity,
        (Entity, Column::RecordId),
        Condition::all().add(Column::Kind.eq(kind)).add(Column::Value.is_in(slugs.iter().map(|slug| slug.to_lowercase()))),
    ))
}

/// `sorted`, which holds folded text, is `text` or begins with it.
pub fn begins_with(sorted: impl ColumnTrait, text: &str, path: &str) -> Result<Condition> {
    let folded = crate::text::fold(text);
    if folded.is_empty() {
        return Err(Error::bad_input(path, format!("'{text}' has no letter and no digit to look for")));
    }
    // Up to the same text with the greatest character behind it: a range that the index can walk.
    let end = format!("{folded}\u{10FFFF}");
    Ok(Condition::all().add(sorted.gte(folded)).add(sorted.lt(end)))
}

/// One of the names of the record `id` is `name`, or begins with it; letter case, accents and script do not matter.
pub fn has_name(id: impl ColumnTrait, name: &str, path: &str) -> Result<SimpleExpr> {
    use entity::name::{Column, Entity};
    Ok(id.in_subquery(select_where(Entity, (Entity, Column::RecordId), begins_with(Column::Folded, name, path)?)))
}

/// Which dates stay. All parts that are given must hold. Values are EDTF level 1, such as `2016`, `2016-07` or `2016-07-12/2016-07-15`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FuzzyDateFilter {
    /// Every day it may mean lies within this: `within: "2016-07"` leaves dates that are surely in July 2016.
    within: Option<String>,
    /// Some day it may mean lies within this: `overlaps: "2016-07"` also leaves `2016`.
    overlaps: Option<String>,
    /// Every day it may mean lies before the first day of this.
    before: Option<String>,
    /// Every day it may mean lies after the last day of this.
    after: Option<String>,
    /// True leaves records whose date is known, false those whose date is not.
    known: Option<bool>,
}

impl FuzzyDateFilter {
    /// The condition on a date that stands in `date` with its first and last day in the other two columns.
    pub fn condition<C: ColumnTrait>(&self, date: C, earliest: C, latest: C, path: &str) -> Result<Condition> {
        let Self { within, overlaps, before, after, known } = self;
        let mut condition = Condition::all();
        if let Some(text) = within {
            let (from, to) = days(text, &format!("{path}.within"))?;
            condition = condition.add(date.is_not_null());
            condition = condition.add_option(from.map(|from| earliest.gte(from))).add_option(to.map(|to| latest.lte(to)));
        }
        if let Some(text) = overlaps {
            let (from, to) = days(text, &format!("{path}.overlaps"))?;
            condition = condition.add(date.is_not_null());
            condition = condition.add_option(from.map(|from| Condition::any().add(latest.gte(from)).add(latest.is_null())));
            condition = condition.add_option(to.map(|to| Condition::any().add(earliest.lte(to)).add(earliest.is_null())));
        }
        if let Some(text) = before {
            let path = format!("{path}.before");
            let from = days(text, &path)?.0.ok_or_else(|| open(text, &path))?;
            condition = condition.add(latest.lt(from));
        }
        if let Some(text) = after {
            let path = format!("{path}.after");
            let to = days(text, &path)?.1.ok_or_else(|| open(text, &path))?;
            condition = condition.add(earliest.gt(to));
        }
        condition = condition.add_option(known.map(|known| if known { date.is_not_null() } else { date.is_null() }));
        Ok(condition)
    }

    /// What follows for the first day of a date, which stands in `first` too where it is known.
    pub fn first_day<C: ColumnTrait>(&self, first: C, path: &str) -> Result<Condition> {
        let Self { within, after, .. } = self;
        let mut condition = Condition::all();
        if let Some(text) = within
            && let (Some(from), to) = days(text, &format!("{path}.within"))?
        {
            condition = condition.add(first.gte(from)).add_option(to.map(|to| first.lte(to)));
        }
        if let Some(text) = after
            && let (_, Some(to)) = days(text, &format!("{path}.after"))?
        {
            condition = condition.add(first.gt(to));
        }
        Ok(condition)
    }
}

fn days(text: &str, path: &str) -> Result<(Option<i32>, Option<i32>)> {
    entity::FuzzyDate::stated(text).and_then(|date| date.days()).map_err(|invalid| Error::bad_input(path, invalid.to_string()))
}

fn open(text: &str, path: &str) -> Error {
    Error::bad_input(path, format!("'{text}' is open on the side that is compared; give a day, month, year or closed interval"))
}
