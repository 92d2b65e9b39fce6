//! The rules for places.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, NewName, add_names, check_names, distinct_names, other_names};
use crate::text::{fold, slugify};
use entity::{NameKind, PlaceKind, RecordKind, place};
use serde::{Deserialize, Serialize};

/// A place as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPlace {
    pub name: String,
    #[serde(default)]
    pub other_names: Vec<NewName>,
    pub kind: PlaceKind,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    #[serde(rename = "parent")]
    pub parent_id: Option<i64>,
    pub coordinates: Option<NewCoordinates>,
    #[serde(flatten)]
    pub common: Common,
}

/// Degrees north and degrees east.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewCoordinates {
    pub latitude: f64,
    pub longitude: f64,
}

impl Document for NewPlace {
    const KIND: RecordKind = RecordKind::Place;
    const NEEDED: &[&str] = &["name", "kind"];

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
        let Self { name, other_names, coordinates, common, .. } = self;
        let within = coordinates.is_none_or(|at| at.latitude.abs() <= 90.0 && at.longitude.abs() <= 180.0);
        let check = Check::default()
            .filled("name", name)
            .require(within, "coordinates", || "latitude goes from -90 to 90, longitude from -180 to 180".to_owned());
        common.check(check_names(check, "otherNames", other_names)).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let place::Model { slug, name, kind, country_id, parent_id, latitude, longitude, .. } = rows.place.pop()?;
        let coordinates = latitude.zip(longitude).map(|(latitude, longitude)| NewCoordinates { latitude, longitude });
        let other_names = other_names(&mut rows);
        Some(Self { name, other_names, kind, country_id, parent_id, coordinates, common: Common::of(&mut rows, Some(slug)) })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, kind, country_id, parent_id, coordinates, common } = self;
        common.add(Self::KIND, id, set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names), set)?;
        set.batch().place.push(place::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            kind,
            country_id,
            parent_id,
            latitude: coordinates.map(|at| at.latitude),
            longitude: coordinates.map(|at| at.longitude),
        });
        Ok(())
    }
}
