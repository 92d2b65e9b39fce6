//! Meetings of bodies and calls between named people, as sentences mention them in passing.
use super::block::cut;
use super::cast::{Cast, stated};
use super::date::Found;
use super::event::{FUTURE, blank, capital, keep, participant, told};
use super::kind::{EventKind, EventStatus, ParticipantRole};
use super::organisation;
use super::page::Participant;
use super::pattern::patterns;
use super::place::{near, place_in, place_named};
use super::speaker::Noted;
use super::vocabulary::{BODY_HEADS, OFFICE_HEADS, contains};

patterns! {
    BODY_MEETS = r"\b((?i:upcoming |next |forthcoming |regular )?(?i:meeting|session|summit))(?: of| between)(?: the)? ((?:\p{Lu}[\p{L}’-]*)(?: (?:\p{Lu}[\p{L}’-]*|of the\b|of\b|on\b|and\b|for\b))*)((?:(?: \p{Ll}[\p{Ll}’'-]*){0,2} (?:foreign ministers|heads of state|leaders|presidents))?)";
    THEIR_CALL = r"(?i)\b(?:their|the) ((?:telephone|phone) (?:conversation|call))\b";
    BODY_MEETING = r"\b((?:\p{Lu}[\p{L}’-]* ){0,4}(?:Council|Commission|Committee|Assembly|Group)) (meeting|session|summit)\b";
    OPENING = r"\b((?i:(?:official |formal )?(?:launch|opening|inauguration))) of (?:the |a |an )?";
    NOT_CONVENED = r"(?i)\bnot (?:yet )?(?:been )?(?:convened?|held|called) (?:for )?(?:the |a |any )?((?:planned |scheduled |next |new )?(?:round of (?:the )?)?(?:[\p{L}-]+ ){1,3}(?:talks|consultations|negotiations|meeting|conference))\b";
    HOSTED_IN = r"(?i)\bthe capital of (?:the )?";
}

/// "upcoming meeting of the Intergovernmental Commission on Trade", "a meeting of the Caspian Five foreign ministers".
/// Gives the one on whose sidelines something took place.
pub fn body_meetings(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) -> Option<usize> {
    let mut aside_of = None;
    for c in BODY_MEETS.captures_iter(words) {
        let (Some(noun), Some(body)) = (c.get(1), c.get(2)) else { continue };
        let name = body
            .as_str()
            .trim_end_matches(" of")
            .trim_end_matches(" on")
            .trim_end_matches(" and")
            .trim_end_matches(" the")
            .trim();
        let holders = c.get(3).map_or("", |m| m.as_str());
        let capitals = name.split(' ').filter(|w| w.starts_with(char::is_uppercase)).count();
        // "the meeting of Prime Minister A and President B", "of Turkish and Russian businessmen": no body.
        let heads =
            name.split(' ').any(|w| contains(BODY_HEADS, w) || w.chars().all(char::is_uppercase) && w.chars().count() > 1);
        let offices = name.split(' ').any(|w| OFFICE_HEADS.iter().any(|(head, _)| *head == w.to_lowercase()));
        if holders.is_empty() && !heads && (offices || name.contains(" and ")) {
            continue;
        }
        let country = cast.gazetteer.hits(name).first().is_some_and(|h| h.start == 0 && h.end == name.len());
        if capitals < 2 && holders.is_empty() || country || name.split(' ').count() > 14 || !name.starts_with(char::is_uppercase)
        {
            continue;
        }
        let after = near(cut(words, body.end(), words.len()), 60);
        let hosted =
            HOSTED_IN.find(words).and_then(|m| cast.gazetteer.hits(cut(words, m.end(), words.len())).first().map(|h| h.known));
        let capital_of = hosted.and_then(|k| cast.gazetteer.get(k)).and_then(|k| k.capital.clone());
        let before = cut(words, 0, noun.start());
        let sidelines = before.rfind("on the sidelines of").filter(|at| noun.start() - at < 30);
        let aside = sidelines
            .map(|at| cut(before, 0, at).chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<String>());
        let place = place_in(cast, &after)
            .or_else(|| aside.as_deref().and_then(|a| place_in(cast, a)))
            .or_else(|| capital_of.map(|c| place_named(cast, &c)));
        let date = dates.iter().find(|d| d.date.edtf.len() >= 7 && d.start.abs_diff(noun.start()) < 90).map(|d| d.date.clone());
        let upcoming = FUTURE.is_match(cut(words, 0, body.end())) || FUTURE.is_match(noun.as_str());
        let kind = if noun.as_str().to_lowercase().contains("summit") { EventKind::Summit } else { EventKind::Meeting };
        let mut event = blank(
            kind,
            capital(&format!("{} of the {name}{holders}", noun.as_str().split(' ').next_back().unwrap_or("meeting"))),
            date,
        );
        event.place = place;
        if holders.is_empty() {
            let kind = super::cast::body_kind(name);
            let organisation = cast.organisation(name, kind, None);
            event.participants = vec![Participant {
                person: None,
                office: None,
                country: None,
                organisation: Some(organisation),
                role: ParticipantRole::Participant,
                basis: stated(),
            }];
        }
        (event.status, event.announced_in, event.confirmed_by) =
            told(upcoming, !upcoming && (event.start.is_some() || sidelines.is_some()), statement);
        let index = keep(cast, event);
        found.push((noun.start(), body.end() + holders.len(), index));
        aside_of = aside_of.or(sidelines.map(|_| index));
    }
    meetings_of(cast, statement, words, dates, found);
    aside_of
}

