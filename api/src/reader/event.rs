//! Occasions: the one a statement was made at, and those that its text announces or recalls.
use super::block::{cut, plain};
use super::cast::{Cast, computed, stated};
use super::country::{Seat, seats};
use super::date::{self, Found};
use super::event_body;
use super::kind::{EventKind, EventStatus, ParticipantRole, PlaceKind, Resolution};
use super::page::{Basis, Event, FuzzyDate, Mention, Participant, Target};
use super::pattern::patterns;
use super::speaker::Noted;
use super::title::event_of;
use super::token::tokens;
use jiff::civil::Date;

patterns! {
    SENTENCE = r#"[^.!?]+(?:\.(?:\p{L}\.)*[^.!?\s][^.!?]*)*[.!?…]*["”’)]*\s*"#;
    SERIES = r"\b(?:the |a |an )?((?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|\d{1,3}(?:st|nd|rd|th)) )?((?:\p{Lu}[\p{L}\p{N}-]+ ){1,4})((?i:summit|forum)|Congress|Conference|Games|Olympics|Cup|Session|Assembly)\b";
    GATHERING = r"(?i)\b((?:trilateral |bilateral |summit |informal |upcoming |recent )?(?:meeting|summit|summit meeting|talks|negotiations|consultations|conference))\s+(?:of|between|among|with)\s+(?:the\s+)?";
    DATED_GATHERING = r"(?i)\b(?:their|the|our|his|its|an?)\s+\S+\s+\d{1,2}(?:st|nd|rd|th)?\s+((?:trilateral |bilateral )?(?:meeting|summit|talks))\b";
    COMING = r"(?i)\b(?:will|is to|are to|plans? to|is going to|is due to|intends? to)\s+(?:\S+\s+){0,2}?(come|travel|go|arrive|visit|pay)\b";
    VISITED = r"(?i)\b(?:visited|arrived in|arrived to|paid (?:a|an) (?:\S+ )?visit|came to)\b";
    MET = r"(?i)\b(?:met|meeting|discussion|talks|conversation|spoke|negotiations)\b";
    PHONE = r"(?i)\b(?:telephone (?:conversation|call)|phone (?:call|conversation)|(?:by|on the|over the|by the) (?:tele)?phone)\b";
    TO_COME = r"(?i)\b(?:will|is to|are to)\s+(?:visit|hold|take part|meet|attend|make)\b";
    FUTURE = r"(?i)\b(?:will|upcoming|forthcoming|scheduled|planned|is to|to be held|next|prepare|preparing|preparations for)\b";
    HOLD_TALKS = r"(?i)\bwill (?:also )?(?:hold|have) (?:talks|consultations|negotiations|a meeting)\b";
    IN_PLACE = r"\b(?:in|to|at) ((?:St\.? |the )?\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+){0,2})";
    NEWS = r"(?i)\b((?:joint )?(?:news|press) conference|press statements?|press availability|(?:press |daily |press-)?(?:briefing|gaggle))\b.*$";
}

const ORDINALS: [&str; 12] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];

/// What is known about the occasion of a statement.
pub struct Occurred<'a> {
    pub statement: usize,
    pub title: &'a str,
    pub kind: EventKind,
    pub following: Option<&'a str>,
    pub day: Option<FuzzyDate>,
    pub place: Option<usize>,
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
            capital(following),
            occurred.day.clone().map(|d| FuzzyDate {
                resolution: Resolution::Computed,
                reason: Some("day of the statement made after it".to_owned()),
                ..d
            }),
        );
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

