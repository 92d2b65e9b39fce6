//! People, offices and organisations that the prose of a remark names: "Met with King Abdullah II and Foreign Minister Judeh."
//!
//! All of it is guessing from words, and the participants say so. Only whom a clause says to have been met, accompanied or briefed is
//! taken: not him whose funeral was attended, nor "the Foreign Ministers of" several countries.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::title::{BEFORE, OFFICES};
use crate::reader::pattern::pattern;

const PARTICLES: &str = r"(?:de|la|las|los|del|der|den|van|von|bin|bint|ibn|ben|al|el|da|dos|du|di|af|zu|y)\s+";
const WORD: &str = r"(?:(?:\p{Lu}\.)+|Jr\.|Sr\.|(?:(?:al|el|as|ad|ar|an|ibn|d)[-'’]\s?)?['’]?\p{Lu}[\p{L}'’-]*)";

/// An office's words and a name, perhaps with the country after it.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b((?:(?:{BEFORE}) )*(?:{OFFICES}))\s+((?:{PARTICLES})*{WORD}(?:\s+(?:{PARTICLES})*{WORD})*)(?: of (?:the )?({WORD}(?:\s+{WORD})*))?"
    ))
});
static OFFICE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\bthe ((?:(?:{BEFORE}) )*(?:{OFFICES})) of (?:the )?({WORD}(?:\s+{WORD})*)")));
/// The day of a meeting after a name: "President Carter April 8".
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b.*$",
    )
});
/// Words before a name that belong neither to it nor to the office.
static COURTESY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:Sheikh|Sheik|Shaikh|Sir|Lord|Dr\.?|Mr\.?|General|Prince|Princess)\s+)+"));
static MEETING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:with|accompanied(?: by)?|briefed|hosted by|received by|met(?: by)?)\b"));
static ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:funeral|memorial|statue|tomb|grave|inaugurat\w*|birthday|anniversary|death|wife|widow|son|family|memory|honor of|invitation|behalf|representing|representatives? of|visit of|mausoleum|home of|residence of)\b",
    )
});
static ATTENDED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:attended|attending|addressed|meetings? of)\b"));
static ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:NATO|North Atlantic Council|UN General Assembly|U\.N\. General Assembly|United Nations|European Union|APEC|ASEAN|OAS|OSCE|CSCE|OECD|CENTO|SEATO|ANZUS|GCC|African Union|Arab League|CARICOM|Arctic Council|Council of Europe|WTO|ILO|IAEA|UNESCO|EU)\b",
    )
});
/// The organisations that are bodies of others, with these.
const BODIES: [(&str, &str); 3] =
    [("North Atlantic Council", "NATO"), ("UN General Assembly", "United Nations"), ("U.N. General Assembly", "United Nations")];

/// Which country an office's bare words mean.
pub struct Context<'a> {
    /// Of most offices.
    pub country: &'a Value,
    /// Of a president or a secretary of state, if it is another one.
    pub president: &'a Value,
    /// Of whoever was accompanied.
    pub accompanied: &'a Value,
}

