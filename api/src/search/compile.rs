//! A search that was read becomes a query of the index.

use super::collect::Deadline;
use super::document::word;
use super::fields::{Fields, kind_number};
use super::names;
use super::syntax::{Leaf, Node, SearchField, Shape};
use super::token::{Stems, tokens};
use crate::error::{Error, Result};
use crate::statement::StatementKind;
use entity::RecordKind;
use sea_orm::Iterable;
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// What a word is worth where it stands.
const IN_TITLE: f32 = 3.0;
const IN_TEXT: f32 = 1.0;
const IN_WHOLE: f32 = 0.5;
const IN_CONTEXT: f32 = 0.2;
const AS_SPEAKER: f32 = 0.3;
/// A word as it is written, beside its stem.
const AS_WRITTEN: f32 = 0.3;

pub struct Compiler<'s> {
    searcher: &'s Searcher,
    fields: Fields,
    path: &'static str,
    deadline: Deadline,
    tags: Vec<String>,
    stems: Vec<Stems>,
}

impl<'s> Compiler<'s> {
    pub fn new(searcher: &'s Searcher, fields: Fields, path: &'static str, deadline: Deadline) -> Result<Self> {
        let tags = tags(searcher, fields.language)?;
        let mut codes = BTreeSet::new();
        let known = tags.iter().map(|tag| Stems::of(Some(tag))).chain([Stems::of(None)]);
        let stems = known.filter(|stems| codes.insert(stems.code())).collect();
        Ok(Self { searcher, fields, path, deadline, tags, stems })
    }

    /// What finds the documents that `node` asks for.
    pub fn query(&self, node: &Node) -> Result<Box<dyn Query>> {
        self.deadline.check()?;
        match node {
            Node::All(nodes) => self.all(nodes),
            Node::Any(nodes) => Ok(any(nodes.iter().map(|node| self.query(node)).collect::<Result<_>>()?)),
            Node::Not(_) => self.all(std::slice::from_ref(node)),
            Node::Leaf(leaf) => self.leaf(leaf),
        }
    }

