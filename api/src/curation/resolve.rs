//! Inputs become patches: references become row ids, records that are given in their place are made, turns get their ids.

use crate::changeset::reference::{Target, target};
use crate::changeset::{ChangeSet, Proposal};
use crate::error::{Error, Result, Violation};
use crate::graphql::id;
use crate::mention::service::{TARGETS, quote};
use async_graphql::ID;
use entity::{RecordKind, country, external_id, record, slug, source, turn, turn_text};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Makes patches of inputs, in the open change set to which they belong.
pub struct Resolver<'s> {
    pub set: &'s mut ChangeSet,
    violations: Vec<Violation>,
    /// What was looked up already.
    known: HashMap<String, i64>,
}

/// The office of the former speaker is not the new one's.
fn own_tenure(turn: &mut Value) {
    if let Value::Object(fields) = turn
        && fields.contains_key("speaker")
    {
        fields.entry("tenure").or_insert(Value::Null);
    }
}

/// The JSON of an input.
pub fn json_of(input: &impl Serialize) -> Result<Value> {
    serde_json::to_value(input).map_err(Error::internal)
}

/// Puts the paths of violations under `path`, where the caller looks for them.
pub fn under(path: &str, error: Error) -> Error {
    let below = |violation: Violation| {
        let Violation { path: inner, message } = violation;
        let path = match inner.as_str() {
            "" => path.to_owned(),
            inner if inner.starts_with(path) || inner == "expectedVersion" => inner.to_owned(),
            inner => format!("{path}.{inner}"),
        };
        Violation { path, message }
    };
    match error {
        Error::BadUserInput(violations) => Error::BadUserInput(violations.into_iter().map(below).collect()),
        other => other,
    }
}

/// The patch of a part of a statement: one of its turns.
pub async fn part(set: &mut ChangeSet, input: &impl Serialize) -> Result<Value> {
    let mut resolver = Resolver::new(set);
    let mut patch = json_of(input)?;
    resolver.walk(RecordKind::Statement, &mut patch, "input".to_owned(), None).await?;
    if let Value::Object(fields) = &mut patch {
        fields.remove("id");
    }
    own_tenure(&mut patch);
    if resolver.violations.is_empty() { Ok(patch) } else { Err(Error::BadUserInput(resolver.violations)) }
}

impl<'s> Resolver<'s> {
    pub fn new(set: &'s mut ChangeSet) -> Self {
        Self { set, violations: Vec::new(), known: HashMap::new() }
    }

    /// Adds a record as `input` says. Gives its id.
    pub fn create<'a>(&'a mut self, kind: RecordKind, input: Value, path: &'a str) -> BoxFuture<'a, Result<i64>> {
        Box::pin(async move {
            let id = self.set.reserve();
            let links = links_of(&input);
            let document = self.patch(kind, None, input, path).await?;
            self.set.perform(Proposal::create(kind, id, document)).await.map_err(|error| under(path, error))?;
            self.link(id, links, path).await?;
            Ok(id)
        })
    }

    /// Changes the record `id` as `input` says.
    pub async fn update(&mut self, kind: RecordKind, id: i64, base: i32, input: Value, path: &str) -> Result<()> {
        let links = links_of(&input);
        let patch = self.patch(kind, Some(id), input, path).await?;
        self.set.perform(Proposal::update(kind, id, base, patch)).await.map_err(|error| under(path, error))?;
        self.link(id, links, path).await
    }

    /// The patch that `input` stands for; `id` is the record it changes, if there is one.
    pub async fn patch(&mut self, kind: RecordKind, id: Option<i64>, mut input: Value, path: &str) -> Result<Value> {
        self.set.flush().await?;
        self.walk(kind, &mut input, path.to_owned(), None).await?;
        match kind {
            RecordKind::Statement => self.place_turns(id, &mut input, path).await?,
            RecordKind::Mention => self.quote_words(id, &mut input, path).await?,
            RecordKind::Source => self.describe_source(id, &mut input, path),
            _ => {}
        }
        match std::mem::take(&mut self.violations) {
            none if none.is_empty() => Ok(input),
            violations => Err(Error::BadUserInput(violations)),
        }
    }

    fn wrong(&mut self, path: &str, message: impl Into<String>) {
        self.violations.push(Violation { path: path.to_owned(), message: message.into() });
    }

