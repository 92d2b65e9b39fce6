//! What the index is told of records: their rows, read for many at once, as documents.

use super::fields::{Fields, kind_number};
use super::pair::pairs;
use super::romanise;
use super::token::{Stems, Token as Word, tokens};
use crate::error::Result;
use crate::statement::StatementKind;
use chrono::Datelike;
use entity::{
    Holding, RecordKind, country, event, name, office, organisation, person, place, statement, statement_author,
    statement_country, statement_topic, topic, turn, turn_text,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use tantivy::TantivyDocument;
use tantivy::schema::Field;
use tantivy::tokenizer::{PreTokenizedString, Token};

/// The documents of the records of `kind` with these ids, as far as they are in the archive.
pub async fn documents(
    db: &impl ConnectionTrait,
    fields: &Fields,
    kind: RecordKind,
    ids: &[i64],
) -> Result<Vec<TantivyDocument>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    if kind == RecordKind::Statement {
        return statements(db, fields, ids).await;
    }
    let mut documents = Vec::with_capacity(ids.len());
    let mut others: HashMap<i64, Vec<String>> = HashMap::new();
    for row in name::Entity::find().filter(name::Column::RecordId.is_in(ids.iter().copied())).all(db).await? {
        others.entry(row.record_id).or_default().push(row.form);
    }
    for Named { id, mut names, codes } in named(db, kind, ids).await? {
        names.extend(others.remove(&id).unwrap_or_default());
        documents.push(of_names(fields, kind, id, &names, &codes));
    }
    Ok(documents)
}

/// A record that is known by its names alone.
struct Named {
    id: i64,
    names: Vec<String>,
    codes: Vec<String>,
}

async fn named(db: &impl ConnectionTrait, kind: RecordKind, ids: &[i64]) -> Result<Vec<Named>> {
    let ids = ids.iter().copied();
    let plain = |id, name| Named { id, names: vec![name], codes: Vec::new() };
    Ok(match kind {
        RecordKind::Person => {
            let rows = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.name)).collect()
        }
        RecordKind::Organisation => {
            let rows = organisation::Entity::find().filter(organisation::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.name)).collect()
        }
        RecordKind::Office => {
            let rows = office::Entity::find().filter(office::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.title)).collect()
        }
        RecordKind::Place => {
            let rows = place::Entity::find().filter(place::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.name)).collect()
        }
        RecordKind::Event => {
            let rows = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.name)).collect()
        }
        RecordKind::Topic => {
            let rows = topic::Entity::find().filter(topic::Column::Id.is_in(ids)).all(db).await?;
            rows.into_iter().map(|row| plain(row.id, row.label)).collect()
        }
        RecordKind::Country => {
            let rows = country::Entity::find().filter(country::Column::Id.is_in(ids)).all(db).await?;
            let named = |row: country::Model| Named {
                id: row.id,
                names: [Some(row.name), row.formal_name].into_iter().flatten().collect(),
                codes: [row.alpha2, row.alpha3, row.numeric_code, row.alpha4].into_iter().flatten().collect(),
            };
            rows.into_iter().map(named).collect()
        }
        _ => Vec::new(),
    })
}

fn of_names(fields: &Fields, kind: RecordKind, id: i64, names: &[String], codes: &[String]) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_i64(fields.record, id);
    document.add_u64(fields.kind, kind_number(kind).unwrap_or_default());
    let (mut words, mut keys, mut wholes) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let distinct: BTreeSet<&String> = names.iter().collect();
    for name in distinct {
        let parts = romanise::words(name);
        // What one language writes as one word another writes as two: Jin Ping and Jinping, Al Assad and Alassad.
        let joined = parts.windows(2).map(<[String]>::concat);
        keys.extend(parts.iter().cloned().chain(joined.clone()).flat_map(|word| romanise::keys(&word)));
        wholes.insert(parts.concat());
        wholes.extend(joined);
        words.push(parts);
    }
    let texts = words.iter().enumerate().flat_map(|(number, parts)| {
        // Far apart, so that no phrase goes from one name into the next.
        parts.iter().enumerate().map(move |(place, word)| (number * 100 + place, word.clone()))
    });
    document.add_pre_tokenized_text(fields.name, pre_tokenized(texts));
    document.add_pre_tokenized_text(fields.name_key, pre_tokenized(keys.into_iter().enumerate()));
    document.add_pre_tokenized_text(fields.name_whole, pre_tokenized(wholes.into_iter().enumerate()));
    for code in codes {
        document.add_text(fields.code, code);
    }
    document
}

fn pre_tokenized(words: impl Iterator<Item = (usize, String)>) -> PreTokenizedString {
    let token = |(position, text)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: words.map(token).collect() }
}

/// Puts the words of `text` into two fields: as they are written, and by their stems.
fn add_text(document: &mut TantivyDocument, plain: Field, stem: Field, stems: &Stems, text: &str) {
    add_words(document, plain, stem, stems, tokens(text));
}

fn add_words(document: &mut TantivyDocument, plain: Field, stem: Field, stems: &Stems, tokens: Vec<Word>) {
    document.add_pre_tokenized_text(stem, pre_tokenized(tokens.iter().map(|token| stems.stem(token)).enumerate()));
    document.add_pre_tokenized_text(plain, pre_tokenized(tokens.into_iter().map(|token| token.plain).enumerate()));
}

