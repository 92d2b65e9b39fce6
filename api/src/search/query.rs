//! Searches and suggestions.

use super::Search;
use super::fields::KINDS;
use super::highlight::leaves;
use super::object::{SearchConnection, SearchKind, decode};
use super::service::{Asked, find};
use super::suggest::{Suggestion, suggest};
use super::syntax::parse;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::pagination::{chosen, page_size};
use crate::statement::{Statement, StatementFilter};
use async_graphql::{Context, Object};
use entity::RecordKind;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Searches.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// What fits a search, the best first: statements by their titles, summaries and texts, other records by their names in whatever script and
    /// spelling.
    ///
    /// Words that stand side by side must all be found, in one turn with its title, or in the whole statement: `gas pipeline`. `OR`, `AND`, `NOT` (or `-`) and
    /// parentheses combine them; `NOT` leaves out whole statements. `"genuine partnership"` is found word for word, `caspi*` is a
    /// beginning. Words of texts are found in all their forms in the language of the statement; only names are found with a slip of the
    /// pen. Fields: `title:`, `text:`, `name:`, `speaker:` (who speaks in the turn, or wrote the statement), `country:` (a name, or a code in
    /// capitals), `organisation:` (for whom somebody speaks, or who publishes), `publisher:`, `event:`, `place:`, `topic:`, `kind:` (of the
    /// statement), `year:2016` or `year:2014..2016`, `language:`. A field may have a list: `speaker:(lavrov OR kerry)`.
    ///
    /// At most 2000 characters, 50 terms and 2 seconds. What is wrong is `BAD_USER_INPUT` with the place of the character.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for. May be empty where a filter is given.")] query: String,
        #[graphql(desc = "Records of which kinds; of all if absent, statements alone where a filter is given.")] kinds: Option<
            Vec<SearchKind>,
        >,
        #[graphql(
            desc = "Which statements stay, as in the list of statements; records of other kinds have no place in a search with a filter."
        )]
        filter: Option<StatementFilter>,
        #[graphql(desc = "How many, the best first: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this search: only what comes after it.")] after: Option<String>,
    ) -> Result<SearchConnection> {
        let limit = page_size(first, "first")?;
        let node = parse(&query, "query")?;
        if node.is_none() && filter.is_none() {
            return Err(Error::bad_input("query", "has neither a letter nor a digit to look for"));
        }
        let kinds = kinds_of(kinds, filter.is_some())?;
        let mut hasher = DefaultHasher::new();
        (query, &kinds, format!("{filter:?}")).hash(&mut hasher);
        let fingerprint = hasher.finish();
        let after = after.map(|cursor| place(&cursor, fingerprint)).transpose()?;
        let condition = filter.as_ref().map(|filter| chosen::<Statement>(Some(filter))).transpose()?;
        let leaves = Arc::new(node.as_ref().map(leaves).unwrap_or_default());
        let asked = Asked { node, kinds, condition, with_voices: ctx.look_ahead().field("facets").exists() };
        let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
        let answer = ctx.waves().result(async move { find(&search, &db, asked, "query").await }).await?;
        let behind = |score: f32, record: i64| {
            after.is_none_or(|(last, before)| match score.total_cmp(&last) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Equal => record < before,
                std::cmp::Ordering::Greater => false,
            })
        };
        let mut rest = answer.hits.iter().filter(|hit| behind(hit.score, hit.record)).copied();
        let hits = rest.by_ref().take(limit).collect();
        let has_next = rest.next().is_some();
        Ok(SearchConnection { answer: Arc::new(answer), leaves, hits, has_previous: after.is_some(), has_next, fingerprint })
    }

    /// Records whose names begin like this, as somebody types: the most spoken of first. Letter case, accents and script do not matter; from five
    /// letters on one may be wrong.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The beginning of a name, at most 100 characters. Nothing is suggested for one without a letter or digit."
        )]
        prefix: String,
        #[graphql(
            desc = "Records of which kinds; of all but statements if absent. Statements have no names and are never suggested."
        )]
        kinds: Option<Vec<SearchKind>>,
        #[graphql(desc = "How many: at most 100, 20 if absent.")] first: Option<i32>,
    ) -> Result<Vec<Suggestion>> {
        let limit = page_size(first, "first")?;
        suggest(ctx, &prefix, kinds_of(kinds, false)?, limit).await
    }
}

fn kinds_of(kinds: Option<Vec<SearchKind>>, has_filter: bool) -> Result<Vec<RecordKind>> {
    let kinds = match kinds {
        Some(kinds) => kinds.into_iter().map(RecordKind::from).collect(),
        None if has_filter => vec![RecordKind::Statement],
        None => KINDS.to_vec(),
    };
    if has_filter && kinds.iter().any(|kind| *kind != RecordKind::Statement) {
        return Err(Error::bad_input(
            "kinds",
            "a filter is one of statements: ask for the kind STATEMENT alone, or without a filter",
        ));
    }
    Ok(kinds)
}

/// The score and the record of a cursor of the search with this fingerprint.
fn place(cursor: &str, fingerprint: u64) -> Result<(f32, i64)> {
    let shown: String = cursor.chars().take(60).collect();
    match decode(cursor) {
        Some((of, score, record)) if of == fingerprint => Ok((score, record)),
        Some(_) => Err(Error::bad_input("after", format!("'{shown}' is a cursor of another search"))),
        None => Err(Error::bad_input("after", format!("'{shown}' is not a cursor; cursors come from 'pageInfo' or 'edges'"))),
    }
}
