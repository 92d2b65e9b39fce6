//! Places as texts print them: "in Astana", "The Kremlin, Moscow", and the country that a capital brings along.
use super::block::cut;
use super::cast::Cast;
use super::country::{Seat, seats};
use super::date;
use super::kind::PlaceKind;
use super::pattern::patterns;
use super::token::tokens;

patterns! {
    IN_PLACE = r"\b(?:in|to|at) ((?:St\.? |the )?\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+){0,2})";
}

/// The place that a stretch begins or goes on with: "in Astana", "to Moscow".
pub fn place_in(cast: &mut Cast<'_>, text: &str) -> Option<usize> {
    let m = IN_PLACE.captures(text)?.get(1)?;
    let name = m.as_str().trim_start_matches("the ");
    // "at the FCO", "to NATO": a body.
    if name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && name.chars().count() < 7 {
        return None;
    }
    if date::find(name, None).is_empty()
        && !super::vocabulary::contains(super::vocabulary::NOT_NAMES, name.split(' ').next().unwrap_or(""))
    {
        return Some(place_named(cast, name));
    }
    None
}

/// The first characters of a text, up to the end of a word.
pub fn near(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => cut(text, 0, end).rsplit_once(' ').map_or("", |(whole, _)| whole).to_owned(),
        None => text.to_owned(),
    }
}

/// A place by its printed name; capitals and countries bring their country.
pub fn place_named(cast: &mut Cast<'_>, name: &str) -> usize {
    let found = tokens(name);
    let spans = seats(name, &found, cast.gazetteer);
    let hits: Vec<&Seat> = spans.iter().flatten().map(|s| &s.seat).collect();
    let country = hits
        .iter()
        .find_map(|s| match s {
            Seat::Country(k) | Seat::Capital(k) => Some(*k),
            _ => None,
        })
        .map(|k| cast.country(k));
    let building = [
        "Palace",
        "Kremlin",
        "Room",
        "House",
        "Hall",
        "Residence",
        "Hotel",
        "Theatre",
        "Museum",
        "Embassy",
        "Airport",
        "Base",
        "Center",
        "Centre",
        "Building",
        "Office",
        "Ministry",
        "Headquarters",
    ]
    .iter()
    .any(|w| name.contains(w));
    let whole_country =
        spans.first().and_then(Option::as_ref).is_some_and(|s| matches!(s.seat, Seat::Country(_)) && s.end == found.len());
    let kind = if whole_country {
        PlaceKind::Country
    } else if building {
        PlaceKind::Building
    } else if ["Region", "Territory", "Province", "Oblast", "Peninsula"].iter().any(|w| name.contains(w)) {
        PlaceKind::Region
    } else {
        PlaceKind::City
    };
    cast.place(name, kind, country)
}
