//! Meetings of bodies and calls between named people, as sentences mention them in passing.
use super::block::cut;
use super::cast::{Cast, stated};
use super::date::Found;
use super::event::{FUTURE, blank, capital, keep, near, participant, place_in, place_named, told};
use super::kind::{EventKind, EventStatus, ParticipantRole};
use super::page::Participant;
use super::pattern::patterns;
use super::speaker::Noted;

patterns! {
    BODY_MEETS = r"\b((?i:upcoming |next |forthcoming |regular )?(?i:meeting|session|summit))(?: of| between)(?: the)? ((?:\p{Lu}[\p{L}’-]*)(?: (?:\p{Lu}[\p{L}’-]*|of the\b|of\b|on\b|and\b|for\b))*)((?: foreign ministers| heads of state| leaders| presidents)?)";
    THEIR_CALL = r"(?i)\b(?:their|the) ((?:telephone|phone) (?:conversation|call))\b";
    HOSTED_IN = r"(?i)\bthe capital of (?:the )?";
}

/// "upcoming meeting of the Intergovernmental Commission on Trade", "a meeting of the Caspian Five foreign ministers".
pub fn body_meetings(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
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
