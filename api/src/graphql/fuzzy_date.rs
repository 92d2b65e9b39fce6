//! Dates as precise as their source gives them, as clients see them.

use super::scalar::Date;
use async_graphql::{Enum, InputObject, Object};
use serde::Serialize;

/// How a fact came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::Resolution")]
pub enum Resolution {
    /// The source says it.
    Stated,
    /// It follows from what the source says; the reason tells how.
    Computed,
    /// It is a guess that waits for an editor; the reason tells why.
    Suggested,
    /// An editor has confirmed what was suggested.
    Confirmed,
    /// An editor has rejected what was suggested.
    Rejected,
}

/// A date as precise as its source gives it.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct FuzzyDateInput {
    /// The date in the Extended Date/Time Format, level 1 (ISO 8601-2:2019), such as `2016-07-12`, `2014-09`, `2016-07-12/2016-07-13` or `1985~`.
    pub edtf: String,
    // What is absent here is null in a patch: a date takes the place of the former one whole.
    /// The words it comes from, as the source prints them.
    pub phrase: Option<String>,
    /// Whether the source states it.
    #[graphql(default_with = "Resolution::Stated")]
    pub resolution: Resolution,
    /// Why it is believed, where the source does not simply state it.
    pub reason: Option<String>,
}

pub struct FuzzyDate(pub entity::FuzzyDate);

/// A date as precise as its source gives it: a day, a month, a year, an interval, an uncertain or an open one.
#[Object]
impl FuzzyDate {
    /// The date in the Extended Date/Time Format, level 1 (ISO 8601-2:2019), such as `2016-07-12`, `2014-09`, `2016-07-12/2016-07-13` or `1985~`.
    async fn edtf(&self) -> &str {
        &self.0.edtf
    }

    /// The first day it may mean; null where its beginning is open or unknown.
    async fn earliest(&self) -> Option<Date> {
        self.0.days().ok()?.0.and_then(Date::from_days)
    }

    /// The last day it may mean; null where its end is open or unknown.
    async fn latest(&self) -> Option<Date> {
        self.0.days().ok()?.1.and_then(Date::from_days)
    }

    /// The words it came from, as the source prints them, such as "last evening".
    async fn phrase(&self) -> Option<&str> {
        self.0.phrase.as_deref()
    }

    /// Whether the source states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where the source does not simply state it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
