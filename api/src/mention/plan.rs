//! Suggestions of mentions over the archive, as one change set that waits for an editor.

use super::named;
use super::service::{NewMention, NewTarget};
use crate::changeset::{ChangeSet as Changes, Proposal, document};
use crate::curation::{ChangeOptions, write};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::limits::within;
use crate::graphql::pagination::chosen;
use crate::record::service::Common;
use crate::review::{ChangeSet, waiting};
use crate::search::occurrence::{Occurrence, Occurrences, occurrences};
use crate::statement::{Statement, StatementFilter};
use async_graphql::{Context, ID, InputObject, SimpleObject};
use entity::{RecordKind, Resolution, mention};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};

/// Suggestions of one set, where the caller does not say how many, and at most.
const DEFAULT: usize = 100;
const MAX: usize = 500;

/// Which names are looked for, and where. Either records or a position must be given.
#[derive(Clone, Debug, InputObject)]
pub struct PlanMentionsInput {
    /// People, offices, countries, organisations, places and events whose names are looked for: at most 100.
    records: Option<Vec<ID>>,
    /// The names that records were given after this position of the log are looked for: those of new records, and the new ones of others.
    /// At most 1000 records.
    since_position: Option<i64>,
    /// In which statements; in all that are not only referred to if absent.
    filter: Option<StatementFilter>,
    /// How many suggestions at most: up to 500, 100 if absent.
    first: Option<i32>,
    /// The turn at which to go on, as `next` of an earlier answer tells.
    from: Option<ID>,
}

/// What was found, and what waits now.
#[derive(SimpleObject)]
pub struct PlanMentionsPayload {
    /// The change set with the suggestions, which waits; null where there is nothing to suggest.
    change_set: Option<ChangeSet>,
    /// How many mentions it adds, each SUGGESTED with its score and its reason.
    suggested: usize,
    /// Stretches that may name another record too, such as a surname that several people share: they are left out.
    ambiguous: usize,
    /// Stretches that are a mention already, or were rejected as one of this record: they are left out.
    mentioned: usize,
    /// Stretches for which a mention waits in some change set: they are left out.
    waiting: usize,
    /// How many turns were looked at: at most 1000.
    turns: usize,
    /// The turn at which to go on; null where all were looked at.
    next: Option<ID>,
    /// Whether the index had read all that this request sees. False while it is built anew: what is not found may be there.
    is_current: bool,
}

/// What stands at spans of turns already.
#[derive(Default)]
struct Taken {
    mentions: HashMap<i64, Vec<(usize, usize)>>,
    /// With the record that is not meant.
    rejected: HashMap<i64, Vec<(usize, usize, i64)>>,
    waiting: HashMap<i64, Vec<(usize, usize)>>,
}

impl Taken {
    /// Whether the span is a mention, or surely not one of this record.
    fn has_mention(&self, one: &Occurrence) -> bool {
        let rejected = self.rejected.get(&one.turn).into_iter().flatten();
        meets(&self.mentions, one)
            || rejected.clone().any(|(start, end, record)| *record == one.record.1 && *start < one.end && one.start < *end)
    }
}

fn meets(spans: &HashMap<i64, Vec<(usize, usize)>>, one: &Occurrence) -> bool {
    spans.get(&one.turn).into_iter().flatten().any(|(start, end)| *start < one.end && one.start < *end)
}

/// Looks for names over the archive, and lets what is found wait as new mentions.
pub async fn plan(
    ctx: &Context<'_>,
    input: PlanMentionsInput,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
) -> Result<PlanMentionsPayload> {
    let PlanMentionsInput { records, since_position, filter, first, from } = input;
    let limit = size(first)?;
    let from = from.map(|from| id::decode("Turn", &from, "input.from")).transpose()?.unwrap_or_default();
    let condition = filter.as_ref().map(|filter| chosen::<Statement>(Some(filter))).transpose()?;
    let wanted = match (records, since_position) {
        (Some(records), None) => named::of_records(ctx.db(), &records).await?,
        (None, Some(position)) => named::since(ctx.db(), position).await?,
        _ => return Err(Error::bad_input("input", "needs either records or sincePosition")),
    };
    let Occurrences { found, ambiguous, turns, next, is_current } = occurrences(ctx, wanted, condition, from).await?;
    let mut payload = PlanMentionsPayload {
        change_set: None,
        suggested: 0,
        ambiguous,
        mentioned: 0,
        waiting: 0,
        turns,
        next: next.map(|turn| id::encode("Turn", turn)),
        is_current,
    };
    let taken = taken(ctx.db().read(), &found).await?;
    let mut fresh: Vec<Occurrence> = Vec::new();
    for one in found {
        if taken.has_mention(&one) {
            payload.mentioned += 1;
        } else if meets(&taken.waiting, &one) {
            payload.waiting += 1;
        } else if fresh.len() == limit {
            // What comes before in the same turn waits by then, and is not suggested twice.
            payload.next = Some(id::encode("Turn", one.turn));
            break;
        } else {
            fresh.push(one);
        }
    }
    payload.suggested = fresh.len();
    if fresh.is_empty() {
        return Ok(payload);
    }
    let options = ChangeOptions { wait: true, ..options.unwrap_or_default() };
    let written = write(ctx, change_set_id, Some(options), async |set, _| suggest(set, &fresh).await).await?;
    payload.change_set = written.set.map(ChangeSet);
    Ok(payload)
}

