//! How what was found is spread over kinds, years, speakers and the rest.

use super::collect::Found;
use super::fields::column;
use super::service::Answer;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::record::query::{Node, node};
use async_graphql::{Context, Enum, Object};
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::Searcher;

/// By what statements are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum FacetKind {
    /// What sort of text it is.
    Kind,
    /// The year of its date: the first known of made, sent, published and posted.
    Year,
    /// Who speaks in it; in a search, who speaks in the turns that were found, or wrote what was found.
    Speaker,
    /// The countries it concerns.
    Country,
    /// The organisations for which somebody speaks in it; in a search, in the turns that were found.
    Organisation,
    /// The event it was made at.
    Event,
    /// What it is about.
    Topic,
    /// Its language, as a BCP 47 tag.
    Language,
    /// Who publishes it.
    Publisher,
}

impl FacetKind {
    pub const ALL: [Self; 9] = [
        Self::Kind,
        Self::Year,
        Self::Speaker,
        Self::Country,
        Self::Organisation,
        Self::Event,
        Self::Topic,
        Self::Language,
        Self::Publisher,
    ];

    /// The type of the records it counts by.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Kind | Self::Year | Self::Language => None,
            Self::Speaker => Some("Person"),
            Self::Country => Some("Country"),
            Self::Organisation | Self::Publisher => Some("Organisation"),
            Self::Event => Some("Event"),
            Self::Topic => Some("Topic"),
        }
    }
}

/// What a number of statements have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    Record(i64),
    Text(String),
}

/// How many statements have each value.
pub struct Facet {
    pub kind: FacetKind,
    pub counts: Vec<(Value, u64)>,
    /// How many values there are, with those that are left out.
    pub values: usize,
}

/// Statements counted by one thing.
#[Object]
impl Facet {
    /// By what they are counted.
    async fn facet(&self) -> FacetKind {
        self.kind
    }

    /// The values that most statements have, the most frequent first.
    async fn values(&self) -> Vec<FacetValue> {
        let value = |(value, count): &(Value, u64)| FacetValue { kind: self.kind, value: value.clone(), count: *count };
        self.counts.iter().map(value).collect()
    }

    /// How many values there are, with those that are left out.
    async fn value_count(&self) -> usize {
        self.values
    }
}

pub struct FacetValue {
    kind: FacetKind,
    value: Value,
    count: u64,
}

/// A value, and how many statements have it.
#[Object]
impl FacetValue {
    /// How many statements have it. Each counts once, however often it has it.
    async fn count(&self) -> u64 {
        self.count
    }

    /// The value as a text: a kind such as `SPEECH`, a year such as `2016`, a language tag; null where it is a record.
    async fn value(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Record(_) => None,
        }
    }

    /// The record: a person, a country, an organisation, an event or a topic; null where the value is a text.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        match (self.kind.word(), &self.value) {
            (Some(word), Value::Record(id)) => node(ctx.loader(), word, *id).await,
            _ => Ok(None),
        }
    }
}

/// The `first` most frequent of `counts`.
pub(crate) fn facet(kind: FacetKind, counts: HashMap<Value, u64>, first: usize) -> Facet {
    let values = counts.len();
    let mut counts: Vec<(Value, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts.truncate(first);
    Facet { kind, counts, values }
}

/// How the statements of an answer are spread.
pub fn count(answer: &Arc<Answer>, kind: FacetKind) -> Result<HashMap<Value, u64>> {
    let Answer { found, searcher, .. } = &**answer;
    match kind {
        FacetKind::Speaker => Ok(pairs(&found.speakers)),
        FacetKind::Organisation => Ok(pairs(&found.organisations)),
        FacetKind::Kind => texts(found, searcher, column::GENRE),
        FacetKind::Language => texts(found, searcher, column::LANGUAGE),
        FacetKind::Year => {
            let years = numbers(found, searcher, column::YEAR)?;
            let text = |(year, count)| match year {
                Value::Record(year) => (Value::Text(year.to_string()), count),
                text @ Value::Text(_) => (text, count),
            };
            Ok(years.into_iter().map(text).collect())
        }
        FacetKind::Country => numbers(found, searcher, column::COUNTRY),
        FacetKind::Event => numbers(found, searcher, column::EVENT),
        FacetKind::Topic => numbers(found, searcher, column::TOPIC),
        FacetKind::Publisher => numbers(found, searcher, column::PUBLISHER),
    }
}

fn pairs(pairs: &std::collections::HashSet<(i64, i64)>) -> HashMap<Value, u64> {
    let mut counts = HashMap::new();
    for (value, _) in pairs {
        *counts.entry(Value::Record(*value)).or_default() += 1;
    }
    counts
}

fn numbers(found: &Found, searcher: &Searcher, name: &str) -> Result<HashMap<Value, u64>> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().i64(name).map_err(Error::internal)?);
    }
    let mut counts = HashMap::new();
    for best in found.records.values() {
        let column = usize::try_from(best.address.segment_ord).ok().and_then(|segment| columns.get(segment));
        for value in column.into_iter().flat_map(|column| column.values_for_doc(best.address.doc_id)) {
            *counts.entry(Value::Record(value)).or_default() += 1;
        }
    }
    Ok(counts)
}

fn texts(found: &Found, searcher: &Searcher, name: &str) -> Result<HashMap<Value, u64>> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().str(name).map_err(Error::internal)?);
    }
    // Counted by number first: a text is read once for each segment.
    let mut by_number: HashMap<(usize, u64), u64> = HashMap::new();
    for best in found.records.values() {
        let Ok(segment) = usize::try_from(best.address.segment_ord) else { continue };
        let column = columns.get(segment).and_then(Option::as_ref);
        for number in column.into_iter().flat_map(|column| column.term_ords(best.address.doc_id)) {
            *by_number.entry((segment, number)).or_default() += 1;
        }
    }
    let mut counts = HashMap::new();
    for ((segment, number), count) in by_number {
        let Some(column) = columns.get(segment).and_then(Option::as_ref) else { continue };
        let mut text = String::new();
        column.ord_to_str(number, &mut text).map_err(Error::internal)?;
        *counts.entry(Value::Text(text)).or_default() += count;
    }
    Ok(counts)
}
