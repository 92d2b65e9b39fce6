//! Where a turn's text names people, offices, countries, bodies and places: spans in code points of the text.
use super::block::cut;
use super::cast::Cast;
use super::country::{Seat, seats};
use super::date;
use super::kind::{OrganisationKind, PlaceKind, Resolution};
use super::organisation::{self, Named};
use super::page::{Mention, Target, Turn};
use super::pattern::patterns;
use super::people::find;
use super::place;
use super::speaker::{Noted, only_holder};
use super::token::tokens;
use super::vocabulary::{BODY_HEADS, NOT_NAMES, OFFICE_HEADS, contains};

patterns! {
    CONTESTED = r"\b(\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?) (?:conflict|settlement|peninsula)\b";
    IN_PLACE = r"\b(?:in|around|near|outside) ((?:St\.? )?\p{Lu}\p{Ll}[\p{L}’-]*(?: \p{Lu}\p{Ll}[\p{L}’-]*){0,2})";
}

/// All mentions of a text, in order. `noted` are the text's phrases.
pub fn mentions(cast: &mut Cast<'_>, text: &str, noted: &[Noted]) -> Vec<Mention> {
    let mut spans = Vec::new();
    phrases(cast, noted, &mut spans);
    known_names(cast, text, &mut spans);
    let bodies = organisation::all(text, cast.gazetteer);
    seated(cast, text, &bodies, &mut spans);
    regions(cast, text, &bodies, &mut spans);
    for body in bodies {
        if spans.iter().any(|s| matches!(s.2, Target::Person(_)) && s.0 < body.end && body.start < s.1) {
            continue;
        }
        let country = body.country.map(|c| cast.country(c));
        let index = cast.organisation(&body.name, body.kind, country);
        spans.push((body.start, body.end, Target::Organisation(index), Resolution::Stated, None));
    }
    known_outlets(cast, text, &mut spans);
    spans.sort_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
    spans.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1 && a.2 == b.2);
    let counts = Counter::new(text);
    spans
        .into_iter()
        .filter(|s| s.0 < s.1)
        .map(|(start, end, target, resolution, reason)| Mention {
            start: counts.points(start),
            end: counts.points(end),
            exact: cut(text, start, end).to_owned(),
            target,
            score: match resolution {
                Resolution::Stated => 1.0,
                Resolution::Computed => 0.9,
                Resolution::Suggested | Resolution::Confirmed | Resolution::Rejected => 0.6,
            },
            resolution,
            reason,
        })
        .collect()
}

/// Where a mention begins and ends, in bytes, what it names, and why that is believed.
type Span = (usize, usize, Target, Resolution, Option<String>);

/// People and offices of the text's phrases.
fn phrases(cast: &Cast<'_>, noted: &[Noted], spans: &mut Vec<Span>) {
    for one in noted {
        if let (Some(name), Some(who)) = (&one.phrase.name, one.person) {
            spans.push((name.start, name.end, Target::Person(who), Resolution::Stated, None));
        }
        if let Some(office) = &one.phrase.office {
            if let Some(target) = one.offices.first() {
                spans.push((office.start, office.end, Target::Office(*target), Resolution::Stated, None));
            }
            if one.person.is_none()
                && one.offices.len() == 1
                && !office.plural
                && let Some((who, _)) = one.offices.first().and_then(|o| only_holder(cast, *o))
            {
                spans.push((
                    office.start,
                    office.end,
                    Target::Person(who),
                    Resolution::Computed,
                    Some("the page names one holder of this office".to_owned()),
                ));
            }
        }
    }
}

/// Countries, capitals and places that the gazetteer knows.
fn seated(cast: &mut Cast<'_>, text: &str, bodies: &[Named], spans: &mut Vec<Span>) {
    let found = tokens(text);
    let seats = seats(text, &found, cast.gazetteer);
    for (at, span) in seats.iter().enumerate() {
        let Some(span) = span else { continue };
        let (start, end) = (found.get(at).map_or(0, |t| t.start), found.get(span.end.saturating_sub(1)).map_or(0, |t| t.end));
        if spans.iter().any(|s| matches!(s.2, Target::Person(_)) && s.3 == Resolution::Stated && s.0 <= start && end <= s.1) {
            continue;
        }
        match &span.seat {
            Seat::Country(known) => {
                let country = cast.country(*known);
                let (resolution, reason) = if span.adjective {
                    (Resolution::Computed, Some("adjective of the country".to_owned()))
                } else {
                    (Resolution::Stated, None)
                };
                spans.push((start, end, Target::Country(country), resolution, reason));
            }
            // "Georgetown University" is not in Georgetown.
            Seat::Capital(_) | Seat::Place if bodies.iter().any(|b| b.start <= start && end <= b.end) => {}
            Seat::Capital(known) => {
                let country = cast.country(*known);
                let place = cast.place(cut(text, start, end), PlaceKind::City, Some(country));
                spans.push((start, end, Target::Place(place), Resolution::Stated, None));
            }
            Seat::Place => {
                let place = cast.place(cut(text, start, end), PlaceKind::City, None);
                spans.push((start, end, Target::Place(place), Resolution::Stated, None));
            }
            Seat::Body(_) => {}
        }
    }
}

