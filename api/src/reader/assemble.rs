//! Puts a page together: understands each draft with what the whole page tells, in two rounds (full names, then everything else).
use super::block::{Draft, Sheet};
use super::cast::Cast;
use super::date;
use super::event;
use super::evidence::{self, Evidence};
use super::gazetteer::Gazetteer;
use super::kind::{StatementKind, TurnKind};
use super::occasion::{self, Occasion};
use super::occasion_event;
use super::office::{Phrase, scan};
use super::opening;
use super::page::{Page, Statement};
use super::people;
use super::place;
use super::publisher;
use super::record;
use super::refer;
use super::speaker::{self, Noted};
use super::statement_country;
use super::title::{self, Title};
use super::turn::{Piece, cut_into_pieces};
use super::voices::{self, Voices};
use jiff::civil::Date;

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
        cast.page.statements.push(record::empty_statement());
    }
    for (index, work) in works.into_iter().enumerate() {
        let statement = statement(&mut cast, index, work, sheet);
        if let Some(slot) = cast.page.statements.get_mut(index) {
            *slot = statement;
        }
    }
    cast.page
}

/// The person with whom the summary or a report's first words begin.
fn subject(cast: &Cast<'_>, in_lead: &[Vec<Noted>], pieces: &[Piece], noted: &[Vec<Noted>]) -> Option<(usize, Option<usize>)> {
    let told = pieces.first().filter(|p| p.kind == TurnKind::Narrative).and_then(|_| noted.first());
    let first = in_lead.first().or(told)?.first().filter(|n| n.phrase.start < 30)?;
    let person = first.person?;
    Some((person, cast.page.tenures.iter().find(|t| t.person == person).map(|t| t.office)))
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
            evidence::of_pronoun(&piece.text, phrases, gazetteer);
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
    let spoken = opening::speaker(&readable, &title_phrases).is_some() || !byline_phrases.is_empty();
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
    // "Embassy Press Officer on …": with questions it is an answer to the media.
    if kind == StatementKind::Comment && asked && !draft.title.to_lowercase().contains("comment") {
        kind = StatementKind::AnswerToMedia;
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

fn statement(cast: &mut Cast<'_>, index: usize, work: Work, sheet: &Sheet) -> Statement {
    let mut out = record::empty_statement();
    let Work { draft, title, kind, occasion, day, title_phrases, byline_phrases, lead_phrases, pieces, piece_phrases } = work;
    let scheme = sheet.scheme.as_deref();
    out.kind = kind;
    out.title.clone_from(&draft.title);
    out.summary = (!draft.lead.is_empty()).then(|| draft.lead.join("\n\n"));
    out.language = sheet.language.clone().or_else(|| Some(record::language(&draft)));
    record::dates(&mut out, &draft, &title);
    let in_title = speaker::note(cast, &title_phrases);
    let in_byline = speaker::note(cast, &byline_phrases);
    let in_lead: Vec<Vec<Noted>> = lead_phrases.iter().map(|phrases| speaker::note(cast, phrases)).collect();
    // Labels first: they attest the offices in which people speak.
    let speakers: Vec<_> = pieces.iter().map(|p| p.label.as_ref().map(|l| speaker::resolve(cast, l))).collect();
    let noted: Vec<Vec<Noted>> = piece_phrases.iter().map(|p| speaker::note(cast, p)).collect();
    for tag in &draft.persons {
        people::tagged(cast, &tag.label, tag.code.as_deref(), scheme);
    }
    out.place =
        draft.place.as_deref().or(title.place.as_deref()).or(occasion.place.as_deref()).map(|p| place::place_named(cast, p));
    out.external_ids.clone_from(&draft.external_ids);
    let in_title_speaks = opening::speaker(&speaker::readable(&draft.title), &title_phrases).and_then(|i| in_title.get(i));
    // A letter's last words name who signs it.
    let signs = || {
        let last = pieces
            .iter()
            .zip(&noted)
            .rfind(|(p, _)| p.kind == TurnKind::Speech)
            .filter(|_| kind == StatementKind::LetterToEditor)?;
        let phrases: Vec<Phrase> = last.1.iter().map(|n| n.phrase.clone()).collect();
        opening::signature(&last.0.text, &phrases).and_then(|at| last.1.get(at))
    };
    let opening = in_title_speaks.or(in_byline.first()).or_else(signs).and_then(|n| n.person.map(|p| (p, n.tenure)));
    record::publishing(cast, &mut out, &draft, opening);
    let principals = voices::principals(&in_title, speakers.iter().flatten().filter_map(|speaking| speaking.0));
    let voices = Voices { title: &draft.title, opening, in_title: &in_title, principals: &principals };
    for ((piece, resolved), noted) in pieces.iter().zip(&speakers).zip(&noted) {
        let turn = voices::turn(cast, &out, &voices, piece, *resolved, noted);
        out.turns.push(turn);
    }
    voices::interview(cast, &mut out, opening);
    for (at, noted) in noted.iter().enumerate() {
        if let Some(turn) = out.turns.get_mut(at) {
            let mut found = std::mem::take(&mut turn.mentions);
            event::in_text(cast, index, &turn.text, noted, day, turn.speaker, &mut found);
            found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
            turn.mentions = found;
        }
    }
    occasion_event::occasion_event(cast, &mut out, index, &title, day, &principals, subject(cast, &in_lead, &pieces, &noted));
    statement_country::topics_and_countries(cast, &mut out, &draft, &in_title, scheme);
    refer::answered(cast, &mut out, index, &draft, day);
    record::holding(&mut out, &draft);
    out.source_text = record::source_text(&out, &pieces);
    out.key = record::key(&out, &draft);
    out
}
