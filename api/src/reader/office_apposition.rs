//! Names and offices that a comma or a pronoun joins: "the Secretary of Education, Name Name", "its head Name Name".
use super::block::cut;
use super::office::{OfficePhrase, Phrase, Scanner};

impl Scanner<'_> {
    /// The body that "its" means: the last one named before.
    pub(super) fn body_before(&self, at: usize) -> Option<String> {
        let its = at.checked_sub(1).map_or("", |i| self.word(i));
        if !matches!(its, "Its" | "its") {
            return None;
        }
        let before = cut(self.text, 0, self.start_of(at));
        let sentences: Vec<(usize, &str)> = before.match_indices(". ").collect();
        let from = sentences.len().checked_sub(2).and_then(|n| sentences.get(n)).map_or(0, |(at, _)| *at);
        let near = cut(before, from, before.len());
        super::organisation_body::named(near, self.gazetteer).pop().map(|body| body.name)
    }

    /// After a comma only a name of two words or more is a person: "the Secretary of Education, Arne Duncan".
    pub(super) fn is_comma_name(&self, at: usize, office: &OfficePhrase, everyday: bool) -> bool {
        let end = self.name_end(at);
        // "the President of Ruritania, Name Name, said": nothing but a name stands so between commas.
        let long = !everyday && [" of ", " for "].iter().any(|link| office.core.contains(link));
        let set_off = (!office.countries.is_empty() && !office.seat_before || long)
            && (2..=4).contains(&(end - at))
            && (matches!(self.word(end), "," | "." | ":" | ";" | ")") || end >= self.tokens.len())
            && !self.is_body(at, end);
        !everyday
            && end >= at + 2
            && (set_off || self.token(at).is_some_and(|t| self.gazetteer.is_given_name(t.text)))
            && !self.is_office_at(end)
            && !matches!(self.word(end), "of" | "and")
    }

    pub(super) fn is_office_at(&self, at: usize) -> bool {
        let at = if self.word(at) == "," { at + 1 } else { at };
        let at = if matches!(self.word(at), "the" | "a" | "our" | "my") { at + 1 } else { at };
        self.office(at).is_some()
    }

    /// "Ambassador Name Name, Permanent Representative of X to Y": the office behind the comma is the same person's.
    pub(super) fn second_office(&self, phrase: &Phrase, at: usize) -> Option<(Phrase, usize)> {
        let name = phrase.name.as_ref().filter(|_| phrase.office.is_some() && self.word(at) == ",")?;
        if self.end_before(at) != name.end {
            return None;
        }
        let from = if matches!(self.word(at + 1), "the" | "our") { at + 2 } else { at + 1 };
        let (office, next, everyday) = self.office(from)?;
        let seated = !office.countries.is_empty() || office.body.is_some();
        let alone =
            !everyday && !office.plural && seated && self.name_end(self.skip_honorific(next)) == self.skip_honorific(next);
        // "President A, Prime Minister of X B": a comma and a name follow in a list of people.
        let listed = self.word(next) == "," && self.name_end(next + 1) > next + 1;
        (alone && !listed).then(|| (self.built(from, next, Some(office), Some(name.clone()), false, None), next))
    }
}
