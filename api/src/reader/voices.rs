//! Whose words a turn has: by its label, by who spoke before, by the statement's title; and to whom a question is put.
use super::asker;
use super::cast::{Cast, computed};
use super::kind::{OrganisationKind, StatementKind, TurnKind};
use super::label::{Label, Role};
use super::mention;
use super::organisation;
use super::page::{Addressee, Statement, Target, Turn};
use super::pattern::patterns;
use super::speaker::{self, Noted};
use super::turn::Piece;

patterns! {
    BODY_SPEAKS = r"^(?:\S+ ){0,3}(?i:comment|statement|reply|response|answer)s? (?:by|of|from) the ((?:\p{Lu}[\p{L}’-]+ (?:and |of |for |the )*){0,5}(?:Department|Ministry|Embassy|Office|Bureau|Service)(?: of(?: the)? \p{Lu}[\p{L}’-]+(?: \p{Lu}[\p{L}’-]+)*)?)";
}

/// A person and the tenure in which they speak.
pub type Speaking = (usize, Option<usize>);

/// What a statement tells of its speakers apart from their labels.
pub struct Voices<'a> {
    pub title: &'a str,
    /// Who speaks where no label stands.
    pub opening: Option<Speaking>,
    pub in_title: &'a [Noted],
    /// Those to whom questions can be put.
    pub principals: &'a [usize],
}

/// A turn with its speaker, addressees and mentions. `resolved` is who its label names, if it has one.
pub fn turn(
    cast: &mut Cast<'_>,
    out: &Statement,
    voices: &Voices<'_>,
    piece: &Piece,
    resolved: Option<(Option<usize>, Option<usize>, Option<usize>)>,
    noted: &[Noted],
) -> Turn {
    let before = out.turns.iter().rev().find(|t| t.kind != TurnKind::Scene);
    let mut turn = new_turn(piece);
    let first_tenure = |cast: &Cast<'_>, person: usize| cast.page.tenures.iter().position(|t| t.person == person);
    if let Some((person, tenure, organisation)) = resolved {
        let implied = || piece.label.as_ref().and_then(|label| implied(cast, voices, label, out.kind));
        let speaking = person.map(|p| (p, tenure)).or_else(implied);
        turn.organisation = organisation;
        turn.speaker = speaking.map(|s| s.0);
        turn.tenure = speaking.and_then(|(person, tenure)| tenure.or_else(|| first_tenure(cast, person)));
    } else if piece.goes_on {
        (turn.speaker, turn.tenure, turn.organisation) =
            before.map_or((None, None, None), |t| (t.speaker, t.tenure, t.organisation));
    } else if matches!(piece.kind, TurnKind::Speech | TurnKind::Answer) {
        let author = out.authors.first().map(|a| (*a, first_tenure(cast, *a)));
        if let Some((person, tenure)) = voices.opening.or(author) {
            turn.speaker = Some(person);
            turn.tenure = tenure.or_else(|| first_tenure(cast, person));
        }
    }
    if turn.kind == TurnKind::Question {
        let named = piece.label.as_ref().filter(|l| l.role == Role::Asker).map(|label| asker::asker(cast, label));
        let (person, outlet) = named.unwrap_or_default();
        turn.speaker = turn.speaker.or(person);
        turn.organisation = turn.organisation.or(outlet).or_else(|| outlet_of_title(cast, out.kind, voices.title));
        turn.addressees = speaker::addressees(cast, turn.note.as_deref(), &turn.text, voices.principals);
    } else if matches!(turn.kind, TurnKind::Speech | TurnKind::Answer)
        && turn.speaker.is_none()
        && matches!(out.kind, StatementKind::AnswerToMedia | StatementKind::Comment | StatementKind::LetterToEditor)
    {
        turn.organisation = body_of_title(cast, voices.title).or(out.publisher);
    }
    if out.kind == StatementKind::LetterToEditor
        && turn.kind == TurnKind::Speech
        && let Some(outlet) = organisation::media(voices.title).into_iter().next()
    {
        let target = Target::Organisation(cast.organisation(&outlet.name, OrganisationKind::MediaOutlet, None));
        turn.addressees.push(Addressee {
            target,
            phrase: Some(voices.title.to_owned()),
            basis: computed("the letter is to its editor"),
        });
    }
    counterpart(cast, noted, turn.tenure);
    turn.mentions = mention::mentions(cast, &turn.text, noted);
    turn
}

