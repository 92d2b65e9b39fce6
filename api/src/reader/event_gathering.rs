//! Meetings of holders of offices and of named people: "the meeting of the presidents of X and Y", "talks between A and B".
use super::block::cut;
use super::cast::{Cast, stated};
use super::country::{Seat, seats};
use super::date::Found;
use super::event::{FUTURE, blank, capital, keep, participant, told};
use super::kind::{EventKind, OfficeKind, ParticipantRole};
use super::office::OfficePhrase;
use super::page::Participant;
use super::pattern::patterns;
use super::place::{near, place_in};
use super::speaker::Noted;
use super::title::event_of;
use super::token::tokens;

patterns! {
    GATHERING = r"(?i)\b((?:trilateral |bilateral |summit |informal |upcoming |recent )?(?:meeting|summit|summit meeting|talks|negotiations|consultations|conference))\s+(?:of|between|among|with)\s+(?:the\s+)?";
    DATED_GATHERING = r"(?i)\b(?:their|the|our|his|its|an?)\s+\S+\s+\d{1,2}(?:st|nd|rd|th)?\s+((?:trilateral |bilateral )?(?:meeting|summit|talks))\b";
    PAIR = r"(?i)\b((?:trilateral |bilateral |upcoming |recent |telephone |phone )?(?:meeting|summit|talks|negotiations|consultations|conversation|discussion|call))\s+(?:of|between)\s+(?:the\s+)?";
    HOLDERS_MET = r"(?i)\b(foreign ministers|presidents|prime ministers|defence ministers|ministers|leaders|heads of state) of (?:the|our|these) (two|three|four|five|six) (?:countries|states|nations) (met|will meet|held a meeting|gathered)\b";
    MEET = r"^ (?:also )?(met|will meet|held a (?:\S+ )?(?:meeting|summit)|gathered)\b";
}

/// "June 20 meeting in St Petersburg", "the meeting of the presidents of Russia, Azerbaijan and Armenia".
pub fn gatherings(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    phrases: &[&Noted],
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
    let plural: Vec<&&Noted> =
        phrases.iter().filter(|n| n.phrase.office.as_ref().is_some_and(|o| o.plural && o.countries.len() > 1)).collect();
    let dated = DATED_GATHERING.captures(words).and_then(|c| Some((c.get(0)?, c.get(1)?)));
    let of_holders = GATHERING
        .captures_iter(words)
        .filter_map(|c| Some((c.get(0)?, c.get(1)?)))
        .find(|(whole, _)| plural.iter().any(|n| n.phrase.start.abs_diff(base + whole.end()) < 4));
    let Some((whole, noun)) = of_holders.or(dated) else { return };
    let offices: Vec<usize> = plural.first().map(|n| n.offices.clone()).unwrap_or_default();
    let date = dates
        .iter()
        .filter(|d| d.end >= whole.start() && d.start <= whole.end() + 90)
        .min_by_key(|d| d.start.abs_diff(whole.start()))
        .filter(|d| d.date.edtf.len() >= 10);
    if offices.is_empty() && date.is_none() {
        return;
    }
    let tail_start = plural.first().filter(|_| of_holders.is_some()).map_or(whole.end(), |n| n.phrase.end.saturating_sub(base));
    let place = place_in(cast, &near(cut(words, tail_start, words.len()), 50));
    let kind = event_of(noun.as_str()).unwrap_or(EventKind::Meeting);
    let upcoming = FUTURE.is_match(words);
    let mut event = blank(kind, String::new(), date.map(|d| d.date.clone()));
    event.participants = offices.iter().map(|o| participant(cast, None, Some(*o), stated())).collect();
    event.place = place;
    (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming, statement);
    let holders =
        plural.first().map(|n| cut(words, n.phrase.start.saturating_sub(base), n.phrase.end.saturating_sub(base)).to_owned());
    event.name = holders.map_or_else(
        || capital(&cut(words, whole.start(), whole.end()).split_whitespace().skip(1).collect::<Vec<_>>().join(" ")),
        |h| format!("{} of the {h}", capital(noun.as_str())),
    );
    let index = keep(cast, event);
    found.push((noun.start(), noun.end(), index));
}

/// "the meeting between Prime Minister A and President B in X": both took part.
pub fn pairs(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    phrases: &[&Noted],
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
    for c in PAIR.captures_iter(words) {
        let (Some(whole), Some(noun)) = (c.get(0), c.get(1)) else { continue };
        let at = |n: &&&Noted| n.phrase.start.abs_diff(base + whole.end()) < 4;
        let Some(first) = phrases.iter().filter(|n| n.person.is_some()).find(at) else { continue };
        let joined = |n: &&&Noted| {
            n.person.is_some()
                && words
                    .get(first.phrase.end.saturating_sub(base)..n.phrase.start.saturating_sub(base))
                    .is_some_and(|w| matches!(w.trim(), "and" | "and the"))
        };
        let Some(second) = phrases.iter().find(joined) else { continue };
        let after = near(cut(words, second.phrase.end.saturating_sub(base), words.len()), 60);
        let date = dates
            .iter()
            .filter(|d| d.date.edtf.len() >= 7 && d.start.abs_diff(whole.start()) < 140)
            .min_by_key(|d| d.start.abs_diff(whole.start()));
        let names: Vec<String> = [first, second]
            .iter()
            .filter_map(|n| n.person)
            .filter_map(|p| cast.page.people.get(p))
            .map(|p| p.name.clone())
            .collect();
        let kind = event_of(noun.as_str()).unwrap_or(EventKind::Meeting);
        let mut event =
            blank(kind, format!("{} between {}", capital(noun.as_str()), names.join(" and ")), date.map(|d| d.date.clone()));
        event.participants = [first, second].iter().map(|n| person_of(cast, n)).collect();
        event.place = place_in(cast, &after);
        let upcoming = FUTURE.is_match(words);
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming && event.start.is_some(), statement);
        let index = keep(cast, event);
        found.push((noun.start(), noun.end(), index));
    }
}

