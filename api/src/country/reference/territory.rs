//! The territories past and present of the Office of the Historian (`territories.xml`, `countries-old.xml`).

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::{ReferenceError, alias};

const TERRITORIES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/territories.xml"));
const COUNTRIES_OLD: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/countries-old.xml"));
const FILE: &str = "territories.xml";

/// The year by which the source says that there is no end.
const NO_END: i32 = 9999;

pub(super) struct Territory {
    pub id: String,
    pub short: String,
    pub long: Option<String>,
    /// An independent state, as the source types it or `territories.csv` corrects it.
    pub state: bool,
    pub since: Option<i32>,
    pub until: Option<i32>,
    pub present: bool,
    pub predecessors: Vec<String>,
    pub successors: Vec<String>,
}

/// An entry of the older list, by whose ids the visits and travels go.
pub(super) struct Country {
    pub id: String,
    /// Alpha-2; not always ISO's.
    pub code: String,
    pub label: String,
}

impl Territory {
    pub fn since_edtf(&self) -> Option<String> {
        self.since.map(edtf)
    }

    pub fn until_edtf(&self) -> Option<String> {
        self.until.map(edtf)
    }

    /// The last year, for comparing; a territory without one has no end.
    pub fn last_year(&self) -> i32 {
        self.until.unwrap_or(NO_END)
    }
}

/// The territories by id.
pub(super) fn territories() -> Result<BTreeMap<String, Territory>, ReferenceError> {
    let corrected = alias::states()?;
    let document = parse(FILE, TERRITORIES)?;
    let mut territories = BTreeMap::new();
    for node in document.root_element().children().filter(Node::is_element) {
        let id = required(FILE, node, "id")?;
        let typed = text(node, "type-of-territory").as_deref() == Some("independent-state");
        let territory = Territory {
            short: required(FILE, node, "short-form-name")?,
            long: text(node, "long-form-name"),
            state: corrected.get(&id).copied().unwrap_or(typed),
            since: year(node, &id, "valid-since")?,
            until: year(node, &id, "valid-until")?.filter(|year| *year != NO_END),
            present: text(node, "exists-on-todays-map").as_deref() == Some("true"),
            predecessors: list(node, "predecessors"),
            successors: list(node, "successors"),
            id: id.clone(),
        };
        if territories.insert(id.clone(), territory).is_some() {
            return Err(ReferenceError::new(FILE, id, "appears twice"));
        }
    }
    if let Some(unknown) = corrected.keys().find(|id| !territories.contains_key(*id)) {
        return Err(ReferenceError::new("territories.csv", unknown, "no such territory"));
    }
    Ok(territories)
}

/// The older list of countries.
pub(super) fn countries() -> Result<Vec<Country>, ReferenceError> {
    const FILE: &str = "countries-old.xml";
    let document = parse(FILE, COUNTRIES_OLD)?;
    let countries = document.root_element().children().filter(Node::is_element).map(|node| {
        Ok(Country {
            id: required(FILE, node, "id")?,
            code: required(FILE, node, "iso2")?.to_uppercase(),
            label: required(FILE, node, "label")?,
        })
    });
    countries.collect()
}

/// A year as EDTF, which wants four digits.
pub(super) fn edtf(year: i32) -> String {
    if year < 0 { format!("-{:04}", year.abs()) } else { format!("{year:04}") }
}

fn parse<'text>(file: &'static str, text: &'text str) -> Result<Document<'text>, ReferenceError> {
    Document::parse(text).map_err(|error| ReferenceError::new(file, "the document", error.to_string()))
}

fn text(node: Node, name: &str) -> Option<String> {
    let text = node.children().find(|child| child.has_tag_name(name))?.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn required(file: &'static str, node: Node, name: &str) -> Result<String, ReferenceError> {
    text(node, name).ok_or_else(|| {
        let line = node.document().text_pos_at(node.range().start).row;
        ReferenceError::new(file, format!("line {line}"), format!("no {name}"))
    })
}

fn year(node: Node, id: &str, name: &str) -> Result<Option<i32>, ReferenceError> {
    let Some(text) = text(node, name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ReferenceError::new(FILE, id, format!("{name} is no year: {text}")))
}

fn list(node: Node, name: &str) -> Vec<String> {
    let Some(parent) = node.children().find(|child| child.has_tag_name(name)) else { return Vec::new() };
    let ids = parent.children().filter_map(|child| child.text()).map(str::trim);
    ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
}
