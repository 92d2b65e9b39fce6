//! Statements: pairing them, and the facts of one statement.
use super::gold::*;
use super::names::is_organisation;
use super::report::{Category, Report};
use super::turns::turns;
use super::words::*;
use api::reader::kind::Holding;
use api::reader::page::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Gold statement → statement of the page, best matches first.
pub(super) fn pair_statements(gold: &Gold, page: &Page) -> BTreeMap<usize, usize> {
    let mut candidates = Vec::new();
    for (i, wanted) in gold.statements.iter().enumerate() {
        for (j, found) in page.statements.iter().enumerate() {
            let referenced = wanted.holding.iter().any(|h| h == "REFERENCED");
            if referenced != (found.holding == Holding::Referenced) {
                continue;
            }
            let kind = wanted.kind.contains(&wire(&found.kind));
            let alike =
                std::iter::once(&wanted.title).chain(&wanted.titles).map(|t| likeness(t, &found.title)).max().unwrap_or(0);
            let dated = wanted.dates.iter().any(|(role, date)| date_of(found, role).is_some_and(|d| d.edtf == date.edtf));
            let points = alike + if kind { 15 } else { 0 } + if dated { 15 } else { 0 };
            if alike >= 50 || (alike >= 30 && kind) {
                candidates.push((points, i, j));
            }
        }
    }
    candidates.sort_by_key(|(points, i, j)| (std::cmp::Reverse(*points), *i, *j));
    let (mut pairs, mut used) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in candidates {
        if !pairs.contains_key(&i) && used.insert(j) {
            pairs.insert(i, j);
        }
    }
    if gold.statements.len() == 1 && page.statements.len() == 1 && pairs.is_empty() {
        pairs.insert(0, 0); // whatever its title
    }
    pairs
}

/// 0 to 100: how many words two titles share.
fn likeness(a: &str, b: &str) -> usize {
    if squash(a) == squash(b) {
        return 100;
    }
    if squash(b).starts_with(&squash(a)) && !a.is_empty() {
        return 80; // a title with its date or place kept on
    }
    let (a, b) = (words(a), words(b));
    let all = a.union(&b).count();
    (a.intersection(&b).count() * 99).checked_div(all).unwrap_or(0)
}

fn date_of<'a>(statement: &'a Statement, role: &str) -> Option<&'a FuzzyDate> {
    match role {
        "made" => statement.made.as_ref(),
        "sent" => statement.sent.as_ref(),
        "published" => statement.published.as_ref(),
        "posted" => statement.posted.as_ref(),
        _ => None,
    }
}

pub(super) fn statement(wanted: &GoldStatement, found: &Statement, page: &Page, report: &mut Report) {
    let title = shorten(&wanted.title);
    if !found.title.is_empty() && wanted.titles.is_empty() {
        report.value(Category::Titles, squash(&wanted.title) == squash(&found.title), Some(&found.title), &title);
    }
    if !wanted.kind.is_empty() {
        let kind = wire(&found.kind);
        report.value(
            Category::StatementKinds,
            wanted.kind.contains(&kind),
            Some(&kind),
            format!("{} of {title}", wanted.kind.join("/")),
        );
    }
    if !wanted.holding.is_empty() {
        let holding = wire(&found.holding);
        report.value(
            Category::Holdings,
            wanted.holding.contains(&holding),
            Some(&holding),
            format!("{} of {title}", wanted.holding.join("/")),
        );
    }
    if let Some(publisher) = &wanted.publisher {
        let got = found.publisher.and_then(|o| page.organisations.get(o));
        report.value(
            Category::Publishers,
            got.is_some_and(|o| is_organisation(publisher, o)),
            got.map(|o| o.name.as_str()),
            format!("{publisher} of {title}"),
        );
    }
    if !wanted.authors.is_empty() {
        let authors: Vec<&str> = found.authors.iter().filter_map(|a| page.people.get(*a)).map(|p| p.name.as_str()).collect();
        compare(
            Category::Authors,
            true,
            wanted.authors.iter(),
            &authors,
            |w, f| same_name(w, f) || words(w).is_subset(&words(f)),
            report,
        );
    }
    for role in ["made", "sent", "published", "posted"] {
        let other_roles = wanted.dates.get(role).map_or(&[][..], |d| &d.roles);
        let got = date_of(found, role).or_else(|| other_roles.iter().find_map(|r| date_of(found, r)));
        match wanted.dates.get(role) {
            Some(date) => {
                let right = got.is_some_and(|d| d.edtf == date.edtf);
                report.value(Category::Dates, right, got.map(|d| d.edtf.as_str()), format!("{role} {} of {title}", date.edtf));
                if let (true, Some(resolution), Some(d)) = (right, &date.resolution, got) {
                    let is = wire(&d.resolution);
                    report.value(
                        Category::DateResolutions,
                        is == *resolution,
                        Some(&is),
                        format!("{role} {} is {resolution} of {title}", date.edtf),
                    );
                }
            }
            None if wanted.dates_complete => {
                if let Some(d) = got {
                    report.wrong(Category::Dates, format!("{role} {} of {title}", d.edtf));
                }
            }
            None => {}
        }
    }
    if let Some(place) = &wanted.place {
        let got = found.place.and_then(|p| page.places.get(p)).map(|p| p.name.as_str());
        let right = got.is_some_and(|p| squash(place).contains(&squash(p)) || squash(p).contains(&squash(place)));
        report.value(Category::StatementPlaces, right, got, format!("{place} of {title}"));
    }
    if let Some(topics) = &wanted.topics {
        let labels: Vec<&str> = found.topics.iter().filter_map(|t| page.topics.get(*t)).map(|t| t.label.as_str()).collect();
        compare(Category::Topics, true, topics.iter().map(|t| t.label.clone()), &labels, |w, f| squash(w) == squash(f), report);
    }
    if let Some(list) = &wanted.turns {
        turns(list, found, page, report);
    }
}

/// Each wanted thing against the list of found ones; each found one is used once.
pub(super) fn compare<W: fmt::Display, F: fmt::Display>(
    category: Category,
    complete: bool,
    wanted: impl Iterator<Item = W>,
    found: &[F],
    same: impl Fn(&W, &F) -> bool,
    report: &mut Report,
) {
    let mut used = BTreeSet::new();
    for w in wanted {
        let hits: Vec<usize> = found.iter().enumerate().filter(|(_, f)| same(&w, f)).map(|(i, _)| i).collect();
        if hits.is_empty() {
            report.missed(category, &w)
        } else {
            report.found(category, complete)
        }
        used.extend(hits);
    }
    if complete {
        for (_, f) in found.iter().enumerate().filter(|(i, _)| !used.contains(i)) {
            report.wrong(category, f);
        }
    }
}
