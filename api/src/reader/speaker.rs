//! Phrases and labels become people, offices and tenures of the page; unnamed holders stay offices.
use super::block::{cut, plain};
use super::cast::{Cast, Home, computed, stated};
use super::label::{Label, Role};
use super::name::{title_case, words};
use super::office::{OfficePhrase, Phrase, scan};
use super::page::{Addressee, Target};
use super::pattern::patterns;
use super::people::{find, person};

patterns! {
    ASKED_OF = r"(?i)\b(?:question|questions|addressed|address|ask|asking)\b[^.?!:]{0,60}?\b(?:to|for|of)\s+(both\s+)?([^.?!:]{3,90})";
    JOINED = r"(\p{Ll})(\p{Lu})";
    OF = r"(\p{Ll}{3})of(\p{Lu})";
    BOTH = r"(?i)\bboth\s+(?:of\s+)?(?:the\s+)?(presidents|ministers|leaders|sides|foreign ministers|heads of state|prime ministers)\b";
}

/// What a phrase turned out to be.
#[derive(Debug, Clone)]
pub struct Noted {
    pub phrase: Phrase,
    pub person: Option<usize>,
    pub offices: Vec<usize>,
    pub tenure: Option<usize>,
}

/// First round over all texts of a page: full names only, so that short ones find theirs later.
pub fn note_full_names(cast: &mut Cast<'_>, phrases: &[Phrase]) {
    for phrase in phrases {
        if let Some(name) = phrase.name.as_ref().filter(|n| words(&n.text).len() > 1) {
            person(cast, &name.text);
        }
    }
}

/// Second round: people, offices and tenures of every phrase. `speaker_office` is the office of whoever speaks, for "my counterpart".
pub fn note(cast: &mut Cast<'_>, phrases: &[Phrase]) -> Vec<Noted> {
    phrases.iter().map(|phrase| note_one(cast, phrase)).collect()
}

fn note_one(cast: &mut Cast<'_>, phrase: &Phrase) -> Noted {
    let who = phrase.name.as_ref().and_then(|n| person(cast, &n.text));
    let mut noted = Noted { phrase: phrase.clone(), person: who, offices: Vec::new(), tenure: None };
    let Some(office) = &phrase.office else { return noted };
    // "President Putin" after "President of Russia Vladimir Putin" is the same office.
    if office.countries.is_empty() && office.body.is_none() {
        if let Some(index) = who.and_then(|who| held(cast, who, office)) {
            noted.tenure = Some(index);
            noted.offices = cast.page.tenures.get(index).map(|t| t.office).into_iter().collect();
            return noted;
        }
        if who.is_none() {
            return noted;
        }
        if let Some(Home { country, reason, .. }) = cast.home.clone().filter(|home| needs_seat(office, home.abroad)) {
            let mut seated = office.clone();
            seated.countries = vec![country];
            seated.seat_before = true;
            noted.offices = cast.offices(&seated);
            noted.tenure = tenure(cast, who, &noted.offices, Some(reason), office.former);
            return noted;
        }
    }
    noted.offices = cast.offices(office);
    noted.tenure = tenure(cast, who, &noted.offices, None, office.former);
    noted
}

fn tenure(cast: &mut Cast<'_>, who: Option<usize>, offices: &[usize], reason: Option<String>, former: bool) -> Option<usize> {
    let (who, office) = (who?, *offices.first()?);
    let basis = match (reason, former) {
        (Some(reason), _) => computed(reason),
        (None, true) => {
            super::page::Basis { resolution: super::kind::Resolution::Stated, reason: Some("called former".to_owned()) }
        }
        (None, false) => stated(),
    };
    Some(cast.tenure(who, office, basis))
}

fn needs_seat(office: &OfficePhrase, abroad: bool) -> bool {
    use super::kind::OfficeKind as K;
    let core = office.core.to_lowercase();
    if abroad && matches!(office.kind, K::Minister | K::DeputyMinister) {
        return core.ends_with("foreign minister") || core.ends_with("minister of foreign affairs");
    }
    let head_of_government = office.core.to_lowercase().contains("chancellor");
    matches!(office.kind, K::Minister | K::DeputyMinister | K::Spokesperson | K::Ambassador | K::Consul) && !head_of_government
}

