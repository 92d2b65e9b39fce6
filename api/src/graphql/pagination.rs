//! Pages: cursor connections (GraphQL Cursor Connections Specification) in keyset order.
//!
//! A cursor holds the order it belongs to and the place of its row in that order, so that a page stays where it is while rows
//! are added before it, and a cursor of another list or order is told apart from a good one.

use super::context::ContextExt;
use super::filter::Filter;
use super::limits::{DEFAULT_PAGE, MAX_PAGE};
use super::loader::{Stored, id_of};
use super::related::Related;
use crate::error::{Error, Result};
use async_graphql::connection::PageInfo;
use async_graphql::{Context, InputType, Object, OutputType, TypeName};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, Order as Direction, QueryFilter, QueryOrder, QuerySelect, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A concept that comes in lists.
pub trait Listed: Stored + OutputType {
    type Filter: Filter<Entity = Self::Entity>;
    type Order: Order<<Self::Entity as EntityTrait>::Column>;

    /// What a list leaves out although no filter says so.
    fn unasked(_filter: Option<&Self::Filter>) -> Option<Condition> {
        None
    }
}

/// The orders a list may come in. Rows that are equal in it come by their id.
pub trait Order<C>: InputType + Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    /// The column that sorts, and whether the greatest comes first; no column sorts by id alone.
    fn key(self) -> (Option<C>, bool);
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// A request for a page, checked.
#[derive(Clone, Debug)]
pub struct PageSpec {
    pub limit: usize,
    /// Counted from the end of the list.
    pub backward: bool,
    after: Option<Place>,
    before: Option<Place>,
}

/// The place of a row in an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place(String, Key, i64);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Number(i64),
    Text(String),
    Id(()),
}

impl PageSpec {
    pub fn new<T: Listed>(args: PageArgs, order: T::Order) -> Result<Self> {
        let PageArgs { first, after, last, before } = args;
        if first.is_some() && last.is_some() {
            return Err(Error::bad_input("last", "give 'first' or 'last', not both"));
        }
        let (path, asked, backward) = if last.is_some() { ("last", last, true) } else { ("first", first, false) };
        let limit = page_size(asked, path)?;
        let place = |cursor: Option<String>, path| cursor.map(|text| Place::decode::<T>(&text, order, path)).transpose();
        Ok(Self { limit, backward, after: place(after, "after")?, before: place(before, "before")? })
    }

    /// The rows between the cursors.
    pub fn between<T: Listed>(&self, order: T::Order) -> Condition {
        let (column, descending) = order.key();
        let beyond = |place: &Place, forward: bool| {
            let greater = forward != descending;
            let compare = |left: SimpleExpr, value: Value| if greater { left.gt(value) } else { left.lt(value) };
            let id = compare(Expr::col(T::id_column().as_column_ref()), place.2.into());
            let sorted = column.and_then(|column| Some((column, place.1.value::<T>(column)?)));
            let Some((column, value)) = sorted else { return Condition::all().add(id) };
            let sorted = || Expr::col(column.as_column_ref());
            // The first half says nothing more, but is a range that an index can walk: deep pages cost what the first one does.
            let not_before = if greater { sorted().gte(value.clone()) } else { sorted().lte(value.clone()) };
            Condition::all().add(not_before).add(Condition::any().add(compare(sorted(), value)).add(id))
        };
        Condition::all()
            .add_option(self.after.as_ref().map(|place| beyond(place, true)))
            .add_option(self.before.as_ref().map(|place| beyond(place, false)))
    }

    /// The direction in which rows are read for this page.
    pub fn direction(&self, descending: bool) -> Direction {
        if descending == self.backward { Direction::Asc } else { Direction::Desc }
    }

    /// Cuts the one row that was read beyond the page, and puts the rest into the list's order.
    pub fn cut<R>(&self, mut rows: Vec<R>) -> Rows<R> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if self.backward {
            rows.reverse();
        }
        let (previous, next) = if self.backward { (more, self.before.is_some()) } else { (self.after.is_some(), more) };
        Rows { rows, previous, next }
    }
}

/// How many rows a page is to have.
pub fn page_size(asked: Option<i32>, path: &str) -> Result<usize> {
    match asked {
        None => Ok(DEFAULT_PAGE),
        Some(count) => match usize::try_from(count) {
            Ok(count) if count <= MAX_PAGE => Ok(count),
            Ok(asked) => Err(Error::LimitExceeded { limit: "the size of a page", allowed: MAX_PAGE, asked }),
            Err(_) => Err(Error::bad_input(path, format!("{count} is negative; a page has 0 to {MAX_PAGE} rows"))),
        },
    }
}

/// The rows of a page, and whether there are others on either side.
#[derive(Clone, Debug)]
pub struct Rows<R> {
    pub rows: Vec<R>,
    pub previous: bool,
    pub next: bool,
}

impl Key {
    fn value<T: Listed>(&self, column: <T::Entity as EntityTrait>::Column) -> Option<Value> {
        match self {
            Self::Number(number) if column.def().get_column_type().is_integer() => Some(match i32::try_from(*number) {
                Ok(small) => small.into(),
                Err(_) => (*number).into(),
            }),
            Self::Text(text) => Some(text.clone().into()),
            Self::Number(_) | Self::Id(()) => None,
        }
    }
}

/// Whether a column holds whole numbers.
trait IsInteger {
    fn is_integer(&self) -> bool;
}

impl IsInteger for sea_orm::ColumnType {
    fn is_integer(&self) -> bool {
        matches!(self, Self::Integer | Self::BigInteger)
    }
}