    fn all(&self, nodes: &[Node]) -> Result<Box<dyn Query>> {
        let mut clauses = Vec::with_capacity(nodes.len() + 1);
        for node in nodes {
            clauses.push(match node {
                Node::Not(node) => (Occur::MustNot, self.records_of(node)?),
                node => (Occur::Must, self.query(node)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// All documents of the records of which one document is found: NOT leaves out whole statements, not turns of them.
    fn records_of(&self, node: &Node) -> Result<Box<dyn Query>> {
        let query = self.query(node)?;
        if !speaks_of_turns(node) {
            return Ok(query);
        }
        let records = names::records(self.searcher, &*query, self.deadline)?;
        Ok(one_of(self.fields.record, records))
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Box<dyn Query>> {
        let Fields { title, title_stem, text, text_stem, speaker, country, organisation, publisher, event, place, topic, .. } =
            self.fields;
        Ok(match leaf.field {
            None => self.anywhere(leaf)?,
            Some(SearchField::Title) => self.words(leaf, &[(title, Some(title_stem), IN_TITLE)]),
            Some(SearchField::Text) => self.words(leaf, &[(text, Some(text_stem), IN_TEXT)]),
            Some(SearchField::Name) => self.name(leaf),
            Some(SearchField::Speaker) => self.named(&[speaker], RecordKind::Person, leaf)?,
            Some(SearchField::Country) => self.country(&[country], leaf)?,
            Some(SearchField::Organisation) => self.named(&[organisation, publisher], RecordKind::Organisation, leaf)?,
            Some(SearchField::Publisher) => self.named(&[publisher], RecordKind::Organisation, leaf)?,
            Some(SearchField::Event) => self.named(&[event], RecordKind::Event, leaf)?,
            Some(SearchField::Place) => self.named(&[place], RecordKind::Place, leaf)?,
            Some(SearchField::Topic) => self.named(&[topic], RecordKind::Topic, leaf)?,
            Some(SearchField::Kind) => self.genre(leaf)?,
            Some(SearchField::Year) => self.year(leaf)?,
            Some(SearchField::Language) => self.language(leaf),
        })
    }

    fn anywhere(&self, leaf: &Leaf) -> Result<Box<dyn Query>> {
        let Fields { title, title_stem, text, text_stem, context, context_stem, whole_stem, speaker, .. } = self.fields;
        let mut found = vec![
            self.words(
                leaf,
                &[
                    (title, Some(title_stem), IN_TITLE),
                    (text, Some(text_stem), IN_TEXT),
                    (context, Some(context_stem), IN_CONTEXT),
                ],
            ),
            self.name(leaf),
        ];
        if leaf.shape == Shape::Word {
            let stems = self.stemmed(leaf, whole_stem).into_iter().map(|term| boosted(term, IN_WHOLE));
            found.extend(stems);
        }
        if leaf.shape != Shape::Prefix {
            // What somebody says is found by their name, in whatever script it is written.
            let people = names::exact(self.searcher, &self.fields, RecordKind::Person, &leaf.text, self.deadline)?;
            if !people.is_empty() {
                found.push(Box::new(ConstScoreQuery::new(one_of(speaker, people), AS_SPEAKER)));
            }
        }
        Ok(any(found))
    }

    /// The leaf in fields of text, each with the field of its stems and with what it is worth there.
    fn words(&self, leaf: &Leaf, fields: &[(Field, Option<Field>, f32)]) -> Box<dyn Query> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let written: Vec<String> = tokens(&leaf.text).into_iter().map(|token| token.plain).collect();
        for (field, stem, worth) in fields {
            let terms: Vec<Term> = written.iter().map(|word| Term::from_field_text(*field, word)).collect();
            match leaf.shape {
                Shape::Prefix => found.push(boosted(begins(terms), *worth)),
                Shape::Phrase => found.push(boosted(follow(terms), *worth)),
                Shape::Word => {
                    found.push(boosted(follow(terms), worth * AS_WRITTEN));
                    let stems = stem.map(|stem| self.stemmed(leaf, stem)).unwrap_or_default();
                    found.extend(stems.into_iter().map(|term| boosted(term, *worth)));
                }
            }
        }
        any(found)
    }

    /// The word of a leaf in every language that the archive has.
    fn stemmed(&self, leaf: &Leaf, field: Field) -> Vec<Box<dyn Query>> {
        let Some(token) = tokens(&leaf.text).into_iter().next() else { return Vec::new() };
        self.stems.iter().map(|stems| one(Term::from_field_text(field, &stems.stem(&token)))).collect()
    }

    fn name(&self, leaf: &Leaf) -> Box<dyn Query> {
        let found = match leaf.shape {
            Shape::Prefix => names::beginning(&self.fields, &leaf.text),
            Shape::Phrase => names::phrase(&self.fields, &leaf.text),
            Shape::Word => names::like(&self.fields, &leaf.text),
        };
        names::by_kind(&self.fields, found)
    }

    fn named(&self, fields: &[Field], kind: RecordKind, leaf: &Leaf) -> Result<Box<dyn Query>> {
        let records = names::find(self.searcher, &self.fields, kind, &leaf.text, self.deadline)?;
        Ok(any(fields.iter().map(|field| one_of(*field, records.clone())).collect()))
    }

    fn country(&self, fields: &[Field], leaf: &Leaf) -> Result<Box<dyn Query>> {
        let is_code =
            (2..=4).contains(&leaf.text.len()) && leaf.text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if is_code {
            let query = one(Term::from_field_text(self.fields.code, &leaf.text));
            let records = names::records(self.searcher, &*query, self.deadline)?;
            if !records.is_empty() {
                return Ok(any(fields.iter().map(|field| one_of(*field, records.clone())).collect()));
            }
        }
        self.named(fields, RecordKind::Country, leaf)
    }

    fn genre(&self, leaf: &Leaf) -> Result<Box<dyn Query>> {
        let wanted = leaf.text.trim().to_uppercase().replace([' ', '-'], "_");
        let known: Vec<String> = entity::StatementKind::iter().map(|kind| word(StatementKind::from(kind))).collect();
        if known.contains(&wanted) {
            return Ok(unscored(one(Term::from_field_text(self.fields.genre, &wanted))));
        }
        Err(self.wrong(leaf, &format!("'{}' is no kind of statement; {} are", shown(&leaf.text), known.join(", "))))
    }

    fn year(&self, leaf: &Leaf) -> Result<Box<dyn Query>> {
        let (from, to) = leaf.text.split_once("..").unwrap_or((&leaf.text, &leaf.text));
        let year = |text: &str| if text.trim().is_empty() { Some(None) } else { text.trim().parse::<i16>().ok().map(Some) };
        let (Some(from), Some(to)) = (year(from), year(to)) else {
            let message =
                format!("'{}' is no year; write year:2016, year:2014..2016, year:2014.. or year:..2016", shown(&leaf.text));
            return Err(self.wrong(leaf, &message));
        };
        let term = |year: i16| Bound::Included(Term::from_field_i64(self.fields.year, year.into()));
        let (from, to) = (from.map_or(Bound::Unbounded, term), to.map_or(Bound::Unbounded, term));
        Ok(unscored(Box::new(RangeQuery::new(from, to))))
    }

    /// `en` is also `en-GB`.
    fn language(&self, leaf: &Leaf) -> Box<dyn Query> {
        let wanted = leaf.text.trim().to_lowercase();
        let fits = |tag: &&String| {
            let tag = tag.to_lowercase();
            tag == wanted || tag.starts_with(&format!("{wanted}-"))
        };
        let terms: Vec<Term> =
            self.tags.iter().filter(fits).map(|tag| Term::from_field_text(self.fields.language, tag)).collect();
        if terms.is_empty() { Box::new(EmptyQuery) } else { unscored(Box::new(TermSetQuery::new(terms))) }
    }

    fn wrong(&self, leaf: &Leaf, message: &str) -> Error {
        Error::bad_input(self.path, format!("character {}: {message}", leaf.at))
    }
}

/// The documents of these kinds, without statements that are only referred to unless they are asked for.
pub fn of_kinds(fields: &Fields, kinds: &[RecordKind], with_referenced: bool) -> Vec<(Occur, Box<dyn Query>)> {
    let numbers = kinds.iter().filter_map(|kind| kind_number(*kind));
    let kinds = TermSetQuery::new(numbers.map(|number| Term::from_field_u64(fields.kind, number)));
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, unscored(Box::new(kinds)))];
    if !with_referenced {
        clauses.push((Occur::MustNot, one(Term::from_field_u64(fields.referenced, 1))));
    }
    clauses
}

/// The documents that have one of `records` in `field`.
pub fn one_of(field: Field, records: Vec<i64>) -> Box<dyn Query> {
    if records.is_empty() {
        return Box::new(EmptyQuery);
    }
    unscored(Box::new(TermSetQuery::new(records.into_iter().map(|id| Term::from_field_i64(field, id)))))
}

/// Whether what it asks differs between the turns of a statement.
fn speaks_of_turns(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(speaks_of_turns),
        Node::Not(node) => speaks_of_turns(node),
        Node::Leaf(leaf) => !matches!(
            leaf.field,
            Some(
                SearchField::Kind
                    | SearchField::Year
                    | SearchField::Language
                    | SearchField::Country
                    | SearchField::Topic
                    | SearchField::Event
                    | SearchField::Place
                    | SearchField::Publisher
            )
        ),
    }
}

/// The language tags that statements have.
fn tags(searcher: &Searcher, language: Field) -> Result<Vec<String>> {
    let mut tags = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(language).map_err(Error::internal)?;
        let mut terms = index.terms().stream().map_err(Error::internal)?;
        while terms.advance() {
            tags.insert(String::from_utf8_lossy(terms.key()).into_owned());
        }
    }
    Ok(tags.into_iter().collect())
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

pub fn one(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

pub fn boosted(query: Box<dyn Query>, worth: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, worth))
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.pop(), queries.is_empty()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), true) => only,
        (Some(last), false) => {
            queries.push(last);
            Box::new(BooleanQuery::union(queries))
        }
    }
}

