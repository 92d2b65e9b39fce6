//! The rules for mentions.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, stated};
use entity::{RecordKind, Resolution, mention};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The fields of which exactly one says what a mention names.
pub const TARGETS: [&str; 6] = ["person", "office", "country", "organisation", "place", "event"];
/// Code points of context that are kept before and after a mention.
const CONTEXT: usize = 32;

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NewTarget {
    Person(i64),
    Office(i64),
    Country(i64),
    Organisation(i64),
    Place(i64),
    Event(i64),
}

/// A mention as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMention {
    #[serde(rename = "turn")]
    pub turn_id: i64,
    /// In code points of the turn's text.
    pub start: usize,
    pub end: usize,
    pub exact: String,
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub suffix: String,
    #[serde(flatten)]
    pub target: NewTarget,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub score: Option<f64>,
    pub reason: Option<String>,
    #[serde(flatten)]
    pub common: Common,
}

/// The words of a span with those around it: exact, prefix, suffix. None where the span is not within the text.
pub fn quote(text: &str, start: usize, end: usize) -> Option<(String, String, String)> {
    let characters: Vec<char> = text.chars().collect();
    let exact = characters.get(start..end).filter(|exact| !exact.is_empty())?;
    let prefix = characters.get(start.saturating_sub(CONTEXT)..start)?;
    let suffix = characters.get(end..characters.len().min(end + CONTEXT))?;
    Some((exact.iter().collect(), prefix.iter().collect(), suffix.iter().collect()))
}

/// What changes of a mention when its turn gets another text: where its words, `exact` between `before` and `after`, stand now. None where
/// they are gone. `former` is where they stood.
///
/// Of several places the one is taken whose surroundings are most like the former ones, and among equals the nearest.
pub fn anchor_again((exact, before, after): (&str, &str, &str), former: usize, text: &str) -> Option<Value> {
    let characters: Vec<char> = text.chars().collect();
    let wanted: Vec<char> = exact.chars().collect();
    let places = characters.windows(wanted.len().max(1)).enumerate().filter(|(_, window)| *window == wanted);
    let (start, _) = places.max_by_key(|(start, _)| {
        let likeness = quote(text, *start, start + wanted.len()).map_or(0, |(_, prefix, suffix)| {
            let alike = |one: char, other: char| one == other;
            let ahead = prefix.chars().rev().zip(before.chars().rev()).take_while(|(one, other)| alike(*one, *other));
            let behind = suffix.chars().zip(after.chars()).take_while(|(one, other)| alike(*one, *other));
            ahead.count() + behind.count()
        });
        (likeness, std::cmp::Reverse(start.abs_diff(former)))
    })?;
    let end = start + wanted.len();
    let (_, prefix, suffix) = quote(text, start, end)?;
    Some(json!({ "start": start, "end": end, "prefix": prefix, "suffix": suffix }))
}

/// The same of a mention that is in the archive.
pub fn follow(mention: &mention::Model, text: &str) -> Option<Value> {
    let former = usize::try_from(mention.start_offset).unwrap_or_default();
    anchor_again((&mention.exact, &mention.prefix, &mention.suffix), former, text)
}

impl Document for NewMention {
    const KIND: RecordKind = RecordKind::Mention;
    const NEEDED: &[&str] = &["turn", "start", "end", "exact"];

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let Self { start, end, exact, score, common, .. } = self;
        let check = Check::default()
            .require(start < end, "end", || format!("{end} is not behind the start, {start}"))
            .require(exact.chars().count() == end.saturating_sub(*start), "exact", || {
                format!("'{exact}' does not have the {} code points of the span", end.saturating_sub(*start))
            })
            .require(score.is_none_or(|score| (0.0..=1.0).contains(&score)), "score", || "goes from 0 to 1".to_owned());
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let mention::Model { turn_id, start_offset, end_offset, exact, prefix, suffix, resolution, score, reason, .. } =
            rows.mention.last()?.clone();
        let row = rows.mention.pop()?;
        let target = [
            row.person_id.map(NewTarget::Person),
            row.office_id.map(NewTarget::Office),
            row.country_id.map(NewTarget::Country),
            row.organisation_id.map(NewTarget::Organisation),
            row.place_id.map(NewTarget::Place),
            row.event_id.map(NewTarget::Event),
        ];
        let offset = |at: i32| usize::try_from(at).unwrap_or_default();
        let (start, end) = (offset(start_offset), offset(end_offset));
        let target = target.into_iter().flatten().next()?;
        let common = Common::of(&mut rows, None);
        Some(Self { turn_id, start, end, exact, prefix, suffix, target, resolution, score, reason, common })
    }

    fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { turn_id, start, end, exact, prefix, suffix, target, resolution, score, reason, common } = self;
        common.add(Self::KIND, id, set);
        let offset = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        let only = |wanted: fn(NewTarget) -> Option<i64>| wanted(target);
        set.batch().mention.push(mention::Model {
            id,
            turn_id,
            start_offset: offset(start),
            end_offset: offset(end),
            exact,
            prefix,
            suffix,
            person_id: only(|target| if let NewTarget::Person(id) = target { Some(id) } else { None }),
            office_id: only(|target| if let NewTarget::Office(id) = target { Some(id) } else { None }),
            country_id: only(|target| if let NewTarget::Country(id) = target { Some(id) } else { None }),
            organisation_id: only(|target| if let NewTarget::Organisation(id) = target { Some(id) } else { None }),
            place_id: only(|target| if let NewTarget::Place(id) = target { Some(id) } else { None }),
            event_id: only(|target| if let NewTarget::Event(id) = target { Some(id) } else { None }),
            resolution,
            score,
            reason,
        });
        Ok(())
    }
}
