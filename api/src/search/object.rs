//! What a search gives, as clients see it.

use super::facet::{Facet, FacetKind, count, facet};
use super::highlight::{Span, in_name, in_text, snippet};
use super::service::{Answer, Hit};
use super::syntax::{Leaf, SearchField};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::limits::MAX_PAGE;
use crate::graphql::loader::{group, one};
use crate::record::loader::NamesByRecordId;
use crate::record::query::{Node, by_kind};
use crate::statement::Statement;
use crate::turn::Turn;
use crate::turn::loader::TextByTurnId;
use async_graphql::connection::PageInfo;
use async_graphql::{Context, Enum, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;

/// The kinds of records that a search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchKind {
    /// Statements, by their titles, summaries and texts.
    Statement,
    /// People, by their names.
    Person,
    /// Countries, by their names and codes.
    Country,
    /// Organisations, by their names.
    Organisation,
    /// Offices, by their titles.
    Office,
    /// Places, by their names.
    Place,
    /// Events, by their names.
    Event,
    /// Topics, by their labels.
    Topic,
}

impl From<SearchKind> for entity::RecordKind {
    fn from(kind: SearchKind) -> Self {
        match kind {
            SearchKind::Statement => Self::Statement,
            SearchKind::Person => Self::Person,
            SearchKind::Country => Self::Country,
            SearchKind::Organisation => Self::Organisation,
            SearchKind::Office => Self::Office,
            SearchKind::Place => Self::Place,
            SearchKind::Event => Self::Event,
            SearchKind::Topic => Self::Topic,
        }
    }
}

/// Where words were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HighlightField {
    /// In the title of a statement.
    Title,
    /// In the summary of a statement.
    Summary,
    /// In the text of the turn.
    Text,
    /// In a name of the record.
    Name,
}

/// A span of a text.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TextRange {
    /// Where it begins: characters (Unicode scalar values) before it.
    pub start: usize,
    /// Where it ends: characters before what follows.
    pub end: usize,
}

impl From<Span> for TextRange {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// Where the words of a search stand.
#[derive(Clone, Debug, SimpleObject)]
pub struct Highlight {
    /// In which text.
    field: HighlightField,
    /// The spans in that text.
    ranges: Vec<TextRange>,
    /// The part of the text where most of them stand, about 240 characters, as HTML: the text is escaped, and each span is within `<mark>`.
    snippet: String,
}

/// A page of what a search found, the best first.
pub struct SearchConnection {
    pub answer: Arc<Answer>,
    pub leaves: Arc<Vec<Leaf>>,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    pub has_previous: bool,
    pub has_next: bool,
    /// Of the search, in its cursors.
    pub fingerprint: u64,
}

/// A page of what a search found, the best first (GraphQL Cursor Connections Specification). What is equal comes the last added first.
#[Object]
impl SearchConnection {
    /// What was found, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> Result<Vec<SearchEdge>> {
        let nodes = self.nodes(ctx).await?;
        Ok(nodes.into_iter().map(|node| SearchEdge { cursor: self.cursor(&node.hit), node }).collect())
    }

    /// What was found.
    async fn nodes(&self, ctx: &Context<'_>) -> Result<Vec<SearchHit>> {
        let nodes = self.hits.iter().map(|hit| by_kind(ctx.loader(), hit.kind, hit.record));
        let nodes = futures_util::future::try_join_all(nodes).await?;
        // What the index has and the state of this request has not is not there.
        let hits = self.hits.iter().zip(nodes).filter_map(|(hit, node)| Some((*hit, node?)));
        Ok(hits.map(|(hit, record)| SearchHit { hit, record, leaves: Arc::clone(&self.leaves) }).collect())
    }

    /// Whether there are more pages, and the cursors that lead to them.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.hits.first().map(|hit| self.cursor(hit)),
            end_cursor: self.hits.last().map(|hit| self.cursor(hit)),
        }
    }

    /// How many records the search found.
    async fn total_count(&self) -> usize {
        self.answer.hits.len()
    }

    /// The statements among all that was found, on whatever page, counted. Records of other kinds are not counted.
    async fn facets(
        &self,
        #[graphql(desc = "By what; by everything if absent.")] of: Option<Vec<FacetKind>>,
        #[graphql(desc = "How many values of each, the most frequent first: at most 100, 10 if absent.")] first: Option<i32>,
    ) -> Result<Vec<Facet>> {
        let first = values(first)?;
        let of = of.unwrap_or_else(|| FacetKind::ALL.to_vec());
        of.into_iter().map(|kind| Ok(facet(kind, count(&self.answer, kind)?, first))).collect()
    }

    /// The position of the archive's log that the index had read.
    async fn position(&self) -> i64 {
        self.answer.position
    }

    /// Whether the index had read all that this request sees. False while the index is built anew or a great import is read: what was added last may be
    /// missing then.
    async fn is_current(&self) -> bool {
        self.answer.is_current
    }
}

