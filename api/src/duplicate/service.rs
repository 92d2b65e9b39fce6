//! Which records may be the same, how sure that is, and what people have judged.

use super::likeness::{likeness, skeleton};
use crate::auth::SignedIn;
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{
    RecordKind, Role, Verdict, event, event_participant, external_id, judgement, name, organisation, person, place, record,
    tenure, user_account,
};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Records whose names have one skeleton in common are compared with each other, unless they are more than this: then the skeleton tells
/// nothing.
const CROWD: usize = 60;

/// Two records that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub first: i64,
    pub second: i64,
    /// From 0 to 1.
    pub score: f64,
    pub reasons: Vec<String>,
    /// Set where somebody was not sure.
    pub verdict: Option<Verdict>,
}

/// What is compared of a record.
#[derive(Default)]
struct Features {
    names: Vec<String>,
    /// What must not differ where both have it: the country, the year of birth.
    apart: Option<i64>,
    /// Offices, participants: what it has in common with another makes it likelier.
    company: HashSet<i64>,
    /// The first day, where it has one.
    day: Option<i32>,
    values: HashSet<String>,
}

/// The pairs of records of `kind` that may be the same, the likeliest first, without those that were judged. With `of`, its pairs only.
pub async fn candidates(db: &Db, kind: RecordKind, of: Option<i64>, least: f64, most: usize) -> Result<Vec<Candidate>> {
    let features = features(db.read(), kind).await?;
    let mut blocks: HashMap<String, Vec<i64>> = HashMap::new();
    for (id, features) in &features {
        for key in keys(kind, features) {
            blocks.entry(key).or_default().push(*id);
        }
    }
    let judged = judged(db.read(), kind).await?;
    let mut found: BTreeMap<(i64, i64), Candidate> = BTreeMap::new();
    for mut block in blocks.into_values() {
        block.sort_unstable();
        block.dedup();
        if block.len() > CROWD {
            continue;
        }
        for (place, first) in block.iter().enumerate() {
            for second in block.iter().skip(place + 1) {
                let pair = (*first, *second);
                let verdict = judged.get(&pair).copied();
                if found.contains_key(&pair)
                    || of.is_some_and(|of| of != *first && of != *second)
                    || matches!(verdict, Some(Verdict::Same | Verdict::NotSame))
                {
                    continue;
                }
                let (Some(one), Some(other)) = (features.get(first), features.get(second)) else { continue };
                let (score, reasons) = compare(kind, one, other);
                if score >= least {
                    found.insert(pair, Candidate { first: *first, second: *second, score, reasons, verdict });
                }
            }
        }
    }
    let mut found: Vec<Candidate> = found.into_values().collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.first.cmp(&other.first)));
    found.truncate(most);
    Ok(found)
}

/// Records are compared that share one of these.
fn keys(kind: RecordKind, features: &Features) -> Vec<String> {
    let mut keys: Vec<String> = features.values.iter().map(|value| format!("= {value}")).collect();
    if kind == RecordKind::Event {
        // Events are told apart by their day; their names say little.
        keys.extend(features.day.map(|day| format!("day {day}")));
        return keys;
    }
    keys.extend(features.names.iter().map(|name| skeleton(name)).filter(|key| key.len() > 1));
    if kind == RecordKind::Person {
        let surnames = features.names.iter().filter_map(|name| name.split_whitespace().last()).map(skeleton);
        let surnames: HashSet<String> = surnames.collect();
        keys.extend(features.company.iter().flat_map(|office| surnames.iter().map(move |name| format!("{office} {name}"))));
    }
    keys
}

fn compare(kind: RecordKind, one: &Features, other: &Features) -> (f64, Vec<String>) {
    let mut reasons = Vec::new();
    let best = one.names.iter().flat_map(|one| other.names.iter().map(move |other| (likeness(one, other), one, other)));
    let best = best.max_by(|one, other| one.0.total_cmp(&other.0));
    let (mut score, first, second) = best.map_or((0.0, "", ""), |(score, one, other)| (score, one.as_str(), other.as_str()));
    if score >= 0.999 {
        reasons.push(format!("both are called '{first}'"));
    } else {
        reasons.push(format!("'{first}' and '{second}' are alike"));
    }
    let shared = one.company.intersection(&other.company).count();
    let company = if kind == RecordKind::Event { "participants in common" } else { "offices in common" };
    if kind == RecordKind::Event {
        score = score.mul_add(0.5, 0.2);
        reasons.push("both begin on the same day".to_owned());
    }
    if shared > 0 {
        score += 0.15;
        reasons.push(format!("{company}: {shared}"));
    }
    if let (Some(one), Some(other)) = (one.apart, other.apart) {
        if one == other {
            score += 0.1;
            reasons
                .push(if kind == RecordKind::Person { "born in the same year" } else { "the same country or place" }.to_owned());
        } else {
            score -= 0.35;
            reasons.push(
                if kind == RecordKind::Person { "born in different years" } else { "different countries or places" }.to_owned(),
            );
        }
    }
    if one.values.intersection(&other.values).next().is_some() {
        score += 0.3;
        reasons.push("catalogues call both the same".to_owned());
    }
    (score.clamp(0.0, 1.0), reasons)
}

