//! How a mutation's input points at other records: by id, slug, external id or code, or by a new record that is made on the way.

use super::input::ExternalIdInput;
use crate::country::CountryInput;
use crate::event::EventInput;
use crate::office::OfficeInput;
use crate::organisation::OrganisationInput;
use crate::person::{PersonInput, TenureInput};
use crate::place::PlaceInput;
use crate::source::SourceInput;
use crate::statement::StatementInput;
use crate::topic::TopicInput;
use async_graphql::{ID, OneofObject};
use serde::Serialize;

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident -> $input:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, OneofObject, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            /// Its global id.
            Id(ID),
            /// Its slug, a present or a former one.
            Slug(String),
            /// What another catalogue calls it.
            ExternalId(ExternalIdInput),
            /// A record that is not in the archive yet, and is added by the same change set.
            New(Box<$input>),
        }
    )*};
}

references! {
    /// A person: exactly one of these.
    PersonRef -> PersonInput;
    /// An office: exactly one of these.
    OfficeRef -> OfficeInput;
    /// An organisation: exactly one of these.
    OrganisationRef -> OrganisationInput;
    /// A place: exactly one of these.
    PlaceRef -> PlaceInput;
    /// A topic: exactly one of these.
    TopicRef -> TopicInput;
    /// An event: exactly one of these.
    EventRef -> EventInput;
    /// A statement: exactly one of these.
    StatementRef -> StatementInput;
}

/// A country: exactly one of these.
#[derive(Clone, Debug, OneofObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CountryRef {
    /// Its global id.
    Id(ID),
    /// Its slug, a present or a former one.
    Slug(String),
    /// What another catalogue calls it.
    ExternalId(ExternalIdInput),
    /// Its ISO 3166-1 alpha-2, alpha-3 or numeric code, or its ISO 3166-3 code.
    Code(String),
    /// A country that is not in the archive yet, and is added by the same change set.
    New(Box<CountryInput>),
}

/// A person in an office: exactly one of these.
#[derive(Clone, Debug, OneofObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TenureRef {
    /// Its global id.
    Id(ID),
    /// A tenure that is not in the archive yet, and is added by the same change set.
    New(Box<TenureInput>),
}

/// A source: exactly one of these.
#[derive(Clone, Debug, OneofObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SourceRef {
    /// Its global id.
    Id(ID),
    /// A source that is not in the archive yet, and is added by the same change set.
    New(Box<SourceInput>),
}
