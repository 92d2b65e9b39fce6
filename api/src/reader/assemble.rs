//! Puts a page together: understands each draft with what the whole page tells, in two rounds (full names, then everything else).
use super::block::{Draft, Sheet, fold, plain};
use super::cast::{Cast, computed, stated};
use super::country::{Seat, seats};
use super::date;
use super::event::{self, Occurred};
use super::evidence::{self, Evidence};
use super::gazetteer::Gazetteer;
use super::kind::*;
use super::link;
use super::mention;
use super::occasion::{self, Occasion};
use super::office::{Phrase, scan};
use super::organisation;
use super::page::*;
use super::pattern::patterns;
use super::people;
use super::speaker::{self, Noted};
use super::title::{self, Title};
use super::token::tokens;
use super::turn::{Piece, cut_into_pieces};
use jiff::civil::Date;

patterns! {
    PATH = r"^https?://[^/]+(/[^?#]*)";
    BY = r"(?i)\bby\s*$";
}

/// A draft with everything that can be told without other drafts.
struct Work {
    draft: Draft,
    title: Title,
    kind: StatementKind,
    occasion: Occasion,
    day: Option<Date>,
    title_phrases: Vec<Phrase>,
    byline_phrases: Vec<Phrase>,
    lead_phrases: Vec<Vec<Phrase>>,
    pieces: Vec<Piece>,
    piece_phrases: Vec<Vec<Phrase>>,
}

pub fn page(sheet: Sheet, encoding: String, gazetteer: &Gazetteer) -> Page {
    let mut cast = Cast::new(gazetteer);
    cast.page.url.clone_from(&sheet.url);
    cast.page.rendered.clone_from(&sheet.rendered);
    cast.page.licence.clone_from(&sheet.licence);
    cast.page.encoding = encoding;
    cast.page.media_type = sheet.media_type.to_owned();
    publisher(&mut cast, &sheet);
    let mut works: Vec<Work> = sheet.drafts.iter().map(|d| work(d.clone(), gazetteer)).collect();
    prove_names(&mut works, gazetteer);
    for work in &works {
        speaker::note_full_names(&mut cast, &work.title_phrases);
        speaker::note_full_names(&mut cast, &work.byline_phrases);
        work.lead_phrases.iter().for_each(|p| speaker::note_full_names(&mut cast, p));
        for piece in &work.pieces {
            if let Some(label) = &piece.label {
                let readable = speaker::readable(&label.text);
                let phrases = scan(&readable, gazetteer);
                speaker::note_full_names(&mut cast, &phrases);
                if phrases.is_empty() && speaker::is_name(label, &readable) {
                    people::person(&mut cast, &readable);
                }
            }
        }
    }
    works.iter().flat_map(|w| &w.piece_phrases).for_each(|p| speaker::note_full_names(&mut cast, p));
    let statements = works.len();
    for _ in 0..statements {
        cast.page.statements.push(empty_statement());
    }
    for (index, work) in works.into_iter().enumerate() {
        let statement = statement(&mut cast, index, work, &sheet);
        if let Some(slot) = cast.page.statements.get_mut(index) {
            *slot = statement;
        }
    }
    cast.page
}

/// A second look at all texts with the names that the whole page proves.
fn prove_names(works: &mut [Work], gazetteer: &Gazetteer) {
    let mut evidence = Evidence::default();
    for work in works.iter() {
        evidence.learn(&work.title_phrases);
        evidence.learn(&work.byline_phrases);
        work.lead_phrases.iter().chain(&work.piece_phrases).for_each(|p| evidence.learn(p));
        for label in work.pieces.iter().filter_map(|p| p.label.as_ref()).filter(|l| l.role == super::label::Role::Named) {
            let text = speaker::readable(&label.text);
            let phrases = scan(&text, gazetteer);
            if phrases.is_empty() && text.split(' ').count() > 1 {
                evidence.learn_name(&text);
            }
            evidence.learn(&phrases);
        }
    }
    for work in works {
        evidence.complete(&work.draft.title, &mut work.title_phrases);
        evidence::of_title(&work.draft.title, &mut work.title_phrases, gazetteer);
        for (lead, phrases) in work.draft.lead.iter().zip(&mut work.lead_phrases) {
            evidence.complete(lead, phrases);
        }
        for (piece, phrases) in work.pieces.iter().zip(&mut work.piece_phrases) {
            evidence.complete(&piece.text, phrases);
        }
    }
}

