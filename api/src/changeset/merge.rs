//! Two records that are one thing: what refers to the one refers to the other from then on, and every id and slug of the first
//! leads to the second for ever.

use super::admit::LADDERS;
use super::reference::{forget, redirect};
use super::{ChangeSet, document, rows};
use crate::error::{Error, Result};
use crate::mention::service::TARGETS;
use entity::{LinkKind, Operation, RecordKind, link, membership, mention, tenure};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// Fields of the merged record that the surviving one never takes over: its addresses, its words, and where it stands in a hierarchy.
const OWN: &[&str] = &["slug", "turns", "parent", "broader", "series", "ordinal"];
/// Dates that belong together: taken over only where the surviving record has neither.
const SPANS: &[(&str, &str)] = &[("born", "died"), ("starts", "ends"), ("started", "ended"), ("existsFrom", "existsTo")];

impl ChangeSet {
    /// Merges the record `id` into the record `into` of the same kind.
    pub async fn merge(&mut self, kind: RecordKind, id: i64, base: Option<i32>, into: i64) -> Result<()> {
        if matches!(kind, RecordKind::Source | RecordKind::Link | RecordKind::Mention | RecordKind::Membership) {
            return Err(Error::bad_input("id", format!("a {} cannot be merged", kind.name())));
        }
        if id == into {
            return Err(Error::bad_input("into", format!("a {} cannot be merged into itself", kind.name())));
        }
        self.current(kind, id, base).await?;
        // The one that stays may refer to the one that goes.
        let survivor = self.current(kind, into, None).await?;
        let mut apart = survivor.document.clone();
        forget(kind, &mut apart, (kind, id));
        // One that stands below the other, through however many, takes its place above them.
        for ladder in LADDERS {
            let above = apart.get(ladder).and_then(Value::as_i64);
            let Some(above) = above else { continue };
            if self.leads_back(kind, id, ladder, above).await?.is_some()
                && let Value::Object(fields) = &mut apart
            {
                fields.remove(*ladder);
            }
        }
        self.rewrite(survivor, Operation::Update, apart).await?;
        for (referrer, referrer_id) in self.referrers(kind, id).await? {
            self.lead_on(kind, id, into, referrer, referrer_id).await?;
        }
        let gone = self.current(kind, id, None).await?;
        let merged = gone.document.clone();
        self.take_away(gone, Operation::Merge, None, Some(into)).await?;
        let survivor = self.current(kind, into, None).await?;
        let mut wanted = survivor.document.clone();
        take_over(&mut wanted, &merged);
        forget(kind, &mut wanted, (kind, into));
        forget(kind, &mut wanted, (kind, id));
        self.rewrite(survivor, Operation::Update, wanted).await
    }

    /// Lets a record that refers to `id` refer to `into`, or takes it away where it then says what another says already.
    async fn lead_on(&mut self, kind: RecordKind, id: i64, into: i64, referrer: RecordKind, referrer_id: i64) -> Result<()> {
        if referrer == RecordKind::Mention && kind == RecordKind::Statement {
            return Box::pin(self.delete(referrer, referrer_id, None, "its statement was merged into another", false)).await;
        }
        let current = self.current(referrer, referrer_id, None).await?;
        let mut wanted = current.document.clone();
        redirect(referrer, &mut wanted, kind, id, into);
        match self.twin(referrer, referrer_id, &wanted).await? {
            Twin::None => self.rewrite(current, Operation::Update, wanted).await,
            Twin::Same(other) if referrer == RecordKind::Tenure => Box::pin(self.merge(referrer, referrer_id, None, other)).await,
            Twin::Same(other) if referrer == RecordKind::Link => {
                let twin = self.current(referrer, other, None).await?;
                let mut richer = twin.document.clone();
                take_over(&mut richer, &wanted);
                let reason = "a merge has made it say what is said already";
                Box::pin(self.delete(referrer, referrer_id, None, reason, false)).await?;
                self.rewrite(twin, Operation::Update, richer).await
            }
            Twin::Same(_) | Twin::Itself => {
                Box::pin(self.delete(referrer, referrer_id, None, "a merge has made it say what is said already", false)).await
            }
        }
    }

