//! Visits and meetings with named people: "Mr X, who will come to Y on July 14", "met with X in Y on July 1".
use super::block::cut;
use super::cast::{Cast, computed, stated};
use super::date::Found;
use super::event::{FUTURE, blank, keep, participant, told};
use super::kind::{EventKind, ParticipantRole};
use super::page::Participant;
use super::pattern::patterns;
use super::place::{near, place_in};
use super::speaker::Noted;
use super::title::event_of;

patterns! {
    COMING = r"(?i)\b(?:will|is to|are to|plans? to|is going to|is due to|intends? to)\s+(?:\S+\s+){0,2}?(come|travel|go|arrive|visit|pay)\b";
    VISITED = r"(?i)\b(?:visited|arrived in|arrived to|paid (?:a|an) (?:\S+ )?visit|came to)\b";
    MET = r"(?i)\b(?:met|meetings?|discussions?|talks|conversations?|spoke|negotiations)\b";
    PHONE = r"(?i)\b(?:telephone (?:conversation|call)|phone (?:call|conversation)|(?:by|on the|over the|by the) (?:tele)?phone)\b";
    HOLD_TALKS = r"(?i)\bwill (?:also )?(?:hold|have) (?:talks|consultations|negotiations|a meeting)\b";
    WILL_MEET = r"(?i)\b(?:will|is to|are to|plans? to|(?:is|are) (?:scheduled|due) to) (?:also )?(?:meet|hold (?:talks|a meeting|negotiations|consultations)) with\b";
}

/// "Mr Kerry, who will come to Moscow on July 14", "met in Sochi on July 1".
pub fn visits(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    phrases: &[&Noted],
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
    let person_before = |at: usize| {
        phrases.iter().filter(|n| n.person.is_some() && n.phrase.end <= base + at).max_by_key(|n| n.phrase.end).copied()
    };
    let coming = COMING.find(words);
    let verb = coming.or_else(|| VISITED.find(words));
    if let Some((verb, who)) = verb.and_then(|v| person_before(v.start()).map(|who| (v, who))) {
        let between = words.get(who.phrase.end.saturating_sub(base)..verb.start()).unwrap_or("");
        let after = cut(words, verb.end(), words.len());
        let near = near(after, 70);
        let place = place_in(cast, &format!(" to {}", near.trim_start().trim_start_matches("to ").trim_start()));
        if between.len() < 25 && place.is_some() {
            let date = dates.iter().find(|d| d.start >= verb.end() && d.start - verb.end() < 60).map(|d| d.date.clone());
            let upcoming = coming.is_some();
            let place_name = place.and_then(|p| cast.page.places.get(p)).map(|p| p.name.clone()).unwrap_or_default();
            let name = who.person.and_then(|p| cast.page.people.get(p)).map(|p| p.name.clone()).unwrap_or_default();
            let mut event = blank(EventKind::Visit, format!("Visit of {name} to {place_name}"), date);
            event.place = place;
            let office = who
                .tenure
                .and_then(|t| cast.page.tenures.get(t))
                .map(|t| t.office)
                .or_else(|| cast.page.tenures.iter().find(|t| Some(t.person) == who.person).map(|t| t.office));
            let mut visitor = participant(cast, who.person, office, stated());
            visitor.role = ParticipantRole::Visitor;
            event.participants = vec![visitor];
            (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming, statement);
            let index = keep(cast, event);
            found.push((verb.start(), verb.end(), index));
            talks_to_come(cast, statement, words, base, phrases, dates, Some(index), found);
            return;
        }
    }
    talks_to_come(cast, statement, words, base, phrases, dates, None, found);
    // A meeting with a named person on a named day.
    let Some(met) = MET.find_iter(words).find(|m| m.as_str().len() > 2) else { return };
    let with: Vec<&&Noted> = phrases
        .iter()
        .filter(|n| n.person.is_some() && (n.phrase.start >= base + met.end() && n.phrase.start < base + met.end() + 40))
        .collect();
    let after = dates.iter().find(|d| d.start > met.end() && d.date.edtf.len() == 10);
    // "On November 30, X met with Y": the day opens the sentence.
    let opens = || dates.first().filter(|d| d.start < 6 && d.date.edtf.len() == 10);
    let day = after.or_else(opens);
    if let (Some(with), Some(day)) = (with.first(), day) {
        let kind = if PHONE.is_match(words) {
            EventKind::TelephoneConversation
        } else {
            event_of(met.as_str()).unwrap_or(EventKind::Meeting)
        };
        let name = with.person.and_then(|p| cast.page.people.get(p)).map(|p| p.name.clone()).unwrap_or_default();
        let mut event = blank(kind, format!("Meeting with {name}"), Some(day.date.clone()));
        event.place = place_in(cast, cut(words, met.end(), words.len()));
        let office = cast.page.tenures.iter().find(|t| Some(t.person) == with.person).map(|t| t.office);
        event.participants = vec![participant(cast, with.person, office, stated())];
        event.participants.extend(subject(cast, words, base, met.start(), phrases).filter(|p| p.person != with.person));
        let upcoming = FUTURE.is_match(cut(words, 0, met.start()));
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, !upcoming, statement);
        event.basis = computed("a meeting with a named person on a named day");
        let index = keep(cast, event);
        found.push((met.start(), met.end(), index));
    }
}

