//! The rules about a document that need the archive to be checked.

use super::reference::{self, Target};
use super::{ChangeSet, document, rows};
use crate::error::{Error, Result, Violation};
use crate::graphql::id;
use crate::mention::service::{anchor_again, quote};
use entity::{LinkKind, RecordKind, country, external_id, link, record, source, turn, turn_text};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::Value;
use std::collections::HashMap;

/// Links between records of a kind that must not lead back to where they began.
pub(super) const LADDERS: &[&str] = &["parent", "broader", "series"];
/// External ids that one record may have.
const MAX_IDS: usize = 200;
/// Steps that are followed from record to record at most: no hierarchy of the world is that deep.
const STEPS: usize = 64;

impl ChangeSet {
    /// Every rule about a document that needs the archive: what it refers to is there and leads nowhere back, and nobody else has
    /// its external ids. References to merged records are led on.
    pub(super) async fn admit(&mut self, kind: RecordKind, id: i64, document: &mut Value) -> Result<()> {
        self.flush().await?;
        reference::visit(kind, document, &mut |_, _, id| *id = self.aliases.get(id).copied().unwrap_or(*id));
        let mut violations = self.follow_references(kind, document).await?;
        violations.extend(self.foreign_ids(kind, id, document).await?);
        violations.extend(self.twins(kind, id, document).await?);
        for ladder in LADDERS {
            if let Some(above) = document.get(ladder).and_then(Value::as_i64) {
                violations.extend(self.leads_back(kind, id, ladder, above).await?);
            }
        }
        let follows_itself = document.get("predecessors").and_then(Value::as_array).is_some_and(|all| all.contains(&id.into()));
        if follows_itself {
            let message = "a country cannot follow itself".to_owned();
            violations.push(Violation { path: "predecessors".to_owned(), message });
        }
        if kind == RecordKind::Mention && !self.is_undoing {
            violations.extend(self.words_gone(document).await?);
        }
        if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
    }

    async fn follow_references(&self, kind: RecordKind, document: &mut Value) -> Result<Vec<Violation>> {
        let refers = reference::all(kind, document);
        let of = |wanted: fn(&Target) -> bool| refers.iter().filter(move |(_, target, _)| wanted(target)).map(|(_, _, id)| *id);
        let records: Vec<i64> = of(|target| matches!(target, Target::Record(_))).collect();
        let anchors = record::Entity::find().filter(record::Column::Id.is_in(records)).all(self.connection()).await?;
        let mut anchors: HashMap<i64, record::Model> = anchors.into_iter().map(|anchor| (anchor.id, anchor)).collect();
        let turns: Vec<i64> = of(|target| *target == Target::Turn).collect();
        let turns: Vec<i64> = if turns.is_empty() {
            turns
        } else {
            let found = turn::Entity::find().filter(turn::Column::Id.is_in(turns)).all(self.connection()).await?;
            found.into_iter().map(|turn| turn.id).collect()
        };
        let mut survivors = HashMap::new();
        for _ in 0..STEPS {
            let merged: Vec<i64> = anchors.values().filter_map(|anchor| anchor.merged_into_id).collect();
            let unknown: Vec<i64> = merged.into_iter().filter(|id| !anchors.contains_key(id)).collect();
            if unknown.is_empty() {
                break;
            }
            let found = record::Entity::find().filter(record::Column::Id.is_in(unknown)).all(self.connection()).await?;
            anchors.extend(found.into_iter().map(|anchor| (anchor.id, anchor)));
        }
        for id in anchors.keys() {
            let mut last = *id;
            for _ in 0..STEPS {
                match anchors.get(&last).and_then(|anchor| anchor.merged_into_id) {
                    Some(into) => last = into,
                    None => break,
                }
            }
            survivors.insert(*id, last);
        }
        let mut violations = Vec::new();
        reference::visit(kind, document, &mut |path, target, id| {
            let (word, is_there) = match target {
                Target::Turn => ("Turn", turns.contains(id)),
                Target::Record(wanted) => {
                    if self.is_undoing && survivors.get(id).is_some_and(|survivor| survivor != id) {
                        // What is brought back must be as it was, or it stands in the way.
                        let message = format!("the {} was merged into another since", wanted.name());
                        violations.push(Violation { path: path.to_owned(), message });
                        return;
                    }
                    *id = survivors.get(id).copied().unwrap_or(*id);
                    let sound = |anchor: &record::Model| anchor.kind == wanted && anchor.deleted_at.is_none();
                    (wanted.name(), anchors.get(id).is_some_and(sound))
                }
            };
            if !is_there {
                let shown = id::encode(word, *id);
                let message = format!("{word} '{}' does not exist", shown.as_str());
                violations.push(Violation { path: path.to_owned(), message });
            }
        });
        Ok(violations)
    }