    /// The other record of the same kind that says what `wanted` says, if there is one.
    async fn twin(&self, kind: RecordKind, id: i64, wanted: &Value) -> Result<Twin> {
        let reference = |name: &str| wanted.get(name).and_then(Value::as_i64);
        let others: Vec<i64> = match kind {
            RecordKind::Link => {
                let (source, target) = (reference("source"), reference("target"));
                if source == target {
                    return Ok(Twin::Itself);
                }
                let link_kind: Option<LinkKind> = wanted.get("kind").cloned().and_then(|kind| serde_json::from_value(kind).ok());
                let same = link::Entity::find()
                    .filter(link::Column::SourceId.eq(source))
                    .filter(link::Column::TargetId.eq(target))
                    .filter(link::Column::Kind.eq(link_kind));
                same.all(self.connection()).await?.into_iter().map(|link| link.id).collect()
            }
            RecordKind::Tenure => {
                let same = tenure::Entity::find()
                    .filter(tenure::Column::PersonId.eq(reference("person")))
                    .filter(tenure::Column::OfficeId.eq(reference("office")));
                same.all(self.connection()).await?.into_iter().map(|tenure| tenure.id).collect()
            }
            RecordKind::Membership => {
                if reference("organisation") == reference("memberOrganisation") {
                    return Ok(Twin::Itself);
                }
                let same = membership::Entity::find().filter(membership::Column::OrganisationId.eq(reference("organisation")));
                same.all(self.connection()).await?.into_iter().map(|membership| membership.id).collect()
            }
            RecordKind::Mention => {
                let offset = |name: &str| reference(name).and_then(|at| i32::try_from(at).ok());
                let same = mention::Entity::find()
                    .filter(mention::Column::TurnId.eq(reference("turn")))
                    .filter(mention::Column::StartOffset.eq(offset("start")))
                    .filter(mention::Column::EndOffset.eq(offset("end")));
                same.all(self.connection()).await?.into_iter().map(|mention| mention.id).collect()
            }
            _ => Vec::new(),
        };
        let others: Vec<i64> = others.into_iter().filter(|other| *other != id).collect();
        let documents = rows::documents(self.connection(), kind, &others).await?;
        let same = documents.into_iter().find(|(_, other)| says_the_same(kind, other, wanted));
        Ok(same.map_or(Twin::None, |(other, _)| Twin::Same(other)))
    }
}

/// Whether another record says what a redirected one says.
enum Twin {
    None,
    Same(i64),
    /// It would relate a record to itself.
    Itself,
}

/// Dates and members decide.
fn says_the_same(kind: RecordKind, one: &Value, other: &Value) -> bool {
    let date = |document: &Value, name| document::at(document, &format!("{name}.edtf")).clone();
    let alike = |name| date(one, name) == date(other, name);
    // A tenure without a date, or with one of two, is the one that has the other's dates too.
    let within = |one: &Value, other: &Value| {
        ["started", "ended"].into_iter().all(|name| date(one, name).is_null() || date(one, name) == date(other, name))
    };
    let member = |document: &Value| {
        ["person", "memberOrganisation", "country", "role"].map(|name| document.get(name).cloned().unwrap_or_default())
    };
    match kind {
        RecordKind::Link => true,
        RecordKind::Mention => TARGETS.iter().all(|name| one.get(*name) == other.get(*name)),
        RecordKind::Membership => member(one) == member(other) && alike("started") && alike("ended"),
        _ => within(one, other) || within(other, one),
    }
}

fn is_short(name: &Value) -> bool {
    name.get("kind").and_then(Value::as_str) == Some("SHORT")
}

/// Gives the surviving record what the merged one has and it lacks: its names, what catalogues call it, its sources.
fn take_over(survivor: &mut Value, merged: &Value) {
    let (Value::Object(fields), Value::Object(theirs)) = (survivor, merged) else { return };
    let names = if fields.contains_key("names") { "names" } else { "otherNames" };
    let is_named = theirs.contains_key("otherNames") || theirs.contains_key("names") || fields.contains_key(names);
    let has_span: Vec<&str> = SPANS
        .iter()
        .filter(|(from, to)| fields.contains_key(*from) || fields.contains_key(*to))
        .flat_map(|(from, to)| [*from, *to])
        .collect();
    let is_theirs_alone = |name: &str| OWN.contains(&name) || has_span.contains(&name);
    for (name, value) in theirs.iter().filter(|(name, _)| !is_theirs_alone(name)) {
        match (fields.get_mut(name), value) {
            (None, value) => {
                fields.insert(name.clone(), value.clone());
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => {
                let missing: Vec<Value> = theirs.iter().filter(|item| !ours.contains(item)).cloned().collect();
                let has_usual = |language: &Value| ours.iter().any(|our| is_short(our) && our.get("language") == Some(language));
                let missing: Vec<Value> = missing
                    .into_iter()
                    .map(|mut item| {
                        // A thing has one usual name in a language: that of the record that stays.
                        if is_short(&item) && item.get("language").is_some_and(has_usual) {
                            document::apply(&mut item, &json!({ "kind": "ALTERNATIVE" }));
                        }
                        item
                    })
                    .collect();
                ours.extend(missing);
            }
            (Some(_), _) => {}
        }
    }
    let usual = theirs.get("name").filter(|usual| fields.get("name") != Some(*usual)).cloned();
    if let (Some(usual), true) = (usual, is_named || theirs.get("title").is_none() && theirs.get("status").is_none()) {
        let former = json!({ "form": usual, "kind": "ALTERNATIVE" });
        let list = fields.entry(names).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(former);
        }
    }
}