async fn features(db: &impl ConnectionTrait, kind: RecordKind) -> Result<HashMap<i64, Features>> {
    let mut all: HashMap<i64, Features> = HashMap::new();
    match kind {
        RecordKind::Person => {
            for row in person::Entity::find().all(db).await? {
                // Days since 1970 become years, near enough to tell years apart.
                let born = row.born_earliest.zip(row.born_latest).filter(|(first, last)| last - first < 400);
                let features = all.entry(row.id).or_default();
                features.apart = born.map(|(first, _)| i64::from(first).div_euclid(365));
            }
            for row in tenure::Entity::find().all(db).await? {
                all.entry(row.person_id).or_default().company.insert(row.office_id);
            }
        }
        RecordKind::Organisation => {
            for row in organisation::Entity::find().all(db).await? {
                all.entry(row.id).or_default().apart = row.country_id;
            }
        }
        RecordKind::Place => {
            for row in place::Entity::find().all(db).await? {
                all.entry(row.id).or_default().apart = row.country_id;
            }
        }
        RecordKind::Event => {
            for row in event::Entity::find().all(db).await? {
                let features = all.entry(row.id).or_default();
                features.names.push(row.name);
                features.apart = row.place_id;
                features.day = row.starts_earliest;
            }
            for row in event_participant::Entity::find().all(db).await? {
                let somebody = [row.person_id, row.office_id, row.organisation_id].into_iter().flatten();
                all.entry(row.event_id).or_default().company.extend(somebody);
            }
        }
        _ => {
            return Err(Error::bad_input("kind", "duplicates are looked for among PERSON, ORGANISATION, PLACE and EVENT"));
        }
    }
    let of_kind = |column| {
        let anchors =
            Query::select().column(record::Column::Id).from(record::Entity).and_where(record::Column::Kind.eq(kind)).take();
        ColumnTrait::in_subquery(&column, anchors)
    };
    for row in name::Entity::find().filter(of_kind(name::Column::RecordId)).all(db).await? {
        all.entry(row.record_id).or_default().names.push(row.form);
    }
    for row in external_id::Entity::find().filter(external_id::Column::Kind.eq(kind)).all(db).await? {
        if row.value.chars().count() >= 4 {
            all.entry(row.record_id).or_default().values.insert(row.value);
        }
    }
    Ok(all)
}

/// What was judged of records of `kind`, by pair.
async fn judged(db: &impl ConnectionTrait, kind: RecordKind) -> Result<HashMap<(i64, i64), Verdict>> {
    let anchors = Query::select().column(record::Column::Id).from(record::Entity).and_where(record::Column::Kind.eq(kind)).take();
    let rows = judgement::Entity::find().filter(judgement::Column::FirstId.in_subquery(anchors)).all(db).await?;
    Ok(rows.into_iter().map(|row| ((row.first_id, row.second_id), row.verdict)).collect())
}

/// Remembers whether two records are the same.
pub async fn judge(db: &Db, account: &SignedIn, one: i64, other: i64, verdict: Verdict) -> Result<judgement::Model> {
    if one == other {
        return Err(Error::bad_input("secondId", "is the first record again"));
    }
    let transaction = db.begin_write().await?;
    for (path, id) in [("firstId", one), ("secondId", other)] {
        let anchor = record::Entity::find_by_id(id).one(&transaction).await?;
        if anchor.is_none_or(|anchor| anchor.deleted_at.is_some() || anchor.merged_into_id.is_some()) {
            return Err(Error::bad_input(path, "is no record that is in the archive"));
        }
    }
    let former = judgement::Entity::find_by_id((one.min(other), one.max(other)))
        .find_also_related(user_account::Entity)
        .one(&transaction)
        .await?;
    let by_editor = former.and_then(|(_, author)| author).is_some_and(|author| author.role != Role::Contributor);
    if by_editor && !account.may_apply() {
        return Err(Error::Forbidden("an editor has judged these two: only an editor judges them again".into()));
    }
    let row = judgement::Model {
        first_id: one.min(other),
        second_id: one.max(other),
        verdict,
        author_id: account.user_id,
        created_at: clock::now_millis(),
    };
    let newest = OnConflict::columns([judgement::Column::FirstId, judgement::Column::SecondId])
        .update_columns([judgement::Column::Verdict, judgement::Column::AuthorId, judgement::Column::CreatedAt])
        .to_owned();
    let active: judgement::ActiveModel = row.clone().into();
    judgement::Entity::insert(active).on_conflict(newest).exec_without_returning(&transaction).await?;
    transaction.commit().await?;
    Ok(row)
}