/// Who runs the site: named by its head, or an embassy whose own statements the page lists.
fn publisher(cast: &mut Cast<'_>, sheet: &Sheet) {
    if let Some(site) = &sheet.site {
        let phrases = scan(site, cast.gazetteer);
        let country = phrases
            .iter()
            .find_map(|p| p.office.as_ref()?.countries.first().copied())
            .or_else(|| cast.gazetteer.hits(site).first().map(|h| h.known));
        let of = country.map(|c| cast.country(c));
        let embassy = organisation::embassies(site, cast.gazetteer).into_iter().next();
        let kind = if embassy.is_some() { OrganisationKind::Embassy } else { OrganisationKind::GovernmentBody };
        cast.page.publisher = Some(cast.organisation(site, kind, of));
        cast.home = country.map(|c| (c, format!("the site is “{site}”")));
        return;
    }
    let titles: Vec<&str> = sheet.drafts.iter().map(|d| d.title.as_str()).collect();
    let embassies: Vec<organisation::Named> = titles.iter().flat_map(|t| organisation::embassies(t, cast.gazetteer)).collect();
    let counted = titles.iter().filter(|t| t.contains("Embassy") || t.contains("Consulate")).count();
    if let Some(own) =
        embassies.iter().find(|e| e.country.is_some()).or_else(|| embassies.first()).filter(|_| counted > 1 || titles.len() > 2)
    {
        let country = own.country.map(|c| cast.country(c));
        let index = cast.organisation(&own.name, OrganisationKind::Embassy, country);
        cast.page.publisher = Some(index);
        if let (true, Some(organisation)) = (own.name != "Embassy", cast.page.organisations.get_mut(index)) {
            organisation.other_names.push("Embassy".to_owned());
        }
        cast.home = own.country.map(|c| (c, format!("the page is of the {}", own.name)));
    }
}

fn work(mut draft: Draft, gazetteer: &Gazetteer) -> Work {
    let occasion = occasion::take(&mut draft.body);
    let of_record = [&draft.made, &draft.posted, &draft.published].into_iter().flatten().find_map(|d| date::first_day(&d.edtf));
    let title = title::parse(&draft.title, of_record);
    let day = title.made.as_ref().and_then(|d| date::first_day(&d.edtf)).or(of_record);
    let title_phrases = scan(&draft.title, gazetteer);
    let byline_phrases: Vec<Phrase> = draft.byline.as_deref().map(|b| scan(b, gazetteer)).unwrap_or_default();
    let first = title::parse(&draft.title, None);
    let spoken = opening_speaker(&draft.title, &title_phrases).is_some() || !byline_phrases.is_empty();
    let mut kind = first.kind.unwrap_or(StatementKind::Other);
    let opening = spoken
        && !matches!(kind, StatementKind::TelephoneReadout | StatementKind::Message | StatementKind::PressRelease)
        || matches!(
            kind,
            StatementKind::AnswerToMedia
                | StatementKind::LetterToEditor
                | StatementKind::Article
                | StatementKind::Comment
                | StatementKind::Speech
        );
    let pieces = cut_into_pieces(&draft.body, kind, opening);
    let labelled = pieces.iter().filter(|p| p.label.is_some()).count();
    let asked = pieces.iter().any(|p| p.kind == TurnKind::Question);
    if matches!(kind, StatementKind::Other) {
        kind = if labelled > 0 {
            StatementKind::Remarks
        } else if draft.body.is_empty() && draft.listed && first.event.is_none() {
            StatementKind::Other
        } else {
            StatementKind::PressRelease
        };
    }
    if kind == StatementKind::PressRelease && labelled > 1 {
        kind = if asked && draft.title.to_lowercase().contains("interview") {
            StatementKind::Interview
        } else {
            StatementKind::Remarks
        };
    }
    let lead_phrases = draft.lead.iter().map(|l| scan(l, gazetteer)).collect();
    let piece_phrases = pieces.iter().map(|p| scan(&p.text, gazetteer)).collect();
    Work { draft, title, kind, occasion, day, title_phrases, byline_phrases, lead_phrases, pieces, piece_phrases }
}

