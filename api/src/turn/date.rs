//! The dates that a turn names, in the speaker's own words.

use crate::error::Result;
use crate::graphql::batch::RequestLoader;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::loader::{group, owned};
use crate::reader::dates_in;
use crate::search::TextRange;
use crate::statement::Statement;
use crate::turn::Turn;
use crate::turn::loader::TextByTurnId;
use async_graphql::SimpleObject;

/// A date that a text names.
#[derive(SimpleObject)]
pub struct DateInText {
    /// Where its words stand in the text.
    range: TextRange,
    /// The date. Its phrase has the words; what is counted from the day of the statement is COMPUTED, or SUGGESTED where the words leave it open, and its
    /// reason says how.
    date: FuzzyDate,
}

/// The dates in the text of a turn.
pub async fn dates(loader: &RequestLoader, turn: &Turn) -> Result<Vec<DateInText>> {
    let statement = owned::<Statement>(loader, turn.0.statement_id);
    let (statement, texts) = futures_util::future::try_join(statement, group::<TextByTurnId>(loader, turn.0.id)).await?;
    let text = texts.into_iter().next().map(|row| row.text).unwrap_or_default();
    // "Yesterday" needs one day to count from.
    let day = statement.days().filter(|(first, last)| first == last).map(|(day, _)| day);
    let (mut dates, mut counted) = (Vec::new(), (0, 0));
    let mut characters = |bytes: usize| {
        counted = (bytes, counted.1 + text.get(counted.0..bytes).unwrap_or_default().chars().count());
        counted.1
    };
    for found in dates_in(&text, day) {
        let range = TextRange { start: characters(found.start), end: characters(found.end) };
        let (edtf, phrase) = (found.date.edtf, found.date.phrase);
        let date = entity::FuzzyDate { edtf, phrase, resolution: found.date.resolution, reason: found.date.reason };
        dates.push(DateInText { range, date: FuzzyDate(date) });
    }
    Ok(dates)
}
