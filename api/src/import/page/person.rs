//! Which person of the archive a page means.

use super::resolve::{Resolver, alternatives, at};
use crate::error::Result;
use crate::graphql::filter::select_where;
use crate::person::service::NewPerson;
use crate::reader::page::Person;
use crate::text::fold;
use entity::{RecordKind, office, person, tenure};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// The one person with a full name who ends on this surname and holds no office of another country than the page says; else the one
    /// record that has nothing but the surname.
    async fn with_surname(&self, index: usize, surname: &str) -> Result<Option<i64>> {
        let folded = fold(surname);
        let people = person::Entity::find()
            .filter(
                Condition::any()
                    .add(person::Column::SortName.eq(&folded))
                    .add(person::Column::SortName.like(format!("% {folded}"))),
            )
            .all(self.set.connection())
            .await?;
        let (bare, full): (Vec<_>, Vec<_>) = people.iter().partition(|person| person.sort_name == folded);
        let of: BTreeSet<i64> = self
            .page
            .tenures
            .iter()
            .filter(|held| held.person == index)
            .filter_map(|held| self.page.offices.get(held.office))
            .filter_map(|office| at(&self.countries, office.country))
            .collect();
        match (full.as_slice(), bare.as_slice()) {
            ([only], _) if of.is_empty() || !self.serves_others(only.id, &of).await? => Ok(Some(only.id)),
            ([] | [_, _, ..], [only]) => Ok(Some(only.id)),
            _ => Ok(None),
        }
    }

    /// Whether the person is known to hold offices of countries, and of none of `countries`.
    async fn serves_others(&self, person: i64, countries: &BTreeSet<i64>) -> Result<bool> {
        let held = select_where(tenure::Entity, (tenure::Entity, tenure::Column::OfficeId), tenure::Column::PersonId.eq(person));
        let offices = office::Entity::find().filter(office::Column::Id.in_subquery(held)).all(self.set.connection()).await?;
        let served: BTreeSet<i64> = offices.into_iter().filter_map(|office| office.country_id).collect();
        Ok(!served.is_empty() && served.is_disjoint(countries))
    }

    /// By the archive's own key, by another catalogue's, by the full name, by a like name in the same office. A name that two
    /// people of the archive share decides nothing.
    pub(super) async fn person(&mut self, index: usize, wanted: &Person) -> Result<i64> {
        if let Some(id) = self.with_external_id(RecordKind::Person, &wanted.external_ids).await? {
            return Ok(id);
        }
        if let Some(id) = self.known(RecordKind::Person, wanted.known.as_deref()).await? {
            return Ok(id);
        }
        let is_full = fold(&wanted.name).contains(' ');
        let named = self.named(RecordKind::Person, &wanted.name).await?;
        match (named.len(), named.first()) {
            (1, Some(id)) if is_full => return Ok(*id),
            _ if !is_full => {
                if let Some(id) = self.with_surname(index, &wanted.name).await? {
                    return Ok(id);
                }
            }
            (0, _) if is_full => {
                if let Some(id) = self.like_named_in_office(index, &wanted.name).await? {
                    return Ok(id);
                }
            }
            _ => {}
        }
        let common = self.common(&wanted.external_ids);
        let (name, other_names) = (wanted.name.clone(), alternatives(&wanted.other_names));
        self.set.create(NewPerson { name, other_names, common, ..NewPerson::default() }).await
    }

    /// The one person who holds an office that the page gives to person `index`, and whose name is a spelling of `wanted`.
    async fn like_named_in_office(&self, index: usize, wanted: &str) -> Result<Option<i64>> {
        let offices =
            self.page.tenures.iter().filter(|held| held.person == index).filter_map(|held| self.office_at(Some(held.office)));
        let holders =
            select_where(tenure::Entity, (tenure::Entity, tenure::Column::PersonId), tenure::Column::OfficeId.is_in(offices));
        let people = person::Entity::find().filter(person::Column::Id.in_subquery(holders)).all(self.set.connection()).await?;
        let mut like = people.into_iter().filter(|person| is_spelling(&person.sort_name, &fold(wanted)));
        Ok(like.next().filter(|_| like.next().is_none()).map(|person| person.id))
    }
}

/// Whether two folded names are spellings of one another: the same number of words, each with nearly the same letters.
fn is_spelling(one: &str, other: &str) -> bool {
    let pairs = || one.split(' ').zip(other.split(' '));
    one.split(' ').count() == other.split(' ').count()
        && pairs().all(|(one, other)| strsim::damerau_levenshtein(one, other) * 4 <= one.len().max(other.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_differ_in_few_letters_of_a_word() {
        assert!(is_spelling("sergey lavrov", "sergei lavrov"));
        assert!(is_spelling("elmar mammadyarov", "elmar mamedyarov"));
        assert!(!is_spelling("sergey lavrov", "sergey ivanov"));
        assert!(!is_spelling("john kerry", "john f kerry"));
    }
}
