//! The rules for people and tenures.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{
    Check, Common, Days, MAX_TEXT, NewName, add_names, check_names, distinct_names, other_names, stated,
};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, RecordKind, Resolution, person, tenure};
use serde::{Deserialize, Serialize};

/// A person as a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPerson {
    pub name: String,
    #[serde(default)]
    pub other_names: Vec<NewName>,
    pub born: Option<FuzzyDate>,
    pub died: Option<FuzzyDate>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewPerson {
    const KIND: RecordKind = RecordKind::Person;
    const NEEDED: &[&str] = &["name"];

    fn wanted_slug(&self) -> Option<String> {
        Some(slugify(&self.name, 60))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn tidy(&mut self, _set: &mut ChangeSet) {
        distinct_names(Some(&self.name), &mut self.other_names);
    }

    fn check(&self) -> Vec<Violation> {
        let Self { name, other_names, born, died, common } = self;
        let check = Check::default().filled("name", name).date("born", born.as_ref()).date("died", died.as_ref()).span(
            "died",
            born.as_ref(),
            died.as_ref(),
        );
        common.check(check_names(check, "otherNames", other_names)).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let person::Model { slug, name, born, died, .. } = rows.person.pop()?;
        let other_names = other_names(&mut rows);
        Some(Self { name, other_names, born, died, common: Common::of(&mut rows, Some(slug)) })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, born, died, common } = self;
        let (birth, death) = (Days::of(born.as_ref())?, Days::of(died.as_ref())?);
        common.add(Self::KIND, id, set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names), set)?;
        set.batch().person.push(person::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            born,
            born_earliest: birth.earliest,
            born_latest: birth.latest,
            died,
            died_earliest: death.earliest,
            died_latest: death.latest,
        });
        Ok(())
    }
}

/// A person in an office, as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTenure {
    #[serde(rename = "person")]
    pub person_id: i64,
    #[serde(rename = "office")]
    pub office_id: i64,
    pub started: Option<FuzzyDate>,
    pub ended: Option<FuzzyDate>,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewTenure {
    const KIND: RecordKind = RecordKind::Tenure;
    const NEEDED: &[&str] = &["person", "office"];

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let Self { started, ended, reason, common, .. } = self;
        let check = Check::default()
            .date("started", started.as_ref())
            .date("ended", ended.as_ref())
            .span("ended", started.as_ref(), ended.as_ref())
            .limited("reason", reason.as_deref().unwrap_or_default(), MAX_TEXT);
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let tenure::Model { person_id, office_id, started, ended, resolution, reason, .. } = rows.tenure.pop()?;
        Some(Self { person_id, office_id, started, ended, resolution, reason, common: Common::of(&mut rows, None) })
    }

    fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { person_id, office_id, started, ended, resolution, reason, common } = self;
        let (start, end) = (Days::of(started.as_ref())?, Days::of(ended.as_ref())?);
        common.add(Self::KIND, id, set);
        set.batch().tenure.push(tenure::Model {
            id,
            person_id,
            office_id,
            started,
            started_earliest: start.earliest,
            started_latest: start.latest,
            ended,
            ended_earliest: end.earliest,
            ended_latest: end.latest,
            resolution,
            reason,
        });
        Ok(())
    }
}
