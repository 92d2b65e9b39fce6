//! What a page names: its text, people, offices, countries, organisations, places.
use super::gold::*;
use super::report::{Category, Report};
use super::statements::compare;
use super::words::*;
use api::reader::kind::Holding;
use api::reader::page::*;
use std::collections::BTreeSet;

/// `forms` are names divided by `|`; `~embassy` is a part of a name.
pub(super) fn is_organisation(forms: &str, found: &Organisation) -> bool {
    forms.split('|').any(|form| {
        std::iter::once(&found.name).chain(&found.other_names).any(|n| match form.strip_prefix('~') {
            Some(part) => squash(n).contains(&squash(part)),
            None => squash(n).trim_start_matches("the") == squash(form).trim_start_matches("the"),
        })
    })
}

pub(super) fn names(person: &Person) -> impl Iterator<Item = &str> {
    std::iter::once(person.name.as_str()).chain(person.other_names.iter().map(String::as_str))
}

/// A gold name of one word is a surname: the last word of the person's name.
pub(super) fn surname_of(name: &str, person: &Person) -> bool {
    words(name).len() == 1 && person.name.split_whitespace().last().is_some_and(|last| squash(last) == squash(name))
}

pub(super) fn target_name(target: Target, page: &Page) -> String {
    match target {
        Target::Person(i) => page.people.get(i).map(|p| p.name.clone()),
        Target::Office(i) => page.offices.get(i).map(|o| o.title.clone()),
        Target::Country(i) => page.countries.get(i).map(|c| c.name.clone()),
        Target::Organisation(i) => page.organisations.get(i).map(|o| o.name.clone()),
        Target::Place(i) => page.places.get(i).map(|p| p.name.clone()),
        Target::Event(i) => page.events.get(i).map(|e| e.name.clone()),
    }
    .unwrap_or_else(|| format!("dangling {target:?}"))
}

/// Nothing of the statements lost, nothing of the page's furniture kept.
pub(super) fn text(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(wanted) = &gold.text else { return };
    let parts: Vec<&str> = page
        .statements
        .iter()
        .filter(|s| s.holding != Holding::Referenced)
        .flat_map(|s| s.summary.iter().map(String::as_str).chain(s.turns.iter().flat_map(|t| t.text.split("\n\n"))))
        .filter(|p| !essence(p).is_empty())
        .collect();
    let whole: String = parts.iter().map(|p| essence(p)).collect::<Vec<_>>().join("\n");
    let mut allowed: Vec<String> = Vec::new();
    for paragraph in &wanted.list {
        let start = essence(&paragraph.start);
        if whole.contains(&start) {
            report.found(Category::Text, wanted.complete)
        } else {
            report.missed(Category::Text, &paragraph.start)
        }
        allowed.push(start);
    }
    if wanted.complete {
        let aside = gold.statements.iter().flat_map(|s| s.scenes.iter().chain(&s.pull_quotes).chain(std::iter::once(&s.title)));
        allowed.extend(aside.chain(&wanted.allowed).map(|t| essence(t)));
        for part in parts {
            let flat = essence(part);
            if !allowed.iter().any(|a| !a.is_empty() && (flat.starts_with(a.as_str()) || a.starts_with(&flat))) {
                report.wrong(Category::Text, shorten(part));
            }
        }
    }
}

fn is_person(wanted: &GoldName, person: &Person) -> bool {
    let by_id =
        wanted.id.as_ref().is_some_and(|id| person.external_ids.iter().any(|e| e.scheme.contains("kremlin") && e.value == *id));
    let forms = || wanted.name.iter().chain(&wanted.forms);
    let part = |name: &String| words(&person.name).len() > 1 && words(&person.name).is_subset(&words(name));
    by_id
        || wanted.name.iter().any(part)
        || names(person).any(|n| forms().any(|f| same_name(n, f)))
        || wanted.name.iter().any(|n| surname_of(n, person))
}

pub(super) fn people(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(list) = &gold.people else { return };
    let mut used = BTreeSet::new();
    for wanted in &list.list {
        let hits: Vec<usize> = page.people.iter().enumerate().filter(|(_, p)| is_person(wanted, p)).map(|(i, _)| i).collect();
        let shown = wanted.name.as_deref().unwrap_or("?");
        match hits.len() {
            0 => report.missed(Category::People, shown),
            1 => report.found(Category::People, list.complete),
            _ => {
                report.found(Category::People, true);
                let twice: Vec<&str> = hits.iter().filter_map(|i| page.people.get(*i)).map(|p| p.name.as_str()).collect();
                report.wrong(Category::People, format!("{shown} is there {} times: {}", hits.len(), twice.join(" | ")));
            }
        }
        used.extend(hits);
    }
    if list.complete {
        let allowed = |p: &Person| names(p).any(|n| list.allowed.iter().any(|a| same_name(a, n)));
        for (_, extra) in page.people.iter().enumerate().filter(|(i, p)| !used.contains(i) && !allowed(p)) {
            report.wrong(Category::People, &extra.name);
        }
    }
}