/// The tenure in which the page has attested this person in an office of that name.
fn held(cast: &Cast<'_>, who: usize, office: &OfficePhrase) -> Option<usize> {
    let core = plain(&office.core);
    cast.page.tenures.iter().position(|t| {
        t.person == who
            && cast.page.offices.get(t.office).is_some_and(|o| {
                let title = plain(&o.title);
                title.starts_with(&core)
                    || title.contains(&core)
                    || o.kind == office.kind && (core == "minister" || core == "secretary")
            })
    })
}

/// Who a label names: a person with the tenure in which they speak, or an office's unnamed holder.
pub fn resolve(cast: &mut Cast<'_>, label: &Label) -> (Option<usize>, Option<usize>, Option<usize>) {
    if label.role != Role::Named {
        return (None, None, None);
    }
    let text = readable(&label.text).trim_start_matches("The ").to_owned();
    // "JENS SMITH [Secretary General of X]": the note is the office.
    let as_office = label.note.as_deref().and_then(|said| office_of_note(cast, said));
    let phrases = scan(&text, cast.gazetteer);
    let noted = note(cast, &phrases);
    if let Some(named) = noted.iter().find(|n| n.person.is_some()) {
        let in_note = named.person.zip(as_office).map(|(person, office)| cast.tenure(person, office, stated()));
        return (named.person, named.tenure.or(in_note), None);
    }
    let whole = noted.iter().find(|n| n.phrase.office.is_some() && n.phrase.end - n.phrase.start + 5 >= text.len());
    if let Some(office) = whole {
        let holder = office.offices.first().and_then(|o| only_holder(cast, *o)).or_else(|| named_holder(cast, &office.phrase));
        return (holder.map(|(person, _)| person), holder.map(|(_, tenure)| tenure), None);
    }
    let parts = text.split(' ').count();
    let acronym = parts == 1 && text.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '.') && text.chars().count() > 1;
    if acronym || text.chars().any(|c| c.is_numeric() || matches!(c, '(' | ')')) {
        return (None, None, None);
    }
    // "School Principal Alexei Malin": a role that is no office before a name that the page has.
    let words: Vec<&str> = text.split(' ').collect();
    let ending = (1..words.len().saturating_sub(1)).filter_map(|n| words.get(n..)).find_map(|rest| {
        let name = rest.join(" ");
        cast.page.people.iter().position(|p| p.name == name)
    });
    let who = find(cast, &text)
        .or(ending)
        .or_else(|| if (2..=6).contains(&parts) && !is_role(&text) { person(cast, &text) } else { None });
    let in_note = who.zip(as_office).map(|(person, office)| cast.tenure(person, office, stated()));
    let tenure = in_note.or_else(|| who.and_then(|w| cast.page.tenures.iter().position(|t| t.person == w)));
    (who, tenure, None)
}

/// "Prime Minister:" without a seat: the only person of the page who holds an office of that name.
fn named_holder(cast: &Cast<'_>, phrase: &Phrase) -> Option<(usize, usize)> {
    let core = plain(&phrase.office.as_ref().filter(|o| o.countries.is_empty() && o.body.is_none())?.core);
    let holds = |t: &super::page::Tenure| cast.page.offices.get(t.office).is_some_and(|o| plain(&o.title).starts_with(&core));
    let mut holders = cast.page.tenures.iter().enumerate().filter(|(_, t)| holds(t));
    let (index, tenure) = holders.next()?;
    holders.all(|(_, t)| t.person == tenure.person).then_some((tenure.person, index))
}

/// The office that a label's note consists of.
fn office_of_note(cast: &mut Cast<'_>, said: &str) -> Option<usize> {
    let phrase =
        scan(said, cast.gazetteer).into_iter().next().filter(|p| p.name.is_none() && p.start == 0 && p.end == said.len())?;
    cast.offices(phrase.office.as_ref()?).first().copied()
}

