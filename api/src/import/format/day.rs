//! Dates as XML and JSON formats write them (`2016-07-14`, `2016-07`, `2016`, with a time behind or not), made EDTF.

/// `text` as an EDTF date as precise as it is; a month or a day `00` counts as not given. None where it is no date.
pub fn edtf(text: &str) -> Option<String> {
    let text = text.trim();
    let (day, time) = text.split_once(['T', ' ']).map_or((text, None), |(day, time)| (day, Some(time)));
    let mut parts = day.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|part| number(part, 2).filter(|month| *month <= 12)).map_or(Some(0), |month| month)?;
    let date = parts.next().map(|part| number(part, 2)).map_or(Some(0), |date| date)?;
    if parts.next().is_some() || year == 0 {
        return None;
    }
    if month == 0 {
        return Some(format!("{year:04}"));
    }
    if date > days(year, month) {
        return None;
    }
    if date == 0 {
        return Some(format!("{year:04}-{month:02}"));
    }
    match time.filter(|time| is_time(time)) {
        Some(time) => Some(format!("{year:04}-{month:02}-{date:02}T{time}")),
        None => Some(format!("{year:04}-{month:02}-{date:02}")),
    }
}

/// The day, month or year of `text`, whatever the clock says.
pub fn day(text: &str) -> Option<String> {
    edtf(text).map(|date| date.split('T').next().map(str::to_owned).unwrap_or_default())
}

/// The time between two dates of which one may be missing; one date where both are the same.
pub fn span(from: Option<&str>, to: Option<&str>) -> Option<String> {
    match (from.and_then(day), to.and_then(day)) {
        (Some(from), Some(to)) if from == to => Some(from),
        (Some(from), Some(to)) if from < to => Some(format!("{from}/{to}")),
        (Some(from), None) => Some(format!("{from}/..")),
        (None, Some(to)) => Some(format!("../{to}")),
        _ => None,
    }
}

fn number(text: &str, digits: usize) -> Option<u32> {
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether it is a whole time as EDTF has it: `14:30:00`, with a zone or not.
fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let parts: Vec<Option<u32>> = clock.split(':').map(|part| number(part, 2)).collect();
    let sound =
        matches!(parts.as_slice(), [Some(hour), Some(minute), Some(second)] if *hour < 24 && *minute < 60 && *second < 60);
    let zoned = match zone.strip_prefix(['+', '-']) {
        Some(offset) => offset.split_once(':').is_some_and(|(hours, minutes)| {
            number(hours, 2).is_some_and(|hours| hours < 24) && number(minutes, 2).is_some_and(|minutes| minutes < 60)
        }),
        None => zone.is_empty() || zone == "Z",
    };
    sound && zoned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_given() {
        let cases = [
            ("2016-07-14", Some("2016-07-14")),
            ("2016-07", Some("2016-07")),
            (" 2016 ", Some("2016")),
            ("1950-00-00", Some("1950")),
            ("1950-05-00", Some("1950-05")),
            ("2016-02-29", Some("2016-02-29")),
            ("2015-02-29", None),
            ("2015-13-01", None),
            ("14 July 2016", None),
            ("", None),
            ("2014-03-25T17:00:00Z", Some("2014-03-25T17:00:00Z")),
            ("2014-03-25T17:00", Some("2014-03-25")),
            ("2014-03-25T17:00:00+02:00", Some("2014-03-25T17:00:00+02:00")),
        ];
        for (text, expected) in cases {
            assert_eq!(edtf(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn spans_may_be_open() {
        assert_eq!(span(Some("2016"), None).as_deref(), Some("2016/.."));
        assert_eq!(span(Some("2016-01-01"), Some("2016-01-01")).as_deref(), Some("2016-01-01"));
        assert_eq!(span(Some("2017"), Some("2016")), None);
    }
}
