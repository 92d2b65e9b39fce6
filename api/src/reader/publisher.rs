//! Who runs the site of a page, as far as the page tells: a site's own name, or the embassy whose statements it lists.
use super::block::Sheet;
use super::cast::{Cast, Home};
use super::gazetteer::{Form, KnownKind};
use super::kind::OrganisationKind;
use super::office::scan;
use super::organisation;
use super::pattern::patterns;

patterns! {
    DIPLOMATS = r"\b(?:Embassy|Ambassador|Consulate|Consul General)\b";
}

fn is_country(cast: &Cast<'_>, known: usize) -> bool {
    cast.gazetteer.get(known).is_some_and(|known| known.kind == KnownKind::Country)
}

/// Who runs the site: named by its head, or an embassy whose own statements the page lists.
pub fn publisher(cast: &mut Cast<'_>, sheet: &Sheet) {
    if let Some(site) = &sheet.site {
        let phrases = scan(site, cast.gazetteer);
        let country = phrases
            .iter()
            .find_map(|p| p.office.as_ref()?.countries.first().copied())
            .or_else(|| cast.gazetteer.hits(site).iter().map(|h| h.known).find(|known| is_country(cast, *known)));
        let of = country.map(|c| cast.country(c));
        let embassy = organisation::embassies(site, cast.gazetteer).into_iter().next();
        let kind = if embassy.is_some() { OrganisationKind::Embassy } else { OrganisationKind::GovernmentBody };
        cast.page.publisher = Some(cast.organisation(site, kind, of));
        cast.home =
            country.map(|country| Home { country, reason: format!("the site is “{site}”"), abroad: embassy.is_some() });
        return;
    }
    let titles: Vec<&str> = sheet.drafts.iter().map(|d| d.title.as_str()).collect();
    let embassies: Vec<organisation::Named> = titles.iter().flat_map(|t| organisation::embassies(t, cast.gazetteer)).collect();
    // The titles may say only "Embassy": its country is the one of the embassy that the texts name most.
    let texts = sheet.drafts.iter().flat_map(|d| d.body.iter().map(|b| b.text.as_str()));
    let mut tally: Vec<(usize, usize)> = Vec::new();
    for country in texts.flat_map(|t| organisation::embassies(t, cast.gazetteer)).filter_map(|e| e.country) {
        match tally.iter_mut().find(|(c, _)| *c == country) {
            Some((_, count)) => *count += 1,
            None => tally.push((country, 1)),
        }
    }
    let by_clocks = clocks(cast, sheet);
    let own_country = by_clocks
        .as_ref()
        .map(|(country, _)| *country)
        .or_else(|| tally.iter().max_by_key(|(_, count)| *count).map(|(country, _)| *country));
    let counted = titles.iter().filter(|t| t.contains("Embassy") || t.contains("Consulate")).count();
    if let Some(own) =
        embassies.iter().find(|e| e.country.is_some()).or_else(|| embassies.first()).filter(|_| counted > 1 || titles.len() > 2)
    {
        let known = own.country.or(own_country);
        let country = known.map(|c| cast.country(c));
        let of_country = || country.and_then(|c| cast.page.countries.get(c)).map(|c| format!("Embassy of {}", c.name));
        let name = if own.name == "Embassy" { of_country() } else { None }.unwrap_or_else(|| own.name.clone());
        let index = cast.organisation(&name, OrganisationKind::Embassy, country);
        cast.page.publisher = Some(index);
        if let (true, Some(organisation)) = (name != "Embassy", cast.page.organisations.get_mut(index)) {
            organisation.other_names.push("Embassy".to_owned());
        }
        cast.home = known.map(|country| Home { country, reason: format!("the page is of the {name}"), abroad: true });
    } else if let (Some((known, reason)), true) = (by_clocks, titles.iter().any(|t| DIPLOMATS.is_match(t))) {
        let country = cast.country(known);
        let name = cast.page.countries.get(country).map(|c| format!("Embassy of {}", c.name)).unwrap_or_default();
        let index = cast.organisation(&name, OrganisationKind::Embassy, Some(country));
        cast.page.publisher = Some(index);
        if let Some(organisation) = cast.page.organisations.get_mut(index) {
            organisation.other_names.push("Embassy".to_owned());
        }
        cast.home = Some(Home { country: known, reason, abroad: true });
    }
}

/// An embassy's page shows the time of its own capital first, then that of the capital it is in.
fn clocks(cast: &Cast<'_>, sheet: &Sheet) -> Option<(usize, String)> {
    let [own, host] = sheet.clocks.as_slice() else { return None };
    let capital_of = |city: &str| {
        let hit = cast.gazetteer.hits(city).into_iter().next().filter(|hit| hit.form == Form::Capital)?;
        Some(hit.known)
    };
    let (known, other) = (capital_of(own)?, capital_of(host)?);
    (known != other).then(|| (known, format!("the page's clocks are those of {own} and {host}")))
}
