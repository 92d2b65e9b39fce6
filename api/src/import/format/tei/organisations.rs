//! `listOrg`: parliaments, governments, parties, and the terms they served.

use super::{File, in_language};
use crate::import::format::day;
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::prose::squeeze;
use crate::import::format::record::{self, Fields, put};
use crate::import::format::xml::{self, attribute, id};
use roxmltree::Node;
use serde_json::{Value, json};

pub fn read(file: &File, list: Node, sink: &mut dyn Sink) -> Result<(), Stopped> {
    for node in xml::children(list, "org") {
        let line = file.xml.line(node);
        let names: Vec<Node> = xml::children(node, "orgName").collect();
        let full: Vec<Node> = names.iter().copied().filter(|name| attribute(*name, "full") != Some("abb")).collect();
        let (Some(id), Some(name)) = (id(node), in_language(if full.is_empty() { &names } else { &full }, Some("en"))) else {
            sink.invalid(line, "name", "an organisation without an xml:id or a name".to_owned())?;
            continue;
        };
        let mut organisation = record::new("Organisation", &file.key(id));
        let form = text(name);
        put(&mut organisation, "kind", kind(attribute(node, "role").unwrap_or_default()));
        let others = names
            .iter()
            .filter(|other| **other != name)
            .map(|other| other_name(*other))
            .filter(|other| other["form"] != form.as_str());
        put(&mut organisation, "otherNames", others.collect::<Vec<Value>>());
        put(&mut organisation, "name", form.as_str());
        let (external, sources) = identifiers(node);
        put(&mut organisation, "externalIds", external);
        put(&mut organisation, "sources", sources);
        sink.record(line, Value::Object(organisation))?;
        terms(file, node, &form, sink)?;
    }
    Ok(())
}

fn text(node: Node) -> String {
    squeeze(&node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect::<String>())
}

fn other_name(node: Node) -> Value {
    let mut name = Fields::new();
    put(&mut name, "form", text(node));
    put(&mut name, "kind", if attribute(node, "full") == Some("abb") { "SHORT" } else { "ALTERNATIVE" });
    put(&mut name, "language", xml::language(node).and_then(record::language));
    Value::Object(name)
}

/// ParlaMint's roles of organisations, as far as they say what an organisation is here.
fn kind(role: &str) -> &'static str {
    match role {
        "parliament" | "government" | "ministry" | "republic" | "court" => "GOVERNMENT_BODY",
        "politicalParty" | "parliamentaryGroup" | "politicalGroup" | "parliamentaryParty" | "opposition" => "PARTY",
        "internationalOrganisation"
        | "internationalOrganization"
        | "europeanParliament"
        | "europeanCommission"
        | "europeanInstitution" => "INTERNATIONAL",
        "university" => "UNIVERSITY",
        "media" => "MEDIA_OUTLET",
        _ => "OTHER",
    }
}

/// Legislative periods and the like. Of events within an organisation those count that others can refer to.
fn terms(file: &File, organisation: Node, name: &str, sink: &mut dyn Sink) -> Result<(), Stopped> {
    for event in
        xml::children(organisation, "listEvent").flat_map(|list| list.children().filter(|node| xml::name(*node) == "event"))
    {
        let labels: Vec<Node> = xml::children(event, "label").collect();
        let (Some(id), Some(label)) = (id(event), in_language(&labels, Some("en"))) else { continue };
        let mut record = record::new("Event", &file.key(id));
        // «Term 27» is a name only together with whose term it was.
        put(&mut record, "name", format!("{}, {name}", text(label)));
        put(&mut record, "kind", "OTHER");
        put(&mut record, "status", "UNKNOWN");
        put(&mut record, "starts", attribute(event, "from").and_then(day::edtf));
        put(&mut record, "ends", attribute(event, "to").and_then(day::edtf));
        sink.record(file.xml.line(event), Value::Object(record))?;
    }
    Ok(())
}

/// The ids in catalogues of the world, and the other addresses as sources: a page may be about more than one party, so its
/// address tells nobody apart.
pub fn identifiers(node: Node) -> (Vec<Value>, Vec<Value>) {
    let (mut external, mut sources) = (Vec::new(), Vec::new());
    for idno in xml::children(node, "idno") {
        let value = text(idno);
        let kind = attribute(idno, "type").unwrap_or_default();
        if value.is_empty() {
            continue;
        }
        if let Some((scheme, id)) = catalogued(&value) {
            external.push(json!({"scheme": scheme, "value": id}));
        } else if value.starts_with("http") {
            sources.push(json!({"url": value}));
        } else if !kind.is_empty() && kind != "URI" {
            external.push(json!({"scheme": kind.to_lowercase(), "value": value}));
        }
    }
    (external, sources)
}

/// The catalogue and the id that an address stands for.
fn catalogued(address: &str) -> Option<(&'static str, &str)> {
    const CATALOGUES: [(&str, &str); 7] = [
        ("wikidata.org/wiki/", "wikidata"),
        ("wikidata.org/entity/", "wikidata"),
        ("viaf.org/viaf/", "viaf"),
        ("isni.org/isni/", "isni"),
        ("orcid.org/", "orcid"),
        ("d-nb.info/gnd/", "gnd"),
        ("id.loc.gov/authorities/names/", "lcnaf"),
    ];
    let after = |part: &str| {
        Some(address.split_once(part)?.1.trim_end_matches('/')).filter(|id| !id.is_empty() && !id.contains(['/', '?', '#']))
    };
    CATALOGUES.iter().find_map(|(part, scheme)| Some((*scheme, after(part)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_catalogues_are_ids() {
        assert_eq!(catalogued("https://www.wikidata.org/wiki/Q42"), Some(("wikidata", "Q42")));
        assert_eq!(catalogued("http://viaf.org/viaf/113230702/"), Some(("viaf", "113230702")));
        assert_eq!(catalogued("https://en.wikipedia.org/wiki/Austria"), None);
    }
}
