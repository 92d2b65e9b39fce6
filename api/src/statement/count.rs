//! Statements counted by what they have in common, and over time.

use super::{Statement, StatementFilter};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::pagination::chosen;
use crate::graphql::scalar::Date;
use crate::search::{Facet, FacetKind, FacetValueKey, facet, facet_size, word};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{Datelike, Days, Months, NaiveDate};
use entity::statement::{Column, Entity};
use entity::{statement_author, statement_country, statement_topic, turn};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// Periods of a timeline at most.
const MAX_PERIODS: usize = 5000;

/// How long the periods of a timeline are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Interval {
    /// Years of the calendar.
    Year,
    /// Quarters of a year.
    Quarter,
    /// Months of the calendar.
    Month,
    /// Weeks, from Monday.
    Week,
    /// Days.
    Day,
}

impl Interval {
    /// The first and the last day of the period that has `day`.
    fn period(self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = match self {
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1)?,
            Self::Quarter => NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1)?,
            Self::Month => day.with_day(1)?,
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))?,
            Self::Day => day,
        };
        let next = match self {
            Self::Year => first.checked_add_months(Months::new(12))?,
            Self::Quarter => first.checked_add_months(Months::new(3))?,
            Self::Month => first.checked_add_months(Months::new(1))?,
            Self::Week => first.checked_add_days(Days::new(7))?,
            Self::Day => first.succ_opt()?,
        };
        Some((first, next.pred_opt()?))
    }
}

/// A period of a timeline.
#[derive(SimpleObject)]
pub struct Period {
    /// Its first day.
    from: Date,
    /// Its last day.
    to: Date,
    /// How many statements have a date that surely lies in it.
    count: u64,
}

/// Statements over time. The date that counts is the first known of made, sent, published and posted.
#[derive(SimpleObject)]
pub struct Timeline {
    /// The periods in which there are statements, the earliest first.
    periods: Vec<Period>,
    /// How many statements have a date that does not tell the period, such as `2016` in a timeline of months.
    less_precise: u64,
    /// How many statements have no date.
    undated: u64,
}

/// Counts of statements.
#[derive(Default)]
pub struct CountQuery;

#[Object]
impl CountQuery {
    /// Statements over time, without those that are only referred to unless the filter asks for them. At most 5000 periods: finer intervals are refused with
    /// `LIMIT_EXCEEDED`.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statements; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "How long the periods are.", default_with = "Interval::Year")] interval: Interval,
    ) -> Result<Timeline> {
        timeline(ctx, chosen::<Statement>(filter.as_ref())?, interval).await
    }

    /// Statements counted by what they have in common, without those that are only referred to unless the filter asks for them.
    async fn count_by(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what.")] facet: FacetKind,
        #[graphql(desc = "Which statements; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "How many values, the most frequent first: at most 100, 10 if absent.")] first: Option<i32>,
    ) -> Result<Facet> {
        let first = facet_size(first)?;
        count_by(ctx, chosen::<Statement>(filter.as_ref())?, facet, first).await
    }
}

type Text = Option<String>;
type Latest = Option<i32>;
/// A day, how many statements have it, and the dates that it comes from.
type Row = (i32, i64, Text, Text, Text, Text, Latest, Latest, Latest, Latest);

/// The statements for which `condition` holds, over time.
pub async fn timeline(ctx: &Context<'_>, condition: Condition, interval: Interval) -> Result<Timeline> {
    let latest = [Column::MadeLatest, Column::SentLatest, Column::PublishedLatest, Column::PostedLatest];
    let dates = [Column::Made, Column::Sent, Column::Published, Column::Posted];
    let mut select =
        Entity::find().select_only().column(Column::SortDay).column_as(Column::Id.count(), "counted").filter(condition);
    select = select.group_by(Column::SortDay);
    for column in dates.into_iter().chain(latest) {
        select = select.column(column).group_by(column);
    }
    let db = ctx.db().clone();
    let rows: Vec<Row> = ctx.waves().result(async move { Ok(select.into_tuple().all(db.read()).await?) }).await?;
    let (mut periods, mut less_precise, mut undated) = (BTreeMap::new(), 0, 0);
    for (earliest, counted, made, sent, published, posted, made_to, sent_to, published_to, posted_to) in rows {
        let counted = u64::try_from(counted).unwrap_or_default();
        let first = [(made, made_to), (sent, sent_to), (published, published_to), (posted, posted_to)];
        let Some((_, latest)) = first.into_iter().find(|(date, _)| date.is_some()).filter(|_| earliest != i32::MIN) else {
            undated += counted;
            continue;
        };
        let day = |days: i32| Date::from_days(days).and_then(|date| interval.period(date.calendar()));
        match (day(earliest), latest.and_then(day)) {
            (Some(period), Some(last)) if period == last => *periods.entry(period).or_insert(0) += counted,
            _ => less_precise += counted,
        }
    }
    if periods.len() > MAX_PERIODS {
        return Err(Error::LimitExceeded { limit: "the number of periods", allowed: MAX_PERIODS, asked: periods.len() });
    }
    let period = |((from, to), count): ((NaiveDate, NaiveDate), u64)| Period { from: from.into(), to: to.into(), count };
    Ok(Timeline { periods: periods.into_iter().map(period).collect(), less_precise, undated })
}

