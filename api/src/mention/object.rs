//! A mention as clients see it.

use super::{MentionFilter, MentionOrder};
use crate::country::Country;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::id;
use crate::graphql::loader::{owned, stored};
use crate::graphql::pagination::Listed;
use crate::office::Office;
use crate::organisation::Organisation;
use crate::person::Person;
use crate::place::Place;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::turn::Turn;
use async_graphql::{Context, ID, Object, Union};
use entity::mention::Model;

/// What a mention names.
#[derive(Union)]
pub enum MentionTarget {
    Person(Person),
    Office(Office),
    Country(Country),
    Organisation(Organisation),
    Place(Place),
    Event(Event),
}

#[derive(Clone)]
pub struct Mention(pub Model);

stored!(Mention: mention);

impl Listed for Mention {
    type Filter = MentionFilter;
    type Order = MentionOrder;
}

/// A span of a turn's text that names a record (W3C Web Annotation: text position and text quote selector).
#[Object]
impl Mention {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    #[graphql(flatten)]
    async fn record(&self) -> RecordFields {
        RecordFields(self.0.id)
    }

    /// Where the record comes from.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        sources(ctx, self.0.id).await
    }

    /// The turn whose text names it.
    async fn turn(&self, ctx: &Context<'_>) -> Result<Turn> {
        owned(ctx.loader(), self.0.turn_id).await
    }

    /// Where the span begins in the turn's text, in Unicode code points from 0.
    async fn start(&self) -> i32 {
        self.0.start_offset
    }

    /// Where the span ends, in Unicode code points: the first that is no longer part of it.
    async fn end(&self) -> i32 {
        self.0.end_offset
    }

    /// The words of the span.
    async fn exact(&self) -> &str {
        &self.0.exact
    }

    /// The words before the span, at most 32 code points.
    async fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// The words after the span, at most 32 code points.
    async fn suffix(&self) -> &str {
        &self.0.suffix
    }

    /// What it names.
    async fn target(&self, ctx: &Context<'_>) -> Result<MentionTarget> {
        let loader = ctx.loader();
        let Model { id, person_id, office_id, country_id, organisation_id, place_id, event_id, .. } = self.0;
        match (person_id, office_id, country_id, organisation_id, place_id, event_id) {
            (Some(person), ..) => owned(loader, person).await.map(MentionTarget::Person),
            (_, Some(office), ..) => owned(loader, office).await.map(MentionTarget::Office),
            (_, _, Some(country), ..) => owned(loader, country).await.map(MentionTarget::Country),
            (_, _, _, Some(organisation), ..) => owned(loader, organisation).await.map(MentionTarget::Organisation),
            (_, _, _, _, Some(place), _) => owned(loader, place).await.map(MentionTarget::Place),
            (_, _, _, _, _, Some(event)) => owned(loader, event).await.map(MentionTarget::Event),
            _ => Err(Error::internal(format!("mention {id} names nothing"))),
        }
    }

    /// Whether it is stated, suggested, confirmed or rejected that the span names the target.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// How sure the suggestion is, from 0 to 1; null where nobody had to guess.
    async fn score(&self) -> Option<f64> {
        self.0.score
    }

    /// Why the target is believed to be meant.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
