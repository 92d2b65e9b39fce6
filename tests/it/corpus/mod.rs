//! How well the page reader reads: precision and recall on real pages, against gold files.
//!
//! `COMMUNIQUE_FAULTS=1 cargo test --workspace corpus -- --nocapture` lists every fault.

mod forms;
mod score;

use api::import::page::gazetteer;
use api::reader::{self, Gazetteer};
use score::{Category, Gold, Report, score};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::Database;

/// The least that is asked of each category, of recall and of precision, in percent.
type Floors = [(Category, f64)];

const KREMLIN: &Floors = &[
    (Category::Turns, 98.0),
    (Category::Speakers, 95.0),
    (Category::Countries, 95.0),
    (Category::Dates, 95.0),
    (Category::People, 90.0),
    (Category::Offices, 90.0),
];

const WHITE_HOUSE: &Floors =
    &[(Category::Turns, 98.0), (Category::Speakers, 95.0), (Category::Dates, 95.0), (Category::People, 90.0)];

const EMBASSY: &Floors = &[
    (Category::Turns, 98.0),
    (Category::Speakers, 95.0),
    (Category::Countries, 95.0),
    (Category::Dates, 95.0),
    (Category::People, 95.0),
    (Category::Offices, 95.0),
    (Category::Organisations, 95.0),
    (Category::Places, 90.0),
    (Category::Events, 95.0),
    (Category::EventDates, 95.0),
    (Category::EventDetails, 95.0),
    (Category::Links, 95.0),
];

#[test]
fn kremlin_pages_are_read_as_their_own_markup_has_them() {
    scored("kremlin pages, HTML", "kremlin", &pages("../api/data/pages/kremlin"), KREMLIN);
}

#[test]
fn kremlin_pages_are_read_as_well_without_their_markup() {
    scored("kremlin pages, plain text", "kremlin", &pages("fixtures/text/kremlin"), KREMLIN);
}

#[test]
fn white_house_briefings_are_read() {
    scored("briefings, HTML", "whitehouse", &pages("../api/data/pages/whitehouse"), WHITE_HOUSE);
    scored("briefings, plain text", "whitehouse", &pages("fixtures/text/whitehouse"), WHITE_HOUSE);
}

#[test]
fn the_embassy_page_is_read() {
    scored("embassy page", "embassy", &pages("../api/data/pages/embassy"), EMBASSY);
}

#[test]
fn no_page_however_broken_makes_the_reader_fail() {
    let gazetteer = known();
    for page in pages("../api/data/pages/embassy").iter().chain(pages("../api/data/pages/kremlin").iter().take(4)) {
        let bytes = std::fs::read(page).expect("a page");
        for cut in [1, 2, 3, 5, 7] {
            let _ = reader::read(&bytes[..bytes.len() / cut], &gazetteer);
            let _ = reader::read(&bytes[bytes.len() / cut..], &gazetteer);
            let thinned: Vec<u8> =
                bytes.iter().copied().enumerate().filter(|(at, _)| at % 97 != cut).map(|(_, byte)| byte).collect();
            let _ = reader::read(&thinned, &gazetteer);
        }
    }
}

fn pages(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut pages: Vec<_> = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    pages.sort();
    pages
}

/// What an archive with nothing but the countries knows.
fn known() -> Arc<Gazetteer> {
    static KNOWN: std::sync::OnceLock<Arc<Gazetteer>> = std::sync::OnceLock::new();
    let load = || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let db = api::db::Db::connect(&Database::Sqlite.fresh().await).await.expect("the database answers");
            Arc::new(gazetteer(&db).await.expect("a gazetteer"))
        })
    };
    Arc::clone(KNOWN.get_or_init(load))
}

/// Reads `pages`, prints the score, and fails where a category is below its floor.
fn scored(name: &str, gold: &str, pages: &[PathBuf], floors: &Floors) {
    let gazetteer = known();
    let mut total = Report::default();
    for page in pages {
        let stem = page.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("gold/{gold}/{stem}.json"));
        let wanted: Gold = serde_json::from_slice(&std::fs::read(&file).expect("a gold file")).expect("a gold file");
        let read = reader::read(&std::fs::read(page).expect("a page"), &gazetteer)
            .unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        let report = score(&wanted, &read);
        if std::env::var_os("COMMUNIQUE_FAULTS").is_some() {
            report.faults.iter().for_each(|fault| println!("{stem}: {fault}"));
        }
        total.add(&report);
    }
    println!("{name}: {} pages\n{total}", pages.len());
    for (category, floor) in floors {
        let count = total.counts.get(category).copied().unwrap_or_default();
        for (what, share) in [("recall", count.recall()), ("precision", count.precision())] {
            assert!(
                share.is_none_or(|share| share * 100.0 >= *floor),
                "{name}: {what} of {category:?} is below {floor} %\n{total}"
            );
        }
        assert!(count.found > 0, "{name}: the gold says nothing of {category:?}");
    }
}
