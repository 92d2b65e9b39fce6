//! The title inside an office phrase: its core ("First Deputy Prime Minister"), what it is minister of, and its seats ("of the State Council of China").
use super::block::cut;
use super::country::{Seat, SeatSpan};
use super::kind::OfficeKind;
use super::office::{OfficePhrase, Scanner};
use super::office_kind::kind_of;
use super::token::Token;
use super::vocabulary::{BODY_HEADS, EVERYDAY_HEADS, OFFICE_HEADS, OFFICE_MODIFIERS, contains};

/// The words of a title that name the office itself.
pub struct Core {
    /// The token after it.
    pub end: usize,
    pub kind: OfficeKind,
    pub plural: bool,
    /// Everyday words ("head", "chief") that are an office only with a seat or a name.
    pub everyday: bool,
    pub capital: bool,
}

impl Scanner<'_> {
    /// The end of a body's name that a head follows directly.
    pub(super) fn body_before_head(&self, from: usize) -> Option<usize> {
        let end = (from..from + 4).find(|at| {
            matches!(
                self.word(*at),
                "Ministry"
                    | "Department"
                    | "Embassy"
                    | "Duma"
                    | "Government"
                    | "Parliament"
                    | "Consulate"
                    | "MFA"
                    | "Secretariat"
                    | "Kremlin"
            )
        })? + 1;
        let capital = (from..end).all(|at| {
            self.token(at).is_some_and(|t| t.is_capitalised() && (t.spaced || at == from))
                && (at == from || self.seat(at).is_none())
        });
        let spaced = self.token(end).is_some_and(|t| t.spaced);
        (capital && spaced && self.core(end).is_some_and(|c| c.capital || matches!(c.kind, OfficeKind::Spokesperson)))
            .then_some(end)
    }

    /// Modifiers and head: "First Deputy Prime Minister", "Secretary General", "foreign ministers".
    pub(super) fn core(&self, from: usize) -> Option<Core> {
        let mut at = from;
        let mut found: Option<Core> = None;
        let mut capital = true;
        while let Some(token) = self.token(at) {
            if at - from > 7 || (at > from && !token.spaced && token.text != "-") {
                break;
            }
            let lower = token.lower();
            let head = OFFICE_HEADS.iter().find(|(word, _)| *word == lower);
            let modifier = contains(OFFICE_MODIFIERS, lower.as_str());
            if head.is_none() && !modifier {
                let joins = matches!(token.text, "and" | "&")
                    && at > from
                    && self
                        .tokens
                        .get(at + 1)
                        .is_some_and(|t| contains(OFFICE_MODIFIERS, t.lower().as_str()) && t.is_capitalised())
                    && !OFFICE_HEADS.iter().any(|(w, _)| *w == self.word(at - 1).to_lowercase());
                if joins {
                    at += 1;
                    continue;
                }
                break;
            }
            if lower == "under" && !self.word(at + 1).to_lowercase().starts_with("secretar") {
                break;
            }
            capital &= token.is_capitalised();
            if at == from
                && matches!(lower.as_str(), "first" | "second" | "state" | "high" | "special" | "security")
                && !token.is_capitalised()
            {
                break;
            }
            at += 1;
            if let Some((word, kind)) = head {
                let kind = match (&found, *word) {
                    (Some(old), "general" | "secretary" | "deputy") if old.kind == OfficeKind::Consul => old.kind,
                    (Some(_), "general") if self.word(at - 2).eq_ignore_ascii_case("secretary") => {
                        OfficeKind::InternationalOfficial
                    }
                    _ => *kind,
                };
                let everyday = contains(EVERYDAY_HEADS, word) && found.as_ref().is_none_or(|f| f.everyday);
                found = Some(Core { end: at, kind, plural: word.ends_with('s') && *word != "affairs", everyday, capital });
            }
        }
        let core = found?;
        let title = cut(self.text, self.start_of(from), self.end_before(core.end)).to_lowercase();
        if core.end == from + 1
            && matches!(title.as_str(), "state" | "deputy" | "general" | "heads" | "assistant")
            && !core.capital
        {
            return None;
        }
        Some(Core { kind: kind_of(&title, core.kind), ..core })
    }

    /// "of Azerbaijan", "of the State Council of China", "for Syria", "to the UN", "of Foreign Affairs of Iran".
    pub(super) fn complements(&self, office: &mut OfficePhrase, from: usize) -> usize {
        let mut next = from;
        let mut parts = 0;
        while matches!(self.word(next), "of" | "for" | "to" | "at" | "on") && parts < 4 {
            let link = self.word(next);
            let sent = matches!(office.kind, OfficeKind::Ambassador | OfficeKind::SpecialEnvoy);
            let serves = ["aide", "assistant", "advis", "counsel"].iter().any(|w| office.core.to_lowercase().contains(w));
            if matches!(link, "to" | "on") && !sent && !serves {
                break;
            }
            // "Special Adviser on Cyprus", "Special Representative on Human Rights": what the task is about.
            let task = if link == "on" { self.task_end(next + 1) } else { next };
            if link == "on" && task <= next + 1 {
                break;
            }
            let mut place = next + 1;
            let subject = if matches!(link, "of" | "for") { self.subject_end(place) } else { task.max(place) };
            if subject > place {
                office.core = format!("{} {}", office.core, cut(self.text, self.start_of(next), self.end_before(subject)));
                next = subject;
                parts += 1;
                continue;
            }
            // "Russian Foreign Minister of the time": the seat is known already.
            if office.seat_before && link == "of" && !office.countries.is_empty() {
                break;
            }
            if matches!(self.word(place), "the" | "its" | "our") {
                place += 1;
            }
            // "Special Representative of the President of X", "Special Envoy of the UN Secretary-General for Y"
            let sender = if sent || serves { self.sender_end(office, place) } else { None };
            if let Some(sender) = sender {
                if sender == place {
                    break;
                }
                office.core = format!("{} {}", office.core, cut(self.text, self.start_of(next), self.end_before(sender)));
                next = sender;
                parts += 1;
                continue;
            }
            // "Head of Russian Railways": an adjective is no seat.
            let is_seat = |s: &&SeatSpan| match s.seat {
                Seat::Country(_) => !s.adjective || s.end > place + 1,
                Seat::Body(_) => true,
                _ => false,
            };
            if self.seat(place).is_some_and(|s| s.adjective && s.end == place + 1) && !self.followed_by_body(place + 1) {
                break;
            }
            if let Some(span) = self.seat(place).filter(is_seat) {
                if parts == 0 && link == "to" && !matches!(office.kind, OfficeKind::Ambassador | OfficeKind::SpecialEnvoy) {
                    break;
                }
                match &span.seat {
                    Seat::Country(country) if !self.followed_by_body(span.end) => {
                        if (link == "of" || office.countries.is_empty() && office.body.is_none() && link != "for" && link != "to")
                            && (office.countries.is_empty() || !office.seat_before)
                        {
                            office.countries.push(*country);
                        }
                        let end = if office.plural { self.more_countries(office, span.end) } else { span.end };
                        self.note_seat(office, next, place, span.end);
                        next = end;
                        parts += 1;
                        continue;
                    }
                    Seat::Body(name) if self.seat(place).is_some() => {
                        if office.body.is_none() && link != "for" {
                            office.body = Some(name.clone());
                        }
                        self.note_seat(office, next, place, span.end);
                        next = span.end;
                        parts += 1;
                        continue;
                    }
                    _ => {}
                }
            }
            let end = self.body_run(office, place);
            if end == place {
                break;
            }
            // "Minister of Foreign Affairs": a subject, not a body.
            let text = cut(self.text, self.start_of(place), self.end_before(end)).to_owned();
            if is_subject(&text) || link == "for" {
                office.core = format!("{} {}", office.core, cut(self.text, self.start_of(next), self.end_before(end)));
            } else {
                if office.body.is_none() {
                    office.body = Some(text);
                }
                self.note_seat(office, next, place, end);
            }
            next = end;
            parts += 1;
        }
        next
    }

    /// "Special Adviser on Cyprus", "Special Representative on Human Rights": where the task ends.
    fn task_end(&self, at: usize) -> usize {
        let country = self.seat(at).filter(|s| matches!(s.seat, Seat::Country(_)) && !s.adjective);
        country.map_or_else(|| self.subject_end(at), |s| s.end)
    }

    /// Where the office ends that sends: "the President", "the UN Secretary-General". Its body becomes the office's.
    /// Nobody is sent to an editor ("Letter from the Ambassador to the Editor"): then it is `place` itself.
    fn sender_end(&self, office: &mut OfficePhrase, place: usize) -> Option<usize> {
        let body = self.seat(place).filter(|s| matches!(s.seat, Seat::Body(_)));
        let sender = self.core(body.map_or(place, |s| s.end)).filter(|c| c.capital && !c.plural)?;
        if sender.kind == OfficeKind::Media {
            return Some(place);
        }
        if let Some(SeatSpan { seat: Seat::Body(name), .. }) = body {
            office.body = office.body.take().or_else(|| Some(name.clone()));
        }
        Some(sender.end)
    }

    /// "director of La Maison" in running text: both words are the body's.
    fn body_run(&self, office: &OfficePhrase, place: usize) -> usize {
        let end = self.body_end(place);
        let belongs = |i: &usize| self.token(*i).is_some_and(|t| t.is_word() && t.is_capitalised() && (t.spaced || *i == place));
        let run = (place..self.tokens.len()).take_while(belongs).count();
        let both = run == 2 && end == place + 1 && office.core.starts_with(char::is_lowercase) && self.seat(place).is_none();
        if both { place + 2 } else { end }
    }

    /// Where "Foreign Affairs", "Economic Development and Trade", "State" ends: what a minister is minister of.
    pub(super) fn subject_end(&self, from: usize) -> usize {
        let mut at = from;
        let mut end = from;
        while let Some(token) = self.token(at).filter(|t| t.spaced) {
            let fits = token.is_capitalised()
                && (is_subject(token.text)
                    || contains(OFFICE_MODIFIERS, token.lower().as_str())
                    || matches!(
                        token.text,
                        "Physical"
                            | "Human"
                            | "Public"
                            | "Social"
                            | "Protection"
                            | "Rural"
                            | "Regional"
                            | "Digital"
                            | "Technical"
                    ))
                && !OFFICE_HEADS.iter().any(|(h, _)| *h == token.lower());
            if fits {
                at += 1;
                if is_subject(token.text) || token.text == "Protection" {
                    end = at;
                }
            } else if at > from
                && matches!(token.text, "and" | "&")
                && self.core(at + 1).is_none()
                && self.token(at + 1).is_some_and(Token::is_capitalised)
            {
                at += 1;
            } else {
                break;
            }
        }
        // "the State of Qatar", "the Security Council" are seats.
        if self.word(end) == "of" && self.word(from) == "State"
            || self.seat(from).is_some()
            || contains(BODY_HEADS, self.word(end)) && !is_subject(self.word(end))
        {
            from
        } else {
            end
        }
    }

    pub(super) fn note_seat(&self, office: &mut OfficePhrase, link: usize, place: usize, end: usize) {
        let seat = cut(self.text, self.start_of(place), self.end_before(end));
        if office.seat_text.is_none() && self.word(link) == "of" {
            office.seat_text = Some(seat.to_owned());
        } else {
            let with_link = cut(self.text, self.start_of(link), self.end_before(end));
            match &mut office.seat_text {
                Some(text) if !office.seat_before => *text = format!("{text} {with_link}"),
                _ => office.core = format!("{} {with_link}", office.core),
            }
        }
    }

    /// "China" in "of China National Petroleum" is part of a body's name.
    pub(super) fn followed_by_body(&self, at: usize) -> bool {
        let mut end = at;
        while self.token(end).is_some_and(|t| t.spaced && t.is_capitalised() && t.is_word()) && end < at + 4 {
            end += 1;
            if contains(BODY_HEADS, self.word(end - 1)) {
                return true;
            }
        }
        false
    }

    pub(super) fn more_countries(&self, office: &mut OfficePhrase, from: usize) -> usize {
        let mut next = from;
        loop {
            let mut place = match self.word(next) {
                "," if self.word(next + 1) == "and" => next + 2,
                "," | "and" => next + 1,
                _ => return next,
            };
            if self.word(place) == "the" {
                place += 1;
            }
            match self.seat(place) {
                Some(SeatSpan { end, seat: Seat::Country(country), .. }) => {
                    office.countries.push(*country);
                    next = *end;
                }
                _ => return next,
            }
        }
    }

    /// Where a body's name ends that starts here: at its last head noun, at an acronym, or before what looks like a person's name.
    pub(super) fn body_end(&self, from: usize) -> usize {
        let mut at = from;
        let mut last_head = None;
        while let Some(token) = self.token(at).filter(|t| (t.spaced || t.is_possessive()) && at - from < 14) {
            let connects = matches!(token.text, "of" | "and" | "the" | "for" | "on" | "in")
                && self.tokens.get(at + 1).is_some_and(|t| t.spaced && (t.is_capitalised() || t.text == "the"));
            // "State Council of China": the country is the next seat, not a part of the name.
            let country = |i: usize| self.seat(i).is_some_and(|s| matches!(s.seat, Seat::Country(_)));
            if token.text == "of" && last_head == Some(at) && (country(at + 1) || self.word(at + 1) == "the" && country(at + 2)) {
                break;
            }
            if token.text == "and" && self.core(at + 1).is_some() {
                break;
            }
            if !(token.is_word() && token.is_capitalised() || connects || token.is_possessive() && at > from) {
                break;
            }
            if contains(BODY_HEADS, token.text)
                || (token.is_acronym() && token.text.len() > 2)
                || (self.seat(at).is_some() && last_head.is_some())
            {
                last_head = Some(self.seat(at).map_or(at + 1, |s| s.end));
            }
            at += 1;
        }
        if let Some(end) = last_head {
            return end.min(at.max(end));
        }
        let count = at - from;
        let two = contains(DIRECTIONS, self.word(from));
        match count {
            0 => from,
            1 => at,
            _ if (from..at).any(|i| matches!(self.word(i), "of" | "and" | "for" | "the")) => {
                let link = (from..at).rfind(|i| matches!(self.word(*i), "of" | "and" | "for" | "the")).unwrap_or(from);
                // "City of London Name Name": what goes on for more than two words is somebody's name.
                if at - link > 3 { link + 2 + usize::from(contains(DIRECTIONS, self.word(link + 1))) } else { at }
            }
            2 if two => at,
            2 => {
                from + 1
                    + usize::from(
                        !self.token(from).is_some_and(|t| self.gazetteer.is_given_name(t.text))
                            && !self.token(from + 1).is_some_and(Token::is_word),
                    )
            }
            _ => from + if two { 2 } else { 1 },
        }
    }
}

