//! Phrases that put a person into an office: "Foreign Minister of Azerbaijan Elmar Mammadyarov", "US Secretary of State John Kerry",
//! "Josh Earnest, White House press secretary", "Mr Kerry", "the presidents of Russia and Armenia". Finds phrases; decides nothing about people.
use super::block::cut;
use super::country::{Seat, SeatSpan, seats};
use super::gazetteer::Gazetteer;
use super::kind::OfficeKind;
use super::name::end_of_name;
use super::office_kind::refine;
use super::token::{Token, tokens};
use super::vocabulary::{BODY_HEADS, FORMER, HONORIFICS, NOT_NAMES, contains};
use super::vocabulary_name::{ACTS, GEOGRAPHY, GROUPS, SHIPS};

/// An office as a phrase names it, by bytes of the text.
#[derive(Debug, Clone)]
pub struct OfficePhrase {
    pub start: usize,
    pub end: usize,
    /// Without its seat: "Foreign Minister".
    pub core: String,
    /// Printed after the core, without article: "Azerbaijan", "European Commission".
    pub seat_text: Option<String>,
    pub kind: OfficeKind,
    /// Indices into the gazetteer: more than one for "the presidents of Russia and Armenia".
    pub countries: Vec<usize>,
    /// The seat was given by an adjective or by the country's name before the core.
    pub seat_before: bool,
    /// A body as the seat.
    pub body: Option<String>,
    pub former: bool,
    pub plural: bool,
}

#[derive(Debug, Clone)]
pub struct NamePhrase {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

#[derive(Debug, Clone)]
pub struct Phrase {
    pub start: usize,
    pub end: usize,
    pub office: Option<OfficePhrase>,
    pub name: Option<NamePhrase>,
    pub honorific: bool,
    /// "my Turkish counterpart NAME": the country of a counterpart of the speaker.
    pub counterpart: Option<usize>,
}

/// All such phrases of a text, in order.
pub fn scan(text: &str, gazetteer: &Gazetteer) -> Vec<Phrase> {
    let tokens = tokens(text);
    let seats = seats(text, &tokens, gazetteer);
    let scanner = Scanner { text, tokens: &tokens, seats: &seats, gazetteer };
    let mut phrases = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match scanner.phrase(at) {
            Some((mut phrase, next)) if next > at => {
                // "NATO foreign ministers", "heads of state": no office that one person holds.
                phrase.office = phrase.office.filter(|o| !o.plural || o.countries.len() > 1 || phrase.name.is_some());
                let second = scanner.second_office(&phrase, next);
                phrases.push(phrase);
                if let Some((phrase, after)) = second {
                    phrases.push(phrase);
                    at = after;
                    continue;
                }
                at = next;
            }
            _ => at += 1,
        }
    }
    phrases
}

/// The words of one text with their seats.
pub struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token<'a>],
    seats: &'a [Option<SeatSpan>],
    pub(super) gazetteer: &'a Gazetteer,
}

