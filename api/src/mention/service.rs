//! The rules for mentions.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use entity::{RecordKind, Resolution, mention};

/// Code points of context that are kept before and after a mention.
const CONTEXT: usize = 32;

/// What a new mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewTarget {
    Person(i64),
    Office(i64),
    Country(i64),
    Organisation(i64),
    Place(i64),
    Event(i64),
}

/// A mention that is to be created.
#[derive(Clone, Debug)]
pub struct NewMention {
    pub turn_id: i64,
    /// In code points of the turn's text.
    pub start: usize,
    pub end: usize,
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
    pub target: NewTarget,
    pub resolution: Resolution,
    pub score: Option<f64>,
    pub reason: Option<String>,
}

/// The words of a span with those around it: exact, prefix, suffix. None where the span is not within the text.
pub fn quote(text: &str, start: usize, end: usize) -> Option<(String, String, String)> {
    let characters: Vec<char> = text.chars().collect();
    let exact = characters.get(start..end).filter(|exact| !exact.is_empty())?;
    let prefix = characters.get(start.saturating_sub(CONTEXT)..start)?;
    let suffix = characters.get(end..characters.len().min(end + CONTEXT))?;
    Some((exact.iter().collect(), prefix.iter().collect(), suffix.iter().collect()))
}

impl NewMention {
    pub fn slug(&self) -> Option<String> {
        None
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { start, end, exact, score, .. } = self;
        Check::default()
            .require(start < end, "end", || format!("{end} is not behind the start, {start}"))
            .require(exact.chars().count() == end.saturating_sub(*start), "exact", || {
                format!("'{exact}' does not have the {} code points of the span", end.saturating_sub(*start))
            })
            .require(score.is_none_or(|score| (0.0..=1.0).contains(&score)), "score", || "goes from 0 to 1".to_owned())
            .violations()
    }

    pub fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { turn_id, start, end, exact, prefix, suffix, target, resolution, score, reason } = self;
        Common::default().add(RecordKind::Mention, id, None, set);
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
