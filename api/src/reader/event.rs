//! Occasions: the one a statement was made at, and those that its text announces or recalls.
use super::block::{cut, plain};
use super::cast::{Cast, computed, stated};
use super::date;
use super::event_body;
use super::event_gathering;
use super::event_series;
use super::event_visit;
use super::kind::{EventKind, EventStatus, ParticipantRole, Resolution};
use super::page::{Basis, Event, FuzzyDate, Mention, Participant, Target};
use super::pattern::patterns;
use super::speaker::Noted;
use super::title::event_of;
use jiff::civil::Date;

patterns! {
    SENTENCE = r#"[^.!?]+(?:\.(?:\p{L}\.)*[^.!?\s][^.!?]*)*[.!?…]*["”’)]*\s*"#;
    TO_COME = r"(?i)\b(?:will|is to|are to)\s+(?:visit|hold|take part|meet|attend|make)\b";
    FUTURE = r"(?i)\b(?:will|upcoming|forthcoming|scheduled|planned|is to|to be held|next|prepare|preparing|preparations for)\b";
    NEWS = r"(?i)\b((?:joint )?(?:news|press) conference|press statements?|press availability|(?:press |daily |press-)?(?:briefing|gaggle))\b.*$";
}

/// What is known about the occasion of a statement.
pub struct Occurred<'a> {
    pub statement: usize,
    pub title: &'a str,
    pub kind: EventKind,
    pub following: Option<&'a str>,
    pub day: Option<FuzzyDate>,
    pub place: Option<usize>,
    /// When the talks that it follows were held, where the speaker tells: first and last day.
    pub talks: Option<(FuzzyDate, Option<FuzzyDate>)>,
    /// The visit that they are part of.
    pub visit: Option<usize>,
    /// People and offices of the title and the labels, with their tenures' offices.
    pub people: Vec<(usize, Option<usize>)>,
}

/// The event at which a statement was made, and the talks or visit that it follows.
pub fn of_statement(cast: &mut Cast<'_>, occurred: Occurred<'_>) -> usize {
    let participants: Vec<Participant> =
        occurred.people.iter().map(|(person, office)| participant(cast, Some(*person), *office, stated())).collect();
    let parent = occurred.following.map(|following| {
        let kind = event_of(following).filter(|k| *k != EventKind::NewsConference).unwrap_or(EventKind::Talks);
        let mut event = blank(
            kind,
            // "following talks": whose, the title tells before.
            if following.contains(' ') { capital(following) } else { between(cast, following, &participants) },
            occurred.day.clone().map(|d| FuzzyDate {
                resolution: Resolution::Computed,
                reason: Some("day of the statement made after it".to_owned()),
                ..d
            }),
        );
        if let Some((first, last)) = occurred.talks.clone() {
            (event.start, event.end) = (Some(first), last);
        }
        event.parent = occurred.visit;
        event.participants = participants.clone();
        event.participants.extend(countries_in(cast, following));
        event.status = EventStatus::Held;
        event.place = occurred.place;
        event.confirmed_by = vec![occurred.statement];
        keep(cast, event)
    });
    let name = match (occurred.kind, NEWS.captures(occurred.title).and_then(|c| c.get(0))) {
        (EventKind::NewsConference | EventKind::Briefing, Some(m)) => {
            capital(m.as_str().trim_end_matches([' ', '-', '–', ',', ':']))
        }
        _ => occurred.title.to_owned(),
    };
    // "President of China Xi Jinping will visit Russia on July 3–4" is the title of an announcement.
    let is_to_come = TO_COME.is_match(occurred.title);
    let said_on = occurred.day.as_ref().and_then(|day| date::first_day(&day.edtf));
    let day =
        if is_to_come { date::find(occurred.title, said_on).into_iter().next().map(|found| found.date) } else { occurred.day };
    let mut event = blank(occurred.kind, name, day);
    event.status = if is_to_come { EventStatus::Announced } else { EventStatus::Held };
    event.place = occurred.place;
    event.participants = participants;
    if !matches!(occurred.kind, EventKind::Briefing) {
        event.participants.extend(countries_in(cast, occurred.title).into_iter().filter(|p| p.country.is_some()));
    }
    let told = if is_to_come { &mut event.announced_in } else { &mut event.confirmed_by };
    told.push(occurred.statement);
    event.parent = parent;
    cast.page.events.push(event);
    cast.page.events.len() - 1
}

/// "Talks between A and B"
fn between(cast: &Cast<'_>, noun: &str, participants: &[Participant]) -> String {
    let names: Vec<&str> =
        participants.iter().filter_map(|p| p.person).filter_map(|p| cast.page.people.get(p)).map(|p| p.name.as_str()).collect();
    if names.len() < 2 { capital(noun) } else { format!("{} between {}", capital(noun), names.join(" and ")) }
}

