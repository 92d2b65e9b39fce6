//! The event that a statement was made at or tells of, as its title and its first words give it.
use super::block::cut;
use super::cast::{Cast, computed, stated};
use super::date;
use super::event::{self, Occurred};
use super::kind::{EventKind, EventStatus, ParticipantRole, StatementKind, TurnKind};
use super::page::{FuzzyDate, Statement, Target};
use super::pattern::patterns;
use super::place;
use super::title::{self, Title};
use jiff::civil::Date;

patterns! {
    TOLD_BY = r"(?i)^(?:(?:press|media) (?:release|statement|communiqu[eé]|note)|information|news|readout|report|transcript|comment)s? (?:on|about|of|regarding)\s+(?:the\s+)?";
    FIRST_SENTENCE = r"^.{20,}?[.!?](?:\s|$)";
    OUR_TALKS = r"\b[Oo]ur\s+(?:\p{Ll}+\s+)?(?:discussions?|talks|conversations?|negotiations|meetings?|consultations)\b";
    OWN_VISIT = r"\b(?:[Tt]his|[Mm]y|[Oo]ur) (?:\p{Ll}+ )?visit\b";
    TOOK_PLACE = r"(?i)\b(?:met|meeting|talks|visit(?:ed|s)?|held|hosted|took (?:place|part)|received|attended|arrived|opened|spoke|conversation|consultations|ceremony|conference)\b";
}

pub fn occasion_event(
    cast: &mut Cast<'_>,
    out: &mut Statement,
    index: usize,
    title: &Title,
    said_on: Option<Date>,
    principals: &[usize],
    subject: Option<(usize, Option<usize>)>,
) {
    let Some(kind) = kind_of(out, title) else { return };
    let mut people: Vec<(usize, Option<usize>)> =
        principals.iter().map(|p| (*p, cast.page.tenures.iter().find(|t| t.person == *p).map(|t| t.office))).collect();
    people.truncate(if kind == EventKind::Other { 1 } else { 8 });
    // Whoever the first sentence is about took part: "X had a telephone conversation with Y".
    if let Some(subject) = subject.filter(|s| !people.iter().any(|p| p.0 == s.0)).filter(|_| took_part(kind)) {
        people.insert(0, subject);
    }
    let told = told(out, said_on);
    if out.place.is_none()
        && let Some((_, sentence)) = &told
    {
        out.place = place::place_in(cast, sentence);
    }
    let day = told.map(|(day, _)| day).or_else(|| out.made.clone()).or_else(|| out.posted.clone());
    let visit = own_visit(cast, out, index);
    // A press release on a meeting is not the meeting.
    let about = TOLD_BY.find(&title.core).filter(|_| out.kind == StatementKind::PressRelease).map_or(0, |m| m.end());
    let name = event::capital(cut(&title.core, about, title.core.len()));
    let occurred = Occurred {
        talks: own_talks(out, said_on),
        visit,
        statement: index,
        title: &name,
        kind,
        following: title.following.as_deref().filter(|f| title::event_of(f).is_some()),
        day,
        place: out.place,
        people,
    };
    let event = event::of_statement(cast, occurred);
    if let Some(event) = cast.page.events.get_mut(event) {
        event.parent = event.parent.or_else(|| aside_of(out));
    }
    out.event = Some(event);
}

/// The event on whose sidelines a report says that it took place.
fn aside_of(out: &Statement) -> Option<usize> {
    let first = out.turns.first().filter(|t| t.kind == TurnKind::Narrative)?;
    let at = first.text.find("on the sidelines of")?;
    let at = cut(&first.text, 0, at).chars().count();
    first.mentions.iter().find_map(|m| match m.target {
        Target::Event(event) if m.start > at && m.start < at + 60 => Some(event),
        _ => None,
    })
}

