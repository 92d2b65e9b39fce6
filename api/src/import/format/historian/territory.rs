//! Territories past and present (`gsh/data/territories`) as countries.
//!
//! Left out: `type-of-territory` (no field), `exists-on-todays-map` (follows from the years), `successors` (the other side of
//! `predecessors`, which the archive derives), `notes` and `sources` (the editors' working notes and links).
//!
//! The archive has countries of its own, with these ids among theirs: a territory fills what is empty there and replaces nothing.

use roxmltree::Node;
use serde_json::json;

use super::output::Output;
use super::{date, label, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 11] = [
    "id",
    "short-form-name",
    "long-form-name",
    "type-of-territory",
    "valid-since",
    "valid-until",
    "exists-on-todays-map",
    "predecessors",
    "successors",
    "notes",
    "sources",
];

/// The year by which the source says that there is no end.
pub const NO_END: &str = "9999";

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(id) = xml::value(node, "id") else { return out.invalid(node, "id", "a territory without an id") };
    let Some(name) = xml::value(node, "short-form-name").map(|name| label::natural(&name)) else {
        return out.invalid(node, "short-form-name", format!("the territory {id} has no name"));
    };
    xml::note_others(node, &KNOWN, out)?;
    let predecessors = xml::child(node, "predecessors").map(|list| xml::values(list, "predecessor")).unwrap_or_default();
    let [since, until] = [year(node, "valid-since", out)?, year(node, "valid-until", out)?];
    let [since, until] = date::in_order(since, until, node, out)?;
    let formal = xml::value(node, "long-form-name").map(|name| label::natural(&name)).filter(|formal| *formal != name);
    // What has ended may be known to the archive as an earlier time of a country that has not: the names keep their years.
    let former = until.is_some();
    let short = former.then(|| (name.clone(), "SHORT"));
    let forms = short.into_iter().chain(formal.map(|formal| (formal, "FORMAL")));
    let [from, to] = if former { [&since, &until] } else { [&None, &None] };
    let names = forms.map(|(form, kind)| json!({"form": form, "kind": kind, "language": "en", "validFrom": from, "validTo": to}));
    let record = json!({
        "type": "Country",
        "fill": true,
        "key": format!("historyatstate/gsh/territory/{id}"),
        "externalIds": [reference::external_id(&id)],
        "name": name,
        "names": names.collect::<Vec<_>>(),
        "existsFrom": since,
        "existsTo": until,
        "predecessors": predecessors.iter().filter(|other| **other != id).map(|id| reference::territory(id)).collect::<Vec<_>>(),
        "sources": [reference::source(out, None)],
    });
    out.record(node, record)
}

/// A year of validity; in doubt where the source says how far it is sure.
fn year(node: Node, name: &str, out: &mut Output) -> Result<Option<String>, Stopped> {
    let Some(element) = xml::child(node, name) else { return Ok(None) };
    let text = xml::text(element);
    if text.is_empty() || text == NO_END {
        return Ok(None);
    }
    let Some(edtf) = date::edtf(&text) else {
        out.note(element, name, format!("'{text}' is no date: left out"))?;
        return Ok(None);
    };
    let doubt = match (element.attribute("precision"), element.attribute("certainty")) {
        (Some(_), Some(_)) => "%",
        (Some(_), None) => "~",
        (None, Some(_)) => "?",
        (None, None) => "",
    };
    Ok(Some(format!("{edtf}{doubt}")))
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;
    use serde_json::json;

    #[test]
    fn a_former_state_has_years_and_predecessors() {
        let records = converted(
            "<territory><id>brunei-1984</id><short-form-name>Brunei, Old</short-form-name><long-form-name type='none'/>
            <valid-since precision='50'>711</valid-since><valid-until>1984</valid-until>
            <predecessors><predecessor>brunei-1984</predecessor><predecessor>x-1450</predecessor></predecessors></territory>",
        );
        let record = &records.records[0];
        assert_eq!(record["name"], "Old Brunei");
        assert_eq!(record["existsFrom"], "0711~");
        assert_eq!(record["existsTo"], "1984");
        assert_eq!(
            record["names"],
            json!([{"form": "Old Brunei", "kind": "SHORT", "language": "en", "validFrom": "0711~", "validTo": "1984"}])
        );
        assert_eq!(
            record["predecessors"],
            json!([{"externalIds": [{"scheme": "historyatstate", "value": "x-1450"}], "ifKnown": true}])
        );
    }

    #[test]
    fn no_end_and_no_date_leave_the_field_out() {
        let records = converted(
            "<territory><id>a</id><short-form-name>A</short-form-name><valid-since>?</valid-since><valid-until>9999</valid-until></territory>",
        );
        assert!(records.records[0].get("existsFrom").is_none());
        assert!(records.records[0].get("existsTo").is_none());
        assert_eq!(records.notes[0].2, "'?' is no date: left out");
    }

    #[test]
    fn an_end_before_the_beginning_leaves_both_out() {
        let records = converted(
            "<territory><id>a</id><short-form-name>A</short-form-name><valid-since>1986</valid-since><valid-until>1964</valid-until></territory>",
        );
        assert!(records.records[0].get("existsFrom").is_none() && records.records[0].get("existsTo").is_none());
        assert_eq!(records.notes.len(), 1);
    }

    #[test]
    fn without_id_or_name_there_is_no_record() {
        let records =
            converted("<all><territory><id>a</id></territory><territory><short-form-name>A</short-form-name></territory></all>");
        assert!(records.records.is_empty());
        assert_eq!(records.invalid.len(), 2);
    }
}
