//! The changes of the archive as they happen.

use super::changed::Passing;
use super::feed::events;
use super::object::{RecordChange, StatementChange};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::limits::{MAX_NODES, within};
use crate::graphql::loader::many;
use crate::review::{Operation, RecordKind};
use crate::statement::{Statement, StatementFilter};
use async_graphql::{Context, ID, Subscription};
use futures_util::FutureExt;
use futures_util::stream::Stream;
use std::sync::Arc;

/// Subscriptions to the log.
#[derive(Default)]
pub struct LogSubscription;

#[Subscription]
impl LogSubscription {
    /// Statements that are published, changed, deleted, merged or restored, each change once and in order. Followed with the filter and the
    /// position of a list, it keeps the list: what passes the filter is told of, and what may have ceased to. It never ends by itself; a client that
    /// was cut off goes on behind the last position it has seen.
    async fn statement_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Of which statements, as they are after the change; all if absent. As in lists, those that are only referred to are left \
                          out unless holdings, ids or slugs are given."
        )]
        filter: Option<StatementFilter>,
        #[graphql(
            desc = "Begin behind this position of the log: first what has happened since, then what happens. Absent: from now on."
        )]
        after: Option<i64>,
    ) -> Result<impl Stream<Item = Result<StatementChange>> + use<>> {
        let passing = Arc::new(Passing::new(filter)?);
        let wants_statement = ctx.look_ahead().field("statement").exists();
        let (db, loader) = (ctx.db().clone(), ctx.loader().clone());
        let select = move |entries: Vec<_>| {
            let (db, loader, passing) = (db.clone(), loader.clone(), Arc::clone(&passing));
            async move {
                let told = passing.among(&db, &entries).await?;
                if wants_statement {
                    // All at once, before they are asked for one by one.
                    let ids: Vec<i64> = told.iter().map(|(_, change)| change.entry.record_id).collect();
                    many::<Statement>(&loader, &ids).await?;
                }
                Ok(told)
            }
            .boxed()
        };
        events(ctx, after, Box::new(select)).await
    }

    /// Changes of records of every kind, each once and in order. It never ends by itself; a client that was cut off goes on behind the
    /// last position it has seen.
    async fn record_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of records of these kinds.")] record_kinds: Option<Vec<RecordKind>>,
        #[graphql(desc = "Only what does one of these things.")] operations: Option<Vec<Operation>>,
        #[graphql(desc = "Only of these records, 100 at most.")] record_ids: Option<Vec<ID>>,
        #[graphql(
            desc = "Begin behind this position of the log: first what has happened since, then what happens. Absent: from now on."
        )]
        after: Option<i64>,
    ) -> Result<impl Stream<Item = Result<RecordChange>> + use<>> {
        let kinds: Option<Vec<entity::RecordKind>> = record_kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let operations: Option<Vec<entity::Operation>> = operations.map(|wanted| wanted.into_iter().map(Into::into).collect());
        let records = record_ids.as_deref().map(records).transpose()?;
        let select = move |entries: Vec<super::Entry>| {
            let told = entries.into_iter().filter(|entry| {
                kinds.as_ref().is_none_or(|kinds| kinds.contains(&entry.kind))
                    && operations.as_ref().is_none_or(|operations| operations.contains(&entry.operation))
                    && records.as_ref().is_none_or(|records| records.contains(&(entry.kind, entry.record_id)))
            });
            std::future::ready(Ok(told.map(|entry| (entry.position, RecordChange(entry))).collect())).boxed()
        };
        events(ctx, after, Box::new(select)).await
    }
}

fn records(ids: &[ID]) -> Result<Vec<(entity::RecordKind, i64)>> {
    within("the number of ids", MAX_NODES, ids.len())?;
    let row = |(place, id): (usize, &ID)| {
        let path = format!("recordIds.{place}");
        let (name, row) = id::decode_any(id, &path)?;
        let kind = entity::RecordKind::named(&name);
        let kind = kind.ok_or_else(|| Error::bad_input(&path, format!("is the id of a {name}, which is not in the log")))?;
        Ok((kind, row))
    };
    ids.iter().enumerate().map(row).collect()
}
