//! Which statements a list has, and in which order.

use super::{Holding, StatementKind};
use crate::country::CountryFilter;
use crate::error::{Error, Result};
use crate::event::EventFilter;
use crate::graphql::filter::{Filter, FuzzyDateFilter, begins_with, combine, has_slug, ids_where, is_one_of_ids, select_where};
use crate::link::LinkFilter;
use crate::mention::MentionFilter;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use crate::place::PlaceFilter;
use crate::record::service::Check;
use crate::topic::TopicFilter;
use async_graphql::{ID, InputObject};
use entity::statement::{Column, Entity};
use entity::{RecordKind, country, event, link, mention, office, organisation, person, place, tenure, topic, turn};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use std::collections::BTreeSet;

/// The dates of a statement, each with its first and last day.
const DATES: [(Column, Column, Column); 4] = [
    (Column::Made, Column::MadeEarliest, Column::MadeLatest),
    (Column::Sent, Column::SentEarliest, Column::SentLatest),
    (Column::Published, Column::PublishedEarliest, Column::PublishedLatest),
    (Column::Posted, Column::PostedEarliest, Column::PostedLatest),
];

/// Which statements stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StatementFilter {
    /// All of these must hold too.
    and: Option<Vec<StatementFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<StatementFilter>>,
    /// This must not hold.
    not: Option<Box<StatementFilter>>,
    /// One of these statements.
    ids: Option<Vec<ID>>,
    /// One of the statements with these slugs.
    slugs: Option<Vec<String>>,
    /// The title is this or begins with it; letter case and accents do not matter.
    title: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<StatementKind>>,
    /// One of these holdings. Absent: all but REFERENCED, unless ids or slugs are given.
    holdings: Option<Vec<Holding>>,
    /// In one of these languages, as BCP 47 tags: `en` does not match `en-GB`.
    languages: Option<Vec<String>>,
    /// When it was made, sent, published or posted, whichever fits.
    dated: Option<FuzzyDateFilter>,
    /// When it was said, or signed.
    made: Option<FuzzyDateFilter>,
    /// When it was sent.
    sent: Option<FuzzyDateFilter>,
    /// When it was published in an outlet.
    published: Option<FuzzyDateFilter>,
    /// When the publisher put it on its site.
    posted: Option<FuzzyDateFilter>,
    /// Such a person speaks in it.
    speaker: Option<Box<PersonFilter>>,
    /// Such a person is an author.
    author: Option<Box<PersonFilter>>,
    /// Somebody speaks in such an office.
    office: Option<Box<OfficeFilter>>,
    /// It concerns such a country.
    country: Option<Box<CountryFilter>>,
    /// It was made at such an event.
    event: Option<Box<EventFilter>>,
    /// It was made at such a place.
    place: Option<Box<PlaceFilter>>,
    /// Such an organisation publishes it.
    publisher: Option<Box<OrganisationFilter>>,
    /// It is about such a topic.
    topic: Option<Box<TopicFilter>>,
    /// It names such a thing.
    mention: Option<Box<MentionFilter>>,
    /// It relates to another statement by such a link.
    link: Option<Box<LinkFilter>>,
    /// Another statement relates to it by such a link.
    linked_from: Option<Box<LinkFilter>>,
}

fn check_language(tag: &str, path: &str) -> Result<()> {
    let wrong = Check::default().language(path, Some(tag)).violations();
    if wrong.is_empty() { Ok(()) } else { Err(Error::BadUserInput(wrong)) }
}

impl Filter for StatementFilter {
    type Entity = Entity;

