//! A day as a title, a line or the name of a file writes it: `April 16, 1945`, `16 April 1945`, `2017-04-16`, `2017年4月16日`.

/// A date and the words it was read from.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub edtf: String,
    pub phrase: &'a str,
    start: usize,
    end: usize,
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Letters or digits without anything between.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// The first day in a text.
pub fn find(text: &str) -> Option<Found<'_>> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|place| at(text, tokens.get(place..)?))
}

/// The day that a line holds with nothing else, its weekday aside.
pub fn alone(line: &str) -> Option<Found<'_>> {
    let found = find(line)?;
    let rest = [line.get(..found.start)?, line.get(found.end..)?].concat().to_lowercase();
    let rest = WEEKDAYS.iter().fold(rest, |rest, day| rest.replace(day, ""));
    rest.chars().all(|c| !c.is_alphanumeric()).then_some(found)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let class = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphabetic()) * 2 };
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut before = 0;
    for (start, letter) in text.char_indices() {
        let now = class(letter);
        let end = start + letter.len_utf8();
        if now == 0 {
            before = 0;
            continue;
        }
        match tokens.last_mut() {
            Some(last) if before == now && last.end == start => {
                last.end = end;
                last.text = text.get(last.start..end).unwrap_or_default();
            }
            _ => tokens.push(Token { text: text.get(start..end).unwrap_or_default(), start, end }),
        }
        before = now;
    }
    tokens
}

fn at<'a>(text: &'a str, tokens: &[Token<'a>]) -> Option<Found<'a>> {
    let gap = |one: &Token<'_>, next: &Token<'_>| text.get(one.end..next.start).unwrap_or_default();
    // A sign between the numbers of a date is the same twice; titles have typographic hyphens.
    let sign = |gap: &str| matches!(gap, "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "–" | "." | "/" | "_");
    let loose = |gap: &str| gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.'));
    let found = |edtf: Option<String>, last: &Token<'_>| {
        let start = tokens.first()?.start;
        Some(Found { edtf: edtf?, phrase: text.get(start..last.end)?, start, end: last.end })
    };
    match tokens {
        [y, m, d, ..] if sign(gap(y, m)) && gap(y, m) == gap(m, d) && y.text.len() == 4 => {
            found(day(y.text, m.text.parse().ok()?, d.text), d)
        }
        [y, year, m, month, d, sun, ..] if (year.text, month.text) == ("年", "月") && sun.text.starts_with('日') => {
            let end = Token { end: d.end + '日'.len_utf8(), ..*d };
            found(day(y.text, m.text.parse().ok()?, d.text), &end)
        }
        [m, d, y, ..] if month(m.text).is_some() && loose(gap(m, d)) && loose(gap(d, y)) && y.text.len() == 4 => {
            found(day(y.text, month(m.text)?, d.text), y)
        }
        [m, d, th, y, ..] if month(m.text).is_some() && ordinal(th.text) && gap(d, th).is_empty() && loose(gap(th, y)) => {
            found(day(y.text, month(m.text)?, d.text), y)
        }
        [d, m, y, ..] if month(m.text).is_some() && loose(gap(d, m)) && loose(gap(m, y)) => {
            found(day(y.text, month(m.text)?, d.text), y)
        }
        [d, th, m, y, ..] if month(m.text).is_some() && ordinal(th.text) && gap(d, th).is_empty() && loose(gap(m, y)) => {
            found(day(y.text, month(m.text)?, d.text), y)
        }
        _ => None,
    }
}

fn ordinal(text: &str) -> bool {
    matches!(text, "st" | "nd" | "rd" | "th")
}

fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let short = word.len() == 3 || word == "sept";
    (1..).zip(MONTHS).find(|(_, name)| *name == word || (short && name.starts_with(&word))).map(|(number, _)| number)
}

/// The day in EDTF, if there is such a day.
fn day(year: &str, month: u8, day: &str) -> Option<String> {
    let number: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let day: u8 = day.parse().ok().filter(|_| day.len() <= 2)?;
    let leap = number.is_multiple_of(4) && (!number.is_multiple_of(100) || number.is_multiple_of(400));
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then(|| format!("{number:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_as_they_are_written() {
        for (text, edtf, phrase) in [
            ("Delivered on January 30, 1974", "1974-01-30", "January 30, 1974"),
            ("2017\u{2011}04\u{2011}12 AP Interview", "2017-04-12", "2017\u{2011}04\u{2011}12"),
            ("Talk, 3rd March 2018.", "2018-03-03", "3rd March 2018"),
            ("Sept. 9th, 2020", "2020-09-09", "Sept. 9th, 2020"),
            ("會議 2016年11月3日 記錄", "2016-11-03", "2016年11月3日"),
            ("2017_1_5_talk", "2017-01-05", "2017_1_5"),
        ] {
            let found = find(text).unwrap();
            assert_eq!((found.edtf.as_str(), found.phrase), (edtf, phrase));
        }
    }

    #[test]
    fn no_day_is_made_of_other_numbers() {
        for text in ["", "February 30, 2017", "2017-13-01", "1-2-3", "May 2017", "mayor 3, 2017", "12345-01-01", "日", "2017年"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_alone_has_its_weekday_only() {
        assert!(alone(" Monday, April 16, 1945 ").is_some());
        assert!(alone("Washington, April 16, 1945").is_none());
    }
}
