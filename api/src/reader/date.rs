//! Dates as statements print them, absolute ("July 14-15", "24.11.2016") or counted from the day of the statement ("last evening").
//! What is not printed is computed and says why; nothing is guessed.
use super::date_relative::{ago, near_year, relative, to_come, weekday};
use super::kind::Resolution;
use super::page::FuzzyDate;
use super::pattern::patterns;
use jiff::civil::Date;
use regex::Captures;

patterns! {
    NUMERIC = r"\b(\d{1,2})[.](\d{1,2})[.]((?:19|20)\d\d)\b|\b(\d\d)-(\d\d)-((?:19|20)\d\d)\b";
    NUMERIC_SHORT = r"\b(\d\d)\.(\d\d)\.(\d\d)\b";
    ISO = r"\b((?:1[89]|20)\d\d)(?:[-‑](\d\d)[-‑]|[/.](\d\d)[/.])(\d\d)\b";
    SLASHED = r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)\b";
    MONTH_FIRST = r"(?i)\b(January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:[-–—−/]|and|to)\s*(?:(January|February|March|April|May|June|July|August|September|October|November|December)\s+)?(\d{1,2})(?:st|nd|rd|th)?)?(?:,?\s+((?:1[89]|20)\d\d)\b|\b)";
    DAY_FIRST = r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:[-–—−/]|and|to)\s*(\d{1,2})(?:st|nd|rd|th)?)?\s+(?:of\s+)?((?:January|February|March|April|May|June|July|August|September|October|November|December)\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?:,?\s+((?:1[89]|20)\d\d)\b)?";
    MONTH_YEAR = r"\b(January|February|March|April|May|June|July|August|September|October|November|December),?\s+(?:of\s+)?((?:1[89]|20)\d\d)\b";
    MONTH_ONLY = r"\b(?:in|In|since|Since|until|by|early|late|mid|last|this|next)[ -](January|February|March|April|May|June|July|August|September|October|November|December)\b";
    YEAR = r"\b(?:in|In|since|Since|by|for|until|of|from|during|early|late) ((?:19|20)\d\d)\b";
    RELATIVE = r"(?i)\b(today and tomorrow|yesterday and today|the day before yesterday|the day after tomorrow|today|tonight|tomorrow|yesterday|this morning|this afternoon|this evening|last evening|last night|yesterday evening|earlier today|later today|the previous evening|(?:late |early |earlier |later )?this week|last week|next week|this month|last month|next month|this year|last year|next year)\b";
    AGO = r"(?i)\b(a|an|one|two|three|four|five|six|seven|ten|\d{1,2}) (day|week|month|year)s? ago\b";
    WEEKDAY = r"\b(?:on|On|for|last|this|next) (Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b";
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A date found in a text.
#[derive(Debug, Clone)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub date: FuzzyDate,
    /// First day, when the date is known to the day.
    pub day: Option<Date>,
    /// Not counted from another day and with its year.
    pub complete: bool,
}

