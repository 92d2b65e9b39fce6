//! The rules for statements.

use super::turns;
use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, MAX_TEXT, distinct, stated};
use crate::text::{fold, slugify};
use crate::turn::service::NewTurn;
use entity::{
    EventStatementRole, FuzzyDate, Holding, RecordKind, Resolution, StatementKind, event_statement, statement, statement_author,
    statement_country, statement_topic,
};
use serde::{Deserialize, Serialize};

/// A statement as a document, with its turns in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    #[serde(rename = "publisher")]
    pub publisher_id: Option<i64>,
    #[serde(rename = "event")]
    pub event_id: Option<i64>,
    #[serde(rename = "place")]
    pub place_id: Option<i64>,
    #[serde(rename = "authors", default)]
    pub author_ids: Vec<i64>,
    #[serde(rename = "topics", default)]
    pub topic_ids: Vec<i64>,
    #[serde(default)]
    pub countries: Vec<NewStatementCountry>,
    /// The events it announces, and those it shows to have taken place.
    #[serde(rename = "announces", default)]
    pub announced_ids: Vec<i64>,
    #[serde(rename = "confirms", default)]
    pub confirmed_ids: Vec<i64>,
    #[serde(with = "turns", default)]
    pub turns: Vec<NewTurn>,
    #[serde(flatten)]
    pub common: Common,
}

/// A country that a statement concerns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewStatementCountry {
    #[serde(rename = "country")]
    pub country_id: i64,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl Document for NewStatement {
    const KIND: RecordKind = RecordKind::Statement;
    const NEEDED: &[&str] = &["kind", "title", "holding"];

    fn wanted_slug(&self) -> Option<String> {
        let day = self.first_date().map(|date| date.edtf.split('/').next().unwrap_or_default());
        Some(slugify(&format!("{} {}", day.unwrap_or_default(), self.title), 80))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    /// The turns get the ids that follow the statement's, in order.
    fn tidy(&mut self, set: &mut ChangeSet) {
        for ids in [&mut self.author_ids, &mut self.topic_ids, &mut self.announced_ids, &mut self.confirmed_ids] {
            distinct(ids, |id| *id);
        }
        distinct(&mut self.countries, |concerned| concerned.country_id);
        for turn in &mut self.turns {
            turn.id.get_or_insert_with(|| set.next_id());
        }
    }

    fn check(&self) -> Vec<Violation> {
        let Self { title, summary, language, made, sent, published, posted, turns, common, .. } = self;
        let mut check = Check::default()
            .filled("title", title)
            .limited("summary", summary.as_deref().unwrap_or_default(), MAX_TEXT)
            .language("language", language.as_deref())
            .date("made", made.as_ref())
            .date("sent", sent.as_ref())
            .date("published", published.as_ref())
            .date("posted", posted.as_ref());
        for (position, turn) in turns.iter().enumerate() {
            check = turn.check(check, &format!("turns.{position}"));
        }
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let row = rows.statement.pop()?;
        let turns = turns::of(&mut rows);
        let mut authors = std::mem::take(&mut rows.statement_author);
        authors.sort_by_key(|author| author.ordinal);
        let told = std::mem::take(&mut rows.event_statement);
        let events = |role| told.iter().filter(|row| row.role == role).map(|row| row.event_id).collect();
        let topics = std::mem::take(&mut rows.statement_topic).into_iter();
        let countries = std::mem::take(&mut rows.statement_country).into_iter().map(|row| {
            let statement_country::Model { country_id, resolution, reason, .. } = row;
            NewStatementCountry { country_id, resolution, reason }
        });
        Some(Self {
            kind: row.kind,
            title: row.title,
            summary: row.summary,
            language: row.language,
            holding: row.holding,
            made: row.made,
            sent: row.sent,
            published: row.published,
            posted: row.posted,
            publisher_id: row.publisher_id,
            event_id: row.event_id,
            place_id: row.place_id,
            author_ids: authors.into_iter().map(|author| author.person_id).collect(),
            topic_ids: topics.map(|topic| topic.topic_id).collect(),
            countries: countries.collect(),
            announced_ids: events(EventStatementRole::AnnouncedIn),
            confirmed_ids: events(EventStatementRole::ConfirmedBy),
            turns,
            common: Common::of(&mut rows, Some(row.slug)),
        })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let sort_day = Days::of(self.first_date())?.earliest.unwrap_or(i32::MIN);
        let Self { kind, title, summary, language, holding, made, sent, published, posted, .. } = self;
        let Self { publisher_id, event_id, place_id, author_ids, topic_ids, countries, turns, common, .. } = self;
        let Self { announced_ids, confirmed_ids, .. } = self;
        let [making, sending, publishing, posting] =
            [&made, &sent, &published, &posted].map(|date| Days::of(date.as_ref()).unwrap_or_default());
        common.add(Self::KIND, id, set);
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
        let told = [(EventStatementRole::AnnouncedIn, announced_ids), (EventStatementRole::ConfirmedBy, confirmed_ids)];
        for (role, events) in told {
            let told = events.into_iter().map(|event_id| event_statement::Model { event_id, statement_id: id, role });
            batch.event_statement.extend(told);
        }
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
}

impl NewStatement {
    /// The date that counts in lists.
    fn first_date(&self) -> Option<&FuzzyDate> {
        [&self.made, &self.sent, &self.published, &self.posted].into_iter().find_map(Option::as_ref)
    }
}