impl SearchConnection {
    fn cursor(&self, hit: &Hit) -> String {
        URL_SAFE_NO_PAD.encode(format!("search.{:x}.{:x}.{}", self.fingerprint, hit.score.to_bits(), hit.record))
    }
}

/// The fingerprint of the search, the score and the record of a cursor.
pub fn decode(cursor: &str) -> Option<(u64, f32, i64)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.strip_prefix("search.")?.split('.');
    let fingerprint = u64::from_str_radix(parts.next()?, 16).ok()?;
    let score = f32::from_bits(u32::from_str_radix(parts.next()?, 16).ok()?);
    let record = parts.next()?.parse().ok()?;
    (parts.next().is_none() && score.is_finite()).then_some((fingerprint, score, record))
}

/// How many values of a facet are wanted.
pub fn values(first: Option<i32>) -> Result<usize> {
    match usize::try_from(first.unwrap_or(10)) {
        Ok(first) if first <= MAX_PAGE => Ok(first),
        Ok(asked) => Err(Error::LimitExceeded { limit: "the number of values", allowed: MAX_PAGE, asked }),
        Err(_) => Err(Error::bad_input("first", "is negative; 0 to 100 are allowed")),
    }
}

/// A record that was found, with its cursor.
#[derive(SimpleObject)]
pub struct SearchEdge {
    /// What was found.
    node: SearchHit,
    /// Stands for this place in what was found: give it as `after`.
    cursor: String,
}

pub struct SearchHit {
    hit: Hit,
    record: Node,
    leaves: Arc<Vec<Leaf>>,
}

/// A record that was found.
#[Object]
impl SearchHit {
    /// The record.
    async fn node(&self) -> &Node {
        &self.record
    }

    /// The turn of the statement that fits best, with its speaker; null where title, summary or several turns together fit better, and for
    /// records of other kinds.
    async fn turn(&self, ctx: &Context<'_>) -> Result<Option<Turn>> {
        one(ctx.loader(), self.hit.turn).await
    }

    /// How well it fits: comparable within one search only.
    async fn score(&self) -> f32 {
        self.hit.score
    }

    /// Where the words of the search stand in it.
    async fn highlights(&self, ctx: &Context<'_>) -> Result<Vec<Highlight>> {
        let mut found = Vec::new();
        if let Node::Statement(Statement(row)) = &self.record {
            let language = row.language.as_deref();
            let mut look = |field, within, text: &str| {
                found.extend(highlight(field, text, &in_text(&self.leaves, within, language, text)));
            };
            look(HighlightField::Title, SearchField::Title, &row.title);
            if let Some(summary) = &row.summary {
                look(HighlightField::Summary, SearchField::Text, summary);
            }
            if let Some(turn) = self.hit.turn {
                let text = group::<TextByTurnId>(ctx.loader(), turn).await?.pop().map(|row| row.text).unwrap_or_default();
                look(HighlightField::Text, SearchField::Text, &text);
            }
            return Ok(found);
        }
        let mut names: Vec<String> = self.name().into_iter().map(ToOwned::to_owned).collect();
        names.extend(group::<NamesByRecordId>(ctx.loader(), self.hit.record).await?.into_iter().map(|row| row.form));
        // The first of the names in which most of the search stands.
        let marked = names.iter().map(|name| (name, in_name(&self.leaves, name)));
        let best = marked.rev().max_by_key(|(_, spans)| spans.iter().map(|span| span.end - span.start).sum::<usize>());
        found.extend(best.and_then(|(name, spans)| highlight(HighlightField::Name, name, &spans)));
        Ok(found)
    }
}

impl SearchHit {
    fn name(&self) -> Option<&str> {
        name_of(&self.record)
    }
}

/// The usual name of a record that has one.
pub fn name_of(record: &Node) -> Option<&str> {
    match record {
        Node::Person(person) => Some(&person.0.name),
        Node::Country(country) => Some(&country.0.name),
        Node::Organisation(organisation) => Some(&organisation.0.name),
        Node::Office(office) => Some(&office.0.title),
        Node::Place(place) => Some(&place.0.name),
        Node::Event(event) => Some(&event.0.name),
        Node::Topic(topic) => Some(&topic.0.label),
        _ => None,
    }
}

fn highlight(field: HighlightField, text: &str, spans: &[Span]) -> Option<Highlight> {
    let ranges = || spans.iter().copied().map(TextRange::from).collect();
    (!spans.is_empty()).then(|| Highlight { field, ranges: ranges(), snippet: snippet(text, spans) })
}
