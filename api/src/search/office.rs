//! Offices in other words than the archive has for them: "Azerbaijan’s Foreign Minister" is the Minister of Foreign Affairs of Azerbaijan.

use super::mention::{Known, Stretch};
use super::token::Token;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::loader::among;
use crate::office::service::{own_words, title_words};
use crate::reader::{self, Gazetteer, KnownKind};
use crate::record::query::Node;
use crate::text::fold;
use async_graphql::Context;
use entity::{RecordKind, office};
use sea_orm::sea_query::Condition;
use sea_orm::{EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};

/// The stretches of a text that name an office by its title in whatever words, together with a country or an organisation that was found in the text.
pub(super) async fn offices(ctx: &Context<'_>, text: &str, parts: &[Token], known: &HashMap<i64, Known>) -> Result<Vec<Stretch>> {
    let gazetteer = Gazetteer::new(known.iter().filter_map(|(id, known)| seat(*id, known)));
    let named = reader::offices_in(text, &gazetteer);
    let seats: BTreeSet<i64> = named.iter().filter_map(|office| office.seat.parse().ok()).collect();
    if seats.is_empty() {
        return Ok(Vec::new());
    }
    let (db, wanted) = (ctx.db().clone(), seats.clone());
    let rows = ctx.waves().result(async move {
        let of_seats = Condition::any()
            .add(among(office::Column::CountryId, wanted.iter().copied()))
            .add(among(office::Column::OrganisationId, wanted.iter().copied()));
        Ok(db.read().models(office::Entity::find().filter(of_seats)).await?)
    });
    let rows = rows.await?;
    let stretches = named.into_iter().filter_map(|one| {
        let seat: i64 = one.seat.parse().ok()?;
        let forms = known.get(&seat).map(|known| known.forms.as_slice()).unwrap_or_default();
        let of_seat: BTreeSet<String> = forms.iter().flat_map(|(form, _)| title_words(&fold(form))).collect();
        let title = own_words(&one.title, &of_seat);
        let is_meant = |row: &&office::Model| {
            (row.organisation_id == Some(seat) || row.country_id == Some(seat))
                && !title.is_empty()
                && own_words(&row.title, &of_seat) == title
        };
        let records: Vec<_> = rows.iter().filter(is_meant).map(|row| (RecordKind::Office, row.id)).collect();
        let start = parts.iter().position(|part| part.start >= one.start)?;
        let end = parts.iter().rposition(|part| part.end <= one.end)? + 1;
        (!records.is_empty() && start < end).then_some(Stretch { start, end, records, in_other_words: true })
    });
    Ok(stretches.collect())
}

/// A country or an organisation, as the reader of texts knows it.
fn seat(id: i64, known: &Known) -> Option<reader::Known> {
    let (kind, alpha2) = match &known.node {
        Node::Country(country) => (KnownKind::Country, country.0.alpha2.clone()),
        Node::Organisation(_) => (KnownKind::Organisation, None),
        _ => return None,
    };
    let (adjectives, names): (Vec<_>, Vec<_>) = known.forms.iter().cloned().partition(|(_, is_adjective)| *is_adjective);
    let forms = |some: Vec<(String, bool)>| some.into_iter().map(|(form, _)| form).collect();
    let (forms, adjectives) = (forms(names), forms(adjectives));
    Some(reader::Known { alpha2, adjectives, ..reader::Known::new(kind, id.to_string(), forms) })
}
