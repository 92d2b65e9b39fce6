//! Events, and links between statements.
use super::gold::*;
use super::report::{Category, Report};
use super::words::*;
use api::reader::kind::EventKind;
use api::reader::page::*;
use std::collections::{BTreeMap, BTreeSet};

/// Points for an event of the page as the wanted one; 0 when it cannot be.
fn event_points(wanted: &GoldEvent, found: &Event, page: &Page) -> u32 {
    let name = squash(&found.name);
    let kind = wanted.kind.is_empty() || wanted.kind.contains(&wire(&found.kind));
    let word = |w: &String| w.split('|').any(|form| name.contains(&squash(form)));
    let named = !wanted.words.is_empty() && wanted.words.iter().all(word);
    let start = wanted.start.is_some() && found.start.as_ref().map(|d| &d.edtf) == wanted.start.as_ref();
    let place = wanted.place.as_ref().is_some_and(|p| place_is(found, p, page));
    let kind_is_series = found.kind == EventKind::Series;
    if kind_is_series != wanted.kind.iter().any(|k| k == "SERIES") {
        return 0;
    }
    if named || (start && kind && (wanted.words.is_empty() || place)) {
        1 + u32::from(kind) * 2 + u32::from(named) * 3 + u32::from(start) * 3 + u32::from(place)
    } else {
        0
    }
}

fn place_is(event: &Event, place: &str, page: &Page) -> bool {
    event.place.and_then(|p| page.places.get(p)).is_some_and(|p| {
        let (a, b) = (squash(&p.name), squash(place));
        a.contains(&b) || b.contains(&a)
    })
}

pub(super) fn events(gold: &Gold, page: &Page, pairs: &BTreeMap<usize, usize>, report: &mut Report) {
    let Some(list) = &gold.events else { return };
    let mut candidates = Vec::new();
    for (i, wanted) in list.list.iter().enumerate() {
        for (j, found) in page.events.iter().enumerate() {
            let points = event_points(wanted, found, page);
            if points > 0 {
                candidates.push((std::cmp::Reverse(points), i, j));
            }
        }
    }
    candidates.sort();
    let (mut partner, mut used) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in candidates {
        if !partner.contains_key(&i) && !used.contains(&j) {
            used.insert(j);
            partner.insert(i, j);
        }
    }
    let at = |id: &str| list.list.iter().position(|e| e.id == id).and_then(|i| partner.get(&i).copied());
    let statement_at = |id: &str| gold.statements.iter().position(|s| s.id == id).and_then(|i| pairs.get(&i).copied());
    for (i, wanted) in list.list.iter().enumerate() {
        let name =
            wanted.name.clone().unwrap_or_else(|| format!("{} {}", wanted.kind.join("/"), wanted.start.as_deref().unwrap_or("")));
        let Some(found) = partner.get(&i).and_then(|j| page.events.get(*j)) else {
            if !wanted.optional {
                report.missed(Category::Events, &name);
            }
            continue;
        };
        report.found(Category::Events, list.complete);
        for (which, want, got) in [("start", &wanted.start, &found.start), ("end", &wanted.end, &found.end)] {
            if let Some(want) = want {
                let got = got.as_ref().map(|d| d.edtf.as_str());
                let same_day = which == "end" && got.is_none() && wanted.start.as_ref() == Some(want);
                report.value(
                    Category::EventDates,
                    got == Some(want.as_str()) || same_day,
                    got,
                    format!("{which} {want} of {name}"),
                );
            }
        }
        let mut detail = |right: bool, what: String| {
            if right { report.found(Category::EventDetails, false) } else { report.missed(Category::EventDetails, what) }
        };
        if let Some(place) = &wanted.place {
            detail(place_is(found, place, page), format!("place {place} of {name}"));
        }
        if let Some(status) = &wanted.status {
            let is = wire(&found.status);
            detail(status.split('|').any(|s| s == is), format!("status {status} of {name}, found {is}"));
        }
        if let Some(parent) = &wanted.parent {
            detail(found.parent.is_some() && found.parent == at(parent), format!("parent {parent} of {name}"));
        }
        if let Some(series) = &wanted.series {
            detail(found.series.is_some() && found.series == at(series), format!("series {series} of {name}"));
        }
        if let Some(ordinal) = wanted.ordinal {
            detail(found.ordinal == Some(ordinal), format!("ordinal {ordinal} of {name}"));
        }
        let taking_part: Vec<String> = found.participants.iter().flat_map(|p| participant_names(p, page)).collect();
        for who in &wanted.participants {
            detail(who.split('|').any(|w| taking_part.iter().any(|t| same_name(t, w))), format!("participant {who} of {name}"));
        }
        for (what, wanted_in, found_in) in [
            ("announced in", &wanted.announced_in, &found.announced_in),
            ("confirmed by", &wanted.confirmed_by, &found.confirmed_by),
        ] {
            for id in wanted_in {
                detail(statement_at(id).is_some_and(|s| found_in.contains(&s)), format!("{name} {what} {id}"));
            }
        }
    }
    if list.complete {
        for (_, extra) in page.events.iter().enumerate().filter(|(j, _)| !used.contains(j)) {
            report.wrong(
                Category::Events,
                format!("{:?} {} {}", extra.kind, extra.name, extra.start.as_ref().map_or("", |d| &d.edtf)),
            );
        }
    }
}

fn participant_names(participant: &Participant, page: &Page) -> Vec<String> {
    let country = participant.country.and_then(|i| page.countries.get(i));
    [
        participant.person.and_then(|i| page.people.get(i)).map(|p| p.name.clone()),
        participant.office.and_then(|i| page.offices.get(i)).map(|o| o.title.clone()),
        country.map(|c| c.name.clone()),
        country.and_then(|c| c.alpha2.clone()),
        participant.organisation.and_then(|i| page.organisations.get(i)).map(|o| o.name.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn links(gold: &Gold, page: &Page, pairs: &BTreeMap<usize, usize>, report: &mut Report) {
    let Some(list) = &gold.links else { return };
    let at = |id: &str| gold.statements.iter().position(|s| s.id == id).and_then(|i| pairs.get(&i).copied());
    let mut used = BTreeSet::new();
    for wanted in &list.list {
        let hit = at(&wanted.from)
            .zip(at(&wanted.to))
            .and_then(|(from, to)| page.links.iter().position(|l| l.from == from && l.to == to && wire(&l.kind) == wanted.kind));
        match hit {
            Some(i) => {
                used.insert(i);
                report.found(Category::Links, list.complete);
            }
            None if wanted.optional => {}
            None => report.missed(Category::Links, format!("{} {} {}", wanted.from, wanted.kind, wanted.to)),
        }
    }
    if list.complete {
        let title = |i: usize| page.statements.get(i).map_or("?".to_string(), |s| shorten(&s.title));
        for (_, l) in page.links.iter().enumerate().filter(|(i, _)| !used.contains(i)) {
            report.wrong(Category::Links, format!("{} {} {}", title(l.from), wire(&l.kind), title(l.to)));
        }
    }
}