    #[expect(clippy::too_many_lines, reason = "one short paragraph for each part of the filter")]
    fn condition(&self, path: &str) -> Result<Condition> {
        let Self {
            and,
            or,
            not,
            ids,
            slugs,
            title,
            kinds,
            holdings,
            languages,
            dated,
            made,
            sent,
            published,
            posted,
            speaker,
            author,
            office,
            country,
            event,
            place,
            publisher,
            topic,
            mention,
            link,
            linked_from,
        } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Statement", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Statement, slugs));
        }
        if let Some(title) = title {
            all = all.add(begins_with(Column::SortName, title, &format!("{path}.title"))?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::StatementKind::from(*wanted))));
        }
        if let Some(holdings) = holdings {
            all = all.add(Column::Holding.is_in(holdings.iter().map(|wanted| entity::Holding::from(*wanted))));
        }
        if let Some(languages) = languages {
            for (position, tag) in languages.iter().enumerate() {
                check_language(tag, &format!("{path}.languages.{position}"))?;
            }
            all = all.add(Column::Language.is_in(languages));
        }
        if let Some(dated) = dated {
            let path = format!("{path}.dated");
            let mut any = Condition::any();
            for (date, earliest, latest) in DATES {
                any = any.add(dated.condition(date, earliest, latest, &path)?);
            }
            all = all.add(any);
        }
        if let Some(made) = made {
            let path = format!("{path}.made");
            all = all.add(made.condition(Column::Made, Column::MadeEarliest, Column::MadeLatest, &path)?);
            // The first day on which it may have been made is the day that lists are ordered by: the same bounds make a range of them.
            all = all.add(made.first_day(Column::SortDay, &path)?);
        }
        if let Some(sent) = sent {
            let path = format!("{path}.sent");
            all = all.add(sent.condition(Column::Sent, Column::SentEarliest, Column::SentLatest, &path)?);
        }
        if let Some(published) = published {
            let path = format!("{path}.published");
            all = all.add(published.condition(Column::Published, Column::PublishedEarliest, Column::PublishedLatest, &path)?);
        }
        if let Some(posted) = posted {
            let path = format!("{path}.posted");
            all = all.add(posted.condition(Column::Posted, Column::PostedEarliest, Column::PostedLatest, &path)?);
        }
        if let Some(speaker) = speaker {
            use entity::turn::{Column as By, Entity as Via};
            let wanted = ids_where(&**speaker, person::Column::Id, &format!("{path}.speaker"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::StatementId), By::SpeakerId.in_subquery(wanted))));
        }
        if let Some(author) = author {
            use entity::statement_author::{Column as By, Entity as Via};
            let wanted = ids_where(&**author, person::Column::Id, &format!("{path}.author"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::StatementId), By::PersonId.in_subquery(wanted))));
        }
        if let Some(office) = office {
            let offices = ids_where(&**office, office::Column::Id, &format!("{path}.office"))?;
            let tenures =
                select_where(tenure::Entity, (tenure::Entity, tenure::Column::Id), tenure::Column::OfficeId.in_subquery(offices));
            all = all.add(Column::Id.in_subquery(select_where(
                turn::Entity,
                (turn::Entity, turn::Column::StatementId),
                turn::Column::TenureId.in_subquery(tenures),
            )));
        }
        if let Some(country) = country {
            use entity::statement_country::{Column as By, Entity as Via};
            let wanted = ids_where(&**country, country::Column::Id, &format!("{path}.country"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::StatementId), By::CountryId.in_subquery(wanted))));
        }
        if let Some(event) = event {
            all = all.add(Column::EventId.in_subquery(ids_where(&**event, event::Column::Id, &format!("{path}.event"))?));
        }
        if let Some(place) = place {
            all = all.add(Column::PlaceId.in_subquery(ids_where(&**place, place::Column::Id, &format!("{path}.place"))?));
        }
        if let Some(publisher) = publisher {
            all = all.add(Column::PublisherId.in_subquery(ids_where(
                &**publisher,
                organisation::Column::Id,
                &format!("{path}.publisher"),
            )?));
        }
        if let Some(topic) = topic {
            use entity::statement_topic::{Column as By, Entity as Via};
            let wanted = ids_where(&**topic, topic::Column::Id, &format!("{path}.topic"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::StatementId), By::TopicId.in_subquery(wanted))));
        }
        if let Some(mention) = mention {
            let turns = ids_where(&**mention, mention::Column::TurnId, &format!("{path}.mention"))?;
            all = all.add(Column::Id.in_subquery(select_where(
                turn::Entity,
                (turn::Entity, turn::Column::StatementId),
                turn::Column::Id.in_subquery(turns),
            )));
        }
        if let Some(link) = link {
            all = all.add(Column::Id.in_subquery(ids_where(&**link, link::Column::SourceId, &format!("{path}.link"))?));
        }
        if let Some(link) = linked_from {
            all = all.add(Column::Id.in_subquery(ids_where(&**link, link::Column::TargetId, &format!("{path}.linkedFrom"))?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

impl StatementFilter {
    /// Whether the caller says which holdings they want, or names the statements one by one.
    pub fn asks_for_holdings(&self) -> bool {
        let nested = |filters: &Option<Vec<Self>>| filters.iter().flatten().any(Self::asks_for_holdings);
        self.holdings.is_some() || self.ids.is_some() || self.slugs.is_some() || nested(&self.and) || nested(&self.or)
    }

    /// The fields of a statement's document that decide whether it passes: where none of them changes, it passes as before.
    pub fn looks_at(&self) -> BTreeSet<&'static str> {
        let Self {
            and, or, not, ids: _, slugs, title, kinds, holdings: _, languages, dated, made, sent, published, posted, ..
        } = self;
        let Self { speaker, author, office, country, event, place, publisher, topic, mention, link: _, linked_from: _, .. } =
            self;
        let dates = ["made", "sent", "published", "posted"];
        let of_dates = [made, sent, published, posted].map(|date| date.is_some() || dated.is_some());
        let given = [
            (slugs.is_some(), "slug"),
            (title.is_some(), "title"),
            (kinds.is_some(), "kind"),
            // It is looked at unasked, too.
            (true, "holding"),
            (languages.is_some(), "language"),
            (speaker.is_some() || office.is_some() || mention.is_some(), "turns"),
            (author.is_some(), "authors"),
            (country.is_some(), "countries"),
            (event.is_some(), "event"),
            (place.is_some(), "place"),
            (publisher.is_some(), "publisher"),
            (topic.is_some(), "topics"),
        ];
        let nested = and.iter().chain(or).flatten().chain(not.as_deref()).flat_map(Self::looks_at);
        let own =
            given.into_iter().chain(of_dates.into_iter().zip(dates)).filter_map(|(is_given, field)| is_given.then_some(field));
        own.chain(nested).collect()
    }
}
