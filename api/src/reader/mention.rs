//! Where a turn's text names people, offices, countries, bodies and places: spans in code points of the text.
use super::block::cut;
use super::cast::Cast;
use super::country::{Seat, seats};
use super::gazetteer::KnownKind;
use super::kind::{PlaceKind, Resolution};
use super::organisation;
use super::page::{Mention, Target};
use super::people::find;
use super::speaker::{Noted, only_holder};
use super::token::tokens;

/// All mentions of a text, in order. `noted` are the text's phrases.
pub fn mentions(cast: &mut Cast<'_>, text: &str, noted: &[Noted]) -> Vec<Mention> {
    let mut spans: Vec<(usize, usize, Target, Resolution, Option<String>)> = Vec::new();
    for one in noted {
        if let (Some(name), Some(who)) = (&one.phrase.name, one.person) {
            spans.push((name.start, name.end, Target::Person(who), Resolution::Stated, None));
        }
        if let Some(office) = &one.phrase.office {
            for (index, target) in one.offices.iter().enumerate().take(1) {
                let _ = index;
                spans.push((office.start, office.end, Target::Office(*target), Resolution::Stated, None));
            }
            if one.person.is_none() && one.offices.len() == 1 && !office.plural {
                if let Some((who, _)) = one.offices.first().and_then(|o| only_holder(cast, *o)) {
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
    known_names(cast, text, &mut spans);
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
    for body in organisation::all(text, cast.gazetteer) {
        if spans.iter().any(|s| matches!(s.2, Target::Person(_)) && s.0 < body.end && body.start < s.1) {
            continue;
        }
        let country = body.country.map(|c| cast.country(c));
        let index = cast.organisation(&body.name, body.kind, country);
        spans.push((body.start, body.end, Target::Organisation(index), Resolution::Stated, None));
    }
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

/// People of the page by full name or by family name alone.
fn known_names(cast: &Cast<'_>, text: &str, spans: &mut Vec<(usize, usize, Target, Resolution, Option<String>)>) {
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
                let alone = form.contains(' ')
                    || !(after.starts_with(' ')
                        && after.trim_start().starts_with(char::is_uppercase)
                        && !after.trim_start().starts_with("Mr"))
                        && !before.trim_end().rsplit(' ').next().is_some_and(|w| {
                            w.starts_with(char::is_uppercase)
                                && !w.ends_with(['.', ',', ':', ';', '?', '!', '”', '"'])
                                && before.ends_with(' ')
                                && cast.gazetteer.is_given_name(w)
                        });
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

pub fn is_place(kind: KnownKind) -> bool {
    kind == KnownKind::Place
}