fn person_of(cast: &Cast<'_>, noted: &Noted) -> Participant {
    let office = noted.tenure.and_then(|t| cast.page.tenures.get(t)).map(|t| t.office);
    let office = office.or_else(|| cast.page.tenures.iter().find(|t| Some(t.person) == noted.person).map(|t| t.office));
    participant(cast, noted.person, office, stated())
}

/// "The foreign ministers of the three countries met in April": the countries are those that `before` lists last.
/// "The presidents of X and Y met in Z": the phrase itself has them.
pub fn holders_met(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    before: &str,
    phrases: &[&Noted],
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
    let of_phrase = phrases.iter().find_map(|n| {
        let office = n.phrase.office.as_ref().filter(|o| o.plural && o.countries.len() > 1)?;
        let end = n.phrase.end.saturating_sub(base);
        let verb = MEET.captures(words.get(end..)?)?.get(1)?;
        Some((office.core.clone(), office.countries.clone(), n.phrase.start.saturating_sub(base), end, verb.as_str().to_owned()))
    });
    let of_countries = || {
        let c = HOLDERS_MET.captures(words)?;
        let (core, number, verb) = (c.get(1)?, c.get(2)?.as_str().to_lowercase(), c.get(3)?.as_str().to_owned());
        let wanted = ["two", "three", "four", "five", "six"].iter().position(|n| *n == number)? + 2;
        let countries = listed(cast, before, wanted)?;
        Some((core.as_str().to_owned(), countries, core.start(), core.end(), verb))
    };
    let Some((core, countries, start, end, verb)) = of_phrase.or_else(of_countries) else { return };
    let date = dates.iter().filter(|d| d.date.edtf.len() >= 7).min_by_key(|d| d.start.abs_diff(end)).map(|d| d.date.clone());
    let place = place_in(cast, &near(cut(words, end, words.len()), 60));
    if date.is_none() && place.is_none() {
        return;
    }
    let names: Vec<String> = countries
        .iter()
        .map(|known| cast.country(*known))
        .collect::<Vec<_>>()
        .into_iter()
        .filter_map(|c| cast.page.countries.get(c))
        .map(|c| c.name.clone())
        .collect();
    let mut event = blank(EventKind::Meeting, format!("Meeting of the {core} of {}", names.join(", ")), date);
    event.participants = participants(cast, &core, &countries);
    event.place = place;
    let upcoming = verb.starts_with("will");
    (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming, statement);
    let index = keep(cast, event);
    found.push((start, end, index));
}

/// Each country's holder of the office; of "leaders", whose office is not said, the countries alone.
fn participants(cast: &mut Cast<'_>, core: &str, countries: &[usize]) -> Vec<Participant> {
    let lower = core.to_lowercase();
    if !["president", "minister"].iter().any(|head| lower.contains(head)) {
        let of = |cast: &mut Cast<'_>, known: usize| Participant {
            person: None,
            office: None,
            country: Some(cast.country(known)),
            organisation: None,
            role: ParticipantRole::Participant,
            basis: stated(),
        };
        return countries.iter().map(|known| of(cast, *known)).collect();
    }
    let phrase = OfficePhrase {
        start: 0,
        end: 0,
        core: core.to_owned(),
        seat_text: None,
        kind: if lower.contains("prime") {
            OfficeKind::HeadOfGovernment
        } else if lower.contains("minister") {
            OfficeKind::Minister
        } else {
            OfficeKind::HeadOfState
        },
        countries: countries.to_vec(),
        seat_before: false,
        body: None,
        former: false,
        plural: true,
    };
    let offices = cast.offices(&phrase);
    offices.into_iter().map(|office| participant(cast, None, Some(office), stated())).collect()
}

/// The last list of so many countries, joined by commas and "and".
fn listed(cast: &Cast<'_>, text: &str, wanted: usize) -> Option<Vec<usize>> {
    let found = tokens(text);
    let spans = seats(text, &found, cast.gazetteer);
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut goes_on = false;
    let mut at = 0;
    while at < found.len() {
        let word = found.get(at).map_or("", |t| t.text);
        match spans.get(at).and_then(Option::as_ref) {
            Some(span) if matches!(span.seat, Seat::Country(_)) && !span.adjective => {
                if let Seat::Country(known) = span.seat {
                    match lists.last_mut().filter(|_| goes_on) {
                        Some(list) => list.push(known),
                        None => lists.push(vec![known]),
                    }
                }
                goes_on = true;
                at = span.end;
                continue;
            }
            _ if matches!(word, "," | "and" | "the") => {}
            _ => goes_on = false,
        }
        at += 1;
    }
    lists.into_iter().rfind(|list| list.len() == wanted)
}