/// The person of the title who speaks: "X’s statement", "Briefing by X", "X meets Y".
fn opening_speaker(title: &str, phrases: &[Phrase]) -> Option<usize> {
    phrases.iter().position(|p| {
        let before = title.get(..p.start).unwrap_or("");
        let after = title.get(p.end..).unwrap_or("");
        p.name.is_some()
            && (after.starts_with("’s")
                || after.starts_with("'s")
                || after.starts_with("’ ")
                || BY.is_match(before)
                || before.trim_end().ends_with(" with") && title.starts_with("Press")
                || before.is_empty() && after.starts_with(':'))
    })
}

fn statement(cast: &mut Cast<'_>, index: usize, work: Work, sheet: &Sheet) -> Statement {
    let mut out = empty_statement();
    let Work { draft, title, kind, occasion, day, title_phrases, byline_phrases, lead_phrases, pieces, piece_phrases } = work;
    let scheme = sheet.scheme.as_deref();
    out.kind = kind;
    out.title.clone_from(&draft.title);
    out.summary = (!draft.lead.is_empty()).then(|| draft.lead.join("\n\n"));
    out.language = sheet.language.clone().or_else(|| Some(language(&draft)));
    dates(&mut out, &draft, &title);
    let in_title = speaker::note(cast, &title_phrases);
    let in_byline = speaker::note(cast, &byline_phrases);
    for phrases in &lead_phrases {
        speaker::note(cast, phrases);
    }
    // Labels first: they attest the offices in which people speak.
    let speakers: Vec<_> = pieces.iter().map(|p| p.label.as_ref().map(|l| speaker::resolve(cast, l))).collect();
    let noted: Vec<Vec<Noted>> = piece_phrases.iter().map(|p| speaker::note(cast, p)).collect();
    for tag in &draft.persons {
        people::tagged(cast, &tag.label, tag.code.as_deref(), scheme);
    }
    out.place =
        draft.place.as_deref().or(title.place.as_deref()).or(occasion.place.as_deref()).map(|p| event::place_named(cast, p));
    out.external_ids.clone_from(&draft.external_ids);
    let opening = opening_speaker(&draft.title, &title_phrases)
        .and_then(|i| in_title.get(i))
        .or(in_byline.first())
        .and_then(|n| n.person.map(|p| (p, n.tenure)));
    publishing(cast, &mut out, &draft, opening);
    let asker = matches!(kind, StatementKind::AnswerToMedia)
        .then(|| organisation::asker(&draft.title))
        .flatten()
        .map(|m| cast.organisation(&m.name, OrganisationKind::MediaOutlet, None));
    let principals = principals(&in_title, &speakers);
    for ((piece, resolved), noted) in pieces.iter().zip(&speakers).zip(&noted) {
        let before = out.turns.iter().rev().find(|t| t.kind != TurnKind::Scene);
        let mut turn = new_turn(piece);
        if let Some((person, tenure, organisation)) = resolved {
            turn.speaker = *person;
            turn.organisation = *organisation;
            turn.tenure = tenure.or_else(|| person.and_then(|p| cast.page.tenures.iter().position(|t| t.person == p)));
        } else if piece.goes_on {
            (turn.speaker, turn.tenure, turn.organisation) =
                before.map_or((None, None, None), |t| (t.speaker, t.tenure, t.organisation));
        } else if matches!(piece.kind, TurnKind::Speech | TurnKind::Answer) {
            let author = out.authors.first().map(|a| (*a, cast.page.tenures.iter().position(|t| t.person == *a)));
            if let Some((person, tenure)) = opening.or(author) {
                turn.speaker = Some(person);
                turn.tenure = tenure.or_else(|| cast.page.tenures.iter().position(|t| t.person == person));
            }
        }
        if turn.kind == TurnKind::Question {
            turn.organisation = match piece.label.as_ref().map(|l| l.text.as_str()) {
                Some(label) if super::label::is_outlet(label) => {
                    Some(cast.organisation(label, OrganisationKind::MediaOutlet, None))
                }
                _ => asker,
            };
            turn.addressees = speaker::addressees(cast, turn.note.as_deref(), &turn.text, &principals);
        } else if matches!(turn.kind, TurnKind::Speech | TurnKind::Answer)
            && turn.speaker.is_none()
            && out.publisher.is_some()
            && matches!(kind, StatementKind::AnswerToMedia | StatementKind::Comment | StatementKind::LetterToEditor)
        {
            turn.organisation = out.publisher;
        }
        if kind == StatementKind::LetterToEditor && turn.kind == TurnKind::Speech {
            if let Some(outlet) = organisation::media(&draft.title).into_iter().next() {
                let target = Target::Organisation(cast.organisation(&outlet.name, OrganisationKind::MediaOutlet, None));
                turn.addressees.push(Addressee {
                    target,
                    phrase: Some(draft.title.clone()),
                    basis: computed("the letter is to its editor"),
                });
            }
        }
        counterpart(cast, noted, turn.tenure);
        turn.mentions = mention::mentions(cast, &turn.text, noted);
        out.turns.push(turn);
    }
    for (at, noted) in noted.iter().enumerate() {
        if let Some(turn) = out.turns.get_mut(at) {
            let mut found = std::mem::take(&mut turn.mentions);
            event::in_text(cast, index, &turn.text, noted, day, &mut found);
            found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
            turn.mentions = found;
        }
    }
    occasion_event(cast, &mut out, index, &draft, &title, &principals);
    topics_and_countries(cast, &mut out, &draft, &in_title, scheme);
    answered(cast, &mut out, index, &draft, day);
    holding(&mut out, &draft);
    out.source_text = source_text(&out, &pieces);
    out.key = key(&out, &draft);
    out
}