impl Place {
    fn of<T: Listed>(node: &T, order: T::Order) -> Self {
        let key = match order.key().0.map(|column| node.row().get(column)) {
            Some(Value::Int(Some(number))) => Key::Number(number.into()),
            Some(Value::BigInt(Some(number))) => Key::Number(number),
            Some(Value::String(Some(text))) => Key::Text(text),
            _ => Key::Id(()),
        };
        Self(Self::list::<T>(order), key, id_of(node))
    }

    /// Names the list and the order a place belongs to.
    fn list<T: Listed>(order: T::Order) -> String {
        format!("{}.{order:?}", T::NAME)
    }

    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn decode<T: Listed>(cursor: &str, order: T::Order, path: &str) -> Result<Self> {
        let shown: String = cursor.chars().take(60).collect();
        let place: Option<Self> = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(place) = place else {
            return Err(Error::bad_input(path, format!("'{shown}' is not a cursor; cursors come from 'pageInfo' or 'edges'")));
        };
        let list = Self::list::<T>(order);
        let column = order.key().0;
        let fits = match (column, &place.1) {
            (None, key) => *key == Key::Id(()),
            (Some(column), key @ Key::Number(_)) => key.value::<T>(column).is_some(),
            (Some(column), Key::Text(_)) => !column.def().get_column_type().is_integer(),
            (Some(_), Key::Id(())) => false,
        };
        if place.0 != list || !fits {
            return Err(Error::bad_input(
                path,
                format!(
                    "'{shown}' is a cursor of the list {}, but this list is {list}; use a cursor with the list and order it came from",
                    place.0
                ),
            ));
        }
        Ok(place)
    }
}

/// A page of a list, with cursors (GraphQL Cursor Connections Specification).
pub struct Connection<T: Listed> {
    page: Rows<T>,
    order: T::Order,
    counted: Counted<T>,
}

/// What `totalCount` counts.
enum Counted<T: Listed> {
    /// The rows of a list of its own.
    List(Condition),
    /// The rows that belong to another.
    Related(Related<T>),
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::NAME).into()
    }
}

/// A page of a list. Pages follow the GraphQL Cursor Connections Specification.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The records of this page, each with its cursor.
    async fn edges(&self) -> Vec<Edge<T>> {
        self.page.rows.iter().map(|node| Edge { node: node.clone(), order: self.order }).collect()
    }

    /// The records of this page.
    async fn nodes(&self) -> Vec<T> {
        self.page.rows.clone()
    }

    /// Whether there are more pages, and the cursors that lead to them.
    async fn page_info(&self) -> PageInfo {
        let cursor = |node: Option<&T>| node.map(|node| Place::of(node, self.order).encode());
        PageInfo {
            has_previous_page: self.page.previous,
            has_next_page: self.page.next,
            start_cursor: cursor(self.page.rows.first()),
            end_cursor: cursor(self.page.rows.last()),
        }
    }

    /// How many records the whole list has with this filter. Counted only when asked for: it costs a query of its own.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match &self.counted {
            Counted::List(condition) => {
                let (select, db) = (T::Entity::find().filter(condition.clone()), ctx.db().clone());
                ctx.waves().result(async move { Ok(db.read().count(select).await?) }).await
            }
            Counted::Related(related) => related.count(ctx.loader()).await,
        }
    }
}

/// A record of a page, with its cursor.
pub struct Edge<T: Listed> {
    node: T,
    order: T::Order,
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::NAME).into()
    }
}

/// A record of a page, with the cursor that stands for its place in the list.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// The record.
    async fn node(&self) -> &T {
        &self.node
    }

    /// Stands for this place in the list: give it as `after` or `before`.
    async fn cursor(&self) -> String {
        Place::of(&self.node, self.order).encode()
    }
}

/// A page of all records of a concept.
pub async fn page<T: Listed>(
    ctx: &Context<'_>,
    filter: Option<T::Filter>,
    order: Option<T::Order>,
    args: PageArgs,
) -> Result<Connection<T>> {
    page_where(ctx, chosen::<T>(filter.as_ref())?, order, args).await
}

/// A page of the records of a concept for which `condition` holds.
pub async fn page_where<T: Listed>(
    ctx: &Context<'_>,
    condition: Condition,
    order: Option<T::Order>,
    args: PageArgs,
) -> Result<Connection<T>> {
    let order = order.unwrap_or_default();
    let spec = PageSpec::new::<T>(args, order)?;
    let (column, descending) = order.key();
    let direction = spec.direction(descending);
    let mut select = T::Entity::find().filter(condition.clone()).filter(spec.between::<T>(order));
    if let Some(column) = column {
        select = select.order_by(column, direction.clone());
    }
    let (select, db) = (select.order_by(T::id_column(), direction).limit(spec.limit as u64 + 1), ctx.db().clone());
    let rows = ctx.waves().result(async move { Ok(db.read().models(select).await?) }).await?;
    let page = spec.cut(rows.into_iter().map(T::from_row).collect());
    Ok(Connection { page, order, counted: Counted::List(condition) })
}

/// A page of the records that belong to another.
pub async fn related<T: Listed>(ctx: &Context<'_>, related: Related<T>) -> Result<Connection<T>> {
    let page = related.load(ctx.loader()).await?;
    Ok(Connection { page, order: related.order(), counted: Counted::Related(related) })
}

/// The condition of a filter, with what is left out unasked.
pub fn chosen<T: Listed>(filter: Option<&T::Filter>) -> Result<Condition> {
    let condition = filter.map(|filter| filter.condition("filter")).transpose()?.unwrap_or_else(Condition::all);
    Ok(condition.add_option(T::unasked(filter)))
}
