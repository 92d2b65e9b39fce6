//! Bodies that texts name by patterns: newspapers, agencies, channels, embassies.
use super::block::cut;
use super::country::{bodies, outlets};
use super::gazetteer::{Form, Gazetteer, KnownKind};
use super::kind::OrganisationKind;
use super::organisation_body;
use super::pattern::patterns;
use super::vocabulary::{BODIES, OUTLETS};

patterns! {
    QUOTED_OUTLET = r#"["“«]((?:The )?\p{Lu}[\p{L}.'’-]*(?: [\p{L}.'’&-]+){0,4})["”»] (?i:newspaper|magazine|daily|weekly|journal|TV channel|channel|news agency|agency|radio|news portal|website)"#;
    NAMED_OUTLET = r"((?:\p{Lu}[\p{L}’'.-]*\s)+)(?:newspaper|magazine|TV channel|television channel|news agency|radio station|TV company)\b";
    AFTER_OUTLET = r"(?:newspaper|magazine|TV channel|news agency) ((?:The )?\p{Lu}[\p{L}’'.-]+(?: \p{Lu}[\p{L}’'.-]+){0,3})";
    LETTER_TO = r"(?i:letters?\b[^.]{0,60}?\bto (?:the )?editor)(?: of (?:the )?|, (?:the )?| to (?:the )?)((?:The )?\p{Lu}[\p{L}’'.&-]*(?: (?:of|and|\p{Lu}[\p{L}’'.&-]*))*)";
    INTERVIEWER = r"(?i:interview)\b[^,]*?\b(?:to|for|with)\s+(?:the )?[“«\x22]?((?:The )?\p{Lu}[\p{L}\d’'.&-]*(?: (?:of|and|on|[\p{Lu}\d][\p{L}\d’'.&-]*)){0,4})[”»\x22]?(?:,|\s\(|$)";
    QUESTION_FROM = r"(?i)\b(?:questions?|quer\w+|requests?|enquir\w+|inquir\w+) (?:from|of|by|put by)(?: the| an?)? [“‘\x22]?$";
    ASKS = r"^(?:['’]s)?(?: \S+)? (?:question|quer|request|inquir|enquir)";
    TO = r"(?i)\b(?:to|from|by)(?: an?| the)? [“‘]?$";
    RESPONDS = r"(?i)\b(?:respon(?:ds?|ded|se)|repl(?:y|ies|ied)|answers?) (?:to )?(?:the )?[“‘]?$";
    ARMED = r"\b((?:Jabhat|Jaish|Jaysh|Ahrar|Liwa|Faylaq|Harakat|Hayat|Ansar) (?:al-|as-|ash-|Tahrir al-)\p{Lu}[\p{L}’-]+|\p{Lu}[\p{L}’-]+(?: al-\p{Lu}[\p{L}’-]+)+)( group| militants| Brigades?| Front)?";
    EMBASSY = r"\b((?:\p{Lu}[\p{L}-]+ )?)(?:Embassy|Consulate(?: General)?|High Commission)\b(?: of (?:the )?([\p{Lu}][\p{L}-]+(?: (?:of |and )?\p{Lu}[\p{L}-]+)*))?";
}

/// Words in the names of newspapers, channels and agencies.
const OUTLET_WORDS: &[&str] = &[
    "News",
    "Daily",
    "Times",
    "TV",
    "Radio",
    "Post",
    "Journal",
    "Newspaper",
    "Magazine",
    "Channel",
    "Gazette",
    "Herald",
    "Tribune",
    "Television",
    "Broadcasting",
    "Telegraph",
    "Observer",
    "Shimbun",
    "Gazeta",
    "Weekly",
    "Today",
];

/// A body named by a stretch of text.
#[derive(Debug, Clone)]
pub struct Named {
    pub start: usize,
    pub end: usize,
    pub name: String,
    pub kind: OrganisationKind,
    /// Index into the gazetteer.
    pub country: Option<usize>,
}

pub fn all(text: &str, gazetteer: &Gazetteer) -> Vec<Named> {
    let mut found = media(text);
    found.extend(embassies(text, gazetteer));
    for (start, end, index) in bodies(text) {
        if let Some((_, _, kind, seat)) = BODIES.get(index) {
            let country = seat.and_then(|code| gazetteer.country_by_code(code));
            found.push(Named { start, end, name: cut(text, start, end).to_owned(), kind: *kind, country });
        }
    }
    for hit in gazetteer.hits(text) {
        if let Some(known) = gazetteer.get(hit.known).filter(|k| k.kind == KnownKind::Organisation) {
            let name = known.forms.first().cloned().unwrap_or_default();
            let kind = super::cast::body_kind(&name);
            found.push(Named {
                start: hit.start,
                end: hit.end,
                name,
                kind,
                country: known.country.as_deref().and_then(|c| gazetteer.by_key(c)),
            });
        }
    }
    for body in organisation_body::named(text, gazetteer) {
        if !found.iter().any(|f| f.start < body.end && body.start < f.end) {
            found.push(body);
        }
    }
    for c in ARMED.captures_iter(text) {
        let (Some(name), tail) = (c.get(1), c.get(2)) else { continue };
        let listed = ["Jabhat", "Jaish", "Jaysh", "Ahrar", "Liwa", "Faylaq", "Harakat", "Hayat", "Ansar"]
            .iter()
            .any(|w| name.as_str().starts_with(w));
        if listed || tail.is_some() {
            found.push(Named {
                start: name.start(),
                end: name.end(),
                name: name.as_str().to_owned(),
                kind: OrganisationKind::ArmedGroup,
                country: None,
            });
        }
    }
    found.sort_by_key(|n| (n.start, std::cmp::Reverse(n.end)));
    let mut out: Vec<Named> = Vec::new();
    for one in found {
        if out.last().is_none_or(|last| one.start >= last.end) {
            out.push(one);
        }
    }
    out
}

