//! Dates counted from the day of the statement: "last evening", "two days ago", "on Tuesday", a day without its year.
use super::date::{Made, day_of};
use super::kind::Resolution;
use super::pattern::patterns;
use jiff::ToSpan;
use jiff::civil::Date;
use regex::Captures;

patterns! {
    TO_COME = r"(?i)\b(?:will|scheduled|planned|due|upcoming|forthcoming|next|to be|is to|are to|going to)\b";
}

/// The year in which a day without one is nearest to the statement's own day.
pub fn near_year(month: i16, day: i16, anchor: Date) -> i16 {
    let distance =
        |year: i16| day_of(Some(year), Some(month), Some(day.min(28))).map_or(i32::MAX, |d| (d - anchor).get_days().abs());
    [anchor.year(), anchor.year() - 1, anchor.year() + 1]
        .into_iter()
        .min_by_key(|y| (distance(*y) + if *y == anchor.year() { 0 } else { 120 }).min(100_000))
        .unwrap_or(anchor.year())
}

pub fn relative(words: &str, anchor: Date) -> Option<Made> {
    let shifted = |days: i64| anchor.checked_add(days.days()).ok();
    let one = |days: i64| shifted(days).map(|d| Made::computed(d.to_string(), Some(d), words, anchor));
    let span = |from: Date, to: Date| Some(Made::computed(format!("{from}/{to}"), Some(from), words, anchor));
    let weeks = |n: i64| {
        let monday = shifted(7 * n - i64::from(anchor.weekday().to_monday_zero_offset()))?;
        span(monday, monday.checked_add(6.days()).ok()?)
    };
    match words {
        "today" | "tonight" | "this morning" | "this afternoon" | "this evening" | "earlier today" | "later today" => one(0),
        "yesterday" | "last evening" | "last night" | "yesterday evening" | "the previous evening" => one(-1),
        "tomorrow" => one(1),
        "the day before yesterday" => one(-2),
        "the day after tomorrow" => one(2),
        "today and tomorrow" => span(anchor, shifted(1)?),
        "yesterday and today" => span(shifted(-1)?, anchor),
        "last week" => weeks(-1),
        "next week" => weeks(1),
        _ if words.ends_with("this week") => weeks(0),
        "this month" | "last month" | "next month" => {
            let months = if words.starts_with("last") { -1 } else { i64::from(words.starts_with("next")) };
            let day = anchor.checked_add(months.months()).ok()?;
            Some(Made::computed(format!("{:04}-{:02}", day.year(), day.month()), None, words, anchor))
        }
        "this year" | "last year" | "next year" => {
            let years = if words.starts_with("last") { -1 } else { i16::from(words.starts_with("next")) };
            Some(Made::computed(format!("{:04}", anchor.year() + years), None, words, anchor))
        }
        _ => None,
    }
}

/// "two days ago", "a week ago".
pub fn ago(c: &Captures<'_>, anchor: Date) -> Option<Made> {
    let words = c.get(0)?.as_str().to_lowercase();
    let numbers = ["one", "two", "three", "four", "five", "six", "seven"];
    let number = match c.get(1)?.as_str().to_lowercase().as_str() {
        "a" | "an" => 1,
        "ten" => 10,
        word => numbers.iter().position(|n| *n == word).and_then(|i| i64::try_from(i + 1).ok()).or_else(|| word.parse().ok())?,
    };
    match c.get(2)?.as_str().to_lowercase().as_str() {
        "day" => {
            let day = anchor.checked_sub(number.days()).ok()?;
            Some(Made::computed(day.to_string(), Some(day), &words, anchor))
        }
        "week" => {
            let day = anchor.checked_sub((7 * number).days()).ok()?;
            Some(Made::computed(format!("{day}~"), None, &words, anchor))
        }
        "month" => {
            let day = anchor.checked_sub(number.months()).ok()?;
            Some(Made::computed(format!("{:04}-{:02}~", day.year(), day.month()), None, &words, anchor))
        }
        _ => Some(Made::computed(format!("{:04}~", i64::from(anchor.year()) - number), None, &words, anchor)),
    }
}

/// Whether the words before a weekday say that it is still to come.
pub fn to_come(text: &str, at: Option<regex::Match<'_>>) -> bool {
    let before = at.and_then(|m| text.get(..m.start())).unwrap_or("");
    let sentence = before.rsplit(['.', '!', '?']).next().unwrap_or("");
    TO_COME.is_match(sentence)
}

pub fn weekday(words: &str, name: &str, anchor: Date, to_come: bool) -> Option<Made> {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let wanted = i64::try_from(names.iter().position(|n| *n == name)?).ok()?;
    let today = i64::from(anchor.weekday().to_monday_zero_offset());
    let shift = if words.starts_with("last") {
        -((today - wanted - 1).rem_euclid(7) + 1)
    } else if words.starts_with("next") || words.starts_with("this") || to_come {
        (wanted - today).rem_euclid(7)
    } else if words.starts_with("for") {
        return None;
    } else {
        -((today - wanted).rem_euclid(7))
    };
    let day = anchor.checked_add(shift.days()).ok()?;
    let mut made = Made::computed(day.to_string(), Some(day), words, anchor);
    // Nothing but the tense tells whether "on Tuesday" is the last or the next one.
    if words.to_lowercase().starts_with("on") {
        made.resolution = Resolution::Suggested;
    }
    Some(made)
}
