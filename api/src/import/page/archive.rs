//! What the archive knows, for the reader to recognise.

use crate::db::Db;
use crate::error::Result;
use crate::reader::{Gazetteer, Known, KnownKind};
use entity::{NameKind, country, name, organisation, person, place};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::HashMap;

/// Every name of every country, place, organisation and person of the archive.
pub async fn gazetteer(db: &Db) -> Result<Gazetteer> {
    let db = db.read();
    let mut names: HashMap<i64, Vec<name::Model>> = HashMap::new();
    for name in name::Entity::find().order_by_asc(name::Column::RecordId).order_by_asc(name::Column::Ordinal).all(db).await? {
        names.entry(name.record_id).or_default().push(name);
    }
    let forms = |id: i64, first: &str, kinds: fn(NameKind) -> bool| -> Vec<String> {
        let mut forms = vec![first.to_owned()];
        for name in names.get(&id).into_iter().flatten() {
            let readable = name.language.as_deref().is_none_or(|language| language == "en");
            if readable && kinds(name.kind) && !forms.contains(&name.form) {
                forms.push(name.form.clone());
            }
        }
        forms
    };
    let named = |kind: NameKind| kind != NameKind::Adjective;
    let mut known = Vec::new();
    let mut slugs = HashMap::new();
    for row in country::Entity::find().all(db).await? {
        slugs.insert(row.id, row.slug.clone());
        let adjectives =
            forms(row.id, "", |kind| kind == NameKind::Adjective).into_iter().filter(|form| !form.is_empty()).collect();
        known.push(Known {
            kind: KnownKind::Country,
            forms: forms(row.id, &row.name, named),
            key: row.slug,
            country: None,
            alpha2: row.alpha2,
            adjectives,
            // A former country's capital is some other country's today.
            capital: row.capital.filter(|_| row.exists_to.is_none()),
        });
    }
    let mut add = |kind, slug: String, forms, country: Option<i64>| {
        let country = country.and_then(|country| slugs.get(&country).cloned());
        known.push(Known { country, ..Known::new(kind, slug, forms) });
    };
    for row in place::Entity::find().all(db).await? {
        add(KnownKind::Place, row.slug, forms(row.id, &row.name, named), row.country_id);
    }
    for row in organisation::Entity::find().all(db).await? {
        add(KnownKind::Organisation, row.slug, forms(row.id, &row.name, named), row.country_id);
    }
    for row in person::Entity::find().all(db).await? {
        add(KnownKind::Person, row.slug, forms(row.id, &row.name, named), None);
    }
    Ok(Gazetteer::new(known))
}
