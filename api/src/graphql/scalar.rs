//! Scalars that GraphQL does not have of its own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime as ChronoDateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(NaiveDate);

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

impl Date {
    /// The day that is `days` days after 1970-01-01.
    pub fn from_days(days: i32) -> Option<Self> {
        NaiveDate::default().checked_add_signed(TimeDelta::days(days.into())).map(Self)
    }

    /// How many days after 1970-01-01 it is.
    pub fn days(self) -> i32 {
        i32::try_from((self.0 - NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
    }

    /// The day in the calendar.
    pub fn calendar(self) -> NaiveDate {
        self.0
    }
}

/// A day of the proleptic Gregorian calendar in ISO 8601 form, such as `2016-07-12`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => {
                text.parse().map(Self).map_err(|_| InputValueError::custom(format!("'{text}' is not a day such as 2016-07-12")))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(ChronoDateTime<Utc>);

impl DateTime {
    /// The moment that is `millis` milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_millis(millis: i64) -> Option<Self> {
        ChronoDateTime::from_timestamp_millis(millis).map(Self)
    }

    /// Milliseconds after 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }
}

/// A moment in RFC 3339 form in UTC with milliseconds, such as `2016-07-12T09:30:00.000Z`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => ChronoDateTime::parse_from_rfc3339(text)
                .map(|moment| Self(moment.to_utc()))
                .map_err(|_| InputValueError::custom(format!("'{text}' is not a moment such as 2016-07-12T09:30:00Z"))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub serde_json::Value);

/// Any JSON value: what a record's document holds at a place.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json().map_err(|error| InputValueError::custom(error.to_string()))?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or(Value::Null)
    }
}