/// A label that is a name of two or three words and nothing else.
pub fn is_name(label: &Label, readable: &str) -> bool {
    label.role == Role::Named
        && (2..=3).contains(&readable.split(' ').count())
        && !is_role(readable)
        && !readable.chars().any(|c| c.is_numeric() || matches!(c, '(' | ')' | ','))
}

fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "official",
        "participant",
        "audience",
        "operator",
        "moderator",
        "interviewer",
        "journalist",
        "reporter",
        "voice",
        "administration",
        "translator",
        "student",
        "staff",
    ]
    .iter()
    .any(|w| lower.contains(w))
}

/// Words in capitals as they are spelled elsewhere, words run together apart.
pub fn readable(label: &str) -> String {
    let capitals = label.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let text = if capitals { title_case(label) } else { label.to_owned() };

    if text.contains(' ') { text } else { JOINED.replace_all(&OF.replace_all(&text, "$1 of $2"), "$1 $2").into_owned() }
}

pub fn only_holder(cast: &Cast<'_>, office: usize) -> Option<(usize, usize)> {
    let mut holders = cast
        .page
        .tenures
        .iter()
        .enumerate()
        .filter(|(_, t)| t.office == office && t.basis.reason.as_deref() != Some("called former"));
    let (index, tenure) = holders.next()?;
    holders.next().is_none().then_some((tenure.person, index))
}

/// To whom a question is put: by its label's note, by its own words.
pub fn addressees(cast: &Cast<'_>, note: Option<&str>, text: &str, principals: &[usize]) -> Vec<Addressee> {
    let mut out: Vec<Addressee> = Vec::new();
    let mut add = |target: Target, phrase: &str, basis: super::page::Basis| {
        if !out.iter().any(|a: &Addressee| a.target == target) {
            out.push(Addressee { target, phrase: Some(phrase.to_owned()), basis });
        }
    };
    let beginning: String = text.chars().take(600).collect();
    let said = note
        .filter(|n| super::label::addressed(n).is_some())
        .map(|n| (n.to_owned(), n.to_owned()))
        .into_iter()
        .chain(ASKED_OF.captures_iter(text).filter_map(|c| {
            Some((c.get(0)?.as_str().to_owned(), format!("{}{}", c.get(1).map_or("", |m| m.as_str()), c.get(2)?.as_str())))
        }))
        .chain(BOTH.find(&beginning).filter(|_| note.is_none()).map(|m| (m.as_str().to_owned(), m.as_str().to_owned())));
    for (phrase, to) in said {
        if BOTH.is_match(&to) {
            for who in principals.iter().take(2) {
                add(Target::Person(*who), &phrase, computed(format!("“{phrase}”: the two principals of the page")));
            }
        }
        // What a question says may be about anybody; it is put to somebody who is there.
        let is_note = note.is_some_and(|note| note == phrase);
        for found in scan(&to, cast.gazetteer) {
            let named = found.name.as_ref().and_then(|n| find(cast, &n.text));
            let named = named.filter(|who| is_note || principals.contains(who));
            let by_office = || {
                let office = found.office.as_ref()?;
                let fits = |p: &usize| {
                    cast.page.tenures.iter().any(|t| {
                        t.person == *p
                            && cast.page.offices.get(t.office).is_some_and(|o| {
                                o.kind == office.kind
                                    && (office.countries.is_empty()
                                        || o.country.and_then(|c| cast.page.countries.get(c)).and_then(|c| c.known.clone())
                                            == office
                                                .countries
                                                .first()
                                                .and_then(|c| cast.gazetteer.get(*c))
                                                .map(|k| k.key.clone()))
                            })
                    })
                };
                let mut fitting = principals.iter().filter(|p| fits(p));
                let first = fitting.next().copied();
                if office.countries.is_empty() && fitting.next().is_some() { None } else { first }
            };
            if let Some(who) = named.or_else(by_office) {
                let basis = if named.is_some() {
                    stated()
                } else {
                    computed(format!("“{}” is the office of a principal of the page", cut(&to, found.start, found.end)))
                };
                add(Target::Person(who), phrase.trim(), basis);
            }
        }
    }
    out
}
