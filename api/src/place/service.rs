//! The rules for places.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, NewName, add_names};
use crate::text::{fold, slugify};
use entity::{NameKind, PlaceKind, RecordKind, place};

/// A place that is to be created.
#[derive(Clone, Debug)]
pub struct NewPlace {
    pub name: String,
    pub other_names: Vec<NewName>,
    pub kind: PlaceKind,
    pub country_id: Option<i64>,
    pub parent_id: Option<i64>,
    /// Degrees north and degrees east.
    pub coordinates: Option<(f64, f64)>,
    pub common: Common,
}

impl NewPlace {
    pub fn slug(&self) -> Option<String> {
        Some(slugify(&self.name, 60))
    }

    pub fn check(&self) -> Vec<Violation> {
        let sound = self.coordinates.is_none_or(|(north, east)| north.abs() <= 90.0 && east.abs() <= 180.0);
        Check::default()
            .filled("name", &self.name)
            .require(sound, "coordinates", || "latitude goes from -90 to 90, longitude from -180 to 180".to_owned())
            .violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, other_names, kind, country_id, parent_id, coordinates, common } = self;
        common.add(RecordKind::Place, id, Some(&slug), set);
        add_names(id, std::iter::once(NewName::new(&name, NameKind::Short)).chain(other_names).collect(), set)?;
        let (latitude, longitude) = coordinates.unzip();
        set.batch().place.push(place::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            kind,
            country_id,
            parent_id,
            latitude,
            longitude,
        });
        Ok(())
    }
}