    fn walk<'a>(
        &'a mut self,
        kind: RecordKind,
        value: &'a mut Value,
        path: String,
        refers: Option<Target>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match (refers, &mut *value) {
                (_, Value::Array(items)) => {
                    for (position, item) in items.iter_mut().enumerate() {
                        self.walk(kind, item, format!("{path}.{position}"), refers).await?;
                    }
                }
                (Some(Target::Record(wanted)), Value::Object(reference)) => {
                    let found = self.find(wanted, reference.clone(), &path).await?;
                    *value = found.map_or(Value::Null, Value::from);
                }
                (Some(Target::Turn), Value::String(text)) => {
                    let found = id::decode("Turn", &ID(text.clone()), &path);
                    *value = self.kept(found)?.map_or(Value::Null, Value::from);
                }
                (None, Value::Object(fields)) => {
                    for (name, field) in fields.iter_mut() {
                        self.walk(kind, field, format!("{path}.{name}"), target(kind, name)).await?;
                    }
                }
                _ => {}
            }
            Ok(())
        })
    }

    /// What is wrong with one reference is told with everything else that is wrong.
    fn kept<T>(&mut self, found: Result<T>) -> Result<Option<T>> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(Error::BadUserInput(violations)) => {
                self.violations.extend(violations);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// The record of `kind` that `reference` points at, made on the way where it is new.
    async fn find(&mut self, kind: RecordKind, reference: Map<String, Value>, path: &str) -> Result<Option<i64>> {
        self.set.flush().await?;
        let key = format!("{} {}", kind.name(), Value::Object(reference.clone()));
        if let Some(known) = self.known.get(&key) {
            return Ok(Some(*known));
        }
        let Some((how, value)) = reference.into_iter().next() else { return Ok(None) };
        let path = format!("{path}.{how}");
        let shown = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let found = match (how.as_str(), value) {
            ("new", input) => {
                if let Some(same) = self.same_text(kind, &input).await? {
                    return Ok(Some(same));
                }
                let violations = std::mem::take(&mut self.violations);
                let made = self.create(kind, input, &path).await;
                let made = self.kept(made)?;
                self.violations.splice(0..0, violations);
                return Ok(made);
            }
            ("id", Value::String(text)) => {
                let decoded = id::decode(kind.name(), &ID(text), &path);
                let Some(row) = self.kept(decoded)? else { return Ok(None) };
                let anchor = record::Entity::find_by_id(row).one(self.set.connection()).await?;
                anchor.filter(|anchor| anchor.kind == kind && anchor.deleted_at.is_none()).map(|anchor| anchor.id)
            }
            ("slug", Value::String(text)) => {
                let found = slug::Entity::find_by_id((kind, text.to_lowercase())).one(self.set.connection()).await?;
                found.map(|slug| slug.record_id)
            }
            ("externalId", value) => {
                let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let key = (kind, text("scheme"), text("value"));
                let found = external_id::Entity::find_by_id(key).one(self.set.connection()).await?;
                found.map(|external_id| external_id.record_id)
            }
            ("code", Value::String(text)) => {
                use country::Column;
                let code = text.to_uppercase();
                let codes = [Column::Alpha2, Column::Alpha3, Column::NumericCode, Column::Alpha4];
                let any = codes.into_iter().fold(Condition::any(), |any, column| any.add(column.eq(&code)));
                country::Entity::find().filter(any).one(self.set.connection()).await?.map(|country| country.id)
            }
            _ => None,
        };
        match found {
            Some(found) => {
                self.known.insert(key, found);
            }
            None => self.wrong(&path, format!("there is no {} '{shown}'", kind.name())),
        }
        Ok(found)
    }

    /// The source that has the text of a new one already: it is that one.
    async fn same_text(&self, kind: RecordKind, input: &Value) -> Result<Option<i64>> {
        if kind != RecordKind::Source {
            return Ok(None);
        }
        let same = source::Entity::find().filter(source::Column::Sha256.eq(sum_of(input)));
        Ok(same.one(self.set.connection()).await?.map(|source| source.id))
    }

    /// Adds the links that come with a statement.
    async fn link(&mut self, statement: i64, links: Vec<Value>, path: &str) -> Result<()> {
        for (position, mut link) in links.into_iter().enumerate() {
            if let Value::Object(fields) = &mut link {
                fields.insert("source".to_owned(), json!({ "id": id::encode("Statement", statement).to_string() }));
            }
            self.set.flush().await?;
            self.create(RecordKind::Link, link, &format!("{path}.links.{position}")).await?;
        }
        Ok(())
    }

    /// A statement's list of turns becomes turns by their ids. Those that are there and not in the list go.
    async fn place_turns(&mut self, statement: Option<i64>, input: &mut Value, path: &str) -> Result<()> {
        let Value::Object(fields) = input else { return Ok(()) };
        fields.remove("links");
        let turns = match fields.get_mut("turns").map(Value::take) {
            None => return Ok(()),
            Some(Value::Array(turns)) => turns,
            Some(_) => Vec::new(),
        };
        let mut there: Vec<i64> = Vec::new();
        if let Some(statement) = statement {
            self.set.flush().await?;
            let found = turn::Entity::find().filter(turn::Column::StatementId.eq(statement));
            there = found.all(self.set.connection()).await?.into_iter().map(|turn| turn.id).collect();
        }
        let mut placed = Map::new();
        for (position, mut turn) in turns.into_iter().enumerate() {
            let given = turn.as_object_mut().and_then(|fields| fields.remove("id")).filter(|id| !id.is_null());
            let at = format!("{path}.turns.{position}");
            let id = if let Some(text) = given.as_ref().and_then(Value::as_str) {
                let decoded = id::decode("Turn", &ID(text.to_owned()), &format!("{at}.id"));
                let Some(id) = self.kept(decoded)? else { continue };
                if !there.contains(&id) || placed.contains_key(&id.to_string()) {
                    self.wrong(&format!("{at}.id"), format!("'{text}' is not a turn of this statement, or is there twice"));
                }
                id
            } else {
                if turn.get("kind").is_none_or(Value::is_null) {
                    self.wrong(&format!("{at}.kind"), "is missing; a new turn cannot be without it");
                }
                self.set.reserve()
            };
            own_tenure(&mut turn);
            if let Value::Object(fields) = &mut turn {
                fields.insert("position".to_owned(), position.into());
            }
            placed.insert(id.to_string(), turn);
        }
        for id in there {
            placed.entry(id.to_string()).or_insert(Value::Null);
        }
        fields.insert("turns".to_owned(), Value::Object(placed));
        Ok(())
    }

    /// The words of a mention come from its turn's text.
    async fn quote_words(&mut self, mention: Option<i64>, input: &mut Value, path: &str) -> Result<()> {
        let Value::Object(fields) = input else { return Ok(()) };
        let given = TARGETS.iter().filter(|name| fields.get(**name).is_some_and(|value| !value.is_null())).count();
        let is_cleared = TARGETS.iter().any(|name| fields.get(*name).is_some_and(Value::is_null));
        if given > 1 || (given == 0 && (mention.is_none() || is_cleared)) {
            let message = format!("names {given} of {}; a mention has exactly one", TARGETS.join(", "));
            self.wrong(path, message);
        }
        if given == 1 {
            for name in TARGETS {
                fields.entry(name).or_insert(Value::Null);
            }
        }
        let row = match mention {
            Some(mention) => entity::mention::Entity::find_by_id(mention).one(self.set.connection()).await?,
            None => None,
        };
        let number = |name: &str| fields.get(name).and_then(Value::as_i64);
        let turn = number("turn").or(row.as_ref().map(|row| row.turn_id));
        let start = number("start").or(row.as_ref().map(|row| row.start_offset.into()));
        let end = number("end").or(row.as_ref().map(|row| row.end_offset.into()));
        let (Some(turn), Some(start), Some(end)) = (turn, start, end) else { return Ok(()) };
        let Some(text) = turn_text::Entity::find_by_id(turn).one(self.set.connection()).await? else {
            self.wrong(&format!("{path}.turn"), "there is no such turn");
            return Ok(());
        };
        let offset = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
        if let Some((exact, prefix, suffix)) = quote(&text.text, offset(start), offset(end)) {
            fields.insert("exact".to_owned(), exact.into());
            fields.insert("prefix".to_owned(), prefix.into());
            fields.insert("suffix".to_owned(), suffix.into());
        } else {
            let length = text.text.chars().count();
            self.wrong(
                &format!("{path}.end"),
                format!("{start} to {end} is no span of the turn's text, which has {length} characters"),
            );
        }
        Ok(())
    }

    /// What follows from the text of a new source.
    fn describe_source(&mut self, source: Option<i64>, input: &mut Value, path: &str) {
        let Value::Object(fields) = input else { return };
        let text = fields.get("text").and_then(Value::as_str).map(ToOwned::to_owned);
        if source.is_some() {
            if text.is_some() {
                self.wrong(&format!("{path}.text"), "the text of a source never changes; another text is another source");
            }
            return;
        }
        let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
        if text.is_none() && url.is_empty() {
            self.wrong(path, "has neither a text nor an address; a source cannot be without both");
        }
        let sum = sum_of(input);
        let Value::Object(fields) = input else { return };
        fields.insert("sha256".to_owned(), sum.into());
        fields.insert("encoding".to_owned(), "UTF-8".into());
        fields.entry("mediaType").or_insert_with(|| "text/plain".into());
    }
}

/// What tells a source apart: the SHA-256 of its text, or of its address where it is only named.
fn sum_of(input: &Value) -> String {
    let text = |name| input.get(name).and_then(Value::as_str);
    format!("{:x}", Sha256::digest(text("text").or(text("url")).unwrap_or_default()))
}

fn links_of(input: &Value) -> Vec<Value> {
    input.get("links").and_then(Value::as_array).cloned().unwrap_or_default()
}
