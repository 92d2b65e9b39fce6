//! Who held which office on a day.

use super::loader::TenuresByPersonId;
use super::{Person, Tenure};
use crate::country::CountryFilter;
use crate::error::{Error, Result};
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use crate::graphql::filter::{ids_where, select_where};
use crate::graphql::loader::{group, owned};
use crate::graphql::scalar::Date;
use crate::office::{Office, OfficeFilter};
use async_graphql::{Context, Enum, Object};
use entity::tenure::{Column, Entity, Model};
use entity::{country, office};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Holders that one question gives at most.
const MAX_HOLDERS: usize = 500;

/// How surely somebody held an office on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Enum)]
pub enum Certainty {
    /// The tenure is known to have begun by then, and to have ended later.
    Sure,
    /// The tenure is known to have begun by then, and no source tells that it ended.
    Presumed,
    /// The dates that are known do not exclude it.
    Possible,
}

/// Whether the tenure includes the days from `from` to `to`, as far as is known; none where it surely does not.
pub fn certainty(tenure: &Model, from: i32, to: i32) -> Option<Certainty> {
    let begins_after = tenure.started_earliest.is_some_and(|day| day > to);
    let ended_before = tenure.ended_latest.is_some_and(|day| day < from);
    if begins_after || ended_before {
        return None;
    }
    let has_begun = tenure.started_latest.is_some_and(|day| day <= from);
    Some(match (has_begun, tenure.ended_earliest) {
        (true, Some(day)) if day >= to => Certainty::Sure,
        (true, None) if tenure.ended.is_none() => Certainty::Presumed,
        _ => Certainty::Possible,
    })
}

/// A tenure on a day.
#[derive(Clone)]
pub struct OfficeHolder {
    pub tenure: Model,
    pub certainty: Certainty,
}

/// Somebody who holds an office on a day.
#[Object]
impl OfficeHolder {
    /// Who holds it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        owned(ctx.loader(), self.tenure.person_id).await
    }

    /// The office.
    async fn office(&self, ctx: &Context<'_>) -> Result<Office> {
        owned(ctx.loader(), self.tenure.office_id).await
    }

    /// The tenure, with its dates and its sources.
    async fn tenure(&self) -> Tenure {
        Tenure(self.tenure.clone())
    }

    /// How surely they held it on that day.
    async fn certainty(&self) -> Certainty {
        self.certainty
    }
}

/// The offices of a person from one day to another, the surest first.
pub async fn offices_of(loader: &RequestLoader, person: i64, from: i32, to: i32) -> Result<Vec<OfficeHolder>> {
    let tenures = group::<TenuresByPersonId>(loader, person).await?;
    Ok(sorted(tenures, from, to))
}

fn sorted(tenures: Vec<Model>, from: i32, to: i32) -> Vec<OfficeHolder> {
    let holder = |tenure: Model| Some(OfficeHolder { certainty: certainty(&tenure, from, to)?, tenure });
    let mut holders: Vec<OfficeHolder> = tenures.into_iter().filter_map(holder).collect();
    holders.sort_by_key(|holder| (holder.certainty, holder.tenure.office_id, holder.tenure.started_earliest, holder.tenure.id));
    holders
}

/// Questions about offices as of a day.
#[derive(Default)]
pub struct HolderQuery;

#[Object]
impl HolderQuery {
    /// Who held an office, or the offices of a country, on a day: the surest first. At most 500: what has more is refused with `LIMIT_EXCEEDED`.
    /// Tenures without any date are POSSIBLE on every day.
    async fn office_holders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offices. This or a country must be given.")] office: Option<OfficeFilter>,
        #[graphql(desc = "Offices of which country.")] country: Option<CountryFilter>,
        #[graphql(desc = "On which day.")] on: Date,
    ) -> Result<Vec<OfficeHolder>> {
        if office.is_none() && country.is_none() {
            return Err(Error::bad_input("office", "is missing: give an office, a country, or both"));
        }
        let mut offices = Condition::all();
        if let Some(filter) = &office {
            offices = offices.add(office::Column::Id.in_subquery(ids_where(filter, office::Column::Id, "office")?));
        }
        if let Some(filter) = &country {
            offices = offices.add(office::Column::CountryId.in_subquery(ids_where(filter, country::Column::Id, "country")?));
        }
        let offices = select_where(office::Entity, (office::Entity, office::Column::Id), offices);
        let day = on.days();
        let select = Entity::find()
            .filter(Column::OfficeId.in_subquery(offices))
            .filter(Condition::any().add(Column::StartedEarliest.is_null()).add(Column::StartedEarliest.lte(day)))
            .filter(Condition::any().add(Column::EndedLatest.is_null()).add(Column::EndedLatest.gte(day)))
            .order_by_asc(Column::Id)
            .limit(MAX_HOLDERS as u64 + 1);
        let db = ctx.db().clone();
        let tenures = ctx.waves().result(async move { Ok(db.read().models(select).await?) }).await?;
        if tenures.len() > MAX_HOLDERS {
            return Err(Error::LimitExceeded { limit: "the number of holders", allowed: MAX_HOLDERS, asked: tenures.len() });
        }
        Ok(sorted(tenures, day, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenure(started: (Option<i32>, Option<i32>), ended: (Option<i32>, Option<i32>)) -> Model {
        let date = |known: bool| known.then(|| entity::FuzzyDate::stated("2016").expect("a date"));
        Model {
            id: 1,
            person_id: 1,
            office_id: 1,
            started: date(started.0.is_some()),
            started_earliest: started.0,
            started_latest: started.1,
            ended: date(ended.0.is_some()),
            ended_earliest: ended.0,
            ended_latest: ended.1,
            resolution: entity::Resolution::Stated,
            reason: None,
        }
    }

    #[test]
    fn a_tenure_includes_a_day_surely_perhaps_or_not() {
        let (day, none) = (|day| (Some(day), Some(day)), (None, None));
        for (started, ended, on, expected) in [
            (day(10), day(20), 10, Some(Certainty::Sure)),
            (day(10), day(20), 20, Some(Certainty::Sure)),
            (day(10), day(20), 21, None),
            (day(10), day(20), 9, None),
            (day(10), none, 15, Some(Certainty::Presumed)),
            (none, day(20), 15, Some(Certainty::Possible)),
            (none, none, 15, Some(Certainty::Possible)),
            ((Some(1), Some(12)), day(20), 10, Some(Certainty::Possible)),
            (day(1), (Some(10), Some(20)), 15, Some(Certainty::Possible)),
        ] {
            assert_eq!(certainty(&tenure(started, ended), on, on), expected, "{started:?} {ended:?} {on}");
        }
    }
}