/// The words one behind the other.
pub fn follow(mut terms: Vec<Term>) -> Box<dyn Query> {
    match (terms.pop(), terms.is_empty()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), true) => one(only),
        (Some(last), false) => {
            terms.push(last);
            Box::new(PhraseQuery::new(terms))
        }
    }
}

/// The same, of the last word only its beginning.
pub fn begins(mut terms: Vec<Term>) -> Box<dyn Query> {
    match (terms.pop(), terms.is_empty()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), true) => Box::new(FuzzyTermQuery::new_prefix(only, 0, true)),
        (Some(last), false) => {
            terms.push(last);
            Box::new(PhrasePrefixQuery::new(terms))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fields::schema;
    use crate::search::syntax::parse;
    use tantivy::Index;

    #[test]
    fn names_and_what_is_left_out_are_looked_for_until_the_time_is_up() {
        let (schema, fields) = schema();
        let searcher = Index::create_in_ram(schema).reader().expect("an index").searcher();
        let compiled = |query: &str, deadline: Deadline| {
            let node = parse(query, "query").expect("a search").expect("words");
            Compiler::new(&searcher, fields, "query", deadline).expect("an index").query(&node).map(drop)
        };
        for query in ["lavrov", "speaker:lavrov", "NOT lavrov", "NOT (speaker:lavrov OR country:AZ)"] {
            assert!(compiled(query, Deadline::new("query")).is_ok(), "{query}");
            let refused = compiled(query, Deadline::over("query")).map_err(|error| error.code());
            assert_eq!(refused, Err("BAD_USER_INPUT"), "{query}");
        }
    }
}