fn size(first: Option<i32>) -> Result<usize> {
    let Some(first) = first else { return Ok(DEFAULT) };
    let asked = usize::try_from(first).ok().filter(|first| *first > 0);
    let asked = asked.ok_or_else(|| Error::bad_input("input.first", format!("is {first}; at least one is wanted")))?;
    within("the number of suggestions of a set", MAX, asked)?;
    Ok(asked)
}

/// Adds the mentions, unless somebody was faster. Gives the first.
async fn suggest(set: &mut Changes, fresh: &[Occurrence]) -> Result<i64> {
    let taken = taken(set.connection(), fresh).await?;
    let mut first = None;
    for one in fresh.iter().filter(|one| !taken.has_mention(one) && !meets(&taken.waiting, one)) {
        let mention = set.reserve();
        set.perform(Proposal::create(RecordKind::Mention, mention, document::document(&mention_of(one)?)?)).await?;
        first.get_or_insert(mention);
    }
    first.ok_or_else(|| Error::Conflict("the same was suggested by somebody else just now".into()))
}

fn mention_of(one: &Occurrence) -> Result<NewMention> {
    let (kind, record) = one.record;
    let target = match kind {
        RecordKind::Person => NewTarget::Person(record),
        RecordKind::Office => NewTarget::Office(record),
        RecordKind::Country => NewTarget::Country(record),
        RecordKind::Organisation => NewTarget::Organisation(record),
        RecordKind::Place => NewTarget::Place(record),
        RecordKind::Event => NewTarget::Event(record),
        _ => return Err(Error::internal(format!("a mention names no {}", kind.name()))),
    };
    Ok(NewMention {
        turn_id: one.turn,
        start: one.start,
        end: one.end,
        exact: one.exact.clone(),
        prefix: one.prefix.clone(),
        suffix: one.suffix.clone(),
        target,
        resolution: Resolution::Suggested,
        score: Some(one.score),
        reason: Some(one.reason.clone()),
        common: Common::default(),
    })
}

/// What the turns of `found` have already, in the archive and in change sets that wait.
async fn taken(db: &impl ConnectionTrait, found: &[Occurrence]) -> Result<Taken> {
    let turns: BTreeSet<i64> = found.iter().map(|one| one.turn).collect();
    if turns.is_empty() {
        return Ok(Taken::default());
    }
    let mut taken = Taken::default();
    let offset = |at: i32| usize::try_from(at).unwrap_or_default();
    for row in mention::Entity::find().filter(mention::Column::TurnId.is_in(turns.iter().copied())).all(db).await? {
        let (start, end) = (offset(row.start_offset), offset(row.end_offset));
        let targets = [row.person_id, row.office_id, row.country_id, row.organisation_id, row.place_id, row.event_id];
        match targets.into_iter().flatten().next() {
            Some(record) if row.resolution == Resolution::Rejected => {
                taken.rejected.entry(row.turn_id).or_default().push((start, end, record));
            }
            _ => taken.mentions.entry(row.turn_id).or_default().push((start, end)),
        }
    }
    for document in waiting::created(db, RecordKind::Mention).await? {
        let number = |field: &str| document.get(field).and_then(serde_json::Value::as_i64);
        let (Some(turn), Some(start), Some(end)) = (number("turn"), number("start"), number("end")) else { continue };
        if turns.contains(&turn) {
            let span = (usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default());
            taken.waiting.entry(turn).or_default().push(span);
        }
    }
    Ok(taken)
}