/// Places and regions that only the words around them tell.
fn regions(cast: &mut Cast<'_>, text: &str, bodies: &[Named], spans: &mut Vec<Span>) {
    for m in IN_PLACE.captures_iter(text).filter_map(|c| c.get(1)) {
        let name = m.as_str();
        let first = name.split(' ').next().unwrap_or("");
        let free = !spans.iter().any(|s| s.0 < m.end() && m.start() < s.1);
        let free = free && !bodies.iter().any(|b| b.start < m.end() && m.start() < b.end);
        let word = !name.split(' ').any(|w| contains(NOT_NAMES, w) || contains(BODY_HEADS, w))
            && !first.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if free
            && word
            && date::find(name, None).is_empty()
            && !OFFICE_HEADS.iter().any(|(h, _)| first.to_lowercase() == *h)
            && !is_language(name)
        {
            let place = place::place_named(cast, name);
            spans.push((m.start(), m.end(), Target::Place(place), Resolution::Computed, Some("a name after “in”".to_owned())));
        }
    }
    for m in CONTESTED.captures_iter(text).filter_map(|c| c.get(1)) {
        let free = !spans.iter().any(|s| s.0 < m.end() && m.start() < s.1) && cast.gazetteer.hits(m.as_str()).is_empty();
        if free && !contains(NOT_NAMES, m.as_str()) && !is_language(m.as_str()) {
            let place = cast.place(m.as_str(), PlaceKind::Region, None);
            spans.push((
                m.start(),
                m.end(),
                Target::Place(place),
                Resolution::Computed,
                Some("a region, as what follows it tells".to_owned()),
            ));
        }
    }
}

fn is_language(name: &str) -> bool {
    name.ends_with("ish")
        || name.ends_with("ese")
        || name.ends_with("ian")
        || name == "Arabic"
        || name == "French"
        || name == "German"
}

/// People of the page by full name or by family name alone.
fn known_names(cast: &Cast<'_>, text: &str, spans: &mut Vec<Span>) {
    for (who, person) in cast.page.people.iter().enumerate() {
        let mut forms: Vec<&str> =
            std::iter::once(person.name.as_str()).chain(person.other_names.iter().map(String::as_str)).collect();
        let family = person.name.split(' ').next_back().unwrap_or("");
        if family.chars().count() > 3 && person.name.contains(' ') && find(cast, family) == Some(who) {
            forms.push(family);
        }
        forms.sort_by_key(|f| std::cmp::Reverse(f.len()));
        for form in forms.iter().filter(|f| f.chars().count() > 2) {
            for (start, _) in text.match_indices(*form) {
                let end = start + form.len();
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let (before, after) = (cut(text, 0, start), cut(text, end, text.len()));
                // A capital before or after a single word makes it part of another name.
                let goes_on = after.starts_with(' ')
                    && after.trim_start().starts_with(char::is_uppercase)
                    && !after.trim_start().starts_with("Mr");
                let given_before = before.trim_end().rsplit(' ').next().is_some_and(|w| {
                    w.starts_with(char::is_uppercase)
                        && !w.ends_with(['.', ',', ':', ';', '?', '!', '”', '"'])
                        && before.ends_with(' ')
                        && cast.gazetteer.is_given_name(w)
                });
                let alone = form.contains(' ') || (!goes_on && !given_before);
                let free = !spans
                    .iter()
                    .any(|s| matches!(s.2, Target::Person(_)) && s.3 == Resolution::Stated && s.0 < end && start < s.1);
                if !word(before.chars().next_back()) && !word(after.chars().next()) && alone && free {
                    spans.push((start, end, Target::Person(who), Resolution::Stated, None));
                }
            }
        }
    }
}

/// Outlets that the page's titles and labels name, wherever a text has their names.
fn known_outlets(cast: &Cast<'_>, text: &str, spans: &mut Vec<Span>) {
    for (index, outlet) in cast.page.organisations.iter().enumerate() {
        if outlet.kind != OrganisationKind::MediaOutlet || outlet.name.chars().count() < 4 {
            continue;
        }
        for (start, end) in named_at(text, &outlet.name) {
            if !spans.iter().any(|s| s.0 < end && start < s.1) {
                spans.push((start, end, Target::Organisation(index), Resolution::Stated, None));
            }
        }
    }
}

/// Where a text has a name as whole words, in bytes.
fn named_at(text: &str, name: &str) -> Vec<(usize, usize)> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |start: usize, end: usize| {
        !word(cut(text, 0, start).chars().next_back()) && !word(cut(text, end, text.len()).chars().next())
    };
    text.match_indices(name).map(|(start, _)| (start, start + name.len())).filter(|(start, end)| whole(*start, *end)).collect()
}

/// Adds the mentions of a person who became known after the turn was read: the author of what it answers.
pub fn author(turn: &mut Turn, name: &str, person: usize) {
    let points = |byte: usize| cut(&turn.text, 0, byte).chars().count();
    let mut found = Vec::new();
    for (start, end) in named_at(&turn.text, name) {
        let (start, end) = (points(start), points(end));
        if !turn.mentions.iter().any(|m| m.start < end && start < m.end && matches!(m.target, Target::Person(_))) {
            found.push(Mention {
                start,
                end,
                exact: name.to_owned(),
                target: Target::Person(person),
                resolution: Resolution::Stated,
                score: 1.0,
                reason: None,
            });
        }
    }
    turn.mentions.extend(found);
    turn.mentions.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// Byte offsets to code points without counting from the start each time.
struct Counter {
    starts: Vec<usize>,
}

impl Counter {
    fn new(text: &str) -> Self {
        Self { starts: text.char_indices().map(|(i, _)| i).collect() }
    }
    fn points(&self, byte: usize) -> usize {
        self.starts.partition_point(|s| *s < byte)
    }
}
