//! Who asks: the outlet and the person that a question's label or its note names.
use super::cast::Cast;
use super::kind::OrganisationKind;
use super::label::{self, Label};
use super::office::scan;
use super::organisation::is_outlet;
use super::people;

/// Notes that tell how something was asked and not by whom.
const MANNERS: &[&str] =
    &["Inaudible", "Laughter", "Applause", "Off-mike", "Continued", "Cont’d", "Interpretation", "Translation"];

/// The person and the outlet.
pub fn asker(cast: &mut Cast<'_>, label: &Label) -> (Option<usize>, Option<usize>) {
    let note = label.note.as_deref().filter(|note| label::addressed(note).is_none());
    let unnamed = label::is_unnamed(&label.text);
    let (name, outlet) = match (unnamed, note) {
        (true, None) => return (None, None),
        (true, Some(note)) => parts(note),
        (false, Some(note)) => (Some(label.text.as_str()), Some(note)),
        (false, None) => parts(&label.text),
    };
    let named = |outlet: &&str| is_outlet(outlet) || !unnamed || is_bare_outlet(cast, outlet);
    let outlet = outlet.filter(named).map(|outlet| outlet.trim_start_matches("from ").to_owned());
    let organisation = outlet.map(|outlet| cast.organisation(&outlet, OrganisationKind::MediaOutlet, None));
    let person = name.filter(|_| organisation.is_some()).and_then(|name| people::person(cast, name));
    (person, organisation)
}

/// "Anna Smith, Reuters": name and outlet; one part alone is the outlet.
fn parts(text: &str) -> (Option<&str>, Option<&str>) {
    match text.split_once(", ") {
        Some((name, outlet)) => (Some(name), Some(outlet)),
        None => (None, Some(text)),
    }
}

/// One to three words that are neither an office nor a country nor a manner of speaking.
fn is_bare_outlet(cast: &Cast<'_>, text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.len() <= 3
        && words.iter().all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        && !words.iter().any(|w| MANNERS.contains(w))
        && scan(text, cast.gazetteer).is_empty()
        && !cast.gazetteer.hits(text).iter().any(|hit| hit.end - hit.start == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::gazetteer::Gazetteer;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let gazetteer = Gazetteer::new([]);
        let mut cast = Cast::new(&gazetteer);
        let label = Label { role: label::Role::Asker, ..label::split(text, 0).unwrap_or_else(|| panic!("a label: {text}")) };
        let (person, organisation) = asker(&mut cast, &label);
        (
            person.and_then(|p| cast.page.people.get(p)).map(|p| p.name.clone()),
            organisation.and_then(|o| cast.page.organisations.get(o)).map(|o| o.name.clone()),
        )
    }

    #[test]
    fn labels_and_notes_name_outlets_and_people() {
        assert_eq!(read("Question (Reuters): Why?"), (None, Some("Reuters".into())));
        assert_eq!(read("Question (Yle): Why?"), (None, Some("Yle".into())));
        assert_eq!(read("Q (Anna Smith, The Herald): Why?"), (Some("Anna Smith".into()), Some("The Herald".into())));
        assert_eq!(read("Question (retranslated): Why?"), (None, None));
        assert_eq!(read("Question (addressed to both ministers): Why?"), (None, None));
        assert_eq!(read("Q: Why?"), (None, None));
    }
}
