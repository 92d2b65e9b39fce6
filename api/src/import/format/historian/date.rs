//! Dates of the source as EDTF. A text that is no date gives none: it is never mended.

use std::sync::LazyLock;

use regex::Regex;
use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use crate::import::format::item::Stopped;
use crate::reader::pattern::pattern;

/// Words beside a date which say that it need not be the day itself.
static VAGUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\babout\b|\bapproximately\b|\bprobably\b|\bbetween\b|\bsoon (?:after|before)\b|\bshortly (?:after|before)\b|\bor (?:before|after)\b|\bor$|\bby$|^in$|\bin$",
    )
});

/// Words that want the date after them.
static OPEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:on|about|after|before|or|and|approximately|in|of|dated|effective|by|to|until|between)$"));

/// A year, a month or a day as EDTF: four digits of year, no time zone.
pub fn edtf(text: &str) -> Option<String> {
    let (sign, digits) = text.trim().strip_prefix('-').map_or(("", text.trim()), |rest| ("-", rest));
    let mut parts = digits.splitn(3, '-');
    let year: u32 = number(parts.next()?, 1..=4)?;
    let Some(month) = parts.next() else { return Some(format!("{sign}{year:04}")) };
    let month = number(month, 2..=2).filter(|month| (1..=12).contains(month))?;
    let Some(day) = parts.next() else { return Some(format!("{sign}{year:04}-{month:02}")) };
    let day = number(zoneless(day), 2..=2).filter(|day| (1..=days(year, month)).contains(day))?;
    Some(format!("{sign}{year:04}-{month:02}-{day:02}"))
}

/// A date with the source's words about it, for a record.
pub fn with_words(date: &str, words: Option<&str>) -> Value {
    let Some(words) = words.filter(|words| !words.is_empty()) else { return json!(date) };
    let vague = if VAGUE.is_match(words) { "~" } else { "" };
    let phrase = if OPEN.is_match(words) { format!("{words} {date}") } else { words.to_owned() };
    json!({"edtf": format!("{date}{vague}"), "phrase": phrase})
}

/// Whether one date is certainly before another, as far as both are told.
pub fn before(one: &str, other: &str) -> bool {
    let length = one.len().min(other.len());
    one.get(..length) < other.get(..length)
}

/// Two dates of which the later one is not before the earlier; else neither, as the source does not tell which is wrong.
pub fn in_order(from: Option<String>, to: Option<String>, node: Node, out: &mut Output) -> Result<[Option<String>; 2], Stopped> {
    let (Some(first), Some(last)) = (&from, &to) else { return Ok([from, to]) };
    // Years before Christ count backwards.
    if first.starts_with('-') || last.starts_with('-') || !before(last, first) {
        return Ok([from, to]);
    }
    out.note(node, node.tag_name().name(), format!("ends {last}, before it begins {first}: both left out"))?;
    Ok([None, None])
}

fn number(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    (length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A day without the time zone that XML Schema allows after it.
fn zoneless(day: &str) -> &str {
    match day.get(2..) {
        Some(zone) if zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-'])) => day.get(..2).unwrap_or(day),
        _ => day,
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_stay_partial() {
        for (text, expected) in [
            ("1861-03", "1861-03"),
            ("1809", "1809"),
            ("711", "0711"),
            ("-0800", "-0800"),
            (" 2016-02-29 ", "2016-02-29"),
            ("2010-02-17Z", "2010-02-17"),
            ("2010-02-17-05:00", "2010-02-17"),
        ] {
            assert_eq!(edtf(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for text in
            ["", "?", "TBD", "2015-02-29", "2016-13", "2016-7-1", "12345", "2016-07-14T00:00:00", "Jun 1783", "2016-", "２０１６"]
        {
            assert_eq!(edtf(text), None, "{text}");
        }
    }

    #[test]
    fn words_stay_with_the_date() {
        assert_eq!(with_words("1900-02-03", None), json!("1900-02-03"));
        assert_eq!(
            with_words("1900-02-03", Some("Left post on or soon after")),
            json!({"edtf": "1900-02-03~", "phrase": "Left post on or soon after 1900-02-03"})
        );
        assert_eq!(with_words("1790", Some("Superseded")), json!({"edtf": "1790", "phrase": "Superseded"}));
        assert_eq!(
            with_words("1790-01-02", Some("Left post on")),
            json!({"edtf": "1790-01-02", "phrase": "Left post on 1790-01-02"})
        );
    }

    #[test]
    fn before_compares_what_both_tell() {
        assert!(before("1886-07-22", "1886-07-27"));
        assert!(!before("1886", "1886-07-27"));
        assert!(!before("1887", "1886-07-27"));
    }
}
