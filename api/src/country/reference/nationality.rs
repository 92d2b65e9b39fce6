//! The nationality adjectives of i18n-nationality: many entries only repeat the country's name.

use std::collections::BTreeMap;

use super::ReferenceError;

const NATIONALITIES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/en.json"));

#[derive(serde::Deserialize)]
struct File {
    nationalities: BTreeMap<String, String>,
}

/// Alpha-2 code to the forms of its entry; those that are a country's name are still among them.
pub(super) fn nationalities() -> Result<BTreeMap<String, Vec<String>>, ReferenceError> {
    let file: File = serde_json::from_str(NATIONALITIES)
        .map_err(|error| ReferenceError::new("en.json", "nationalities", error.to_string()))?;
    Ok(file.nationalities.into_iter().map(|(code, entry)| (code, forms(&entry))).collect())
}

/// "Congolese (Republic of the Congo)" is one form, "Trinidadian or Tobagonian" two; an inverted name none.
fn forms(entry: &str) -> Vec<String> {
    if entry.contains(',') || entry.contains(" - ") {
        return Vec::new();
    }
    let entry = entry.split(" (").next().unwrap_or(entry);
    entry.split(" or ").map(|form| form.trim().to_owned()).filter(|form| !form.is_empty()).collect()
}
