//! The rules for statements.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days};
use crate::text::{fold, slugify};
use crate::turn::service::NewTurn;
use entity::{
    FuzzyDate, Holding, RecordKind, Resolution, StatementKind, statement, statement_author, statement_country, statement_topic,
};

/// A statement that is to be created, with its turns in order.
#[derive(Clone, Debug)]
pub struct NewStatement {
    pub kind: StatementKind,
    pub title: String,
    pub summary: Option<String>,
    pub language: Option<String>,
    pub holding: Holding,
    pub made: Option<FuzzyDate>,
    pub sent: Option<FuzzyDate>,
    pub published: Option<FuzzyDate>,
    pub posted: Option<FuzzyDate>,
    pub publisher_id: Option<i64>,
    pub event_id: Option<i64>,
    pub place_id: Option<i64>,
    pub author_ids: Vec<i64>,
    pub topic_ids: Vec<i64>,
    pub countries: Vec<NewStatementCountry>,
    pub turns: Vec<NewTurn>,
    pub common: Common,
}

/// A country that a new statement concerns.
#[derive(Clone, Debug)]
pub struct NewStatementCountry {
    pub country_id: i64,
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl NewStatement {
    pub fn slug(&self) -> Option<String> {
        let day = self.first_date().map(|date| date.edtf.split('/').next().unwrap_or_default());
        Some(slugify(&format!("{} {}", day.unwrap_or_default(), self.title), 80))
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { title, language, made, sent, published, posted, turns, .. } = self;
        let mut check = Check::default()
            .filled("title", title)
            .language("language", language.as_deref())
            .date("made", made.as_ref())
            .date("sent", sent.as_ref())
            .date("published", published.as_ref())
            .date("posted", posted.as_ref());
        for (position, turn) in turns.iter().enumerate() {
            check = turn.check(check, &format!("turns.{position}"));
        }
        check.violations()
    }

    /// Adds the rows of the statement and its turns. The turns get the ids that follow the statement's, in order.
    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let sort_day = Days::of(self.first_date())?.earliest.unwrap_or(i32::MIN);
        let Self { kind, title, summary, language, holding, made, sent, published, posted, .. } = self;
        let Self { publisher_id, event_id, place_id, author_ids, topic_ids, countries, turns, common, .. } = self;
        let [making, sending, publishing, posting] =
            [&made, &sent, &published, &posted].map(|date| Days::of(date.as_ref()).unwrap_or_default());
        common.add(RecordKind::Statement, id, Some(&slug), set);
        for (turn, position) in turns.into_iter().zip(0..) {
            turn.add(id, position, set);
        }
        let batch = set.batch();
        let authors = author_ids.into_iter().zip(0..);
        batch.statement_author.extend(authors.map(|(person_id, ordinal)| statement_author::Model {
            statement_id: id,
            ordinal,
            person_id,
        }));
        batch.statement_topic.extend(topic_ids.into_iter().map(|topic_id| statement_topic::Model { statement_id: id, topic_id }));
        batch.statement_country.extend(countries.into_iter().map(|concerned| {
            let NewStatementCountry { country_id, resolution, reason } = concerned;
            statement_country::Model { statement_id: id, country_id, resolution, reason }
        }));
        batch.statement.push(statement::Model {
            id,
            slug,
            kind,
            sort_name: fold(&title),
            title,
            language,
            holding,
            made,
            made_earliest: making.earliest,
            made_latest: making.latest,
            sent,
            sent_earliest: sending.earliest,
            sent_latest: sending.latest,
            published,
            published_earliest: publishing.earliest,
            published_latest: publishing.latest,
            posted,
            posted_earliest: posting.earliest,
            posted_latest: posting.latest,
            sort_day,
            publisher_id,
            event_id,
            place_id,
            summary,
        });
        Ok(())
    }

    /// The date that counts in lists.
    fn first_date(&self) -> Option<&FuzzyDate> {
        [&self.made, &self.sent, &self.published, &self.posted].into_iter().find_map(Option::as_ref)
    }
}
