//! What the chiefs of missions are called (`pocom/roles-country-chiefs`). A mission's file tells a role only by its id, so the titles
//! stand here; the files of roles themselves make no records, as an office is one mission's.

use roxmltree::Node;

use super::label;
use super::output::Output;
use super::xml;
use crate::import::format::item::Stopped;

/// Ids with the titles that are not the id in title case.
const TITLES: [(&str, &str); 15] = [
    ("agent-consul-general", "Agent/Consul General"),
    ("ambassador-e-p", "Ambassador Extraordinary and Plenipotentiary"),
    ("charge-daffaires", "Chargé d’Affaires"),
    ("charge-daffaires-ad-interim", "Chargé d’Affaires ad interim"),
    ("charge-daffaires-consul-general", "Chargé d’Affaires and Consul General"),
    ("charge-daffaires-pro-tem", "Chargé d’Affaires pro tempore"),
    ("chief-of-mission-of-us-office-abroad", "Chief of Mission of U.S. Office Abroad"),
    ("commissioner-consul-general", "Commissioner and Consul General"),
    ("diplomatic-agent-consul-general", "Diplomatic Agent/Consul General"),
    ("envoy-extraordinary-minister-plenipotentiary", "Envoy Extraordinary and Minister Plenipotentiary"),
    (
        "envoy-extraordinary-minister-plenipotentiary-consul-general",
        "Envoy Extraordinary and Minister Plenipotentiary/Consul General",
    ),
    ("minister-resident-and-extraordinary", "Minister Resident and Extraordinary"),
    ("minister-resident-consul-general", "Minister Resident/Consul General"),
    ("minister-resident-foreign-service-officer", "Minister Resident/Foreign Service Officer"),
    ("personal-representative-of-the-president", "Personal Representative of the President"),
];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let id = xml::value(node, "id").unwrap_or_default();
    let singular = xml::child(node, "names").and_then(|names| xml::value(names, "singular")).unwrap_or_default();
    if singular.to_lowercase() == title(&id).to_lowercase() {
        return out.note(node, "role", "a role is an office only at a mission: left out");
    }
    out.note(node, "role", format!("a role that is not known: the offices of missions say '{}', not '{singular}'", title(&id)))
}

/// The title for the id of a role.
pub fn title(id: &str) -> String {
    let own = TITLES.iter().find(|(known, _)| *known == id).map(|(_, title)| (*title).to_owned());
    own.unwrap_or_else(|| label::title_case(id))
}

/// What sort of office a chief of mission's is. Ambassadors, envoys, ministers and representatives head a mission in their own
/// right; chargés, agents, commissioners and principal officers are officials.
pub fn kind(id: &str) -> &'static str {
    const HEADS: [&str; 4] = ["ambassador", "envoy", "minister", "representative"];
    match id {
        "consul-general" => "CONSUL",
        "personal-representative-of-the-president" => "SPECIAL_ENVOY",
        _ if HEADS.iter().any(|head| id.starts_with(head)) => "AMBASSADOR",
        _ => "OFFICIAL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::historian::output::tests::converted;

    #[test]
    fn titles_are_the_sources() {
        assert_eq!(title("principal-officer"), "Principal Officer");
        assert_eq!(title("charge-daffaires"), "Chargé d’Affaires");
        assert_eq!(kind("charge-daffaires"), "OFFICIAL");
        assert_eq!(kind("minister-resident"), "AMBASSADOR");
    }

    #[test]
    fn a_role_with_another_title_is_noted() {
        let records = converted("<role><id>envoy</id><names><singular>Special Envoy</singular></names></role>");
        assert_eq!(records.notes[0].2, "a role that is not known: the offices of missions say 'Envoy', not 'Special Envoy'");
    }
}