/// "Russian-Armenian talks": the countries take part.
fn countries_in(cast: &mut Cast<'_>, text: &str) -> Vec<Participant> {
    let found = tokens(text);
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
    let _ = found;
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
    for sentence in SENTENCE.find_iter(text) {
        let (start, end) = (sentence.start(), sentence.end());
        let words = sentence.as_str();
        let phrases: Vec<&Noted> = noted.iter().filter(|n| n.phrase.start >= start && n.phrase.end <= end).collect();
        let dates = date::find(words, day);
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        let known = cast.page.events.len();
        series(cast, statement, words, &dates, &mut found);
        gatherings(cast, statement, words, start, &phrases, &dates, &mut found);
        visits(cast, statement, words, start, &phrases, &dates, &mut found);
        event_body::body_meetings(cast, statement, words, &dates, &mut found);
        event_body::calls(cast, statement, words, &phrases, &mut found);
        // "I met with X", "our talks": the speaker took part too.
        if let Some(speaker) = speaker.filter(|_| words.split(' ').any(|w| matches!(w, "I" | "we" | "We" | "my" | "our" | "us")))
        {
            let office = cast.page.tenures.iter().find(|t| t.person == speaker).map(|t| t.office);
            let own = participant(cast, Some(speaker), office, computed("the speaker tells of it as their own"));
            for event in cast.page.events.iter_mut().skip(known) {
                let personal = matches!(event.kind, EventKind::Meeting | EventKind::Talks | EventKind::TelephoneConversation)
                    && event.participants.iter().any(|p| p.person.is_some());
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

/// "Fifth Caspian Summit in Astana"
fn series(cast: &mut Cast<'_>, statement: usize, words: &str, dates: &[Found], found: &mut Vec<(usize, usize, usize)>) {
    for c in SERIES.captures_iter(words) {
        let (Some(whole), Some(name), Some(noun)) = (c.get(0), c.get(2), c.get(3)) else { continue };
        let ordinal = c.get(1).and_then(|m| number(m.as_str().trim()));
        let of_series = format!("{}{}", name.as_str(), capital(noun.as_str()));
        if ordinal.is_none() && !matches!(noun.as_str().to_lowercase().as_str(), "summit" | "forum" | "games" | "olympics")
            || ["Today", "This", "The", "At", "Our", "In"].contains(&name.as_str().trim())
        {
            continue;
        }
        let kind = if noun.as_str().eq_ignore_ascii_case("summit") { EventKind::Summit } else { EventKind::Conference };
        let after = cut(words, whole.end(), words.len());
        let before: String = cut(words, 0, whole.start()).to_lowercase();
        let near = after.split([',', ';']).next().unwrap_or("");
        let place = place_in(cast, near);
        let date = dates.iter().find(|d| d.start >= whole.end() && d.start - whole.end() < 70).map(|d| d.date.clone());
        let upcoming = before.ends_with("upcoming ")
            || before.ends_with("forthcoming ")
            || before.ends_with("next ")
            || near.contains(" will ");
        let took_place = near.contains("took place") || near.contains("was held") || near.contains("were held");
        let series = ordinal.map(|_| {
            let event = blank(EventKind::Series, of_series.clone(), None);
            keep(cast, event)
        });
        let from = if whole.as_str().starts_with(char::is_lowercase) {
            whole.start() + whole.as_str().find(' ').map_or(0, |n| n + 1)
        } else {
            whole.start()
        };
        let mut event = blank(kind, capital(cut(words, from, whole.end()).trim()), date);
        event.series = series;
        event.ordinal = ordinal;
        event.place = place;
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, took_place, statement);
        let index = keep(cast, event);
        found.push((from, whole.end(), index));
    }
}

pub fn told(upcoming: bool, held: bool, statement: usize) -> (EventStatus, Vec<usize>, Vec<usize>) {
    match (upcoming, held) {
        (true, _) => (EventStatus::Announced, vec![statement], Vec::new()),
        (_, true) => (EventStatus::Held, Vec::new(), vec![statement]),
        _ => (EventStatus::Unknown, Vec::new(), Vec::new()),
    }
}

/// "June 20 meeting in St Petersburg", "the meeting of the presidents of Russia, Azerbaijan and Armenia".
fn gatherings(
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

/// "Mr Kerry, who will come to Moscow on July 14", "met in Sochi on July 1".
fn visits(
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
            talks_to_come(cast, statement, words, base, phrases, dates, found);
            return;
        }
    }
    talks_to_come(cast, statement, words, base, phrases, dates, found);
    // A meeting with a named person on a named day.
    let Some(met) = MET.find_iter(words).find(|m| m.as_str().len() > 2) else { return };
    let with: Vec<&&Noted> = phrases
        .iter()
        .filter(|n| n.person.is_some() && (n.phrase.start >= base + met.end() && n.phrase.start < base + met.end() + 40))
        .collect();
    let day = dates.iter().find(|d| d.start > met.end() && d.date.edtf.len() == 10);
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
    let index = keep(cast, event);
    found.push((hold.start(), hold.end(), index));
}

/// The place that a stretch begins or goes on with: "in Astana", "to Moscow".
pub fn place_in(cast: &mut Cast<'_>, text: &str) -> Option<usize> {
    let m = IN_PLACE.captures(text)?.get(1)?;
    let name = m.as_str().trim_start_matches("the ");
    if date::find(name, None).is_empty()
        && !super::vocabulary::contains(super::vocabulary::NOT_NAMES, name.split(' ').next().unwrap_or(""))
    {
        return Some(place_named(cast, name));
    }
    None
}

/// The first characters of a text, up to the end of a word.
pub fn near(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => cut(text, 0, end).rsplit_once(' ').map_or("", |(whole, _)| whole).to_owned(),
        None => text.to_owned(),
    }
}

/// A place by its printed name; capitals and countries bring their country.
pub fn place_named(cast: &mut Cast<'_>, name: &str) -> usize {
    let found = tokens(name);
    let spans = seats(name, &found, cast.gazetteer);
    let hits: Vec<&Seat> = spans.iter().flatten().map(|s| &s.seat).collect();
    let country = hits
        .iter()
        .find_map(|s| match s {
            Seat::Country(k) | Seat::Capital(k) => Some(*k),
            _ => None,
        })
        .map(|k| cast.country(k));
    let building = [
        "Palace",
        "Kremlin",
        "Room",
        "House",
        "Hall",
        "Residence",
        "Hotel",
        "Theatre",
        "Museum",
        "Embassy",
        "Airport",
        "Base",
        "Center",
        "Centre",
        "Building",
    ]
    .iter()
    .any(|w| name.contains(w));
    let whole_country =
        spans.first().and_then(Option::as_ref).is_some_and(|s| matches!(s.seat, Seat::Country(_)) && s.end == found.len());
    let kind = if whole_country {
        PlaceKind::Country
    } else if building {
        PlaceKind::Building
    } else if ["Region", "Territory", "Province", "Oblast", "Peninsula"].iter().any(|w| name.contains(w)) {
        PlaceKind::Region
    } else {
        PlaceKind::City
    };
    cast.place(name, kind, country)
}

fn number(word: &str) -> Option<u32> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    digits
        .parse()
        .ok()
        .or_else(|| ORDINALS.iter().position(|o| *o == word.to_lowercase()).and_then(|i| u32::try_from(i + 1).ok()))
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
