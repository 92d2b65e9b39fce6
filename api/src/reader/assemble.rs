//! Puts a page together: understands each draft with what the whole page tells, in two rounds (full names, then everything else).
use super::block::{Draft, Sheet, fold, plain};
use super::cast::{Cast, computed, stated};
use super::country::{Seat, seats};
use super::date;
use super::event::{self, Occurred};
use super::evidence::{self, Evidence};
use super::gazetteer::Gazetteer;
use super::kind::{Completeness, EventKind, Holding, OrganisationKind, StatementKind, TurnKind};
use super::mention;
use super::occasion::{self, Occasion};
use super::office::{Phrase, scan};
use super::organisation;
use super::page::{Addressee, Basis, ExternalId, Page, Statement, StatementCountry, Target, Topic, Turn};
use super::pattern::patterns;
use super::people;
use super::publisher;
use super::refer;
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

pub fn page(sheet: &Sheet, encoding: String, gazetteer: &Gazetteer) -> Page {
    let mut cast = Cast::new(gazetteer);
    cast.page.url.clone_from(&sheet.url);
    cast.page.rendered.clone_from(&sheet.rendered);
    cast.page.licence.clone_from(&sheet.licence);
    cast.page.encoding = encoding;
    cast.page.media_type = sheet.media_type.to_owned();
    for draft in &sheet.drafts {
        let tags = draft.geography.iter().map(|t| t.label.as_str());
        std::iter::once(draft.title.as_str())
            .chain(tags)
            .chain(draft.lead.iter().map(String::as_str))
            .chain(draft.body.iter().map(|b| b.text.as_str()))
            .for_each(|text| cast.learn_countries(text));
    }
    publisher::publisher(&mut cast, sheet);
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
    // Offices printed with their seat come first, so that "Foreign Minister X" finds "Russian Foreign Minister X".
    for work in &works {
        let labels = work
            .pieces
            .iter()
            .filter_map(|p| p.label.as_ref())
            .flat_map(|l| scan(&speaker::readable(&l.text), gazetteer))
            .collect::<Vec<_>>();
        let all = work
            .title_phrases
            .iter()
            .chain(&work.byline_phrases)
            .chain(work.lead_phrases.iter().flatten())
            .chain(&labels)
            .chain(work.piece_phrases.iter().flatten());
        let seated: Vec<Phrase> = all
            .filter(|p| p.name.is_some() && p.office.as_ref().is_some_and(|o| !o.countries.is_empty() && !o.former))
            .cloned()
            .collect();
        speaker::note(&mut cast, &seated);
    }
    let statements = works.len();
    for _ in 0..statements {
        cast.page.statements.push(empty_statement());
    }
    for (index, work) in works.into_iter().enumerate() {
        let statement = statement(&mut cast, index, work, sheet);
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

fn work(mut draft: Draft, gazetteer: &Gazetteer) -> Work {
    let occasion = occasion::take(&mut draft.body);
    let of_record = [&draft.made, &draft.posted, &draft.published].into_iter().flatten().find_map(|d| date::first_day(&d.edtf));
    let title = title::parse(&draft.title, of_record);
    let day = title.made.as_ref().and_then(|d| date::first_day(&d.edtf)).or(of_record);
    let readable = speaker::readable(&draft.title);
    let title_phrases = scan(&readable, gazetteer);
    let byline_phrases: Vec<Phrase> = draft.byline.as_deref().map(|b| scan(b, gazetteer)).unwrap_or_default();
    let first = title::parse(&draft.title, None);
    let spoken = opening_speaker(&readable, &title_phrases).is_some() || !byline_phrases.is_empty();
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
    let opening = opening_speaker(&speaker::readable(&draft.title), &title_phrases)
        .and_then(|i| in_title.get(i))
        .or(in_byline.first())
        .and_then(|n| n.person.map(|p| (p, n.tenure)));
    publishing(cast, &mut out, &draft, opening);
    let asker = matches!(kind, StatementKind::AnswerToMedia)
        .then(|| organisation::asker(&draft.title))
        .flatten()
        .map(|m| cast.organisation(&m.name, OrganisationKind::MediaOutlet, None));
    let principals = principals(&in_title, speakers.iter().flatten().filter_map(|speaking| speaking.0));
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
        if kind == StatementKind::LetterToEditor
            && turn.kind == TurnKind::Speech
            && let Some(outlet) = organisation::media(&draft.title).into_iter().next()
        {
            let target = Target::Organisation(cast.organisation(&outlet.name, OrganisationKind::MediaOutlet, None));
            turn.addressees.push(Addressee {
                target,
                phrase: Some(draft.title.clone()),
                basis: computed("the letter is to its editor"),
            });
        }
        counterpart(cast, noted, turn.tenure);
        turn.mentions = mention::mentions(cast, &turn.text, noted);
        out.turns.push(turn);
    }
    for (at, noted) in noted.iter().enumerate() {
        if let Some(turn) = out.turns.get_mut(at) {
            let mut found = std::mem::take(&mut turn.mentions);
            event::in_text(cast, index, &turn.text, noted, day, turn.speaker, &mut found);
            found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
            turn.mentions = found;
        }
    }
    occasion_event(cast, &mut out, index, &draft, &title, &principals);
    topics_and_countries(cast, &mut out, &draft, &in_title, scheme);
    refer::answered(cast, &mut out, index, &draft, day);
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
fn principals(in_title: &[Noted], speakers: impl Iterator<Item = usize>) -> Vec<usize> {
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
        let is_state = tag.code.is_some() || has_government(&tag.label, draft);
        if let Some(country) = cast.tagged_country(&tag.label, tag.code.as_deref(), is_state, scheme) {
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

/// The title or the lead speaks of its president or of another member of its government: it is no town and no province.
fn has_government(name: &str, draft: &Draft) -> bool {
    let seats = ["of ", "of the Republic of "].map(|of| format!("{of}{name}"));
    let heads = ["President", "President-elect", "Prime Minister", "Foreign Minister", "Minister of Foreign Affairs"];
    let told = std::iter::once(&draft.title).chain(&draft.lead);
    told.into_iter().any(|text| heads.iter().any(|head| seats.iter().any(|seat| text.contains(&format!("{head} {seat}")))))
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

pub fn empty_statement() -> Statement {
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
