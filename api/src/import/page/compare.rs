//! Which statements of a page the archive has already, and whether their text is still the same.

use super::KEY;
use crate::changeset::ChangeSet;
use crate::error::Result;
use crate::import::report::Outcome;
use crate::reader::page::{Page, Statement};
use crate::reader::{self, Gazetteer};
use entity::{Holding, RecordKind, citation, external_id, source_text, statement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use similar::TextDiff;

/// A statement of the page that the archive has.
pub struct Known {
    pub id: i64,
    pub outcome: Outcome,
}

/// For each statement of the page, the archive's, if it has it.
pub async fn known(set: &ChangeSet, page: &Page, gazetteer: &Gazetteer) -> Result<Vec<Option<Known>>> {
    let mut found = Vec::with_capacity(page.statements.len());
    for statement in &page.statements {
        let known = match same(set, statement).await? {
            Some(id) => Some(Known { id, outcome: compared(set, id, statement, gazetteer).await? }),
            None => None,
        };
        found.push(known);
    }
    Ok(found)
}

/// The archive's statement that has the key or an external id of `statement`.
async fn same(set: &ChangeSet, statement: &Statement) -> Result<Option<i64>> {
    use external_id::{Column, Entity};
    let is = |scheme: &str, value: &str| Condition::all().add(Column::Scheme.eq(scheme)).add(Column::Value.eq(value));
    let mut any = Condition::any().add(is(KEY, &statement.key));
    for id in &statement.external_ids {
        any = any.add(is(&id.scheme, &id.value));
    }
    let found = Entity::find().filter(Column::Kind.eq(RecordKind::Statement)).filter(any);
    Ok(found.order_by_asc(Column::RecordId).one(set.connection()).await?.map(|external_id| external_id.record_id))
}

/// Reads the statement's own source again with the same eyes, and compares what it says with what the page says.
async fn compared(set: &ChangeSet, id: i64, statement: &Statement, gazetteer: &Gazetteer) -> Result<Outcome> {
    // A listing that shows the beginning of what the archive holds in full says nothing new.
    let is_glimpse = |holding| matches!(holding, Holding::Teaser | Holding::TitleOnly | Holding::Referenced);
    let held = statement::Entity::find_by_id(id).one(set.connection()).await?.map(|held| held.holding);
    if is_glimpse(statement.holding) && held.is_some_and(|held| !is_glimpse(held)) {
        return Ok(Outcome::Unchanged);
    }
    let sources = citation::Entity::find().filter(citation::Column::RecordId.eq(id)).order_by_desc(citation::Column::SourceId);
    for cited in sources.all(set.connection()).await? {
        let Some(text) = source_text::Entity::find_by_id(cited.source_id).one(set.connection()).await? else { continue };
        let Ok(page) = reader::read_text(&text.text, gazetteer) else { continue };
        let Some(before) = page.statements.into_iter().find(|before| before.key == statement.key) else { continue };
        if before.source_text == statement.source_text {
            return Ok(Outcome::Unchanged);
        }
        let (before, after) = (sentences(&before.source_text), sentences(&statement.source_text));
        let diff = TextDiff::from_lines(&before, &after);
        return Ok(Outcome::Changed { diff: diff.unified_diff().header("archive", "file").to_string() });
    }
    // It came from elsewhere, or an editor wrote it: there is no text of a page to compare with.
    Ok(Outcome::Unchanged)
}

/// The text with each sentence on a line of its own, so that a difference shows no more than the sentence it is in.
fn sentences(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 1);
    for word in text.split_inclusive([' ', '\n']) {
        let ends = word.trim_end().ends_with(['.', '?', '!', ':']);
        lines.push_str(if ends { word.trim_end() } else { word });
        if ends {
            lines.push('\n');
        }
    }
    lines.push('\n');
    lines
}
