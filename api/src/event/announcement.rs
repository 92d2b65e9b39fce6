//! What became of events that were announced.

use super::{Event, EventFilter, EventOrder};
use crate::clock;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::filter::select_where;
use crate::graphql::pagination::{Connection, PageArgs, chosen, page_where};
use async_graphql::{Context, Enum, Object};
use entity::event::{Column, Model};
use entity::{EventStatementRole, EventStatus, event_statement};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, ExprTrait, SimpleExpr};

/// What became of an event that was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AnnouncementOutcome {
    /// A statement confirms it, or it is known to have been held.
    Confirmed,
    /// It was put off, and no statement confirms it.
    Moved,
    /// It was called off or not convened, and no statement confirms it.
    Cancelled,
    /// Its day has not come, or no day is known.
    Pending,
    /// Its last day is past, and nothing tells that it took place or did not: it was never heard of again.
    NeverConfirmed,
}

/// The day of now, counted from 1970-01-01.
fn today() -> i32 {
    i32::try_from(clock::now_millis().div_euclid(86_400_000)).unwrap_or(i32::MAX)
}

/// What became of an event, given whether some statement confirms it.
pub fn outcome(event: &Model, is_confirmed: bool) -> AnnouncementOutcome {
    match event.status {
        _ if is_confirmed => AnnouncementOutcome::Confirmed,
        EventStatus::Held => AnnouncementOutcome::Confirmed,
        EventStatus::Postponed => AnnouncementOutcome::Moved,
        EventStatus::Cancelled | EventStatus::NotConvened => AnnouncementOutcome::Cancelled,
        EventStatus::Announced | EventStatus::Unknown => {
            let last = if event.ends.is_some() { event.ends_latest } else { event.starts_latest };
            if last.is_some_and(|day| day < today()) { AnnouncementOutcome::NeverConfirmed } else { AnnouncementOutcome::Pending }
        }
    }
}

/// The events of which that became.
fn of_outcome(outcome: AnnouncementOutcome) -> Condition {
    let confirmed = told(EventStatementRole::ConfirmedBy);
    let waits = || Condition::all().add(Column::Status.is_in([EventStatus::Announced, EventStatus::Unknown]));
    let past = Condition::any()
        .add(
            Condition::all()
                .add(Column::Ends.is_not_null())
                .add(Column::EndsLatest.is_not_null())
                .add(Column::EndsLatest.lt(today())),
        )
        .add(
            Condition::all()
                .add(Column::Ends.is_null())
                .add(Column::StartsLatest.is_not_null())
                .add(Column::StartsLatest.lt(today())),
        );
    let statuses = |statuses: &[EventStatus]| Condition::all().add(Column::Status.is_in(statuses.iter().copied()));
    match outcome {
        AnnouncementOutcome::Confirmed => return Condition::any().add(confirmed).add(Column::Status.eq(EventStatus::Held)),
        AnnouncementOutcome::Moved => statuses(&[EventStatus::Postponed]),
        AnnouncementOutcome::Cancelled => statuses(&[EventStatus::Cancelled, EventStatus::NotConvened]),
        AnnouncementOutcome::NeverConfirmed => waits().add(past),
        // None of the parts is ever null, so that what is not past is what is left.
        AnnouncementOutcome::Pending => waits().add(past.not()),
    }
    .add(confirmed.not())
}

/// Some statement tells of the event in this role.
fn told(role: EventStatementRole) -> SimpleExpr {
    use event_statement::{Column as By, Entity as Via};
    Column::Id.in_subquery(select_where(Via, (Via, By::EventId), By::Role.eq(role)))
}

/// The announcement tracker.
#[derive(Default)]
pub struct AnnouncementQuery;

#[Object]
impl AnnouncementQuery {
    /// Events that some statement announces, with what became of them in `outcome`. Where, by whom and when they were announced is in `announcedIn`.
    async fn announcements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What became of them; whatever it was if absent.")] outcomes: Option<Vec<AnnouncementOutcome>>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<Event>> {
        let mut condition = chosen::<Event>(filter.as_ref())?.add(told(EventStatementRole::AnnouncedIn));
        if let Some(outcomes) = outcomes {
            // With nothing to choose from, nothing stays.
            let any = Condition::any().add(Column::Id.is_in([] as [i64; 0]));
            // What is past today is pending no more tomorrow.
            ctx.mark_passing();
            condition = condition.add(outcomes.into_iter().fold(any, |any, outcome| any.add(of_outcome(outcome))));
        }
        page_where(ctx, condition, order_by, PageArgs { first, after, last, before }).await
    }
}
