//! A turn as clients see it.

use super::date::{DateInText, dates};
use super::loader::{AddresseesByTurnId, TextByTurnId};
use super::spoken_as::{SpokenAs, spoken_as};
use super::{Addressee, TurnFilter, TurnOrder};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{group, one, owned, stored};
use crate::graphql::pagination::Listed;
use crate::mention::Mention;
use crate::mention::loader::MentionsByTurnId;
use crate::organisation::Organisation;
use crate::person::{Person, Tenure};
use crate::statement::Statement;
use async_graphql::{Context, Enum, ID, Object};
use entity::turn::Model;
use serde::Serialize;

/// What a turn does in its statement (the distinctions of Akoma Ntoso and `ParlaMint`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::TurnKind")]
pub enum TurnKind {
    /// Somebody speaks, or writes.
    Speech,
    /// Somebody asks.
    Question,
    /// Somebody answers what was asked before.
    Answer,
    /// The source tells what happens, in its own words.
    Narrative,
    /// The source notes what is seen or heard: laughter, applause.
    Scene,
}

/// Whether a turn's text is all that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::Completeness")]
pub enum Completeness {
    /// All of it.
    Complete,
    /// Parts of it: the source leaves something out.
    Excerpt,
    /// The source says that somebody spoke, and leaves the words out.
    OmittedBySource,
}

#[derive(Clone)]
pub struct Turn(pub Model);

stored!(Turn: turn);

impl Listed for Turn {
    type Filter = TurnFilter;
    type Order = TurnOrder;
}

/// What one speaker says before another begins.
#[Object]
impl Turn {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// The statement it belongs to.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Statement> {
        owned(ctx.loader(), self.0.statement_id).await
    }

    /// Its place in the statement, from 0.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// What it does in the statement.
    async fn kind(&self) -> TurnKind {
        self.0.kind.into()
    }

    /// The text without the speaker's label; paragraphs are separated by an empty line.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(group::<TextByTurnId>(ctx.loader(), self.0.id).await?.pop().map(|row| row.text).unwrap_or_default())
    }

    /// The speaker's label as the source prints it; null where it prints none.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Who speaks; null where the source does not tell.
    async fn speaker(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        one(ctx.loader(), self.0.speaker_id).await
    }

    /// The organisation for which they speak: the outlet that asks, the embassy that answers; null where the source does not tell.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.organisation_id).await
    }

    /// The office in which they speak, with its holder; null where the source does not tell.
    async fn tenure(&self, ctx: &Context<'_>) -> Result<Option<Tenure>> {
        one(ctx.loader(), self.0.tenure_id).await
    }

    /// The office in which they speak: as the archive states it, or as it follows from their tenures on the day of the statement and from the label. Null where
    /// nobody is known to speak, or no office of theirs is known.
    async fn spoken_as(&self, ctx: &Context<'_>) -> Result<Option<SpokenAs>> {
        spoken_as(ctx.loader(), self).await
    }

    /// To whom it is addressed, as far as the source tells.
    async fn addressees(&self, ctx: &Context<'_>) -> Result<Vec<Addressee>> {
        Ok(group::<AddresseesByTurnId>(ctx.loader(), self.0.id).await?.into_iter().map(Addressee).collect())
    }

    /// The dates that the text names, in the speaker's own words, counted from the day of the statement where they must be: "last evening". English alone, and
    /// dates in figures.
    async fn dates(&self, ctx: &Context<'_>) -> Result<Vec<DateInText>> {
        dates(ctx.loader(), self).await
    }

    /// What the label says beside the name, such as "speaking after Elmar Mammadyarov".
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whether the text is all that was said.
    async fn completeness(&self) -> Completeness {
        self.0.completeness.into()
    }

    /// Who and what is named in it, in the order of the text.
    async fn mentions(&self, ctx: &Context<'_>) -> Result<Vec<Mention>> {
        Ok(group::<MentionsByTurnId>(ctx.loader(), self.0.id).await?.into_iter().map(Mention).collect())
    }
}
