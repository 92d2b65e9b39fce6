//! The rules for organisations and memberships.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, NewName, add_names, check_names, distinct_names, other_names};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, OrganisationKind, RecordKind, membership, organisation};
use serde::{Deserialize, Serialize};

/// An organisation as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrganisation {
    pub name: String,
    #[serde(default)]
    pub other_names: Vec<NewName>,
    pub kind: OrganisationKind,
    #[serde(rename = "parent")]
    pub parent_id: Option<i64>,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewOrganisation {
    const KIND: RecordKind = RecordKind::Organisation;
    const NEEDED: &[&str] = &["name", "kind"];

    fn wanted_slug(&self) -> Option<String> {
        Some(slugify(&self.name, 80))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn tidy(&mut self, _set: &mut ChangeSet) {
        distinct_names(Some(&self.name), &mut self.other_names);
    }

    fn check(&self) -> Vec<Violation> {
        let check = check_names(Check::default().filled("name", &self.name), "otherNames", &self.other_names);
        self.common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let organisation::Model { slug, name, kind, parent_id, country_id, .. } = rows.organisation.pop()?;
        let other_names = other_names(&mut rows);
        Some(Self { name, other_names, kind, parent_id, country_id, common: Common::of(&mut rows, Some(slug)) })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, kind, parent_id, country_id, common } = self;
        common.add(Self::KIND, id, set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names), set)?;
        let sort_name = fold(&name);
        set.batch().organisation.push(organisation::Model { id, slug, sort_name, name, kind, parent_id, country_id });
        Ok(())
    }
}

/// Who belongs to an organisation, as a document: exactly one of person, organisation and country.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMembership {
    #[serde(rename = "organisation")]
    pub organisation_id: i64,
    #[serde(rename = "person")]
    pub person_id: Option<i64>,
    #[serde(rename = "memberOrganisation")]
    pub member_organisation_id: Option<i64>,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    pub role: Option<String>,
    pub started: Option<FuzzyDate>,
    pub ended: Option<FuzzyDate>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewMembership {
    const KIND: RecordKind = RecordKind::Membership;
    const NEEDED: &[&str] = &["organisation"];

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let Self { organisation_id, person_id, member_organisation_id, country_id, role, started, ended, common } = self;
        let members = [person_id, member_organisation_id, country_id].into_iter().flatten().count();
        let check = Check::default()
            .require(members == 1, "member", || {
                format!("{members} of person, memberOrganisation and country were given; a membership has exactly one")
            })
            .require(*member_organisation_id != Some(*organisation_id), "memberOrganisation", || {
                "an organisation cannot belong to itself".to_owned()
            })
            .short("role", role.as_deref().unwrap_or_default())
            .date("started", started.as_ref())
            .date("ended", ended.as_ref())
            .span("ended", started.as_ref(), ended.as_ref());
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let membership::Model { organisation_id, person_id, member_organisation_id, country_id, role, started, ended, .. } =
            rows.membership.pop()?;
        let common = Common::of(&mut rows, None);
        Some(Self { organisation_id, person_id, member_organisation_id, country_id, role, started, ended, common })
    }

    fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { organisation_id, person_id, member_organisation_id, country_id, role, started, ended, common } = self;
        let (start, end) = (Days::of(started.as_ref())?, Days::of(ended.as_ref())?);
        common.add(Self::KIND, id, set);
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