/// What belongs to statements, by their ids.
#[derive(Default)]
struct Parts {
    turns: HashMap<i64, Vec<turn::Model>>,
    texts: HashMap<i64, String>,
    authors: HashMap<i64, Vec<i64>>,
    countries: HashMap<i64, Vec<i64>>,
    topics: HashMap<i64, Vec<i64>>,
}

async fn statements(db: &impl ConnectionTrait, fields: &Fields, ids: &[i64]) -> Result<Vec<TantivyDocument>> {
    let within = || ids.iter().copied();
    let mut parts = Parts::default();
    let select = turn::Entity::find().filter(turn::Column::StatementId.is_in(within()));
    for row in select.order_by_asc(turn::Column::Position).all(db).await? {
        parts.turns.entry(row.statement_id).or_default().push(row);
    }
    let turns: Vec<i64> = parts.turns.values().flatten().map(|turn| turn.id).collect();
    // Fewer at once than any database takes.
    for some in turns.chunks(5000) {
        for row in turn_text::Entity::find().filter(turn_text::Column::TurnId.is_in(some.iter().copied())).all(db).await? {
            parts.texts.insert(row.turn_id, row.text);
        }
    }
    for row in statement_author::Entity::find().filter(statement_author::Column::StatementId.is_in(within())).all(db).await? {
        parts.authors.entry(row.statement_id).or_default().push(row.person_id);
    }
    for row in statement_country::Entity::find().filter(statement_country::Column::StatementId.is_in(within())).all(db).await? {
        parts.countries.entry(row.statement_id).or_default().push(row.country_id);
    }
    for row in statement_topic::Entity::find().filter(statement_topic::Column::StatementId.is_in(within())).all(db).await? {
        parts.topics.entry(row.statement_id).or_default().push(row.topic_id);
    }
    let rows = statement::Entity::find().filter(statement::Column::Id.is_in(within())).all(db).await?;
    Ok(rows.into_iter().flat_map(|row| of_statement(fields, &row, &mut parts)).collect())
}

/// The document of the statement itself, and those of its turns.
fn of_statement(fields: &Fields, row: &statement::Model, parts: &mut Parts) -> Vec<TantivyDocument> {
    let stems = Stems::of(row.language.as_deref());
    let common = common(fields, row, parts);
    let mut whole = common.clone();
    for author in parts.authors.remove(&row.id).unwrap_or_default() {
        whole.add_i64(fields.speaker, author);
    }
    add_text(&mut whole, fields.title, fields.title_stem, &stems, &row.title);
    if let Some(summary) = &row.summary {
        add_text(&mut whole, fields.text, fields.text_stem, &stems, summary);
    }
    let turns = parts.turns.remove(&row.id).unwrap_or_default();
    let mut everything = Vec::new();
    let mut documents = Vec::with_capacity(turns.len() + 1);
    for turn in &turns {
        let text = parts.texts.remove(&turn.id).unwrap_or_default();
        let mut document = common.clone();
        document.add_i64(fields.turn, turn.id);
        if let Some(speaker) = turn.speaker_id {
            document.add_i64(fields.speaker, speaker);
        }
        if let Some(organisation) = turn.organisation_id {
            document.add_i64(fields.organisation, organisation);
        }
        let words = tokens(&text);
        let pairs: BTreeSet<String> = pairs(&words).collect();
        document.add_pre_tokenized_text(fields.pair, pre_tokenized(pairs.into_iter().enumerate()));
        if turns.len() > 1 {
            everything.extend(words.iter().map(|token| stems.stem(token)));
        }
        add_words(&mut document, fields.text, fields.text_stem, &stems, words);
        add_text(&mut document, fields.context, fields.context_stem, &stems, &row.title);
        documents.push(document);
    }
    if !everything.is_empty() {
        whole.add_pre_tokenized_text(fields.whole_stem, pre_tokenized(everything.into_iter().enumerate()));
    }
    documents.push(whole);
    documents
}

/// What all documents of a statement have.
fn common(fields: &Fields, row: &statement::Model, parts: &Parts) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_i64(fields.record, row.id);
    document.add_u64(fields.kind, kind_number(RecordKind::Statement).unwrap_or_default());
    document.add_text(fields.genre, word(StatementKind::from(row.kind)));
    document.add_u64(fields.referenced, u64::from(row.holding == Holding::Referenced));
    if let Some(day) = (row.sort_day != i32::MIN).then_some(row.sort_day) {
        document.add_i64(fields.day, day.into());
        if let Some(year) = year_of(day) {
            document.add_i64(fields.year, year.into());
        }
    }
    if let Some(language) = &row.language {
        document.add_text(fields.language, language);
    }
    let mut number = |field, value: Option<i64>| {
        if let Some(value) = value {
            document.add_i64(field, value);
        }
    };
    number(fields.publisher, row.publisher_id);
    number(fields.event, row.event_id);
    number(fields.place, row.place_id);
    for country in parts.countries.get(&row.id).into_iter().flatten() {
        number(fields.country, Some(*country));
    }
    for topic in parts.topics.get(&row.id).into_iter().flatten() {
        number(fields.topic, Some(*topic));
    }
    document
}

/// The year of a day that is counted from 1970-01-01.
pub fn year_of(day: i32) -> Option<i32> {
    chrono::NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(day.into())).map(|date| date.year())
}

/// A value of a closed list, as clients write it.
pub fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
