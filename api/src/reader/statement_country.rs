//! Which countries and topics a statement concerns: by its tags, its title, the offices of whoever speaks.
use super::block::Draft;
use super::cast::{Cast, computed, stated};
use super::country::{Seat, seats};
use super::page::{Basis, ExternalId, Statement, StatementCountry, Topic};
use super::speaker::Noted;
use super::token::tokens;

pub fn topics_and_countries(cast: &mut Cast<'_>, out: &mut Statement, draft: &Draft, in_title: &[Noted], scheme: Option<&str>) {
    for tag in &draft.topics {
        let external_ids = tag
            .code
            .iter()
            .zip(scheme)
            .map(|(code, scheme)| ExternalId { scheme: scheme.to_owned(), value: code.clone() })
            .collect();
        let at = cast.page.topics.iter().position(|t| t.label == tag.label).unwrap_or_else(|| {
            cast.page.topics.push(Topic { label: tag.label.clone(), external_ids });
            cast.page.topics.len() - 1
        });
        if !out.topics.contains(&at) {
            out.topics.push(at);
        }
    }
    let mut add = |country: usize, basis: Basis| {
        if !out.countries.iter().any(|c| c.country == country) {
            out.countries.push(StatementCountry { country, basis });
        }
    };
    for tag in &draft.geography {
        let is_state = tag.code.is_some() || has_government(&tag.label, draft);
        if let Some(country) = cast.tagged_country(&tag.label, tag.code.as_deref(), is_state, scheme) {
            add(country, stated());
        }
    }
    let found = tokens(&draft.title);
    for span in seats(&draft.title, &found, cast.gazetteer).into_iter().flatten() {
        match span.seat {
            Seat::Country(known) if span.adjective => add(cast.country(known), computed("an adjective in the title")),
            Seat::Country(known) => add(cast.country(known), stated()),
            Seat::Capital(known) => add(cast.country(known), computed("its capital is in the title")),
            _ => {}
        }
    }
    let of_offices = in_title
        .iter()
        .flat_map(|n| n.offices.iter().copied())
        .chain(out.turns.iter().filter_map(|t| t.tenure).filter_map(|t| cast.page.tenures.get(t)).map(|t| t.office))
        .collect::<Vec<_>>();
    for office in of_offices {
        if let Some(country) = cast.page.offices.get(office).and_then(|o| o.country) {
            add(country, computed("the office of somebody who speaks or is named in the title"));
        }
    }
}

/// The title or the lead speaks of its president or of another member of its government: it is no town and no province.
fn has_government(name: &str, draft: &Draft) -> bool {
    let seats = ["of ", "of the Republic of "].map(|of| format!("{of}{name}"));
    let heads = ["President", "President-elect", "Prime Minister", "Foreign Minister", "Minister of Foreign Affairs"];
    let told = std::iter::once(&draft.title).chain(&draft.lead);
    told.into_iter().any(|text| heads.iter().any(|head| seats.iter().any(|seat| text.contains(&format!("{head} {seat}")))))
}
