//! The older list of countries (`gsh/data/countries-old`), by whose ids visits and travels go where territories have others.
//!
//! Left out: `iso2`, which is not always ISO's (Cook Islands `cw`, which is Curaçao's; Estonia `ew`, Burma `bu`, and codes of its own
//! such as `xe`), so that it would give a country another one's code; `region` and `country-modern-indicator` (no fields).

use roxmltree::Node;
use serde_json::json;

use super::output::Output;
use super::{label, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 6] = ["id", "iso2", "region", "label", "alternate-labels", "country-modern-indicator"];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(id) = xml::value(node, "id") else { return out.invalid(node, "id", "a country without an id") };
    let Some(label) = xml::value(node, "label") else {
        return out.invalid(node, "label", format!("the country {id} has no name"));
    };
    xml::note_others(node, &KNOWN, out)?;
    let natural = label::natural(&label);
    let name = label::plain(&natural);
    let mut names = Vec::new();
    for alternate in xml::child(node, "alternate-labels").map(|list| xml::values(list, "alternate-label")).unwrap_or_default() {
        let form = label::natural(&alternate);
        if form != name && !names.contains(&form) {
            names.push(form);
        }
    }
    let record = json!({
        "type": "Country",
        "fill": true,
        "key": format!("historyatstate/gsh/country/{id}"),
        "externalIds": [reference::country_id(&id)],
        "name": name,
        "names": names.iter().map(|form| json!({"form": form, "kind": "ALTERNATIVE", "language": "en"})).collect::<Vec<_>>(),
        "sources": [reference::source(out, Some(&format!("/countries/{id}")))],
    });
    out.record(node, record)
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;
    use serde_json::json;

    #[test]
    fn names_are_turned_and_told_once() {
        let records = converted(
            "<country><id>korea-south</id><iso2>kr</iso2><label>Korea, South</label><alternate-labels>
            <alternate-label>South Korea</alternate-label><alternate-label>Korea, Republic of</alternate-label>
            <alternate-label>Republic of Korea</alternate-label></alternate-labels></country>",
        );
        assert_eq!(records.records[0]["name"], "South Korea");
        assert_eq!(records.records[0]["names"], json!([{"form": "Republic of Korea", "kind": "ALTERNATIVE", "language": "en"}]));
        assert!(records.records[0].get("alpha2").is_none());
    }
}
