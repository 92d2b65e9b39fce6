//! Diplomatic and consular posts of the United States (`gsh/data/posts`) as organisations.
//!
//! An embassy is of kind EMBASSY; of the archive's kinds a consulate, a consular agency or a branch office of an embassy is a
//! `GOVERNMENT_BODY`. The source gives a post no name and no id: it is named after its type, place and country, and known by them and the
//! year it opened. Its years are those of its name. Left out: `events` (the same years as `valid-since` and `valid-until`), `notes` and
//! `sources` (the editors' working notes and links).

use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::territory::NO_END;
use super::{date, label, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 8] = ["locale-id", "territory-id", "post-type", "valid-since", "valid-until", "events", "sources", "notes"];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(kind) = xml::value(node, "post-type") else { return out.invalid(node, "post-type", "a post without a type") };
    let Some(locale) = xml::value(node, "locale-id") else { return out.invalid(node, "locale-id", "a post without a place") };
    xml::note_others(node, &KNOWN, out)?;
    let territory = xml::value(node, "territory-id");
    let [since, until] = [year(node, "valid-since", out)?, year(node, "valid-until", out)?];
    let [since, until] = date::in_order(since, until, node, out)?;
    let place = place(&locale);
    let at = territory.as_deref().map(label::of).filter(|country| *country != place).map(|country| format!(", {country}"));
    let preposition = if kind == "embassy" { "in" } else { "at" };
    let name = format!("{} of the United States {preposition} {place}{}", label::title_case(&kind), at.unwrap_or_default());
    let id = [Some("post"), Some(&kind), Some(&locale), territory.as_deref(), since.as_deref()];
    let id = id.into_iter().flatten().collect::<Vec<_>>().join("/");
    let dated = since.is_some() || until.is_some();
    let names = dated.then(|| json!({"form": name, "kind": "FORMAL", "language": "en", "validFrom": since, "validTo": until}));
    let record = json!({
        "type": "Organisation",
        "key": format!("historyatstate/gsh/{id}"),
        "externalIds": [reference::external_id(&id)],
        "name": name,
        "kind": if kind == "embassy" { "EMBASSY" } else { "GOVERNMENT_BODY" },
        "otherNames": names.into_iter().collect::<Vec<Value>>(),
        "country": reference::united_states(),
        "sources": [reference::source(out, None)],
    });
    out.record(node, record)
}

/// The name of a place for its id, which has the country's code if several places have the name.
fn place(locale: &str) -> String {
    label::title_case(locale.split('_').next().unwrap_or(locale))
}

fn year(node: Node, name: &str, out: &mut Output) -> Result<Option<String>, Stopped> {
    let Some(text) = xml::value(node, name).filter(|text| text != NO_END) else { return Ok(None) };
    let year = date::edtf(&text);
    if year.is_none() {
        out.note(node, name, format!("'{text}' is no date: left out"))?;
    }
    Ok(year)
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;

    #[test]
    fn a_post_is_named_after_type_and_place() {
        let records = converted(
            "<all><post><locale-id>london_uk</locale-id><territory-id>united-kingdom</territory-id><post-type>embassy</post-type>
            <valid-since>1893</valid-since><valid-until>9999</valid-until></post>
            <post><locale-id>aveiro</locale-id><post-type>consular-agency</post-type><valid-until>?</valid-until></post></all>",
        );
        let [embassy, agency] = &records.records[..] else { panic!("two posts") };
        assert_eq!(embassy["name"], "Embassy of the United States in London, United Kingdom");
        assert_eq!(embassy["kind"], "EMBASSY");
        assert_eq!(embassy["key"], "historyatstate/gsh/post/embassy/london_uk/united-kingdom/1893");
        assert_eq!(embassy["otherNames"][0]["validFrom"], "1893");
        assert!(embassy["otherNames"][0].get("validTo").is_none());
        assert_eq!(agency["name"], "Consular Agency of the United States at Aveiro");
        assert_eq!(agency["kind"], "GOVERNMENT_BODY");
        assert!(agency.get("otherNames").is_none());
    }
}
