//! Who runs the site of a page, as far as the page tells: a site's own name, or the embassy whose statements it lists.
use super::block::Sheet;
use super::cast::Cast;
use super::gazetteer::KnownKind;
use super::kind::OrganisationKind;
use super::office::scan;
use super::organisation;

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
        cast.home = country.map(|c| (c, format!("the site is “{site}”")));
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
    let own_country = tally.iter().max_by_key(|(_, count)| *count).map(|(country, _)| *country);
    let counted = titles.iter().filter(|t| t.contains("Embassy") || t.contains("Consulate")).count();
    if let Some(own) =
        embassies.iter().find(|e| e.country.is_some()).or_else(|| embassies.first()).filter(|_| counted > 1 || titles.len() > 2)
    {
        let known = own.country.or(own_country);
        let country = known.map(|c| cast.country(c));
        let index = cast.organisation(&own.name, OrganisationKind::Embassy, country);
        cast.page.publisher = Some(index);
        if let (true, Some(organisation)) = (own.name != "Embassy", cast.page.organisations.get_mut(index)) {
            organisation.other_names.push("Embassy".to_owned());
        }
        cast.home = known.map(|c| (c, format!("the page is of the {}", own.name)));
    }
}
