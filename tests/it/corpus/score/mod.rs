//! Compares what a reader found in a page with the gold file of that page.
//!
//! [`score`] gives, for each [`Category`], how many facts of the gold were found, missed, and how many were found that the gold
//! does not have. What the gold does not speak of is not counted at all; where a list of the gold is known to be incomplete
//! (`complete: false`), only found and missed are counted. Names are compared without case, accents and order of words; labels and text without
//! white space. The gold files are described in `corpus/README.md`.
mod events;
mod gold;
mod names;
mod report;
#[cfg(test)]
mod self_test;
mod statements;
mod turns;
mod words;

pub use gold::Gold;
pub use report::{Category, Report};
#[cfg(test)]
pub use words::{same_name, same_office};

use api::reader::page::Page;
use events::{events, links};
use names::{countries, offices, organisations, people, places, text};
use statements::{pair_statements, statement};
use std::collections::BTreeSet;
use words::shorten;

/// Scores one page against its gold.
pub fn score(gold: &Gold, page: &Page) -> Report {
    let mut report = Report::default();
    let pairs = pair_statements(gold, page);
    for (i, wanted) in gold.statements.iter().enumerate() {
        match pairs.get(&i).and_then(|at| page.statements.get(*at)) {
            Some(found) => {
                report.found(Category::Statements, gold.statements_complete || gold.listing);
                statement(wanted, found, page, &mut report);
            }
            None if wanted.optional => {}
            None => {
                report.missed(Category::Statements, format!("{} {}", wanted.kind.join("/"), shorten(&wanted.title)));
                for turn in wanted.turns.iter().flat_map(|t| &t.list) {
                    report.missed(Category::Turns, format!("{:?} {} (its statement was not found)", turn.label, turn.start));
                }
            }
        }
    }
    if gold.statements_complete || gold.listing {
        let used: BTreeSet<usize> = pairs.values().copied().collect();
        for (_, extra) in page.statements.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            report.wrong(Category::Statements, format!("{:?} {}", extra.kind, shorten(&extra.title)));
        }
    }
    if let Some(url) = &gold.url {
        report.value(Category::Urls, page.url.as_ref() == Some(url), page.url.as_deref(), url);
    }
    text(gold, page, &mut report);
    people(gold, page, &mut report);
    offices(gold, page, &mut report);
    countries(gold, page, &mut report);
    organisations(gold, page, &mut report);
    places(gold, page, &mut report);
    events(gold, page, &pairs, &mut report);
    links(gold, page, &pairs, &mut report);
    report
}
