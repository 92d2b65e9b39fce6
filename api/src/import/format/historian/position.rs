//! Principal offices of the Department of State and of foreign aid (`pocom/positions-principals`) and their holders.
//!
//! Left out: `class`, `start`, `end`, `ongoing` and `description` (an office has no such fields), the plural of its name, and
//! `other-appointees`, who did not come to hold it (noted).

use roxmltree::Node;
use serde_json::{Value, json};

use super::appointment::{self, Tenures};
use super::output::Output;
use super::{reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 10] =
    ["id", "class", "category", "names", "start", "end", "ongoing", "description", "principals", "other-appointees"];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(id) = xml::value(node, "id") else { return out.invalid(node, "id", "a position without an id") };
    let names = xml::child(node, "names");
    let Some(title) = names.and_then(|names| xml::value(names, "singular")) else {
        return out.invalid(node, "names", format!("the position {id} has no name"));
    };
    xml::note_others(node, &KNOWN, out)?;
    if let Some(alternate) = names.and_then(|names| xml::value(names, "alternate")) {
        out.note(node, "alternate", format!("an office has one title, '{alternate}' is left out"))?;
    }
    let category = xml::value(node, "category").unwrap_or_default();
    let source = reference::source(out, Some(&format!("/departmenthistory/people/principalofficers/{id}")));
    let office = office(&id, &title, &category);
    let mut record = office.clone();
    if let Some(fields) = record.as_object_mut() {
        fields.insert("type".to_owned(), json!("Office"));
        fields.insert("key".to_owned(), json!(format!("historyatstate/pocom/position/{id}")));
        fields.insert("sources".to_owned(), json!([source]));
    }
    out.record(node, record)?;
    let mut tenures = Tenures::new(format!("historyatstate/pocom/tenure/{id}"), source);
    for list in xml::children(node, "principals") {
        for entry in appointment::entries(list, "principal", out)? {
            let other = (entry.role != id).then(|| json!({"externalIds": [reference::external_id(&entry.role)]}));
            tenures.write(&entry, other.as_ref().unwrap_or(&office), None, out)?;
        }
    }
    appointment::note_others(node, &["other-appointees"], out)
}

/// The office. Agencies of foreign assistance and the Continental Congress had theirs outside the Department of State.
fn office(id: &str, title: &str, category: &str) -> Value {
    let outside = category == "foreign-assistance-agencies" || title.contains("Continental Congress");
    json!({
        "externalIds": [reference::external_id(id)],
        "title": title,
        "kind": kind(title),
        "country": reference::united_states(),
        "organisation": if outside { Value::Null } else { reference::department_of_state() },
    })
}

fn kind(title: &str) -> &'static str {
    const KINDS: [(&str, &str); 6] = [
        ("Secretary of State", "MINISTER"),
        ("Secretary of Foreign Affairs", "MINISTER"),
        ("Deputy Secretary", "DEPUTY_MINISTER"),
        ("Under Secretary", "DEPUTY_MINISTER"),
        ("Ambassador", "AMBASSADOR"),
        ("Career Ambassador", "OTHER"),
    ];
    KINDS.iter().find(|(start, _)| title.starts_with(start)).map_or("OFFICIAL", |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::import::format::historian::output::tests::converted;

    const SECRETARY: &str = "<principal-position><id>secretary</id><category>secretary</category>
        <names><singular>Secretary of State</singular><alternate>Foreign Minister</alternate></names><principals>
        <principal><id>secr-1</id><person-id>a</person-id><role-title-id>secretary</role-title-id>
            <appointed><date>1789-09-26</date></appointed><started><date>1790-03-22</date></started>
            <ended><date>1793-12</date><note>Left office about</note></ended><note>First</note></principal>
        <principal><id>secr-1</id><person-id>b</person-id><role-title-id>secretary</role-title-id>
            <appointed><date>1794-01-02</date></appointed><ended><date>1793</date></ended></principal>
        <principal><id>secr-2</id><person-id>c</person-id><role-title-id>other</role-title-id>
            <appointed><date>1795</date></appointed><note>Declined appointment.</note></principal>
        <principal><id>secr-3</id><person-id>d</person-id><role-title-id>other</role-title-id>
            <started><date>1800</date></started></principal>
        <principal><id>secr-3</id><person-id>d</person-id><role-title-id>other</role-title-id>
            <started><date>1800</date></started><ended><date>1801</date></ended></principal></principals>
        <other-appointees><principal><person-id>e</person-id><note>Nomination withdrawn.</note></principal></other-appointees>
        </principal-position>";

    #[test]
    fn a_position_is_an_office_with_tenures() {
        let records = converted(SECRETARY);
        let [office, first, second, third] = &records.records[..] else { panic!("an office and three tenures") };
        assert_eq!(office["kind"], "MINISTER");
        assert_eq!(first["key"], "historyatstate/pocom/tenure/secretary/secr-1");
        assert_eq!(first["started"], "1790-03-22");
        assert_eq!(first["ended"]["edtf"], "1793-12~");
        assert_eq!(first["ended"]["phrase"], "Left office about 1793-12");
        assert_eq!(first["reason"], "Appointed 1789-09-26. First.");
        assert_eq!(second["key"], "historyatstate/pocom/tenure/secretary/secr-1/1794-01-02");
        assert_eq!(second["started"]["resolution"], "COMPUTED");
        assert!(second.get("ended").is_none(), "a tenure does not end before it begins");
        assert_eq!(third["ended"], "1801");
        assert_eq!(third["office"]["externalIds"][0]["value"], "other");
        assert_eq!(records.notes.len(), 5);
    }

    #[test]
    fn titles_tell_the_kind() {
        assert_eq!(kind("Under Secretary for Management"), "DEPUTY_MINISTER");
        assert_eq!(kind("Assistant Secretary of State"), "OFFICIAL");
        assert_eq!(kind("Ambassador at Large"), "AMBASSADOR");
        assert_eq!(kind("Career Ambassador"), "OTHER");
    }
}