const DIRECTIONS: &[&str] = &[
    "North", "South", "East", "West", "New", "Abu", "Saint", "St", "St.", "San", "El", "Al", "Northern", "Southern", "Eastern",
    "Western", "Upper", "Lower", "Ras",
];

/// "Foreign Affairs", "Defence", "Economic Development and Trade": what a minister is minister of.
fn is_subject(text: &str) -> bool {
    const SUBJECTS: &[&str] = &[
        "Affairs",
        "Defence",
        "Defense",
        "Interior",
        "Finance",
        "Economy",
        "Trade",
        "Energy",
        "Culture",
        "Education",
        "Health",
        "Justice",
        "Transport",
        "Agriculture",
        "Industry",
        "Development",
        "Sport",
        "Sports",
        "Emergencies",
        "Environment",
        "Labour",
        "Labor",
        "Resources",
        "Communications",
        "Tourism",
        "Science",
        "Technology",
        "Security",
        "State",
        "Commerce",
        "Treasury",
        "Housing",
        "Homeland",
        "Intelligence",
        "Veterans",
        "Transportation",
        "Services",
        "Economics",
        "Investment",
        "Staff",
        "Rights",
        "Refugees",
    ];
    text.split_whitespace().last().is_some_and(|w| SUBJECTS.contains(&w))
        && !text.contains("Council")
        && !text.contains("Department")
        && !text.contains("Ministry")
}