pub(super) fn offices(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(list) = &gold.offices else { return };
    let held: Vec<(&Person, &Office)> =
        page.tenures.iter().filter_map(|t| Some((page.people.get(t.person)?, page.offices.get(t.office)?))).collect();
    let fits = |wanted: &GoldOffice, person: &Person, office: &Office| {
        (names(person).any(|n| same_name(n, &wanted.person)) || surname_of(&wanted.person, person))
            && std::iter::once(&wanted.office).chain(&wanted.also).any(|o| same_office(o, &office.title))
    };
    for wanted in &list.list {
        if held.iter().any(|(p, o)| fits(wanted, p, o)) {
            report.found(Category::Offices, list.complete);
        } else {
            let has: Vec<&str> = held
                .iter()
                .filter(|(p, _)| names(p).any(|n| same_name(n, &wanted.person)))
                .map(|(_, o)| o.title.as_str())
                .collect();
            report.missed(Category::Offices, format!("{}, {} (has: {})", wanted.person, wanted.office, has.join(" | ")));
        }
    }
    if list.complete {
        for (p, o) in held.iter().filter(|(p, o)| !list.list.iter().any(|w| fits(w, p, o))) {
            report.wrong(Category::Offices, format!("{}, {}", p.name, o.title));
        }
    }
}

pub(super) fn countries(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(list) = &gold.countries else { return };
    let same = |w: &GoldCountry, c: &Country| {
        c.alpha2.as_deref() == Some(w.alpha2.as_str())
            || c.external_ids.iter().any(|e| e.value == w.alpha2)
            || squash(&c.name) == squash(&w.name)
    };
    for wanted in &list.list {
        if page.countries.iter().any(|c| same(wanted, c)) {
            report.found(Category::Countries, list.complete);
        } else {
            report.missed(Category::Countries, format!("{} {}", wanted.alpha2, wanted.name));
        }
    }
    if list.complete {
        let allowed = |c: &Country| c.alpha2.as_ref().is_some_and(|code| list.allowed.contains(code));
        for extra in page.countries.iter().filter(|c| !allowed(c) && !list.list.iter().any(|w| same(w, c))) {
            report.wrong(Category::Countries, &extra.name);
        }
    }
}

pub(super) fn organisations(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(list) = &gold.organisations else { return };
    let key = |s: &str| squash(s).trim_start_matches("the").to_string();
    let mut used = BTreeSet::new();
    for wanted in &list.list {
        let forms: Vec<String> = std::iter::once(&wanted.name).chain(&wanted.forms).map(|f| key(f)).collect();
        let hits: Vec<usize> = page
            .organisations
            .iter()
            .enumerate()
            .filter(|(_, o)| std::iter::once(&o.name).chain(&o.other_names).any(|n| forms.contains(&key(n))))
            .map(|(i, _)| i)
            .collect();
        match hits.first().and_then(|i| page.organisations.get(*i)) {
            None => report.missed(Category::Organisations, &wanted.name),
            Some(found) => {
                report.found(Category::Organisations, list.complete);
                if !wanted.kind.is_empty() {
                    let kind = wire(&found.kind);
                    report.value(
                        Category::OrganisationKinds,
                        wanted.kind.contains(&kind),
                        Some(&kind),
                        format!("{} is {}", wanted.name, wanted.kind.join("/")),
                    );
                }
            }
        }
        if hits.len() > 1 {
            report.wrong(Category::Organisations, format!("{} is there {} times", wanted.name, hits.len()));
        }
        used.extend(hits);
    }
    if list.complete {
        let allowed = |o: &Organisation| list.allowed.iter().any(|a| is_organisation(a, o));
        for (_, extra) in page.organisations.iter().enumerate().filter(|(i, o)| !used.contains(i) && !allowed(o)) {
            report.wrong(Category::Organisations, format!("{} ({:?})", extra.name, extra.kind));
        }
    }
}

pub(super) fn places(gold: &Gold, page: &Page, report: &mut Report) {
    let Some(list) = &gold.places else { return };
    let wanted =
        list.list.iter().map(|w| std::iter::once(&w.name).flatten().chain(&w.forms).cloned().collect::<Vec<_>>().join(" | "));
    let found: Vec<&str> = page.places.iter().map(|p| p.name.as_str()).collect();
    compare(Category::Places, list.complete, wanted, &found, |w, f| w.split(" | ").any(|form| squash(form) == squash(f)), report);
}
