//! What is said of a statement in a mutation.

use super::{Holding, StatementKind};
use crate::graphql::fuzzy_date::{FuzzyDateInput, Resolution};
use crate::graphql::patch::patch_input;
use crate::link::LinkKind;
use crate::record::input::ExternalIdInput;
use crate::record::reference::{CountryRef, EventRef, OrganisationRef, PersonRef, PlaceRef, SourceRef, StatementRef, TopicRef};
use crate::turn::TurnInput;
use async_graphql::InputObject;
use serde::Serialize;

patch_input! {
    /// A statement, whole or in part: with its turns, and with people, events and statements that are not in the archive yet. For a new
    /// one kind, title and holding are needed; in an update what is absent stays, and null clears.
    pub struct StatementInput {
        /// What sort of text it is.
        kind: StatementKind,
        /// The title, as its source prints it.
        title: String,
        /// A short account of the content.
        summary: String,
        /// The language of the text, as a BCP 47 tag: `en`, `az-Latn`.
        language: String,
        /// How much of the text the archive holds.
        holding: Holding,
        /// When it was said, or signed.
        made: FuzzyDateInput,
        /// When it was sent.
        sent: FuzzyDateInput,
        /// When it was published in an outlet.
        published: FuzzyDateInput,
        /// When the publisher put it on its site.
        posted: FuzzyDateInput,
        /// Who publishes the text.
        publisher: OrganisationRef,
        /// The event it was made at.
        event: EventRef,
        /// Where it was made.
        place: PlaceRef,
        /// Who wrote it, in order, all of them: the list takes the place of the former one.
        authors: Vec<PersonRef>,
        /// What it is about, all topics: the list takes the place of the former one.
        topics: Vec<TopicRef>,
        /// Which countries it concerns, all of them: the list takes the place of the former one.
        countries: Vec<StatementCountryInput>,
        /// The events it announces, all of them: the list takes the place of the former one.
        announces: Vec<EventRef>,
        /// The events it shows to have taken place, all of them: the list takes the place of the former one.
        confirms: Vec<EventRef>,
        /// Its turns in order, all of them. Those that are there and are not named by their id are removed.
        turns: Vec<TurnInput>,
        /// Links to other statements that are added. Links that are there stay.
        links: Vec<StatementLinkInput>,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }

    /// A country that a statement concerns.
    pub struct StatementCountryInput {
        /// The country.
        country: CountryRef,
        /// Whether the source itself states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where the source does not simply state it.
        reason: String,
    }
}

/// A link of the statement to another that is added with it.
#[derive(Clone, Debug, InputObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementLinkInput {
    /// How they relate: the statement answers, quotes, corrects the other.
    pub kind: LinkKind,
    /// The other statement.
    pub target: StatementRef,
    /// The words that tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phrase: Option<String>,
}
