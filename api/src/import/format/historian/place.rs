//! Towns and other locales (`gsh/data/locales`) as places.
//!
//! All are of kind CITY, as the source lists where posts were and people travelled; an island is of kind OTHER. `predecessors` and
//! `successors` are names in free text, of which the source does not tell whether they are the same place under another name ("Peking")
//! or another place; they are noted and left out. So is what an alternate name's `notes` say ("Formerly known as").

use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::{reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 8] =
    ["id", "name", "current-territory", "latitude", "longitude", "predecessors", "successors", "alternate-names"];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(id) = xml::value(node, "id") else { return out.invalid(node, "id", "a locale without an id") };
    let Some(name) = xml::value(node, "name") else {
        return out.invalid(node, "name", format!("the locale {id} has no name"));
    };
    xml::note_others(node, &KNOWN, out)?;
    for field in ["predecessors", "successors"] {
        if let Some(names) = xml::value(node, field) {
            out.note(node, field, format!("'{names}' may be {id} or another place: left out"))?;
        }
    }
    let coordinates = coordinates(node, out)?;
    let other_names = xml::child(node, "alternate-names").into_iter().flat_map(|list| xml::children(list, "alternate-name"));
    let other_names = other_names.filter_map(|alternate| xml::value(alternate, "label")).filter(|form| *form != name);
    let kind = if name.ends_with(" Island") || name.ends_with(" Islands") { "OTHER" } else { "CITY" };
    let record = json!({
        "type": "Place",
        "key": format!("historyatstate/gsh/locale/{id}"),
        "externalIds": [reference::external_id(&id)],
        "name": name,
        "kind": kind,
        "otherNames": other_names.map(|form| json!({"form": form, "kind": "ALTERNATIVE"})).collect::<Vec<_>>(),
        "country": xml::value(node, "current-territory").map(|id| reference::country(&id)),
        "coordinates": coordinates,
        "sources": [reference::source(out, None)],
    });
    out.record(node, record)
}

fn coordinates(node: Node, out: &mut Output) -> Result<Value, Stopped> {
    let degrees = |name, limit: f64| {
        let text = xml::value(node, name)?;
        text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit)
    };
    let told = xml::value(node, "latitude").is_some() || xml::value(node, "longitude").is_some();
    match (degrees("latitude", 90.0), degrees("longitude", 180.0)) {
        (Some(latitude), Some(longitude)) => Ok(json!({"latitude": latitude, "longitude": longitude})),
        _ if told => {
            out.note(node, "coordinates", "no latitude and longitude in degrees: left out")?;
            Ok(Value::Null)
        }
        _ => Ok(Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;
    use serde_json::json;

    #[test]
    fn a_place_has_country_and_coordinates() {
        let records = converted(
            "<locale><id>almaty</id><name>Almaty</name><current-territory>kazakhstan</current-territory><latitude>43.25</latitude>
            <longitude>76.9</longitude><predecessors>Verny</predecessors><alternate-names><alternate-name><label>Alma Ata</label>
            <notes>Formerly known as</notes></alternate-name></alternate-names></locale>",
        );
        let record = &records.records[0];
        assert_eq!(record["coordinates"], json!({"latitude": 43.25, "longitude": 76.9}));
        assert_eq!(record["otherNames"], json!([{"form": "Alma Ata", "kind": "ALTERNATIVE"}]));
        assert_eq!(record["country"]["externalIds"][0]["value"], "kazakhstan");
        assert_eq!(records.notes.len(), 1);
    }

    #[test]
    fn impossible_coordinates_are_left_out() {
        let records = converted("<locale><id>a</id><name>A</name><latitude>95</latitude><longitude>0</longitude></locale>");
        assert!(records.records[0].get("coordinates").is_none());
        assert_eq!(records.notes.len(), 1);
    }
}
