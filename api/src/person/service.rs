//! The rules for people and tenures.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, NewName, add_names};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, RecordKind, Resolution, person, tenure};

/// A person who is to be created.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub name: String,
    pub other_names: Vec<NewName>,
    pub born: Option<FuzzyDate>,
    pub died: Option<FuzzyDate>,
    pub common: Common,
}

impl NewPerson {
    pub fn slug(&self) -> Option<String> {
        Some(slugify(&self.name, 60))
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { name, born, died, .. } = self;
        let check = Check::default().filled("name", name).date("born", born.as_ref()).date("died", died.as_ref());
        check.span("died", born.as_ref(), died.as_ref()).violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, born, died, common } = self;
        let (birth, death) = (Days::of(born.as_ref())?, Days::of(died.as_ref())?);
        common.add(RecordKind::Person, id, Some(&slug), set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names).collect(), set)?;
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

/// A person in an office, to be created.
#[derive(Clone, Debug)]
pub struct NewTenure {
    pub person_id: i64,
    pub office_id: i64,
    pub started: Option<FuzzyDate>,
    pub ended: Option<FuzzyDate>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    pub common: Common,
}

impl NewTenure {
    pub fn slug(&self) -> Option<String> {
        None
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { started, ended, .. } = self;
        let check = Check::default().date("started", started.as_ref()).date("ended", ended.as_ref());
        check.span("ended", started.as_ref(), ended.as_ref()).violations()
    }

    pub fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { person_id, office_id, started, ended, resolution, reason, common } = self;
        let (start, end) = (Days::of(started.as_ref())?, Days::of(ended.as_ref())?);
        common.add(RecordKind::Tenure, id, None, set);
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
