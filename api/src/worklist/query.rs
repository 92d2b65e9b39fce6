//! Pages of what is left to do.

use super::kind::{WorklistKind, select};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::limits::{DEFAULT_PAGE, MAX_PAGE};
use crate::record::query::{Node, node};
use async_graphql::connection::PageInfo;
use async_graphql::{Context, ID, Object, SimpleObject};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Order, Query};

/// A page of a list of what is left to do.
pub struct Worklist {
    kind: WorklistKind,
    word: &'static str,
    ids: Vec<i64>,
    has_previous: bool,
    has_next: bool,
}

/// A record of a list, with its cursor.
#[derive(SimpleObject)]
pub struct WorklistEdge {
    /// The record.
    node: Node,
    /// Stands for this place in the list: give it as `after`.
    cursor: ID,
}

/// A page of records that lack something, the first added first (GraphQL Cursor Connections Specification).
#[Object(name = "WorklistConnection")]
impl Worklist {
    /// The records of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> Result<Vec<WorklistEdge>> {
        let nodes = self.nodes(ctx).await?;
        let cursors = self.ids.iter().map(|row| id::encode(self.word, *row));
        Ok(nodes.into_iter().zip(cursors).map(|(node, cursor)| WorklistEdge { node, cursor }).collect())
    }

    /// The records of this page.
    async fn nodes(&self, ctx: &Context<'_>) -> Result<Vec<Node>> {
        let nodes = self.ids.iter().map(|row| node(ctx.loader(), self.word, *row));
        Ok(futures_util::future::try_join_all(nodes).await?.into_iter().flatten().collect())
    }

    /// Whether there are more pages, and the cursors that lead to them.
    async fn page_info(&self) -> PageInfo {
        let cursor = |row: Option<&i64>| row.map(|row| id::encode(self.word, *row).to_string());
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: cursor(self.ids.first()),
            end_cursor: cursor(self.ids.last()),
        }
    }

    /// How many there are. Counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        let counted = Query::select()
            .expr_as(Expr::col(Asterisk).count(), Alias::new("counted"))
            .from_subquery(select(self.kind).1, Alias::new("work"))
            .take();
        let db = ctx.db().clone();
        ctx.waves()
            .result(async move {
                let row = db.read().query_one(&counted).await?;
                Ok(row.map(|row| row.try_get("", "counted")).transpose()?.unwrap_or_default())
            })
            .await
    }
}

/// Queries for what is left to do.
#[derive(Default)]
pub struct WorklistQuery;

#[Object]
impl WorklistQuery {
    /// What is left to do for editors: records that lack something.
    async fn worklist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they lack.")] kind: WorklistKind,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<ID>,
    ) -> Result<Worklist> {
        let limit = match first.map(usize::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(limit)) if limit <= MAX_PAGE => limit,
            Some(Ok(asked)) => return Err(Error::LimitExceeded { limit: "the size of a page", allowed: MAX_PAGE, asked }),
            Some(Err(_)) => return Err(Error::bad_input("first", "is negative")),
        };
        // Some lists are of what is past today, or of what editors have judged.
        ctx.mark_passing();
        let (word, work) = select(kind);
        let after = after.map(|cursor| id::decode(word, &cursor, "after")).transpose()?;
        let mut page = Query::select();
        page.column(Alias::new("id")).from_subquery(work, Alias::new("work")).order_by(Alias::new("id"), Order::Asc);
        if let Some(after) = after {
            page.and_where(Expr::col(Alias::new("id")).gt(after));
        }
        page.limit(limit as u64 + 1);
        let db = ctx.db().clone();
        let mut ids: Vec<i64> = ctx
            .waves()
            .result(async move {
                let rows = db.read().query_all(&page).await?;
                Ok(rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<i64>, _>>()?)
            })
            .await?;
        let has_next = ids.len() > limit;
        ids.truncate(limit);
        Ok(Worklist { kind, word, ids, has_previous: after.is_some(), has_next })
    }
}