impl Scanner<'_> {
    pub(super) fn token(&self, at: usize) -> Option<&Token<'_>> {
        self.tokens.get(at)
    }
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text)
    }
    pub(super) fn seat(&self, at: usize) -> Option<&SeatSpan> {
        self.seats.get(at).and_then(Option::as_ref)
    }
    pub(super) fn start_of(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |t| t.start)
    }
    /// Byte where the tokens before `at` end.
    pub(super) fn end_before(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.end)
    }

    fn phrase(&self, at: usize) -> Option<(Phrase, usize)> {
        self.counterpart(at).or_else(|| self.office_first(at)).or_else(|| self.titled(at)).or_else(|| self.name_first(at))
    }

    /// "my Turkish counterpart Mevlüt Çavuşoğlu"
    fn counterpart(&self, at: usize) -> Option<(Phrase, usize)> {
        let seat = self.seat(at).filter(|s| matches!(s.seat, Seat::Country(_)))?;
        let Seat::Country(country) = seat.seat else { return None };
        let noun = seat.end;
        if !matches!(self.word(noun), "counterpart" | "colleague" | "opposite") {
            return None;
        }
        let from = self.skip_honorific(if self.word(noun + 1) == "," { noun + 2 } else { noun + 1 });
        let end = self.name_end(from);
        (end > from).then(|| (self.built(from, end, None, Some(self.name(from, end)), false, Some(country)), end))
    }

    fn office_first(&self, at: usize) -> Option<(Phrase, usize)> {
        // "Letter to the Editor of …" and "the destroyer Admiral X" name no officials.
        let before: Vec<&str> = (1..=5).filter_map(|n| at.checked_sub(n)).map(|i| self.word(i)).collect();
        if self.word(at) == "Editor" && before.iter().take(2).any(|w| *w == "to")
            || before.iter().any(|w| contains(SHIPS, w.to_lowercase().as_str()))
        {
            return None;
        }
        let office = self.office(at)?;
        let (mut office, mut next, everyday) = office;
        let mut from = next;
        if self.word(from) == ","
            && (contains(HONORIFICS, self.word(from + 1)) || self.is_comma_name(from + 1, &office, everyday))
        {
            from += 1;
        }
        let honorific = contains(HONORIFICS, self.word(from));
        from = self.skip_honorific(from);
        let mut end = if office.plural { from } else { self.name_end(from) };
        // "Secretary Victoria Smith": a given name that is also a capital's.
        let capital = self.seat(from).is_some_and(|s| matches!(s.seat, Seat::Capital(_)) && s.end == from + 1);
        if end == from && capital && !office.plural && !everyday && self.seat(from + 1).is_none() {
            let named = self.name_end(from + 1);
            end = if named == from + 2 { named } else { from };
        }
        if end == from
            && !everyday
            && matches!(self.word(from), "May" | "June" | "April" | "August")
            && !self.token(from + 1).is_some_and(Token::is_number)
            && self.token(from).is_some_and(|t| t.spaced)
        {
            end = from + 1;
        }
        // "UN Secretary-General’s Special Envoy for Syria": one office, the seat is the first one's.
        if end == from
            && self.token(next).is_some_and(Token::is_possessive)
            && let Some((mut second, after, _)) = self.office(next + 1).filter(|(o, _, _)| {
                o.countries.is_empty() && o.body.is_none() && !o.plural && o.core.starts_with(char::is_uppercase)
            })
        {
            let whole_end = self.end_before(after);
            let seat = if second.kind == OfficeKind::SpecialEnvoy { None } else { office.seat_text.clone() };
            second.core = cut(self.text, office.start, whole_end).to_owned();
            (second.start, second.end, second.countries, second.body, second.seat_before) =
                (office.start, whole_end, office.countries.clone(), office.body.clone(), true);
            second.seat_text = seat;
            (office, next) = (second, after);
            from = if self.word(next) == "," && contains(HONORIFICS, self.word(next + 1)) { next + 1 } else { next };
            from = self.skip_honorific(from);
            end = self.name_end(from);
        }
        // "Presidential Executive Office", "Chief Executive of … Laboratory": the last word is a body's.
        if end == from + 1 && contains(BODY_HEADS, self.word(from)) {
            return None;
        }
        if end == from {
            let bare = office.plural || !everyday || !office.countries.is_empty() || office.body.is_some();
            return bare.then(|| (self.built(at, next, Some(office), None, false, None), next));
        }
        next = end;
        let name = self.name(from, end);
        let lower = office.core.starts_with(char::is_lowercase);
        if everyday && lower && office.countries.is_empty() && office.body.is_none() {
            // "its head X Y": whose head, the sentence before tells, or nothing does.
            let of_body = (end >= from + 2).then(|| self.body_before(at)).flatten();
            if let Some(body) = of_body {
                (office.body, office.seat_text) = (Some(body.clone()), Some(body));
                return Some((self.built(at, end, Some(office), Some(name), false, None), end));
            }
            return (end >= from + 2).then(|| (self.built(from, end, None, Some(name), false, None), end));
        }
        // "King Salman of Saudi Arabia", "President Xi Jinping of China"
        if office.countries.is_empty() && office.body.is_none() && self.word(end) == "of" {
            let place = if matches!(self.word(end + 1), "the") { end + 2 } else { end + 1 };
            if let Some(SeatSpan { end: after, seat: Seat::Country(country), .. }) = self.seat(place) {
                office.countries.push(*country);
                office.seat_text = Some(cut(self.text, self.start_of(place), self.end_before(*after)).to_owned());
                next = *after;
            }
        }
        Some((self.built(at, next, Some(office), Some(name), honorific, None), next))
    }

    /// "Mr Kerry"
    fn titled(&self, at: usize) -> Option<(Phrase, usize)> {
        if !contains(HONORIFICS, self.word(at)) {
            return None;
        }
        let from = self.skip_honorific(at);
        let end = self.name_end(from);
        if end == from {
            return None;
        }
        // "Mr Name Name, Chairman of the Board"
        let behind = if matches!(self.word(end + 1), "the" | "our") { end + 2 } else { end + 1 };
        let office = if self.word(end) == "," && end >= from + 2 { self.office(behind) } else { None };
        if let Some((office, next, _)) = office.filter(|(o, next, everyday)| {
            !everyday && !o.plural && (!o.countries.is_empty() || o.body.is_some()) && self.name_end(*next) == *next
        }) {
            return Some((self.built(at, next, Some(office), Some(self.name(from, end)), true, None), next));
        }
        Some((self.built(at, end, None, Some(self.name(from, end)), true, None), end))
    }

    /// "Staffan de Mistura, the UN Secretary-General's Special Envoy for Syria" and names whose first word is a given name.
    fn name_first(&self, at: usize) -> Option<(Phrase, usize)> {
        let first = self.token(at)?;
        if !first.is_capitalised() || self.seat(at).is_some() || contains(NOT_NAMES, first.text) {
            return None;
        }
        let end = self.name_end(at);
        if end < at + 2 || self.is_named_after(at) {
            return None;
        }
        let group = contains(GROUPS, first.text) || matches!(self.word(end), "group" | "Front" | "Brigade" | "militants");
        let arabic = (at + 1..end)
            .any(|i| ["al-", "el-", "Al-", "El-", "ad-", "as-", "ar-"].iter().any(|p| self.word(i).starts_with(p)))
            && !group;
        let verb = if matches!(self.word(end), "also" | "has" | "have" | "then" | "later") { end + 1 } else { end };
        let acts = contains(ACTS, self.word(verb)) && end == at + 2 && !self.is_acronym(at, end);
        let given = self.gazetteer.is_given_name(first.text) && first.text.chars().count() > 2 || arabic || acts;
        let name = self.name(at, end);
        if self.word(end) == "," {
            let from = if matches!(self.word(end + 1), "the" | "our") { end + 2 } else { end + 1 };
            if let Some((office, next, _)) =
                self.office(from).filter(|(o, _, _)| !o.plural && (given || !o.countries.is_empty() || o.body.is_some()))
            {
                // "…, President of X Name": the office belongs to the name after it.
                if self.name_end(next) == next {
                    return Some((self.built(at, next, Some(office), Some(name), false, None), next));
                }
            }
        }
        (given && end <= at + 4 && !self.is_body(at, end)).then(|| (self.built(at, end, None, Some(name), false, None), end))
    }

    fn is_acronym(&self, at: usize, end: usize) -> bool {
        (at..end).any(|i| self.token(i).is_some_and(|t| t.is_acronym() || t.text.ends_with('s') && t.text.chars().count() > 6))
    }

    pub(super) fn is_body(&self, at: usize, end: usize) -> bool {
        (at..end).any(|i| contains(BODY_HEADS, self.word(i)) || contains(GEOGRAPHY, self.word(i)))
    }

    /// An order or prize named after somebody, a ship.
    fn is_named_after(&self, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).map_or("", |i| self.word(i));
        before(1) == "of" && matches!(before(2), "Order" | "order" | "Medal" | "Theatre" | "Church")
            || contains(SHIPS, before(1))
            || contains(SHIPS, before(2))
    }

    pub(super) fn skip_honorific(&self, mut at: usize) -> usize {
        while contains(HONORIFICS, self.word(at)) {
            at += 1;
        }
        at
    }

    pub(super) fn name_end(&self, from: usize) -> usize {
        end_of_name(self.tokens, from, &|i| self.seat(i).is_some_and(|s| !(matches!(s.seat, Seat::Capital(_)) && i > from)))
    }

    fn name(&self, from: usize, end: usize) -> NamePhrase {
        let (start, end) = (self.start_of(from), self.end_before(end));
        NamePhrase { start, end, text: cut(self.text, start, end).to_owned() }
    }

    pub(super) fn built(
        &self,
        at: usize,
        next: usize,
        office: Option<OfficePhrase>,
        name: Option<NamePhrase>,
        honorific: bool,
        counterpart: Option<usize>,
    ) -> Phrase {
        Phrase { start: self.start_of(at), end: self.end_before(next), office, name, honorific, counterpart }
    }

    /// An office from here: seat before, core, complements. Gives the token after it and whether its words are everyday ones.
    pub(super) fn office(&self, at: usize) -> Option<(OfficePhrase, usize, bool)> {
        let mut countries = Vec::new();
        let mut body = None;
        let mut from = at;
        let mut former = false;
        if contains(FORMER, self.word(from).to_lowercase().as_str()) {
            former = true;
            from += if self.word(from + 1) == "-" { 2 } else { 1 };
        }
        let mut seat_text = None;
        if let Some(span) = self.seat(from) {
            match &span.seat {
                Seat::Country(country) => countries.push(*country),
                Seat::Body(name) => body = Some(name.clone()),
                Seat::Capital(_) | Seat::Place => return None,
            }
            seat_text = Some(cut(self.text, self.start_of(from), self.end_before(span.end)).to_owned());
            from = span.end;
            if self.token(from).is_some_and(Token::is_possessive) {
                from += 1;
            }
            if contains(FORMER, self.word(from)) {
                former = true;
                from += 1;
            }
        }
        let seat_before = from > at && seat_text.is_some();
        // "Foreign Ministry Spokesperson", "Embassy Press Officer": the body is part of the title.
        let prefix = if self.core(from).is_none() { self.body_before_head(from) } else { None };
        if let Some(end) = prefix {
            body = body.or_else(|| Some(cut(self.text, self.start_of(from), self.end_before(end)).to_owned()));
        }
        let mut core = self.core(prefix.unwrap_or(from))?;
        core.everyday &= prefix.is_none();
        let core_text = cut(self.text, self.start_of(from), self.end_before(core.end)).to_owned();
        if seat_before
            && !core.capital
            && core.everyday
            && core.end == from + 1
            && !matches!(self.word(from), "leader" | "spokesman" | "envoy")
        {
            return None;
        }
        let mut office = OfficePhrase {
            start: self.start_of(at),
            end: self.end_before(core.end),
            core: core_text,
            seat_text,
            kind: core.kind,
            countries,
            seat_before,
            body,
            former,
            plural: core.plural,
        };
        let mut next = self.complements(&mut office, core.end);
        // "Minister of Foreign Affairs and Vice Chancellor of Germany", "Deputy Crown Prince and Defence Minister of X"
        if self.word(next) == "and"
            && core.capital
            && !office.plural
            && let Some(second) = self.core(next + 1).filter(|c| c.capital && !c.plural)
            // "NATO Secretary General and President X" are two people.
            && second.kind != OfficeKind::HeadOfState
        {
            let before = next;
            let mut both = office.clone();
            both.core = match &office.seat_text {
                Some(seat) if !seat_before => {
                    format!("{} of {seat} {}", office.core, cut(self.text, self.start_of(before), self.end_before(second.end)))
                }
                _ => format!("{} {}", office.core, cut(self.text, self.start_of(before), self.end_before(second.end))),
            };
            both.end = self.end_before(second.end);
            let after = if seat_before { second.end } else { self.complements(&mut both, second.end) };
            // "the President and Secretary Clinton" are two people.
            let seated =
                !office.countries.is_empty() || office.body.is_some() || !both.countries.is_empty() || both.body.is_some();
            if seated || self.name_end(after) >= after + 2 {
                next = after;
                office = both;
            }
        }
        office.end = self.end_before(next);
        office.kind = refine(&office, core.kind);
        let everyday = core.everyday
            && !(core.capital && (core.end > from + 1 || office.core.contains(" of ") || office.core.contains(" for ")));
        Some((office, next, everyday))
    }
}

#[cfg(test)]
#[path = "office_test.rs"]
mod tests;
