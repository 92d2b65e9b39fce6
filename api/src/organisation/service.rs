//! The rules for organisations and memberships.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, NewName, add_names};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, OrganisationKind, RecordKind, membership, organisation};

/// An organisation that is to be created.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    pub name: String,
    pub other_names: Vec<NewName>,
    pub kind: OrganisationKind,
    pub parent_id: Option<i64>,
    pub country_id: Option<i64>,
    pub common: Common,
}

impl NewOrganisation {
    pub fn slug(&self) -> Option<String> {
        Some(slugify(&self.name, 80))
    }

    pub fn check(&self) -> Vec<Violation> {
        Check::default().filled("name", &self.name).violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, kind, parent_id, country_id, common } = self;
        common.add(RecordKind::Organisation, id, Some(&slug), set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names).collect(), set)?;
        set.batch().organisation.push(organisation::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            kind,
            parent_id,
            country_id,
        });
        Ok(())
    }
}

/// Who belongs to an organisation: exactly one of person, organisation and country.
#[derive(Clone, Debug)]
pub struct NewMembership {
    pub organisation_id: i64,
    pub person_id: Option<i64>,
    pub member_organisation_id: Option<i64>,
    pub country_id: Option<i64>,
    pub role: Option<String>,
    pub started: Option<FuzzyDate>,
    pub ended: Option<FuzzyDate>,
    pub common: Common,
}

impl NewMembership {
    pub fn slug(&self) -> Option<String> {
        None
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { organisation_id, person_id, member_organisation_id, country_id, started, ended, .. } = self;
        let members = [person_id, member_organisation_id, country_id].into_iter().flatten().count();
        Check::default()
            .require(members == 1, "member", || format!("{members} members were given; a membership has one"))
            .require(*member_organisation_id != Some(*organisation_id), "member", || {
                "an organisation cannot belong to itself".to_owned()
            })
            .date("started", started.as_ref())
            .date("ended", ended.as_ref())
            .span("ended", started.as_ref(), ended.as_ref())
            .violations()
    }

    pub fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { organisation_id, person_id, member_organisation_id, country_id, role, started, ended, common } = self;
        let (start, end) = (Days::of(started.as_ref())?, Days::of(ended.as_ref())?);
        common.add(RecordKind::Membership, id, None, set);
        set.batch().membership.push(membership::Model {
            id,
            organisation_id,
            person_id,
            member_organisation_id,
            country_id,
            role,
            started,
            started_earliest: start.earliest,
            started_latest: start.latest,
            ended,
            ended_earliest: end.earliest,
            ended_latest: end.latest,
        });
        Ok(())
    }
}
