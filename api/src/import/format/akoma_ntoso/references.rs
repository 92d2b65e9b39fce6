//! The people, roles, organisations, events and places that a document's `references` explain.

use crate::import::format::own;
use crate::import::format::prose::squeeze;
use crate::import::format::record::{self, put};
use crate::import::format::xml;
use roxmltree::Node;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// What is referred to.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Person,
    Organisation,
    Event,
    Location,
    Role,
}

pub struct Entry {
    pub kind: Kind,
    pub name: String,
    key: String,
    slug: Option<String>,
}

impl Entry {
    /// Whether it can be a human being. Some files list offices as people: «The Speaker», «An hon. member».
    pub fn is_person(&self) -> bool {
        let article = self.name.split(' ').next().unwrap_or_default();
        self.kind == Kind::Person && !["the", "a", "an"].contains(&article.to_ascii_lowercase().as_str()) && !self.name.is_empty()
    }

    /// A reference to its record.
    pub fn reference(&self) -> Value {
        let mut reference = record::Fields::new();
        match &self.slug {
            Some(slug) => put(&mut reference, "slug", slug.as_str()),
            None => put(&mut reference, "key", self.key.as_str()),
        }
        put(&mut reference, "name", self.name.as_str());
        match self.kind {
            Kind::Organisation | Kind::Location => put(&mut reference, "kind", "OTHER"),
            Kind::Event => {
                put(&mut reference, "kind", "OTHER");
                put(&mut reference, "status", "UNKNOWN");
            }
            Kind::Person | Kind::Role => {}
        }
        Value::Object(reference)
    }
}

pub struct References {
    entries: HashMap<String, Entry>,
    /// The people who are referred to, by their keys: only they become records, for a file also lists its own editors.
    used: BTreeMap<String, Value>,
}

impl References {
    pub fn of(debate: Node, place: &str) -> Self {
        let country = xml::at(debate, &["meta", "identification", "FRBRWork", "FRBRcountry"])
            .and_then(|country| xml::attribute(country, "value"))
            .unwrap_or("-");
        let mut entries = HashMap::new();
        for list in xml::child(debate, "meta").iter().flat_map(|meta| xml::children(*meta, "references")) {
            for node in list.children() {
                let kind = match xml::name(node) {
                    "TLCPerson" => Kind::Person,
                    "TLCOrganization" => Kind::Organisation,
                    "TLCEvent" => Kind::Event,
                    "TLCLocation" => Kind::Location,
                    "TLCRole" => Kind::Role,
                    _ => continue,
                };
                let Some(id) = xml::attribute(node, "eId").or_else(|| xml::attribute(node, "id")) else { continue };
                let href = xml::attribute(node, "href").unwrap_or_default();
                let name = squeeze(xml::attribute(node, "showAs").unwrap_or_default());
                entries.insert(id.to_owned(), Entry { kind, name, key: key(href, id, country, place), slug: slug(href) });
            }
        }
        Self { entries, used: BTreeMap::new() }
    }

    /// What `#id` refers to.
    pub fn get(&self, reference: &str) -> Option<&Entry> {
        self.entries.get(reference.trim().trim_start_matches('#'))
    }

    /// A reference to a person, who is then among [`Self::people`].
    pub fn person(&mut self, reference: &str) -> Option<Value> {
        let entry = self.entries.get(reference.trim().trim_start_matches('#')).filter(|entry| entry.is_person())?;
        if entry.slug.is_none() {
            let mut person = record::new("Person", &entry.key);
            put(&mut person, "name", entry.name.as_str());
            self.used.insert(entry.key.clone(), Value::Object(person));
        }
        let mut reference = entry.reference();
        if entry.slug.is_none() {
            reference = json!({"key": entry.key, "name": entry.name});
        }
        Some(reference)
    }

    pub fn people(self) -> impl Iterator<Item = Value> {
        self.used.into_values()
    }
}

/// Addresses with a host tell things apart everywhere, others only within their country; ids do within their document.
fn key(href: &str, id: &str, country: &str, place: &str) -> String {
    if href.is_empty() || href == "/" || href.starts_with('#') {
        format!("akomantoso/{place}/{id}")
    } else if href.contains("://") {
        format!("akomantoso/{href}")
    } else {
        format!("akomantoso/{country}/{}", href.trim_start_matches('/'))
    }
}

/// The slug in one of our own exports.
fn slug(href: &str) -> Option<String> {
    let (ontology, slug) = href.rsplit_once('/')?;
    let ours = ontology.contains("/ontology/") && ontology.rsplit('/').next() == Some(own::SCHEME);
    (ours && !slug.is_empty()).then(|| slug.to_owned())
}