/// "Russian-Armenian talks": the countries take part.
fn countries_in(cast: &mut Cast<'_>, text: &str) -> Vec<Participant> {
    let mut out = Vec::new();
    for word in text.split_whitespace().filter(|w| w.contains('-')) {
        let hits: Vec<usize> = word.split('-').filter_map(|part| cast.gazetteer.hits(part).first().map(|h| h.known)).collect();
        if hits.len() > 1 {
            for known in hits {
                let country = cast.country(known);
                out.push(Participant {
                    person: None,
                    office: None,
                    country: Some(country),
                    organisation: None,
                    role: ParticipantRole::Participant,
                    basis: stated(),
                });
            }
        }
    }
    out
}

pub fn participant(cast: &Cast<'_>, person: Option<usize>, office: Option<usize>, basis: Basis) -> Participant {
    let country = office.and_then(|o| cast.page.offices.get(o)).and_then(|o| o.country);
    Participant { person, office, country, organisation: None, role: ParticipantRole::Participant, basis }
}

/// "July 14-15" is a first and a last day; "this week" is some day of it.
#[expect(clippy::needless_pass_by_value, reason = "who names the day of a new event has no further use for it")]
pub fn blank(kind: EventKind, name: String, date: Option<FuzzyDate>) -> Event {
    let days =
        date.as_ref().filter(|d| !d.phrase.as_deref().is_some_and(|p| p.contains("week"))).and_then(|d| d.edtf.split_once('/'));
    let on = |day: &str| date.clone().map(|d| FuzzyDate { edtf: day.to_owned(), ..d });
    let (start, end) = days.map_or_else(|| (date.clone(), None), |(first, last)| (on(first), on(last)));
    Event {
        kind,
        name,
        start,
        end,
        status: EventStatus::Unknown,
        parent: None,
        series: None,
        ordinal: None,
        place: None,
        participants: Vec::new(),
        announced_in: Vec::new(),
        confirmed_by: Vec::new(),
        basis: stated(),
    }
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Events that a turn's text names; adds mentions of them.
pub fn in_text(
    cast: &mut Cast<'_>,
    statement: usize,
    text: &str,
    noted: &[Noted],
    day: Option<Date>,
    speaker: Option<usize>,
    mentions: &mut Vec<Mention>,
) {
    let of_turn = cast.page.events.len();
    let mut aside = Vec::new();
    for sentence in SENTENCE.find_iter(text) {
        let (start, end) = (sentence.start(), sentence.end());
        let words = sentence.as_str();
        let phrases: Vec<&Noted> = noted.iter().filter(|n| n.phrase.start >= start && n.phrase.end <= end).collect();
        let dates = date::find(words, day);
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        let known = cast.page.events.len();
        let before = cut(text, start.saturating_sub(400), start);
        let before = if before.is_empty() { cut(text, 0, start) } else { before };
        event_series::series(cast, statement, words, &dates, &mut found);
        event_gathering::gatherings(cast, statement, words, start, &phrases, &dates, &mut found);
        event_gathering::holders_met(cast, statement, words, start, before, &phrases, &dates, &mut found);
        event_gathering::pairs(cast, statement, words, start, &phrases, &dates, &mut found);
        event_visit::visits(cast, statement, words, start, &phrases, &dates, &mut found);
        event_visit::will_meet(cast, statement, words, start, &phrases, &dates, &mut found);
        aside.extend(event_body::body_meetings(cast, statement, words, &dates, &mut found));
        event_body::calls(cast, statement, words, &phrases, &mut found);
        event_body::openings(cast, statement, words, &dates, &mut found);
        event_body::not_convened(cast, words, &mut found);
        // "I met with X", "our talks": the speaker took part too.
        if let Some(speaker) = speaker.filter(|_| words.split(' ').any(|w| matches!(w, "I" | "we" | "We" | "my" | "our" | "us")))
        {
            let office = cast.page.tenures.iter().find(|t| t.person == speaker).map(|t| t.office);
            let own = participant(cast, Some(speaker), office, computed("the speaker tells of it as their own"));
            for event in cast.page.events.iter_mut().skip(known) {
                let personal = matches!(event.kind, EventKind::Meeting | EventKind::Talks | EventKind::TelephoneConversation)
                    && event.participants.iter().filter(|p| p.person.is_some()).count() == 1;
                if personal && !event.participants.iter().any(|p| p.person == Some(speaker)) {
                    event.participants.push(own.clone());
                }
            }
        }
        settle_status(cast, known, statement, day);
        for (from, to, event) in found {
            let points = |byte: usize| cut(text, 0, byte).chars().count();
            let (from, to) = (start + from, start + to);
            mentions.push(Mention {
                start: points(from),
                end: points(to),
                exact: cut(text, from, to).to_owned(),
                target: Target::Event(event),
                resolution: Resolution::Stated,
                score: 1.0,
                reason: None,
            });
        }
    }
    // What took place on the sidelines of a meeting, and in its place, is part of it.
    for meeting in aside {
        let place = cast.page.events.get(meeting).and_then(|m| m.place);
        for (index, event) in cast.page.events.iter_mut().enumerate().skip(of_turn) {
            let personal = matches!(event.kind, EventKind::Meeting | EventKind::Talks)
                && event.participants.iter().any(|p| p.person.is_some());
            if index != meeting && personal && event.parent.is_none() && place.is_some() && event.place == place {
                event.parent = Some(meeting);
            }
        }
    }
}

/// An event before the statement's day took place, one after it is announced, whatever the sentence's verb.
fn settle_status(cast: &mut Cast<'_>, known: usize, statement: usize, day: Option<Date>) {
    let Some(day) = day else { return };
    for event in cast.page.events.iter_mut().skip(known) {
        let last = event.end.as_ref().or(event.start.as_ref()).map(|d| d.edtf.rsplit('/').next().unwrap_or("").to_owned());
        let Some(date) = last.and_then(|l| date::first_day(&l)) else { continue };
        let (announced, confirmed) = (event.announced_in.contains(&statement), event.confirmed_by.contains(&statement));
        if date < day && announced {
            event.status = EventStatus::Held;
            event.announced_in.retain(|s| *s != statement);
            event.confirmed_by.push(statement);
        } else if date > day && confirmed {
            event.status = EventStatus::Announced;
            event.confirmed_by.retain(|s| *s != statement);
            event.announced_in.push(statement);
        }
    }
}

pub fn told(upcoming: bool, held: bool, statement: usize) -> (EventStatus, Vec<usize>, Vec<usize>) {
    match (upcoming, held) {
        (true, _) => (EventStatus::Announced, vec![statement], Vec::new()),
        (_, true) => (EventStatus::Held, Vec::new(), vec![statement]),
        _ => (EventStatus::Unknown, Vec::new(), Vec::new()),
    }
}

/// A day inside a stretch of days, as "July 14" in "late this week".
fn within(day: Option<&FuzzyDate>, range: Option<&FuzzyDate>) -> bool {
    let (Some(day), Some(range)) = (day.filter(|d| d.edtf.len() == 10), range) else { return false };
    range.edtf.split_once('/').is_some_and(|(from, to)| from <= day.edtf.as_str() && day.edtf.as_str() <= to)
}

/// Adds the event, or fills in the one that is already there.
pub fn keep(cast: &mut Cast<'_>, event: Event) -> usize {
    let edtf = |e: &Event| e.start.as_ref().map(|s| s.edtf.chars().take(10).collect::<String>());
    let people = |e: &Event| e.participants.iter().map(|p| (p.person, p.office)).collect::<Vec<_>>();
    let same = |old: &Event| {
        let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        let same_date = agree(&edtf(old), &edtf(&event))
            || within(old.start.as_ref(), event.start.as_ref())
            || within(event.start.as_ref(), old.start.as_ref());
        let same_place = old.place.is_none() || event.place.is_none() || old.place == event.place;
        old.kind == event.kind
            && same_date
            && same_place
            && (plain(&old.name) == plain(&event.name)
                || event.kind == EventKind::Visit
                    && people(old).first().map(|p| p.0) == people(&event).first().map(|p| p.0)
                    && event.place.is_some()
                || event.kind != EventKind::Series
                    && event.ordinal.is_none()
                    && edtf(old).is_some()
                    && edtf(old) == edtf(&event)
                    && old.place == event.place
                    && event.place.is_some()
                || event.kind == EventKind::Meeting
                    && event.place.is_some()
                    && old.place == event.place
                    && people(old) == people(&event)
                    && !event.participants.is_empty())
    };
    if let Some(index) = cast.page.events.iter().position(same) {
        if let Some(old) = cast.page.events.get_mut(index) {
            old.place = old.place.or(event.place);
            let closer = within(event.start.as_ref(), old.start.as_ref());
            old.start = if closer { event.start } else { old.start.take().or(event.start) };
            if old.status == EventStatus::Unknown {
                old.status = event.status;
            }
            if old.participants.is_empty() {
                old.participants = event.participants;
                if old.kind == EventKind::Meeting {
                    old.name = event.name;
                }
            }
            for (list, more) in [(&mut old.announced_in, event.announced_in), (&mut old.confirmed_by, event.confirmed_by)] {
                for statement in more {
                    if !list.contains(&statement) {
                        list.push(statement);
                    }
                }
            }
        }
        return index;
    }
    cast.page.events.push(event);
    cast.page.events.len() - 1
}
