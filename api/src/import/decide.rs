//! Decides on the records of a batch, for a plan and for an import alike.

use super::engine::{self, Decision, Engine, Item, Known, Said, Scope, Seen};
use super::job::{LAST_ROUND, PATIENT_ROUNDS};
use super::stream::{Event, Source, What};
use crate::changeset::ChangeSet;
use crate::error::Result;

/// For what it is decided.
#[derive(Clone, Copy)]
pub struct Way {
    pub job: i64,
    pub is_plan: bool,
    pub round: i32,
    /// The first record that cannot be brought in is the last.
    pub stops: bool,
}

/// What becomes of each record, as far as it went, and what the files said: key, file, and what.
pub async fn decide(
    set: &mut ChangeSet,
    (known, seen): (&mut Known, &mut Seen),
    way: Way,
    files: &[Source],
    batch: &[Event],
) -> Result<(Vec<Decision>, Vec<(String, String, Said)>)> {
    let file_name = |event: &Event| files.get(event.file).map_or("", Source::file_name);
    let scope = |file: &str| Scope {
        job: way.job,
        file: file.to_owned(),
        is_plan: way.is_plan,
        gives_up: way.round >= PATIENT_ROUNDS,
        is_last_round: way.round >= LAST_ROUND,
    };
    let mut engine = Engine::new(set, known, seen, scope(""));
    let mut items: Vec<Item<'_>> = Vec::with_capacity(batch.len());
    for event in batch {
        if let What::Record(record) = &event.what {
            items.push(Item::new(file_name(event), event.line, record));
        }
    }
    engine.prepare(&items).await?;
    let mut items = items.into_iter();
    let mut decisions = Vec::with_capacity(batch.len());
    for event in batch {
        let decision = match &event.what {
            What::Record(_) => {
                engine.enter(scope(file_name(event)));
                match items.next() {
                    Some(item) => engine.bring(item).await?,
                    None => break,
                }
            }
            What::Invalid { field, reason } => Decision::invalid(field, reason),
            What::Note { field, reason } => Decision::note(field, reason),
            What::Page(_) => Decision::invalid("", "a page is no record"),
        };
        let is_trouble = engine::is_trouble(decision.outcome);
        decisions.push(decision);
        if is_trouble && way.stops {
            break;
        }
    }
    Ok((decisions, engine.finish().await?))
}
