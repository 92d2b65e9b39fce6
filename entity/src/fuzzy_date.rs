//! A date as precise as its source gives it: an EDTF level 1 expression with the words it came from.

use crate::Resolution;
use chrono::{Datelike, Months, NaiveDate};
use edtf::level_1::{Date, Edtf, Precision, Terminal};
use sea_orm::DeriveValueType;
use sea_orm::sea_query::ValueTypeErr;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A date as its source gives it.
///
/// Stored as text: the bare EDTF expression where nothing else is known, else a JSON object. The first and the last day it
/// may mean stand beside it in two columns of their own, in days since 1970-01-01, so that it can be filtered and sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct FuzzyDate {
    /// EDTF level 1 (ISO 8601-2): `2016-07-12`, `2014-09`, `2016-07-12/2016-07-13`, `1985~`.
    pub edtf: String,
    /// The words it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<String>,
    pub resolution: Resolution,
    /// Why it is believed, when the source does not simply say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDate(String);

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is not an EDTF level 1 date such as 2016-07-12, 2016-07, 2016, 2016-07-12/2016-07-15 or 2016~", self.0)
    }
}

impl std::error::Error for InvalidDate {}

impl FuzzyDate {
    /// A date that the source states.
    pub fn stated(edtf: impl Into<String>) -> Result<Self, InvalidDate> {
        let date = Self { edtf: edtf.into(), phrase: None, resolution: Resolution::Stated, reason: None };
        days(&date.edtf)?;
        Ok(date)
    }

    /// The first and the last day it may mean, in days since 1970-01-01; `None` where that end is open or unknown.
    pub fn days(&self) -> Result<(Option<i32>, Option<i32>), InvalidDate> {
        days(&self.edtf)
    }
}

impl fmt::Display for FuzzyDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { edtf, phrase, resolution, reason } = self;
        if phrase.is_none() && reason.is_none() && *resolution == Resolution::Stated {
            return f.write_str(edtf);
        }
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for FuzzyDate {
    type Err = ValueTypeErr;

    fn from_str(stored: &str) -> Result<Self, Self::Err> {
        if stored.starts_with('{') {
            return serde_json::from_str(stored).map_err(|_| ValueTypeErr);
        }
        Ok(Self { edtf: stored.to_owned(), phrase: None, resolution: Resolution::Stated, reason: None })
    }
}

/// The first and the last day that an EDTF level 1 expression may mean.
fn days(text: &str) -> Result<(Option<i32>, Option<i32>), InvalidDate> {
    let invalid = || InvalidDate(text.chars().take(40).collect());
    let span = |date: Date| span(date).ok_or_else(invalid);
    let (earliest, latest) = match Edtf::parse(text).map_err(|_| invalid())? {
        Edtf::Date(date) => {
            let (from, to) = span(date)?;
            (Some(from), Some(to))
        }
        Edtf::Interval(from, to) => (Some(span(from)?.0), Some(span(to)?.1)),
        Edtf::IntervalFrom(from, Terminal::Open | Terminal::Unknown) => (Some(span(from)?.0), None),
        Edtf::IntervalTo(Terminal::Open | Terminal::Unknown, to) => (None, Some(span(to)?.1)),
        Edtf::DateTime(time) => {
            let date = time.date();
            let day = NaiveDate::from_ymd_opt(date.year(), date.month(), date.day()).ok_or_else(invalid)?;
            (Some(day), Some(day))
        }
        // Years of five and more digits mean nothing in an archive of statements and would not fit the columns.
        Edtf::YYear(_) => return Err(invalid()),
    };
    if earliest.zip(latest).is_some_and(|(earliest, latest)| earliest > latest) {
        return Err(invalid());
    }
    Ok((earliest.map(since_epoch), latest.map(since_epoch)))
}

fn span(date: Date) -> Option<(NaiveDate, NaiveDate)> {
    let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    // The last day before the month that follows `months` months after `from`.
    let until = |from: NaiveDate, months| from.checked_add_months(Months::new(months))?.pred_opt();
    let (from, months) = match date.precision() {
        Precision::Century(year) => (first(year, 1)?, 1200),
        Precision::Decade(year) => (first(year, 1)?, 120),
        // Spring 21 to winter 24: which months they are depends on the hemisphere, so any day of the year is possible.
        Precision::Year(year) | Precision::MonthOfYear(year) | Precision::DayOfYear(year) | Precision::Season(year, _) => {
            (first(year, 1)?, 12)
        }
        Precision::Month(year, month) | Precision::DayOfMonth(year, month) => (first(year, month)?, 1),
        Precision::Day(year, month, day) => {
            let day = NaiveDate::from_ymd_opt(year, month, day)?;
            return Some((day, day));
        }
    };
    Some((from, until(from, months)?))
}

fn since_epoch(day: NaiveDate) -> i32 {
    const EPOCH: i32 = 719_163; // 1970-01-01, in days from the first of January of the year one
    day.num_days_from_ce() - EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(text: &str) -> Option<(Option<i32>, Option<i32>)> {
        days(text).ok()
    }

    #[test]
    fn a_day_is_itself() {
        assert_eq!(span_of("1970-01-02"), Some((Some(1), Some(1))));
    }

    #[test]
    fn months_years_decades_and_centuries_span_all_their_days() {
        assert_eq!(span_of("1970-02"), Some((Some(31), Some(58))));
        assert_eq!(span_of("1970"), Some((Some(0), Some(364))));
        assert_eq!(span_of("197X"), Some((Some(0), Some(3651))));
        assert_eq!(span_of("1970-XX-XX"), span_of("1970"));
        assert_eq!(span_of("20XX"), Some((Some(10957), Some(47481))));
    }

    #[test]
    fn intervals_may_be_open() {
        assert_eq!(span_of("1970-01-01/1970-01-03"), Some((Some(0), Some(2))));
        assert_eq!(span_of("1970-01-01/.."), Some((Some(0), None)));
        assert_eq!(span_of("../1970-01-01"), Some((None, Some(0))));
        assert_eq!(span_of("1970/"), Some((Some(0), None)));
    }

    #[test]
    fn doubt_does_not_move_the_days() {
        assert_eq!(span_of("1970-01~"), span_of("1970-01"));
        assert_eq!(span_of("1970?"), span_of("1970"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "12.07.2016", "2016-13", "2016-02-30", "2016-07-12/2016-07-11", "Y170000002", "yesterday", "2016-7-1"] {
            assert_eq!(span_of(text), None, "{text}");
        }
    }

    #[test]
    fn storing_and_reading_gives_the_same_date() {
        let plain = FuzzyDate::stated("2016-07").expect("a month");
        assert_eq!(plain.to_string(), "2016-07");
        let derived = FuzzyDate {
            edtf: "2016-07-11".into(),
            phrase: Some("last evening".into()),
            resolution: Resolution::Computed,
            reason: Some("the day before 2016-07-12".into()),
        };
        for date in [plain, derived] {
            assert_eq!(date.to_string().parse::<FuzzyDate>().ok(), Some(date));
        }
    }
}