/// The participants whom a remark names.
pub fn participants(remark: &str, context: &Context) -> Vec<Value> {
    let mut participants = Vec::new();
    let mut seen = BTreeSet::new();
    let quoted: String = remark.chars().take(300).collect();
    let reason = format!("Recognised in the words “{quoted}”");
    let mut add = |id: String, who: Value| {
        if !seen.insert(id) {
            return;
        }
        let mut participant = json!({"role": "PARTICIPANT", "resolution": "COMPUTED", "reason": reason});
        if let (Some(fields), Some(who)) = (participant.as_object_mut(), who.as_object()) {
            fields.extend(who.clone());
        }
        participants.push(participant);
    };
    for clause in clauses(remark) {
        for found in PERSON.captures_iter(clause) {
            let [Some(title), Some(name)] = [found.get(1), found.get(2)] else { continue };
            let before = clause.get(..title.start()).unwrap_or_default();
            let Some(meeting) = meeting(before) else { continue };
            let name = DAY.replace(name.as_str(), "");
            let name = COURTESY.replace(&name, "").into_owned();
            if name.is_empty() || name.ends_with("'s") || name.ends_with("’s") {
                continue;
            }
            let (title, country) = of(before, title.as_str(), found.get(3).map(|country| country.as_str()), meeting, context);
            add(format!("{title} {name}"), json!({"person": {"name": name, "title": title, "country": country, "guess": true}}));
        }
        for found in OFFICE.captures_iter(clause) {
            let [Some(whole), Some(title), Some(country)] = [found.get(0), found.get(1), found.get(2)] else { continue };
            if meeting(clause.get(..whole.start()).unwrap_or_default()).is_some() {
                let title = clause.get(title.start()..whole.end()).unwrap_or_default().to_owned();
                let country = json!({"name": country.as_str(), "guess": true});
                add(title.clone(), json!({"office": {"title": title, "country": country, "guess": true}}));
            }
        }
        if ATTENDED.is_match(clause) {
            for found in ORGANISATION.find_iter(clause) {
                let name = BODIES.iter().find(|(body, _)| *body == found.as_str()).map_or(found.as_str(), |(_, whole)| whole);
                // "UN Secretary-General Annan" is a person, "the EU troika" is not the Union.
                if clause
                    .get(found.end()..)
                    .is_none_or(|rest| PERSON.find(rest.trim_start()).is_none_or(|found| found.start() != 0))
                {
                    add(name.to_owned(), json!({"organisation": {"name": name, "guess": true}}));
                }
            }
        }
    }
    participants
}

/// The word by which those who follow were there, if nothing between says that they were not.
fn meeting(before: &str) -> Option<&str> {
    let word = MEETING.find_iter(before).last()?;
    let between = before.get(word.end()..).unwrap_or_default();
    (!ABSENT.is_match(between)).then_some(word.as_str())
}

/// The office's words and its country: told after the name, before the office ("Russian", "EU"), or by the context.
fn of(before: &str, title: &str, after: Option<&str>, meeting: &str, context: &Context) -> (String, Value) {
    if let Some(country) = after {
        return (title.to_owned(), json!({"name": country, "guess": true}));
    }
    let mut words: Vec<&str> = before.trim_end().rsplit(' ').take_while(|word| named(word)).take(4).collect();
    words.reverse();
    let adjective = words.join(" ");
    if words.iter().any(|word| word.len() > 1 && word.chars().all(char::is_uppercase)) {
        return (format!("{adjective} {title}"), Value::Null);
    }
    if !adjective.is_empty() {
        return (title.to_owned(), json!({"name": adjective, "guess": true}));
    }
    let country = if meeting.eq_ignore_ascii_case("accompanied") {
        context.accompanied
    } else if title.ends_with("President") || title == "Secretary of State" {
        context.president
    } else {
        context.country
    };
    (title.to_owned(), country.clone())
}

/// A word with a capital that is not just the beginning of a clause.
fn named(word: &str) -> bool {
    const OPENING: [&str; 8] = ["Met", "Accompanied", "Briefed", "With", "The", "Also", "Discussed", "Hosted"];
    let plain = word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '’' | '\'' | '.'));
    plain && word.starts_with(char::is_uppercase) && !OPENING.contains(&word)
}

/// The parts of a remark between semicolons and ends of sentences; the dots of "St.", "U.S." and initials are none.
fn clauses(remark: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, mark) in remark.match_indices([';', '.']) {
        let before = remark.get(start..at).unwrap_or_default();
        let word = before.rsplit([' ', '.']).next().unwrap_or_default();
        let initial = word.chars().count() < 2 && word.chars().all(char::is_alphabetic);
        let dotted = initial || ["St", "Dr", "Mr", "Jr", "Sr", "Mt", "Gen"].contains(&word);
        let ends = remark.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if mark == ";" || (ends && !dotted) {
            clauses.push(before);
            start = at + 1;
        }
    }
    clauses.push(remark.get(start..).unwrap_or_default());
    clauses
}

#[cfg(test)]
mod tests;
