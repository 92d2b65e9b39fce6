//! Who takes part in an event.

use crate::country::Country;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::loader::one;
use crate::office::Office;
use crate::organisation::Organisation;
use crate::person::Person;
use async_graphql::{Context, Enum, Object};
use entity::event_participant::Model;
use serde::Serialize;

/// What a participant does at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::ParticipantRole")]
pub enum ParticipantRole {
    /// Receives the others.
    Host,
    /// Is received.
    Guest,
    /// Speaks.
    Speaker,
    /// Takes part; no more is known.
    Participant,
    /// Makes the visit.
    Visitor,
    /// Leads it.
    Chair,
    /// Arranges it.
    Organiser,
    /// Mediates between others.
    Mediator,
}

#[derive(Clone)]
pub struct Participant(pub Model);

/// Somebody who takes part in an event. An office without a person is its unnamed holder; a country is its delegation.
#[Object]
impl Participant {
    /// The person; null where the source names none.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        one(ctx.loader(), self.0.person_id).await
    }

    /// The office in which they take part; null where no source tells.
    async fn office(&self, ctx: &Context<'_>) -> Result<Option<Office>> {
        one(ctx.loader(), self.0.office_id).await
    }

    /// The country for which they take part; null where no source tells.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// The organisation for which they take part, or which takes part itself; null where no source tells.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.organisation_id).await
    }

    /// What they do at it.
    async fn role(&self) -> ParticipantRole {
        self.0.role.into()
    }

    /// Whether a source states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where no source simply states it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