/// The statements for which `condition` holds, counted.
pub async fn count_by(ctx: &Context<'_>, condition: Condition, kind: FacetKind, first: usize) -> Result<Facet> {
    let select = select_of(kind, &condition);
    let db = ctx.db().clone();
    let rows = ctx.waves().result(async move { Ok(db.read().query_all(&select).await?) }).await?;
    let mut counts: HashMap<FacetValueKey, u64> = HashMap::new();
    for row in rows {
        let counted: i64 = row.try_get("", "counted")?;
        let value = match kind {
            FacetKind::Kind => {
                let kind: entity::StatementKind = row.try_get("", "value")?;
                Some(FacetValueKey::Text(word(super::StatementKind::from(kind))))
            }
            FacetKind::Language => row.try_get::<Option<String>>("", "value")?.map(FacetValueKey::Text),
            FacetKind::Year => {
                let day: i32 = row.try_get("", "value")?;
                let year = Date::from_days(day).filter(|_| day != i32::MIN).map(|date| date.calendar().year());
                year.map(|year| FacetValueKey::Text(year.to_string()))
            }
            _ => row.try_get::<Option<i64>>("", "value")?.map(FacetValueKey::Record),
        };
        if let Some(value) = value {
            *counts.entry(value).or_default() += u64::try_from(counted).unwrap_or_default();
        }
    }
    Ok(facet(kind, counts, first))
}

/// Each value, and how many statements have it.
fn select_of(kind: FacetKind, condition: &Condition) -> SelectStatement {
    let within = || Query::select().column((Entity, Column::Id)).from(Entity).cond_where(condition.clone()).take();
    let own = |column: Column| {
        counted(Expr::col((Entity, column)), Expr::col((Entity, Column::Id))).from(Entity).cond_where(condition.clone()).take()
    };
    match kind {
        FacetKind::Kind => own(Column::Kind),
        FacetKind::Year => own(Column::SortDay),
        FacetKind::Language => own(Column::Language),
        FacetKind::Publisher => own(Column::PublisherId),
        FacetKind::Event => own(Column::EventId),
        FacetKind::Speaker => {
            // Who speaks in it, and who wrote it, each statement once.
            use statement_author::{Column as Author, Entity as Authors};
            use turn::{Column as By, Entity as Turns};
            let mut voices = Query::select()
                .expr_as(Expr::col((Turns, By::StatementId)), "statement")
                .expr_as(Expr::col((Turns, By::SpeakerId)), "person")
                .from(Turns)
                .and_where(By::StatementId.in_subquery(within()))
                .take();
            let authors = Query::select()
                .expr_as(Expr::col((Authors, Author::StatementId)), "statement")
                .expr_as(Expr::col((Authors, Author::PersonId)), "person")
                .from(Authors)
                .and_where(Author::StatementId.in_subquery(within()))
                .take();
            voices.union(sea_orm::sea_query::UnionType::Distinct, authors);
            counted(Expr::col(("voice", "person")), Expr::col(("voice", "statement"))).from_subquery(voices, "voice").take()
        }
        FacetKind::Organisation => {
            use turn::{Column as By, Entity as Via};
            let select = counted(Expr::col((Via, By::OrganisationId)), Expr::col((Via, By::StatementId))).from(Via).take();
            select.clone().and_where(By::StatementId.in_subquery(within())).take()
        }
        FacetKind::Country => {
            use statement_country::{Column as By, Entity as Via};
            let select = counted(Expr::col((Via, By::CountryId)), Expr::col((Via, By::StatementId))).from(Via).take();
            select.clone().and_where(By::StatementId.in_subquery(within())).take()
        }
        FacetKind::Topic => {
            use statement_topic::{Column as By, Entity as Via};
            let select = counted(Expr::col((Via, By::TopicId)), Expr::col((Via, By::StatementId))).from(Via).take();
            select.clone().and_where(By::StatementId.in_subquery(within())).take()
        }
    }
}

fn counted(value: Expr, statement: Expr) -> SelectStatement {
    let mut select = Query::select();
    select.expr_as(value.clone(), "value").expr_as(statement.count_distinct(), "counted").add_group_by([value]);
    select
}
