//! Replies counted by whom they answer, and by who answers.

use super::{Link, LinkFilter};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::loader::one;
use crate::graphql::pagination::{chosen, page_size};
use crate::organisation::Organisation;
use async_graphql::{Context, Enum, Object};
use entity::LinkKind;
use entity::link::{Column, Entity};
use entity::statement::{Column as Of, Entity as Statement};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};
use std::collections::HashMap;

/// Replies that are counted at once at most.
const MAX_REPLIES: usize = 200_000;

/// By whom replies are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ReplySide {
    /// By the publisher of what is answered: the outlet.
    Outlet,
    /// By the publisher of the answer: the embassy.
    Publisher,
}

/// Replies that have a publisher in common.
pub struct Replies {
    organisation: Option<i64>,
    count: u64,
    /// Sorted.
    days: Vec<i32>,
}

/// Replies that have a publisher in common, with the days they took.
#[Object]
impl Replies {
    /// The publisher they have in common; null for those whose publisher is not known.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.organisation).await
    }

    /// How many replies there are.
    async fn count(&self) -> u64 {
        self.count
    }

    /// How many of them have both dates known.
    async fn dated(&self) -> usize {
        self.days.len()
    }

    /// The days from what was answered to the answer: half took at most so many. Null where no dates are known.
    async fn median_days(&self) -> Option<i32> {
        self.days.get(self.days.len().checked_sub(1)? / 2).copied()
    }

    /// The fewest days; null where no dates are known.
    async fn fewest_days(&self) -> Option<i32> {
        self.days.first().copied()
    }

    /// The most days; null where no dates are known.
    async fn most_days(&self) -> Option<i32> {
        self.days.last().copied()
    }
}

/// Counts of replies.
#[derive(Default)]
pub struct ReplyQuery;

#[Object]
impl ReplyQuery {
    /// Replies (links of the kind `RESPONDS_TO`) counted by a publisher, the most frequent first. The links themselves: `links(filter: {kinds: [RESPONDS_TO], …})`.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By whom.")] by: ReplySide,
        #[graphql(desc = "Which links; all that reply if absent.")] filter: Option<LinkFilter>,
        #[graphql(desc = "How many publishers: at most 100, 20 if absent.")] first: Option<i32>,
    ) -> Result<Vec<Replies>> {
        let limit = page_size(first, "first")?;
        let side = match by {
            ReplySide::Outlet => "answered",
            ReplySide::Publisher => "answer",
        };
        let select = Query::select()
            .expr_as(Expr::col((side, Of::PublisherId)), "publisher")
            .expr_as(Expr::col(("answer", Of::SortDay)), "answered_on")
            .expr_as(Expr::col(("answered", Of::SortDay)), "asked_on")
            .from(Entity)
            .join_as(
                sea_orm::JoinType::InnerJoin,
                Statement,
                "answer",
                Expr::col(("answer", Of::Id)).equals((Entity, Column::SourceId)),
            )
            .join_as(
                sea_orm::JoinType::InnerJoin,
                Statement,
                "answered",
                Expr::col(("answered", Of::Id)).equals((Entity, Column::TargetId)),
            )
            .and_where(Column::Kind.eq(LinkKind::RespondsTo))
            .cond_where(chosen::<Link>(filter.as_ref())?)
            .limit(MAX_REPLIES as u64 + 1)
            .take();
        let db = ctx.db().clone();
        let rows = ctx.waves().result(async move { Ok(db.read().query_all(&select).await?) }).await?;
        if rows.len() > MAX_REPLIES {
            return Err(Error::LimitExceeded { limit: "the number of replies", allowed: MAX_REPLIES, asked: rows.len() });
        }
        let mut groups: HashMap<Option<i64>, Replies> = HashMap::new();
        for row in rows {
            let organisation: Option<i64> = row.try_get("", "publisher")?;
            let (answer, answered): (i32, i32) = (row.try_get("", "answered_on")?, row.try_get("", "asked_on")?);
            let group = groups.entry(organisation).or_insert(Replies { organisation, count: 0, days: Vec::new() });
            group.count += 1;
            group.days.extend(days_between(answer, answered));
        }
        let mut groups: Vec<Replies> = groups.into_values().collect();
        groups.sort_by(|one, other| other.count.cmp(&one.count).then(one.organisation.cmp(&other.organisation)));
        groups.truncate(limit);
        for group in &mut groups {
            group.days.sort_unstable();
        }
        Ok(groups)
    }
}

/// The days from one date that sorts to another; none where one is not known.
pub fn days_between(later: i32, earlier: i32) -> Option<i32> {
    let is_known = later != i32::MIN && earlier != i32::MIN;
    is_known.then(|| later.checked_sub(earlier)).flatten()
}
