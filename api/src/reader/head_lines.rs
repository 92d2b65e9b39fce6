//! The lines between a title and its text: summary, date, time, place, "Delivered on: …", who speaks.
use super::block::{Draft, is_separator};
use super::date;
use super::label;
use super::pattern::patterns;
use super::title;

patterns! {
    CLOCK = r"^\d{1,2}[:.]\d\d$";
    DOCUMENT_NUMBER = r"^\d{1,5}-\d\d-\d\d-\d{4}$";
    TIME_AND_PLACE = r"(?i)^,?\s*(?:at )?\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?,?\s*(\p{Lu}.*)?$";
    FIELD = r"(?i)^(delivered on|published(?: on)?|first published|updated|last updated|date|location|venue|place|from|speaker|author|document type|topics?|part of|country)\s*:?\s+(\S.*)$";
}

/// "Delivered on: 6 March 2018 (…)", "Location: Oslo", "From: …": a line that names what it tells.
pub fn is_field(line: &str) -> bool {
    let Some(c) = FIELD.captures(line).filter(|_| line.split(' ').count() <= 30 && !line.ends_with('.')) else { return false };
    let value = c.get(2).map_or("", |m| m.as_str());
    let colon = c.get(2).is_some_and(|m| line.get(..m.start()).is_some_and(|before| before.contains(':')));
    colon || date::find(value, None).first().is_some_and(|found| found.start == 0 && found.complete)
}

fn field(line: &str, draft: &mut Draft) -> bool {
    if !is_field(line) {
        return false;
    }
    let Some(c) = FIELD.captures(line) else { return false };
    let name = c.get(1).map_or("", |m| m.as_str()).to_lowercase();
    let value = c.get(2).map_or("", |m| m.as_str()).trim();
    let day = || date::find(value, None).into_iter().find(|found| found.complete).map(|found| found.date);
    match name.as_str() {
        "delivered on" | "date" => draft.made = draft.made.take().or_else(day),
        "published" | "published on" | "first published" => draft.published = draft.published.take().or_else(day),
        "location" | "venue" | "place" => draft.place = draft.place.take().or_else(|| Some(value.to_owned())),
        "speaker" | "author" | "from" => draft.byline = draft.byline.take().or_else(|| Some(value.to_owned())),
        _ => {}
    }
    true
}

/// Summary, date, time and place between title and text. Gives the first paragraph of the text.
pub fn head_lines(paragraphs: &[String], from: usize, draft: &mut Draft) -> usize {
    let mut at = byline(paragraphs, from, draft);
    let ahead = |at: usize| (at + 1..at + 4).any(|n| paragraphs.get(n).is_some_and(|p| date::alone(p).is_some()));
    while let Some(line) = paragraphs.get(at) {
        let after_date = draft.made.is_some();
        if field(line, draft) {
            at += 1;
            continue;
        }
        if let Some(found) = date::alone(line).filter(|_| draft.made.is_none()) {
            draft.made = Some(found.date);
        } else if let Some((day, place)) = dated_place(line).filter(|_| draft.made.is_none()) {
            draft.made = Some(day);
            draft.place = draft.place.take().or(place);
        } else if CLOCK.is_match(line) || DOCUMENT_NUMBER.is_match(line) || line == &draft.title {
        } else if after_date
            && draft.place.is_none()
            && at <= from + 5
            && is_place_line(line)
            && paragraphs.get(at.wrapping_sub(1)).is_some_and(|p| CLOCK.is_match(p) || date::alone(p).is_some())
        {
            draft.place = Some(line.clone());
        } else if !after_date
            && (line.ends_with(['.', '!', '?']) || line.split(' ').count() > 14)
            && label::split(line, 0).is_none()
            && ahead(at)
        {
            draft.lead.push(line.clone());
        } else {
            break;
        }
        at += 1;
    }
    at
}

/// "Friday, September 7, 2018, 10:40 a.m. Front Entrance Hall, Prime Minister's Office"
fn dated_place(line: &str) -> Option<(super::page::FuzzyDate, Option<String>)> {
    let found = date::find(line, None).into_iter().find(|found| found.complete && found.day.is_some() && found.start <= 12)?;
    let c = TIME_AND_PLACE.captures(line.get(found.end..)?)?;
    let place = c.get(1).map(|m| m.as_str().trim().to_owned());
    (line.split(' ').count() <= 18 && place.as_deref().is_none_or(is_place_line)).then_some((found.date, place))
}

/// "Heather Nauert / Department Spokesperson / Washington, DC / July 27, 2017" in lines under the title.
fn byline(paragraphs: &[String], from: usize, draft: &mut Draft) -> usize {
    let line = |at: usize| paragraphs.get(at).map_or("", String::as_str);
    let short = |text: &str| {
        !text.is_empty()
            && text.split(' ').count() <= 12
            && !text.ends_with(['.', '!', '?', ':'])
            && label::split(text, 0).is_none()
    };
    let Some(day) =
        (from + 1..from + 9).find(|at| date::alone(line(*at)).is_some()).filter(|day| (from..*day).all(|at| short(line(at))))
    else {
        return from;
    };
    if day < from + 2 && !draft.title.is_empty() && date::alone(line(from)).is_none() && line(from).split(' ').count() > 6 {
        return from;
    }
    let names: Vec<usize> = (from..day)
        .filter(|at| is_place_line(line(*at)) && (2..=4).contains(&line(*at).split(' ').count()) && !line(*at).contains(','))
        .collect();
    if let Some(name) = names.iter().find(|at| office_like(line(**at + 1)) && **at + 1 < day && !office_like(line(**at))) {
        draft.byline = Some(format!("{} {}", line(name + 1), line(*name)));
    }
    draft.place = (from..day).rev().map(line).find(|l| l.contains(',') && is_place_line(l) && !office_like(l)).map(str::to_owned);
    draft.made = date::alone(line(day)).map(|d| d.date);
    day + 1
}

fn office_like(text: &str) -> bool {
    text.split(' ').any(|w| super::vocabulary::OFFICE_HEADS.iter().any(|(head, _)| *head == w.to_lowercase()))
}

fn is_place_line(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    words.len() <= 8
        && !line.ends_with(['.', ':', '!', '?', ','])
        && !words.first().is_some_and(|w| super::vocabulary::contains(super::vocabulary::HONORIFICS, w))
        && label::split(line, 0).is_none()
        && !is_separator(line)
        && !line.starts_with(['<', '(', '*', '“'])
        && words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase) || ["of", "the", "and", "de", "in"].contains(w))
        && !line.contains("Excerpt")
        && !title::is_title_like(line)
}