/// "The 22nd OSCE Ministerial Council meeting will be held in Belgrade tomorrow": with a day or a place it is an event.
fn meetings_of(cast: &mut Cast<'_>, statement: usize, words: &str, dates: &[Found], found: &mut Vec<(usize, usize, usize)>) {
    for c in BODY_MEETING.captures_iter(words) {
        let (Some(whole), Some(body), Some(noun)) = (c.get(0), c.get(1), c.get(2)) else { continue };
        let body = body.as_str().trim_start_matches("The ");
        let date = dates.iter().filter(|d| d.date.edtf.len() >= 7).min_by_key(|d| d.start.abs_diff(whole.start()));
        let place = place_in(cast, &near(cut(words, whole.end(), words.len()), 50));
        if !body.contains(' ')
            || found.iter().any(|f| f.0 < whole.end() && whole.start() < f.1)
            || date.is_none() && place.is_none()
        {
            continue;
        }
        let kind = if noun.as_str() == "summit" { EventKind::Summit } else { EventKind::Meeting };
        let mut event = blank(kind, capital(&format!("{} of the {body}", noun.as_str())), date.map(|d| d.date.clone()));
        let organisation = cast.organisation(body, super::cast::body_kind(body), None);
        event.participants = vec![Participant {
            person: None,
            office: None,
            country: None,
            organisation: Some(organisation),
            role: ParticipantRole::Participant,
            basis: stated(),
        }];
        event.place = place;
        let upcoming = FUTURE.is_match(words);
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming && date.is_some(), statement);
        let index = keep(cast, event);
        found.push((whole.end() - noun.len() - 1 - body.len(), whole.end(), index));
    }
}

/// "the letter X sent to Y and their telephone conversation": both took part.
pub fn calls(cast: &mut Cast<'_>, statement: usize, words: &str, phrases: &[&Noted], found: &mut Vec<(usize, usize, usize)>) {
    let Some(noun) = THEIR_CALL.captures(words).and_then(|c| c.get(1)) else { return };
    let people: Vec<usize> = phrases.iter().filter_map(|n| n.person).collect();
    let (Some(first), Some(second)) = (people.first(), people.get(1)) else { return };
    let names: Vec<String> = [first, second].iter().filter_map(|p| cast.page.people.get(**p)).map(|p| p.name.clone()).collect();
    let mut event = blank(EventKind::TelephoneConversation, format!("Telephone conversation of {}", names.join(" and ")), None);
    event.participants = [*first, *second]
        .iter()
        .map(|p| {
            let office = cast.page.tenures.iter().find(|t| t.person == *p).map(|t| t.office);
            participant(cast, Some(*p), office, stated())
        })
        .collect();
    (event.status, event.confirmed_by) = (EventStatus::Held, vec![statement]);
    let index = keep(cast, event);
    found.push((noun.start(), noun.end(), index));
}

/// "the official launch of the National Centre, scheduled for Tuesday".
pub fn openings(cast: &mut Cast<'_>, statement: usize, words: &str, dates: &[Found], found: &mut Vec<(usize, usize, usize)>) {
    for c in OPENING.captures_iter(words) {
        let (Some(whole), Some(noun)) = (c.get(0), c.get(1)) else { continue };
        let after = cut(words, whole.end(), words.len());
        let Some(body) = organisation::all(after, cast.gazetteer).into_iter().next().filter(|body| body.start == 0) else {
            continue;
        };
        let end = whole.end() + body.end;
        let date = dates.iter().find(|d| d.date.edtf.len() >= 10 && d.start >= end && d.start - end < 60).map(|d| d.date.clone());
        if date.is_none() {
            continue;
        }
        let index = cast.organisation(&body.name, body.kind, None);
        let mut event = blank(EventKind::Ceremony, capital(&format!("{} of {}", noun.as_str(), body.name)), date);
        event.participants = vec![Participant {
            person: None,
            office: None,
            country: None,
            organisation: Some(index),
            role: ParticipantRole::Participant,
            basis: stated(),
        }];
        let upcoming = FUTURE.is_match(words);
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming, statement);
        let index = keep(cast, event);
        found.push((noun.start(), end, index));
    }
}

/// "has not convened the planned round of the talks": an event that did not come about.
pub fn not_convened(cast: &mut Cast<'_>, words: &str, found: &mut Vec<(usize, usize, usize)>) {
    let Some(name) = NOT_CONVENED.captures(words).and_then(|c| c.get(1)) else { return };
    let kind = super::title::event_of(name.as_str()).unwrap_or(EventKind::Talks);
    let mut event = blank(kind, capital(name.as_str()), None);
    event.status = EventStatus::NotConvened;
    let index = keep(cast, event);
    found.push((name.start(), name.end(), index));
}