fn dates(out: &mut Statement, draft: &Draft, title: &Title) {
    out.posted.clone_from(&draft.posted);
    out.published = title.published.clone().or_else(|| draft.published.clone());
    out.sent.clone_from(&title.sent);
    out.made = title.made.clone().or_else(|| draft.made.clone());
}

fn publishing(cast: &mut Cast<'_>, out: &mut Statement, draft: &Draft, opening: Option<(usize, Option<usize>)>) {
    let embassy = draft.title.contains("Embassy") || draft.title.contains("Consul");
    out.publisher = if out.kind == StatementKind::Article {
        organisation::media(&draft.title)
            .into_iter()
            .next()
            .map(|m| cast.organisation(&m.name, OrganisationKind::MediaOutlet, None))
            .or(cast.page.publisher)
    } else if draft.listed || cast.page.statements.len() == 1 || embassy {
        cast.page.publisher
    } else {
        None
    };
    let written = matches!(
        out.kind,
        StatementKind::Article | StatementKind::LetterToEditor | StatementKind::Comment | StatementKind::Speech
    );
    if let Some((person, _)) = opening.filter(|_| written) {
        out.authors.push(person);
    }
}

/// People of the title first, then whoever speaks, each once.
fn principals(in_title: &[Noted], speakers: &[Option<(Option<usize>, Option<usize>, Option<usize>)>]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let spoken = speakers.iter().flatten().filter_map(|s| s.0);
    for person in in_title.iter().filter_map(|n| n.person).chain(spoken) {
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
        let name = cast.gazetteer.get(known).and_then(|k| k.forms.first().cloned()).unwrap_or_default();
        let country = cast.country(known);
        if Some(country) == own.country {
            continue;
        }
        let office = cast.office(format!("{core} of {name}"), &core, own.kind, Some(country), None);
        cast.tenure(person, office, computed(format!("called the counterpart of the speaker, who is {}", own.title)));
    }
}