/// "During our discussion last evening and this morning": the days of the talks that the speaker tells of.
fn own_talks(out: &Statement, said_on: Option<Date>) -> Option<(FuzzyDate, Option<FuzzyDate>)> {
    let first = out.turns.iter().find(|t| t.kind == TurnKind::Speech)?;
    let said: String = first.text.chars().take(1500).collect();
    let talks = OUR_TALKS.find(&said)?;
    let after: String = cut(&said, talks.end(), said.len()).chars().take(45).collect();
    let after = after.split(['.', ',', ';']).next().unwrap_or("");
    let mut days: Vec<date::Found> =
        date::find(after, said_on).into_iter().filter(|d| d.date.edtf.len() == 10 && d.start < 30).collect();
    days.sort_by_key(|d| d.day);
    let first = days.first().map(|d| d.date.clone())?;
    let last = days.last().map(|d| d.date.clone()).filter(|last| last.edtf != first.edtf);
    Some((first, last))
}

/// "I believe this visit to be useful", said abroad: the speaker's visit to the country that the statement was made in.
fn own_visit(cast: &mut Cast<'_>, out: &Statement, index: usize) -> Option<usize> {
    let abroad = out.place.and_then(|p| cast.page.places.get(p)).and_then(|p| p.country)?;
    let guest = out
        .turns
        .iter()
        .filter(|t| matches!(t.kind, TurnKind::Speech | TurnKind::Answer) && OWN_VISIT.is_match(&t.text))
        .find_map(|t| {
            let tenure = t.tenure.and_then(|t| cast.page.tenures.get(t))?;
            let home = cast.page.offices.get(tenure.office)?.country?;
            (home != abroad).then_some((tenure.person, tenure.office))
        });
    let (person, office) = guest?;
    let told = cast
        .page
        .events
        .iter()
        .position(|e| e.kind == EventKind::Visit && e.participants.iter().any(|p| p.person == Some(person)));
    if told.is_some() {
        return told;
    }
    let (name, country) = (cast.page.people.get(person)?.name.clone(), cast.page.countries.get(abroad)?.name.clone());
    let mut visit = event::blank(EventKind::Visit, format!("Visit of {name} to {country}"), None);
    let mut visitor = event::participant(cast, Some(person), Some(office), stated());
    visitor.role = ParticipantRole::Visitor;
    visit.participants = vec![visitor];
    visit.place = out.place;
    (visit.status, visit.confirmed_by) = (EventStatus::Held, vec![index]);
    visit.basis = computed("the speaker calls it a visit, away from the country of the office");
    Some(event::keep(cast, visit))
}

fn took_part(kind: EventKind) -> bool {
    matches!(kind, EventKind::TelephoneConversation | EventKind::Meeting | EventKind::Talks | EventKind::Visit)
}

fn kind_of(out: &Statement, title: &Title) -> Option<EventKind> {
    use StatementKind as K;
    let written = matches!(
        out.kind,
        K::Message
            | K::Article
            | K::LetterToEditor
            | K::Comment
            | K::AnswerToMedia
            | K::Other
            | K::Treaty
            | K::Resolution
            | K::Report
            | K::Broadcast
    );
    let asked = out.turns.iter().any(|t| t.kind == TurnKind::Question);
    let kind = match out.kind {
        K::NewsConference => Some(EventKind::NewsConference),
        K::Briefing => Some(EventKind::Briefing),
        K::TelephoneReadout => Some(EventKind::TelephoneConversation),
        K::Interview => Some(EventKind::Interview),
        K::Speech => Some(EventKind::Address),
        // "Remarks with X", and then the press asks.
        K::Remarks if asked && title.event.is_none() => Some(EventKind::NewsConference),
        _ => title.event,
    };
    kind.filter(|_| !written || title.event == Some(EventKind::Other))
}

/// The day that a report's first sentence gives to what it reports, and the sentence behind it.
fn told(out: &Statement, said_on: Option<Date>) -> Option<(FuzzyDate, String)> {
    let first = out.turns.first().filter(|t| t.kind == TurnKind::Narrative && out.kind == StatementKind::PressRelease)?;
    let sentence = FIRST_SENTENCE.find(&first.text)?.as_str();
    let took_place = TOOK_PLACE.find(sentence)?;
    let found = date::find(sentence, said_on).into_iter().find(|d| d.day.is_some() && d.date.edtf.len() == 10)?;
    let told = found.day.zip(said_on).is_none_or(|(day, said_on)| day <= said_on);
    told.then(|| (found.date, cut(sentence, took_place.start(), sentence.len()).to_owned()))
}