    async fn foreign_ids(&self, kind: RecordKind, id: i64, document: &Value) -> Result<Vec<Violation>> {
        use external_id::{Column, Entity};
        let ids = document.get("externalIds").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let text = |value: &Value, name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is = |value: &Value| {
            Condition::all().add(Column::Scheme.eq(text(value, "scheme"))).add(Column::Value.eq(text(value, "value")))
        };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if ids.len() > MAX_IDS {
            let message = format!("has {} entries; at most {MAX_IDS} are allowed", ids.len());
            return Ok(vec![Violation { path: "externalIds".to_owned(), message }]);
        }
        let any = ids.iter().fold(Condition::any(), |any, value| any.add(is(value)));
        let others = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::RecordId.ne(id)).filter(any);
        let taken = others.all(self.connection()).await?;
        let violations = ids.iter().enumerate().filter_map(|(position, value)| {
            let (scheme, value) = (text(value, "scheme"), text(value, "value"));
            let owner = taken.iter().find(|taken| taken.scheme == scheme && taken.value == value)?;
            let owner = id::encode(kind.name(), owner.record_id);
            let message = format!("{scheme} '{value}' belongs to the {} '{}' already", kind.name(), owner.as_str());
            Some(Violation { path: format!("externalIds.{position}"), message })
        });
        Ok(violations.collect())
    }

    /// Lets a mention stand where its words are in its turn's text, or tells that they are not there.
    pub(super) async fn words_gone(&self, document: &mut Value) -> Result<Option<Violation>> {
        let number = |name: &str| document.get(name).and_then(Value::as_i64);
        let (Some(turn), Some(start), Some(end)) = (number("turn"), number("start"), number("end")) else { return Ok(None) };
        let Some(text) = turn_text::Entity::find_by_id(turn).one(self.connection()).await? else { return Ok(None) };
        let said = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (exact, prefix, suffix) = (said("exact"), said("prefix"), said("suffix"));
        let offset = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
        if quote(&text.text, offset(start), offset(end)).is_some_and(|(there, _, _)| there == exact) {
            return Ok(None);
        }
        let Some(patch) = anchor_again((&exact, &prefix, &suffix), offset(start), &text.text) else {
            let message = format!("'{exact}' is not in the text of the turn");
            return Ok(Some(Violation { path: "exact".to_owned(), message }));
        };
        document::apply(document, &patch);
        Ok(None)
    }

    /// What must not be said twice: a country's codes, a source's text, that two statements are linked so.
    async fn twins(&self, kind: RecordKind, id: i64, document: &Value) -> Result<Vec<Violation>> {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let number = |name: &str| document.get(name).and_then(Value::as_i64);
        let mut found: Vec<(&str, i64)> = Vec::new();
        match kind {
            RecordKind::Country => {
                use country::{Column, Entity};
                for (name, column) in [("alpha2", Column::Alpha2), ("alpha3", Column::Alpha3), ("alpha4", Column::Alpha4)] {
                    let Some(code) = text(name) else { continue };
                    let same = Entity::find().filter(column.eq(code)).filter(Column::Id.ne(id));
                    found.extend(same.one(self.connection()).await?.map(|other| (name, other.id)));
                }
            }
            RecordKind::Source => {
                use source::{Column, Entity};
                let same = Entity::find().filter(Column::Sha256.eq(text("sha256"))).filter(Column::Id.ne(id));
                found.extend(same.one(self.connection()).await?.map(|other| ("text", other.id)));
            }
            RecordKind::Link => {
                use link::{Column, Entity};
                let link_kind: Option<LinkKind> =
                    document.get("kind").cloned().and_then(|kind| serde_json::from_value(kind).ok());
                let same = Entity::find()
                    .filter(Column::SourceId.eq(number("source")))
                    .filter(Column::TargetId.eq(number("target")))
                    .filter(Column::Kind.eq(link_kind))
                    .filter(Column::Id.ne(id));
                found.extend(same.one(self.connection()).await?.map(|other| ("target", other.id)));
            }
            _ => {}
        }
        let taken = found.into_iter().map(|(path, other)| {
            let other = id::encode(kind.name(), other);
            Violation { path: path.to_owned(), message: format!("is that of the {} '{}' already", kind.name(), other.as_str()) }
        });
        Ok(taken.collect())
    }

    /// Whether the way up from `above` leads to `id`.
    pub(super) async fn leads_back(&self, kind: RecordKind, id: i64, ladder: &str, mut above: i64) -> Result<Option<Violation>> {
        for _ in 0..STEPS {
            if above == id {
                let message = format!("a {} cannot be above itself, through however many others", kind.name());
                return Ok(Some(Violation { path: ladder.to_owned(), message }));
            }
            let next = rows::documents(self.connection(), kind, &[above]).await?.remove(&above);
            match next.as_ref().and_then(|document| document.get(ladder)).and_then(Value::as_i64) {
                Some(next) => above = next,
                None => return Ok(None),
            }
        }
        let message = format!("is {STEPS} steps deep; that is more than is followed");
        Ok(Some(Violation { path: ladder.to_owned(), message }))
    }
}