fn occasion_event(cast: &mut Cast<'_>, out: &mut Statement, index: usize, draft: &Draft, title: &Title, principals: &[usize]) {
    use StatementKind as K;
    let none = matches!(
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
    let kind = match out.kind {
        K::NewsConference => Some(EventKind::NewsConference),
        K::Briefing => Some(EventKind::Briefing),
        K::TelephoneReadout => Some(EventKind::TelephoneConversation),
        K::Interview => Some(EventKind::Interview),
        K::Speech => Some(EventKind::Address),
        _ => title.event,
    };
    let Some(kind) = kind.filter(|_| !none || title.event == Some(EventKind::Other)) else { return };
    let home_holder = cast.home.as_ref().and_then(|(c, _)| cast.gazetteer.get(*c)).map(|k| k.key.clone());
    let mut people: Vec<(usize, Option<usize>)> =
        principals.iter().map(|p| (*p, cast.page.tenures.iter().find(|t| t.person == *p).map(|t| t.office))).collect();
    let _ = home_holder;
    people.truncate(if kind == EventKind::Other { 1 } else { 8 });
    let day = out.made.clone().or_else(|| out.posted.clone());
    let occurred = Occurred {
        statement: index,
        title: &title.core,
        kind,
        following: title.following.as_deref().filter(|f| title::event_of(f).is_some()),
        day,
        place: out.place,
        people,
    };
    let _ = draft;
    out.event = Some(event::of_statement(cast, occurred));
}

fn topics_and_countries(cast: &mut Cast<'_>, out: &mut Statement, draft: &Draft, in_title: &[Noted], scheme: Option<&str>) {
    for tag in &draft.topics {
        let external_ids = tag
            .code
            .iter()
            .zip(scheme)
            .map(|(code, scheme)| ExternalId { scheme: scheme.to_owned(), value: code.clone() })
            .collect();
        let at = cast.page.topics.iter().position(|t| t.label == tag.label).unwrap_or_else(|| {
            cast.page.topics.push(Topic { label: tag.label.clone(), external_ids });
            cast.page.topics.len() - 1
        });
        if !out.topics.contains(&at) {
            out.topics.push(at);
        }
    }
    let mut add = |country: usize, basis: Basis| {
        if !out.countries.iter().any(|c| c.country == country) {
            out.countries.push(StatementCountry { country, basis });
        }
    };
    for tag in &draft.geography {
        if let Some(country) = cast.tagged_country(&tag.label, tag.code.as_deref(), scheme) {
            add(country, stated());
        }
    }
    let found = tokens(&draft.title);
    for span in seats(&draft.title, &found, cast.gazetteer).into_iter().flatten() {
        match span.seat {
            Seat::Country(known) if span.adjective => add(cast.country(known), computed("an adjective in the title")),
            Seat::Country(known) => add(cast.country(known), stated()),
            Seat::Capital(known) => add(cast.country(known), computed("its capital is in the title")),
            _ => {}
        }
    }
    let of_offices = in_title
        .iter()
        .flat_map(|n| n.offices.iter().copied())
        .chain(out.turns.iter().filter_map(|t| t.tenure).filter_map(|t| cast.page.tenures.get(t)).map(|t| t.office))
        .collect::<Vec<_>>();
    for office in of_offices {
        if let Some(country) = cast.page.offices.get(office).and_then(|o| o.country) {
            add(country, computed("the office of somebody who speaks or is named in the title"));
        }
    }
}

/// The article or film that this answers, as a statement that is only referred to.
fn answered(cast: &mut Cast<'_>, out: &mut Statement, index: usize, draft: &Draft, day: Option<Date>) {
    if !matches!(
        out.kind,
        StatementKind::LetterToEditor | StatementKind::Article | StatementKind::Comment | StatementKind::AnswerToMedia
    ) {
        return;
    }
    let Some(first) = out.turns.first() else { return };
    let Some(found) = link::referenced(&first.text, &draft.title, out.kind, day) else { return };
    let mut other = empty_statement();
    other.kind = found.kind;
    other.title = found.title.clone();
    other.published = found.published;
    other.holding = Holding::Referenced;
    other.publisher = found.publisher.as_ref().map(|p| cast.organisation(p, OrganisationKind::MediaOutlet, None));
    other.authors = found.author.as_ref().and_then(|a| people::person(cast, a)).into_iter().collect();
    other.language.clone_from(&out.language);
    let published = other.published.as_ref().map_or("", |d| d.edtf.as_str());
    other.key = format!("referenced:{}:{}:{published}", plain(found.publisher.as_deref().unwrap_or("")), plain(&found.title));
    other.source_text.clone_from(&found.phrase);
    let to = cast.page.statements.len();
    cast.page.statements.push(other);
    cast.page.links.push(Link { from: index, to, kind: LinkKind::RespondsTo, phrase: Some(found.phrase), basis: stated() });
}

fn holding(out: &mut Statement, draft: &Draft) {
    let last = out.turns.iter().rev().find(|t| t.kind != TurnKind::Scene).map(|t| t.completeness);
    let repeats_title = out.turns.len() == 1 && out.turns.first().is_some_and(|t| plain(&t.text) == plain(&out.title));
    if repeats_title {
        out.turns.clear();
    }
    out.holding = if out.turns.is_empty() && (draft.listed || out.summary.is_none()) {
        if out.summary.is_some() { Holding::Teaser } else { Holding::TitleOnly }
    } else if draft.listed {
        Holding::Teaser
    } else if last == Some(Completeness::Excerpt) || out.turns.iter().any(|t| t.completeness == Completeness::Excerpt) {
        Holding::Excerpt
    } else {
        Holding::Full
    };
}

fn source_text(out: &Statement, pieces: &[Piece]) -> String {
    let mut all = vec![out.title.clone()];
    all.extend(out.summary.clone());
    for piece in pieces {
        let label = piece
            .label
            .as_ref()
            .map(|l| match &l.note {
                Some(note) => format!("{} ({note}): ", l.text),
                None => format!("{}: ", l.text),
            })
            .unwrap_or_default();
        all.push(format!("{label}{}", piece.text));
    }
    fold(&all.join("\n"))
}

fn key(out: &Statement, draft: &Draft) -> String {
    if let Some(path) = draft.url.as_deref().and_then(|u| PATH.captures(u)).and_then(|c| c.get(1)) {
        return path.as_str().trim_end_matches('/').to_owned();
    }
    let date = [&out.made, &out.posted, &out.published].into_iter().flatten().next().map_or("", |d| d.edtf.as_str());
    let words: Vec<String> =
        plain(&out.title).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    format!("{}@{date}", words.join("-"))
}

/// English unless the letters say otherwise.
fn language(draft: &Draft) -> String {
    let text: String = std::iter::once(draft.title.as_str())
        .chain(draft.body.iter().take(5).map(|b| b.text.as_str()))
        .collect::<Vec<_>>()
        .join(" ");
    let share = |low: char, high: char| {
        text.chars().filter(|c| (low..=high).contains(c)).count() * 3 > text.chars().filter(|c| c.is_alphabetic()).count()
    };
    if share('\u{400}', '\u{4ff}') {
        "ru"
    } else if share('\u{4e00}', '\u{9fff}') {
        "zh"
    } else if share('\u{600}', '\u{6ff}') {
        "ar"
    } else {
        "en"
    }
    .to_owned()
}

fn empty_statement() -> Statement {
    Statement {
        key: String::new(),
        kind: StatementKind::Other,
        title: String::new(),
        summary: None,
        language: None,
        made: None,
        sent: None,
        published: None,
        posted: None,
        holding: Holding::Full,
        publisher: None,
        authors: Vec::new(),
        event: None,
        place: None,
        topics: Vec::new(),
        countries: Vec::new(),
        turns: Vec::new(),
        external_ids: Vec::new(),
        source_text: String::new(),
    }
}