/// Newspapers, channels and agencies.
pub fn media(text: &str) -> Vec<Named> {
    let outlet = |start: usize, end: usize, name: &str| Named {
        start,
        end,
        name: name.trim().to_owned(),
        kind: OrganisationKind::MediaOutlet,
        country: None,
    };
    let mut found: Vec<Named> = Vec::new();
    for rule in [&*QUOTED_OUTLET, &*LETTER_TO, &*NAMED_OUTLET, &*AFTER_OUTLET] {
        for m in rule.captures_iter(text).filter_map(|c| c.get(1)) {
            let name = m.as_str().trim().trim_end_matches([',', '.']);
            let generic = name.split(' ').all(|w| {
                [
                    "The", "German", "Russian", "British", "Local", "State", "Letter", "Foreign", "National", "This", "That",
                    "A", "Our", "Your",
                ]
                .contains(&w)
            });
            if !generic && name.chars().count() > 1 && !found.iter().any(|f| f.start < m.end() && m.start() < f.end) {
                found.push(outlet(m.start(), m.start() + m.as_str().trim_end().len(), name));
            }
        }
    }
    for (start, end, index) in outlets(text) {
        if let Some(name) = OUTLETS.get(index)
            && !found.iter().any(|f| f.start < end && start < f.end)
            && (!["sun", "times", "independent", "guardian", "economist"]
                .iter()
                .any(|n| name.to_lowercase() == format!("the {n}")))
                | cut(text, end, text.len()).starts_with(|c: char| !c.is_alphabetic())
        {
            found.push(outlet(start, end, &name.replacen("the ", "The ", 1)));
        }
    }
    found.sort_by_key(|n| n.start);
    found
}

/// A name, printed where outlets are: one of the vocabulary, an acronym, or with a word that outlets are called by.
pub fn is_outlet(name: &str) -> bool {
    let name = name.trim();
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let acronym = (2..=6).contains(&letters().count()) && letters().all(char::is_uppercase) && !name.contains(' ');
    let words = name.split(' ').count() <= 5 && name.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let called = |w: &str| OUTLET_WORDS.contains(&w);
    words && (acronym && !is_office_word(name) || outlets(name).iter().any(|o| o.0 == 0) || name.split(' ').any(called))
}

/// "PM", "FM": acronyms of offices.
fn is_office_word(name: &str) -> bool {
    ["PM", "FM", "SG", "DG", "HR", "MP", "MEP", "CEO", "MR", "MS", "MRS", "DR", "VP", "FS", "HE"].contains(&name)
}

/// The outlet whose question a title says is answered: "response to a BBC question", "responds to BBC on …".
pub fn asker(title: &str) -> Option<Named> {
    media(title).into_iter().find(|outlet| {
        let (before, after) = (cut(title, 0, outlet.start), cut(title, outlet.end, title.len()));
        ASKS.is_match(after) && TO.is_match(before) || RESPONDS.is_match(before) || QUESTION_FROM.is_match(before)
    })
}

/// Who has an interview, by its place in the title: "interview to Armenpress", "interview for The Rural Voice".
pub fn interviewer(title: &str, gazetteer: &Gazetteer) -> Option<Named> {
    let m = INTERVIEWER.captures(title)?.get(1)?;
    let name = m.as_str().trim();
    let somebody = !super::office::scan(name, gazetteer).is_empty() || gazetteer.hits(name).iter().any(|hit| hit.start == 0);
    let (start, end) = (m.start(), m.end());
    (!somebody).then(|| Named { start, end, name: name.to_owned(), kind: OrganisationKind::MediaOutlet, country: None })
}

pub fn embassies(text: &str, gazetteer: &Gazetteer) -> Vec<Named> {
    EMBASSY
        .captures_iter(text)
        .filter_map(|c| {
            let whole = c.get(0)?;
            let country_of = |words: &str| {
                gazetteer
                    .hits(words)
                    .first()
                    .filter(|h| h.form != Form::Capital)
                    .and_then(|h| gazetteer.get(h.known).filter(|k| k.kind == KnownKind::Country).map(|_| h.known))
            };
            let before = c.get(1).map_or("", |m| m.as_str());
            let country = country_of(before).or_else(|| c.get(2).and_then(|m| country_of(m.as_str())));
            // "The Embassy", "Our Embassy": the word before is no part of the name.
            let start = if country_of(before).is_some() { whole.start() } else { c.get(1).map_or(whole.start(), |m| m.end()) };
            let end = if country.is_some() {
                whole.end()
            } else {
                c.get(2).map_or(whole.end(), |m| cut(text, 0, m.start()).trim_end_matches("the ").trim_end_matches(" of ").len())
            };
            let name = cut(text, start, end).trim().to_owned();
            Some(Named { start, end: start + name.len(), name, kind: OrganisationKind::Embassy, country })
        })
        .collect()
}