/// "A:" is the person of the title, where there is one; initials are those of a name or an office in the title.
fn implied(cast: &Cast<'_>, voices: &Voices<'_>, label: &Label, kind: StatementKind) -> Option<Speaking> {
    use StatementKind as K;
    if label.role == Role::Answerer {
        let asked = matches!(kind, K::NewsConference | K::Briefing | K::Interview | K::AnswerToMedia | K::Remarks);
        return voices.opening.filter(|_| asked);
    }
    let text = label.text.as_str();
    if label.role != Role::Named || !(2..=3).contains(&text.len()) || !text.chars().all(char::is_uppercase) {
        return None;
    }
    let initials =
        |name: &str| -> String { name.split([' ', '-']).filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect() };
    let fits = |noted: &&Noted| {
        let name = noted.person.and_then(|p| cast.page.people.get(p)).map(|p| initials(&p.name));
        let office = noted.phrase.office.as_ref().map(|o| initials(&o.core));
        name.as_deref() == Some(text) || office.as_deref() == Some(text)
    };
    let mut fitting = voices.in_title.iter().filter(fits).filter_map(|n| n.person.map(|p| (p, n.tenure)));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// The outlet that asks throughout: it is answered, or it has the interview.
fn outlet_of_title(cast: &mut Cast<'_>, kind: StatementKind, title: &str) -> Option<usize> {
    let outlet = match kind {
        StatementKind::AnswerToMedia => organisation::asker(title),
        StatementKind::Interview => {
            organisation::media(title).into_iter().next().or_else(|| organisation::interviewer(title, cast.gazetteer))
        }
        _ => None,
    }?;
    Some(cast.organisation(&outlet.name, OrganisationKind::MediaOutlet, None))
}

/// "Comment by the Information and Press Department": a body speaks.
fn body_of_title(cast: &mut Cast<'_>, title: &str) -> Option<usize> {
    let body = BODY_SPEAKS.captures(title)?.get(1)?.as_str();
    Some(cast.organisation(body, super::cast::body_kind(body), None))
}

/// In an interview two people speak: the one whom the title names answers, the other one asks.
pub fn interview(cast: &mut Cast<'_>, out: &mut Statement, opening: Option<Speaking>) {
    let Some((person, _)) = opening.filter(|_| out.kind == StatementKind::Interview) else { return };
    let asked = out.turns.iter().any(|t| t.kind == TurnKind::Question);
    let mut others: Vec<Option<&str>> =
        out.turns.iter().filter(|t| t.label.is_some() && t.speaker != Some(person)).map(|t| t.label.as_deref()).collect();
    others.sort_unstable();
    others.dedup();
    if asked || others.len() != 1 || !out.turns.iter().any(|t| t.label.is_some() && t.speaker == Some(person)) {
        return;
    }
    let outlet = outlet_of_title(cast, out.kind, &out.title);
    for turn in out.turns.iter_mut().filter(|t| t.label.is_some()) {
        if turn.speaker == Some(person) {
            turn.kind = TurnKind::Answer;
        } else {
            turn.kind = TurnKind::Question;
            turn.organisation = turn.organisation.or(outlet);
        }
    }
}

/// People of the title first, then whoever speaks, each once.
pub fn principals(in_title: &[Noted], speakers: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for person in in_title.iter().filter_map(|n| n.person).chain(speakers) {
        if !out.contains(&person) {
            out.push(person);
        }
    }
    out
}

fn new_turn(piece: &Piece) -> Turn {
    Turn {
        kind: piece.kind,
        text: piece.text.clone(),
        label: piece.label.as_ref().map(|l| l.text.clone()),
        speaker: None,
        organisation: None,
        tenure: None,
        addressees: Vec::new(),
        note: piece.label.as_ref().and_then(|l| l.note.clone()),
        completeness: piece.completeness,
        mentions: Vec::new(),
    }
}

/// "my Turkish counterpart X": X holds the speaker's office for that country.
fn counterpart(cast: &mut Cast<'_>, noted: &[Noted], tenure: Option<usize>) {
    let Some(own) = tenure.and_then(|t| cast.page.tenures.get(t)).and_then(|t| cast.page.offices.get(t.office)).cloned() else {
        return;
    };
    for one in noted {
        let (Some(known), Some(person)) = (one.phrase.counterpart, one.person) else { continue };
        let core = own.title.split(" of ").next().unwrap_or(&own.title).to_owned();
        let country = cast.country(known);
        let name = cast.page.countries.get(country).map(|c| c.name.clone()).unwrap_or_default();
        if Some(country) == own.country {
            continue;
        }
        let office = cast.office(format!("{core} of {name}"), &core, own.kind, Some(country), None);
        cast.tenure(person, office, computed(format!("called the counterpart of the speaker, who is {}", own.title)));
    }
}
