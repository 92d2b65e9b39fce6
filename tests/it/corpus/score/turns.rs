//! Turns: alignment in order, then speaker, office and addressees of each pair.
use super::gold::*;
use super::names::{is_organisation, names, surname_of, target_name};
use super::report::{Category, Report};
use super::statements::compare;
use super::words::*;
use api::reader::kind::TurnKind;
use api::reader::page::*;

/// How well two turns agree: label 1, start 2, end 2.
fn agreement(wanted: &GoldTurn, found: &Turn) -> (bool, bool, bool) {
    let label = match (&wanted.label, &found.label) {
        (Some(w), Some(f)) => label_essence(w) == label_essence(f),
        (None, None) => true,
        _ => false,
    };
    let (text, start) = (essence(&found.text), essence(&wanted.start));
    let ends = |end: &String| Some(essence(end)).is_some_and(|end| text.ends_with(&end) && end.is_empty() == text.is_empty());
    (
        label,
        text.starts_with(&start) && start.is_empty() == text.is_empty(),
        std::iter::once(&wanted.end).chain(&wanted.ends).any(ends),
    )
}

pub(super) fn turns(list: &List<GoldTurn>, found: &Statement, page: &Page, report: &mut Report) {
    let bare = list.list.iter().any(|t| t.label.is_none());
    let spoken: Vec<&Turn> = found
        .turns
        .iter()
        .filter(|t| {
            t.label.is_some() || matches!(t.kind, TurnKind::Question | TurnKind::Answer) || (bare && t.kind == TurnKind::Speech)
        })
        .collect();
    let partners = align(&list.list, &spoken);
    for (wanted, at) in list.list.iter().zip(&partners) {
        let Some(turn) = at.and_then(|j| spoken.get(j)) else {
            if wanted.optional {
                continue;
            }
            report.missed(Category::Turns, format!("{} “{}”", wanted.label.as_deref().unwrap_or("–"), wanted.start));
            if matches!(wanted.speaker, Some(Some(_))) {
                report.missed(Category::Speakers, format!("{} (turn not found)", wanted.label.as_deref().unwrap_or("–")));
            }
            continue;
        };
        let (label, start, end) = agreement(wanted, turn);
        if label && start && end {
            report.found(Category::Turns, list.complete);
        } else {
            let flat: Vec<char> = turn.text.chars().collect();
            let ends: String = flat.iter().skip(flat.len().saturating_sub(40)).collect();
            let why = match (label, start, end) {
                (false, _, _) => format!("label {:?}", turn.label),
                (_, false, _) => format!("starts “{}”", turn.text.chars().take(40).collect::<String>()),
                _ => format!("ends “{ends}” not “{}”", wanted.end),
            };
            report.missed(Category::Turns, format!("{} “{}”: {why}", wanted.label.as_deref().unwrap_or("–"), wanted.start));
            if list.complete {
                report.counts.entry(Category::Turns).or_default().wrong += 1;
            }
        }
        one_turn(wanted, turn, page, report);
    }
    if list.complete {
        for (_, extra) in spoken.iter().enumerate().filter(|(j, _)| !partners.contains(&Some(*j))) {
            report.wrong(Category::Turns, format!("{} “{}”", extra.label.as_deref().unwrap_or("–"), shorten(&extra.text)));
        }
    }
}

fn one_turn(wanted: &GoldTurn, turn: &Turn, page: &Page, report: &mut Report) {
    let label = wanted.label.as_deref().unwrap_or("–");
    if let Some(kind) = &wanted.kind {
        let is = wire(&turn.kind);
        report.value(Category::TurnKinds, is == *kind, Some(&is), format!("{kind} of {label} “{}”", wanted.start));
    }
    let speaker = turn.speaker.and_then(|s| page.people.get(s));
    match &wanted.speaker {
        Some(Some(name)) => {
            let also = wanted.speaker_also.as_deref().unwrap_or(name);
            let right =
                speaker.is_some_and(|p| names(p).any(|n| same_name(n, name) || same_name(n, also)) || surname_of(name, p));
            report.value(
                Category::Speakers,
                right,
                speaker.map(|p| p.name.as_str()),
                format!("{name} of {label} “{}”", wanted.start),
            );
        }
        Some(None) => {
            if let Some(person) = speaker {
                report.wrong(Category::Speakers, format!("{} of {label} “{}”, where nobody is named", person.name, wanted.start));
            }
        }
        None => {}
    }
    if let Some(office) = &wanted.office {
        let got = turn.tenure.and_then(|t| page.tenures.get(t)).and_then(|t| page.offices.get(t.office));
        let right = got.is_some_and(|o| same_office(office, &o.title));
        report.value(
            Category::TurnOffices,
            right,
            got.map(|o| o.title.as_str()),
            format!("{office} of {label} “{}”", wanted.start),
        );
    }
    if let Some(organisation) = &wanted.organisation {
        let got = turn.organisation.and_then(|o| page.organisations.get(o));
        let right = got.is_some_and(|o| is_organisation(organisation, o));
        report.value(
            Category::Speakers,
            right,
            got.map(|o| o.name.as_str()),
            format!("{organisation} (organisation) of {label} “{}”", wanted.start),
        );
    }
    if let Some(addressees) = &wanted.addressees {
        let found: Vec<String> = turn.addressees.iter().map(|a| target_name(a.target, page)).collect();
        compare(Category::Addressees, true, addressees.iter().cloned(), &found, |w, f| same_name(w, f), report);
    }
}

/// For each gold turn, the index of its partner: the best pairing in order (dynamic programming over both sequences).
fn align(gold: &[GoldTurn], found: &[&Turn]) -> Vec<Option<usize>> {
    let (n, m) = (gold.len(), found.len());
    let width = m + 1;
    let mut weight = vec![0u32; n * m.max(1)];
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            let (label, start, end) = agreement(g, f);
            // a label alone pairs two turns only weakly: "Question" is everywhere
            weight[i * m + j] = u32::from(start) * 4 + u32::from(end) * 4 + u32::from(label && (start || end)) * 3;
        }
    }
    let mut best = vec![0u32; (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let w = weight[i * m + j];
            let both = if w > 0 { w + best[(i + 1) * width + j + 1] } else { 0 };
            best[i * width + j] = both.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut partner, mut i, mut j) = (vec![None; n], 0, 0);
    while i < n && j < m {
        let w = weight[i * m + j];
        if w > 0 && best[i * width + j] == w + best[(i + 1) * width + j + 1] {
            partner[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if best[i * width + j] == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    partner
}
