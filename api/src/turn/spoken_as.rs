//! The office in which a turn was spoken: as the archive states it, or as it follows from the tenures of the speaker.

use super::Turn;
use crate::error::Result;
use crate::graphql::batch::RequestLoader;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::loader::{group, many, one, owned};
use crate::office::Office;
use crate::person::{Certainty, OfficeHolder, Person, Tenure, certainty, offices_of};
use crate::statement::Statement;
use crate::text::fold;
use crate::turn::loader::TurnsByStatementId;
use async_graphql::SimpleObject;
use std::collections::BTreeSet;

/// The office in which somebody speaks.
#[derive(SimpleObject)]
pub struct SpokenAs {
    /// The office with its holder; null where they held several that day, and nothing tells which is meant.
    tenure: Option<Tenure>,
    /// STATED where the archive has it with the turn, COMPUTED where it follows from the tenures.
    resolution: Resolution,
    /// From what it follows; null where it is stated.
    reason: Option<String>,
    /// How surely they held it on the day of the statement; null where it surely was not theirs, or the day is not known.
    certainty: Option<Certainty>,
    /// Where the turn's tenure, its date and the label that is printed do not agree.
    warnings: Vec<String>,
}

/// Words of a label that name no office.
const SMALL: [&str; 12] = ["of", "the", "and", "for", "to", "a", "an", "mr", "ms", "mrs", "retranslated", "translated"];

/// The office in which a turn is spoken; none where nobody is known to speak, or no office of theirs is known.
pub async fn spoken_as(loader: &RequestLoader, turn: &Turn) -> Result<Option<SpokenAs>> {
    let Some(speaker) = turn.0.speaker_id else { return Ok(None) };
    let statement: Statement = owned(loader, turn.0.statement_id).await?;
    let days = statement.days();
    let person: Person = owned(loader, speaker).await?;
    let (from, to) = days.unwrap_or((i32::MIN, i32::MAX));
    let held = offices_of(loader, speaker, from, to).await?;
    let stated: Option<Tenure> = one(loader, turn.0.tenure_id).await?;
    let mut offices: Vec<i64> = held.iter().map(|holder| holder.tenure.office_id).collect();
    offices.extend(stated.iter().map(|tenure| tenure.0.office_id));
    let offices: Vec<Office> = many(loader, &offices).await?;
    let title = |id: i64| offices.iter().find(|office| office.0.id == id).map_or("", |office| office.0.title.as_str());
    // Only the first label of a speaker has the office: what it says holds for the turns that follow.
    let turns = group::<TurnsByStatementId>(loader, turn.0.statement_id).await?;
    let labels = turns.iter().filter(|other| other.speaker_id == Some(speaker) && other.position < turn.0.position);
    let labels = std::iter::once(turn.0.label.as_deref()).chain(labels.map(|other| other.label.as_deref()));
    let labels = labels.flatten().map(|label| (label, words_of_office(label, &person.0.name)));
    let (printed, label) = labels.into_iter().find(|(_, words)| !words.is_empty()).unwrap_or_default();
    let mut warnings = Vec::new();
    if let Some(tenure) = stated {
        let sure = days.and_then(|(from, to)| certainty(&tenure.0, from, to));
        if days.is_some() && sure.is_none() {
            warnings.push(format!("the tenure as '{}' does not include the day of the statement", title(tenure.0.office_id)));
        }
        if !label.is_empty() && !is_named_by(title(tenure.0.office_id), &label) {
            warnings.push(format!("the label says '{printed}', the tenure is as '{}'", title(tenure.0.office_id)));
        }
        return Ok(Some(SpokenAs {
            tenure: Some(tenure),
            resolution: Resolution::Stated,
            reason: None,
            certainty: sure,
            warnings,
        }));
    }
    if held.is_empty() {
        return Ok(None);
    }
    let mut named: Vec<&OfficeHolder> =
        held.iter().filter(|holder| is_named_by(title(holder.tenure.office_id), &label)).collect();
    // Of "President" and "President of Russia" the label means that which it says more of.
    let said = |holder: &OfficeHolder| words_of_office(title(holder.tenure.office_id), "").intersection(&label).count();
    let most = named.iter().map(|holder| said(holder)).max().unwrap_or_default();
    named.retain(|holder| said(holder) == most);
    let known: Vec<&OfficeHolder> = held.iter().filter(|holder| holder.certainty != Certainty::Possible).collect();
    let (chosen, reason) = match (&*named, &*known) {
        ([only], _) if only.certainty == Certainty::Possible => {
            (Some(*only), "the label names it, and the dates that are known do not exclude it".to_owned())
        }
        ([only], _) => (Some(*only), "the label names it, and they held it on the day of the statement".to_owned()),
        (_, [only]) if days.is_some() => {
            (Some(*only), "the only office they are known to have held on the day of the statement".to_owned())
        }
        _ => (None, format!("they may have held {} offices, and nothing tells which is meant", held.len())),
    };
    if !label.is_empty() && named.is_empty() {
        let titles: Vec<&str> = held.iter().map(|holder| title(holder.tenure.office_id)).collect();
        warnings.push(format!("the label says '{printed}', the tenures say '{}'", titles.join("', '")));
    }
    Ok(Some(SpokenAs {
        tenure: chosen.map(|holder| Tenure(holder.tenure.clone())),
        resolution: Resolution::Computed,
        reason: Some(reason),
        certainty: chosen.filter(|_| days.is_some()).map(|holder| holder.certainty),
        warnings,
    }))
}

/// What a label says beside the name.
fn words_of_office(label: &str, name: &str) -> BTreeSet<String> {
    let name = fold(name);
    let name: Vec<&str> = name.split(' ').collect();
    let label = fold(label.split('(').next().unwrap_or_default());
    label
        .split(' ')
        .filter(|word| !word.is_empty() && !name.contains(word) && !SMALL.contains(word))
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether half of the words of a label, or of a title, are in the other.
fn is_named_by(title: &str, label: &BTreeSet<String>) -> bool {
    let title = words_of_office(title, "");
    let common = title.intersection(label).count();
    common > 0 && common * 2 >= title.len().min(label.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_an_office_by_its_words() {
        let label = |label: &str| words_of_office(label, "Vladimir Putin");
        assert!(label("Vladimir Putin").is_empty() && label("V Putin (retranslated):").len() == 1);
        assert!(is_named_by("President of Russia", &label("President of Russia Vladimir Putin:")));
        assert!(is_named_by("Minister of Foreign Affairs of Russia", &label("Foreign Minister Putin")));
        assert!(!is_named_by("Prime Minister of Japan", &label("President of Russia Vladimir Putin:")));
    }
}