/// All dates of a text. `anchor` is the day from which relative ones are counted.
pub fn find(text: &str, anchor: Option<Date>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut add = |span: std::ops::Range<usize>, made: Option<Made>| {
        let Some(made) = made else { return };
        if found.iter().any(|f| f.start < span.end && span.start < f.end) {
            return;
        }
        let phrase = text.get(span.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let date = FuzzyDate { edtf: made.edtf, phrase: Some(phrase), resolution: made.resolution, reason: made.reason };
        found.push(Found { start: span.start, end: span.end, date, day: made.day, complete: made.complete });
    };
    for c in NUMERIC.captures_iter(text).filter(|c| is_apart(text, &whole(c))) {
        let part = |n: usize| num(&c, n).or_else(|| num(&c, n + 3));
        add(whole(&c), day_of(part(3), part(2), part(1)).map(Made::day));
    }
    for c in ISO.captures_iter(text).filter(|c| is_apart(text, &whole(c))) {
        add(whole(&c), day_of(num(&c, 1), num(&c, 2).or_else(|| num(&c, 3)), num(&c, 4)).map(Made::day));
    }
    for c in NUMERIC_SHORT.captures_iter(text).filter(|c| is_apart(text, &whole(c))) {
        add(whole(&c), day_of(num(&c, 3).map(full_year), num(&c, 2), num(&c, 1)).map(Made::day));
    }
    for c in SLASHED.captures_iter(text) {
        let year = num(&c, 3).map(full_year);
        add(whole(&c), day_of(year, num(&c, 1), num(&c, 2)).or_else(|| day_of(year, num(&c, 2), num(&c, 1))).map(Made::day));
    }
    // "may 5" and "10 may" are no days of May.
    let named = |c: &Captures<'_>, group: usize| c.get(group).is_some_and(|m| m.as_str().starts_with(char::is_uppercase));
    for c in MONTH_FIRST.captures_iter(text).filter(|c| named(c, 1)) {
        let second_month = c.get(3).map_or(month(&c, 1), |_| month(&c, 3));
        add(whole(&c), days(num(&c, 5), month(&c, 1), num(&c, 2), second_month, num(&c, 4), anchor));
    }
    for c in DAY_FIRST.captures_iter(text).filter(|c| named(c, 3)) {
        add(whole(&c), days(num(&c, 4), month(&c, 3), num(&c, 1), month(&c, 3), num(&c, 2), anchor));
    }
    for c in MONTH_YEAR.captures_iter(text) {
        if let (Some(year), Some(month)) = (num(&c, 2), month(&c, 1)) {
            add(whole(&c), Some(Made::stated(format!("{year:04}-{month:02}"))));
        }
    }
    for c in RELATIVE.captures_iter(text) {
        let words = c.get(1).map_or("", |m| m.as_str()).to_lowercase();
        add(whole(&c), anchor.and_then(|day| relative(&words, day)));
    }
    for c in AGO.captures_iter(text) {
        add(whole(&c), anchor.and_then(|day| ago(&c, day)));
    }
    for c in MONTH_ONLY.captures_iter(text) {
        if let (Some(span), Some(month), Some(day)) = (c.get(1), month(&c, 1), anchor) {
            let year = near_year(month, 15, day);
            let reason = format!("year of the statement's date {day}");
            add(
                span.range(),
                Some(Made {
                    edtf: format!("{year:04}-{month:02}"),
                    resolution: Resolution::Computed,
                    reason: Some(reason),
                    day: None,
                    complete: false,
                }),
            );
        }
    }
    for c in WEEKDAY.captures_iter(text) {
        add(
            whole(&c),
            anchor.and_then(|day| {
                weekday(c.get(0).map_or("", |m| m.as_str()), c.get(1).map_or("", |m| m.as_str()), day, to_come(text, c.get(0)))
            }),
        );
    }
    for c in YEAR.captures_iter(text) {
        if let (Some(span), Some(year)) = (c.get(1), num(&c, 1)) {
            add(span.range(), Some(Made::stated(format!("{year:04}"))));
        }
    }
    found.sort_by_key(|f| f.start);
    found
}

/// The date that a text consists of and nothing else (a time of day, a weekday or "GMT" may stand beside it).
pub fn alone(text: &str) -> Option<Found> {
    let found = find(text, None).into_iter().find(|f| f.complete)?;
    let rest: Vec<&str> = [text.get(..found.start), text.get(found.end..)].into_iter().flatten().collect();
    let rest = rest.join(" ").to_lowercase();
    let extra = rest.split(|c: char| !c.is_alphanumeric()).filter(|w| {
        !w.is_empty()
            && !w.chars().all(|c| c.is_ascii_digit())
            && ![
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
                "mon",
                "tue",
                "tues",
                "wed",
                "thu",
                "thur",
                "thurs",
                "fri",
                "sat",
                "sun",
                "a",
                "p",
                "m",
                "am",
                "pm",
                "gmt",
                "utc",
                "bst",
                "cet",
                "cest",
                "msk",
                "date",
                "published",
                "posted",
                "on",
                "at",
                "updated",
                "est",
                "edt",
            ]
            .contains(w)
    });
    (extra.count() == 0).then_some(found)
}

/// The first day of an EDTF date that is known to the day.
pub fn first_day(edtf: &str) -> Option<Date> {
    edtf.split('/').next()?.trim_end_matches(['~', '?', '%']).parse().ok()
}

pub fn stated(edtf: impl Into<String>, phrase: impl Into<String>) -> FuzzyDate {
    FuzzyDate { edtf: edtf.into(), phrase: Some(phrase.into()), resolution: Resolution::Stated, reason: None }
}

/// A date before the words it was read from are known.
pub struct Made {
    pub edtf: String,
    pub resolution: Resolution,
    pub reason: Option<String>,
    pub day: Option<Date>,
    pub complete: bool,
}

impl Made {
    fn day(day: Date) -> Self {
        Self { edtf: day.to_string(), resolution: Resolution::Stated, reason: None, day: Some(day), complete: true }
    }
    fn stated(edtf: String) -> Self {
        Self { edtf, resolution: Resolution::Stated, reason: None, day: None, complete: true }
    }
    pub fn computed(edtf: String, day: Option<Date>, words: &str, anchor: Date) -> Self {
        let reason = Some(format!("“{words}” counted from the statement's date {anchor}"));
        Self { edtf, resolution: Resolution::Computed, reason, day, complete: false }
    }
}

/// Digits with a point, a slash or a hyphen beside them belong to a longer number: "1106-10-06-2016".
fn is_apart(text: &str, span: &std::ops::Range<usize>) -> bool {
    let joins = |c: char| matches!(c, '-' | '.' | '/' | ':');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut before = text.get(..span.start).unwrap_or("").chars().rev();
    let mut after = text.get(span.end..).unwrap_or("").chars();
    let longer =
        before.next().is_some_and(joins) && digit(before.next()) || after.next().is_some_and(joins) && digit(after.next());
    !longer
}

/// "16" is 2016, "98" is 1998.
fn full_year(year: i16) -> i16 {
    match year {
        ..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

fn whole(c: &Captures<'_>) -> std::ops::Range<usize> {
    c.get(0).map_or(0..0, |m| m.range())
}

fn num(c: &Captures<'_>, group: usize) -> Option<i16> {
    c.get(group)?.as_str().parse().ok()
}

fn month(c: &Captures<'_>, group: usize) -> Option<i16> {
    let name = c.get(group)?.as_str().to_lowercase();
    let name = name.trim_end_matches('.');
    MONTHS.iter().position(|m| m.starts_with(name)).and_then(|i| i16::try_from(i + 1).ok())
}

pub fn day_of(year: Option<i16>, month: Option<i16>, day: Option<i16>) -> Option<Date> {
    Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok()
}

fn days(
    year: Option<i16>,
    month: Option<i16>,
    day: Option<i16>,
    second_month: Option<i16>,
    second: Option<i16>,
    anchor: Option<Date>,
) -> Option<Made> {
    let (resolved, reason) = match (year, anchor) {
        (Some(year), _) => (year, None),
        (None, Some(anchor)) => (near_year(month?, day?, anchor), Some(format!("year of the statement's date {anchor}"))),
        (None, None) => return None,
    };
    let first = day_of(Some(resolved), month, day)?;
    let last = second.and_then(|d| day_of(Some(resolved), second_month, Some(d))).filter(|last| *last > first);
    let edtf = last.map_or_else(|| first.to_string(), |last| format!("{first}/{last}"));
    let resolution = if reason.is_some() { Resolution::Computed } else { Resolution::Stated };
    Some(Made { edtf, resolution, complete: reason.is_none(), reason, day: Some(first) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        find(text, "2016-07-12".parse().ok())
            .into_iter()
            .map(|f| format!("{}={}", f.date.phrase.unwrap_or_default(), f.date.edtf))
            .collect()
    }

    #[test]
    fn printed_dates_are_read_in_every_form() {
        assert_eq!(read("Baku, July 12, 2016"), ["July 12, 2016=2016-07-12"]);
        assert_eq!(
            read("on 24 November 2016 and 23.11.2017, 9/16/14"),
            ["24 November 2016=2016-11-24", "23.11.2017=2017-11-23", "9/16/14=2014-09-16"]
        );
        assert_eq!(
            read("12.07.16; 2016/07/13, 14-07-2016, 09 Jul. 2016, 3rd Aug 2016, (Sept 18)"),
            [
                "12.07.16=2016-07-12",
                "2016/07/13=2016-07-13",
                "14-07-2016=2016-07-14",
                "09 Jul. 2016=2016-07-09",
                "3rd Aug 2016=2016-08-03",
                "Sept 18=2016-09-18"
            ]
        );
        assert!(read("1106-10-06-2016").is_empty());
        assert_eq!(read("July 7 − 8, 2017"), ["July 7 − 8, 2017=2017-07-07/2017-07-08"]);
        assert_eq!(read("in Astrakhan in September 2014"), ["September 2014=2014-09"]);
        assert_eq!(read("20 October 2018"), ["20 October 2018=2018-10-20"]);
    }

    #[test]
    fn missing_parts_are_counted_from_the_statement() {
        assert_eq!(read("their June 20 meeting"), ["June 20=2016-06-20"]);
        assert_eq!(read("last evening and this morning"), ["last evening=2016-07-11", "this morning=2016-07-12"]);
        assert_eq!(read("Today and tomorrow, the capital"), ["Today and tomorrow=2016-07-12/2016-07-13"]);
        assert_eq!(read("met in April to"), ["April=2016-04"]);
        assert_eq!(read("the launch, scheduled for Friday"), ["for Friday=2016-07-15"]);
        assert_eq!(read("they spoke on Monday"), ["on Monday=2016-07-11"]);
        assert_eq!(read("two days ago, a week ago"), ["two days ago=2016-07-10", "a week ago=2016-07-05~"]);
        assert!(find("June 20", None).is_empty());
    }

    #[test]
    fn a_line_of_its_own_is_a_date_line() {
        assert!(alone("March 10, 2017, 19:40").is_some());
        assert!(alone("July 1, 2017, Saturday").is_some());
        assert!(alone("Tue, 12 July 2016 10:40 a.m.").is_some());
        assert!(alone("Baku, July 12, 2016").is_none());
    }
}
