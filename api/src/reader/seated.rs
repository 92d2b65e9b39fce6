//! Offices that a text names together with whose they are.
use super::gazetteer::Gazetteer;
use super::office::scan;
use super::vocabulary::{FORMER, contains};

/// An office as a text names it, by bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatedOffice {
    pub start: usize,
    pub end: usize,
    /// Without whose it is: "Foreign Minister".
    pub title: String,
    /// The key of the country or the body whose it is.
    pub seat: String,
}

/// The offices of one holder that a text names with a country or a body of the gazetteer, in order.
pub fn offices_in(text: &str, gazetteer: &Gazetteer) -> Vec<SeatedOffice> {
    let offices = scan(text, gazetteer).into_iter().filter_map(|phrase| phrase.office).filter(|office| !office.plural);
    let seated = offices.filter_map(|office| {
        let body = office.body.as_deref().and_then(|body| gazetteer.by_name(body));
        // A body says more precisely whose an office is than its country does.
        let seat = body.or_else(|| office.countries.last().copied().filter(|_| office.body.is_none()))?;
        let start = office.start + before_office(text.get(office.start..office.end)?);
        let seat = gazetteer.get(seat)?.key.clone();
        Some(SeatedOffice { start, end: office.end, title: office.core, seat })
    });
    seated.collect()
}

/// Bytes of "former ", "ex-" and the like.
fn before_office(phrase: &str) -> usize {
    let word = phrase.split([' ', '-']).next().unwrap_or_default();
    if contains(FORMER, word.to_lowercase().as_str()) { word.len() + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::gazetteer::{Known, KnownKind};
    use super::*;

    #[test]
    fn offices_are_found_with_whose_they_are() {
        let known = |kind, key: &str, form: &str, adjective: Option<&str>| Known {
            adjectives: adjective.into_iter().map(Into::into).collect(),
            ..Known::new(kind, key, vec![form.into()])
        };
        let gazetteer = Gazetteer::new([
            known(KnownKind::Country, "az", "Azerbaijan", Some("Azerbaijani")),
            known(KnownKind::Organisation, "un", "United Nations", None),
        ]);
        let found = |text: &str| -> Vec<String> {
            let all = offices_in(text, &gazetteer).into_iter();
            all.map(|one| format!("{} = {} of {}", &text[one.start..one.end], one.title, one.seat)).collect()
        };
        assert_eq!(
            found(
                "The Foreign Minister of Azerbaijan Elmar Mammadyarov, Azerbaijan’s President and the former Azerbaijani Defence Minister met."
            ),
            [
                "Foreign Minister of Azerbaijan = Foreign Minister of az",
                "Azerbaijan’s President = President of az",
                "Azerbaijani Defence Minister = Defence Minister of az"
            ]
        );
        assert_eq!(
            found("the Secretary-General of the United Nations"),
            ["Secretary-General of the United Nations = Secretary-General of un"]
        );
        assert_eq!(
            found("The Foreign Minister spoke; foreign ministers of Azerbaijan and others listened."),
            Vec::<String>::new()
        );
    }
}