/// "…with Mr Kerry, and we will hold talks on July 14 and on July 15".
fn talks_to_come(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    phrases: &[&Noted],
    dates: &[Found],
    visit: Option<usize>,
    found: &mut Vec<(usize, usize, usize)>,
) {
    let Some(hold) = HOLD_TALKS.find(words) else { return };
    let Some(with) = phrases.iter().filter(|n| n.person.is_some()).min_by_key(|n| n.phrase.start.abs_diff(base + hold.start()))
    else {
        return;
    };
    let days: Vec<&Found> = dates.iter().filter(|d| d.start >= hold.end() && d.date.edtf.len() == 10).collect();
    let Some(first) = days.first() else { return };
    let name = with.person.and_then(|p| cast.page.people.get(p)).map(|p| p.name.clone()).unwrap_or_default();
    let mut event = blank(EventKind::Talks, format!("Talks with {name}"), Some(first.date.clone()));
    event.end = days.last().filter(|d| d.date.edtf > first.date.edtf).map(|d| d.date.clone());
    let office = cast.page.tenures.iter().find(|t| Some(t.person) == with.person).map(|t| t.office);
    event.participants = vec![participant(cast, with.person, office, stated())];
    (event.status, event.announced_in, event.confirmed_by) = told(true, false, statement);
    // Talks with somebody who comes are part of the visit: where it is, and as long as it lasts.
    let last = days.last().map(|d| d.date.clone());
    if let Some(visit) = visit.and_then(|v| cast.page.events.get_mut(v))
        && visit.participants.iter().any(|p| p.person == with.person)
    {
        event.place = visit.place;
        let begins = visit.start.as_ref().map(|d| d.edtf.clone()).unwrap_or_default();
        if visit.end.is_none() && !begins.is_empty() {
            visit.end = last.filter(|last| last.edtf > begins);
        }
    }
    event.parent = visit.filter(|_| event.place.is_some());
    let index = keep(cast, event);
    found.push((hold.start(), hold.end(), index));
}

/// Whoever stands right before the verb: "Secretary X met with".
fn subject(cast: &Cast<'_>, words: &str, base: usize, verb: usize, phrases: &[&Noted]) -> Option<Participant> {
    let who = phrases.iter().filter(|n| n.person.is_some() && n.phrase.end <= base + verb).max_by_key(|n| n.phrase.end)?;
    let between = words.get(who.phrase.end.saturating_sub(base)..verb)?;
    let office = cast.page.tenures.iter().find(|t| Some(t.person) == who.person).map(|t| t.office);
    matches!(between.trim(), "" | "has" | "also" | "had" | "will" | "and")
        .then(|| participant(cast, who.person, office, stated()))
}

/// "Tomorrow he will meet with President X in Y".
pub fn will_meet(
    cast: &mut Cast<'_>,
    statement: usize,
    words: &str,
    base: usize,
    phrases: &[&Noted],
    dates: &[Found],
    found: &mut Vec<(usize, usize, usize)>,
) {
    let Some(verb) = WILL_MEET.find(words) else { return };
    let right_after =
        |n: &&&Noted| n.person.is_some() && n.phrase.start >= base + verb.end() && n.phrase.start <= base + verb.end() + 5;
    let Some(with) = phrases.iter().find(right_after) else { return };
    let place = place_in(cast, &near(cut(words, with.phrase.end.saturating_sub(base), words.len()), 50));
    let date = dates.iter().filter(|d| d.date.edtf.len() >= 7).min_by_key(|d| d.start.abs_diff(verb.start()));
    if place.is_none() && date.is_none() || found.iter().any(|f| f.0 < verb.end() && verb.start() < f.1) {
        return;
    }
    let kind = event_of(verb.as_str()).unwrap_or(EventKind::Meeting);
    let name = with.person.and_then(|p| cast.page.people.get(p)).map(|p| p.name.clone()).unwrap_or_default();
    let mut event = blank(kind, format!("Meeting with {name}"), date.map(|d| d.date.clone()));
    let office = cast.page.tenures.iter().find(|t| Some(t.person) == with.person).map(|t| t.office);
    event.participants = vec![participant(cast, with.person, office, stated())];
    event.participants.extend(subject(cast, words, base, verb.start(), phrases).filter(|p| p.person != with.person));
    event.place = place;
    (event.status, event.announced_in, event.confirmed_by) = told(true, false, statement);
    let index = keep(cast, event);
    found.push((verb.start(), verb.end(), index));
}
