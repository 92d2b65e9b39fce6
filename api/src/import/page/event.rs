//! Which event of the archive a page means.

use super::resolve::{Resolver, at};
use crate::error::Result;
use crate::event::service::{NewEvent, NewParticipant};
use crate::graphql::filter::select_where;
use crate::reader::page::Event;
use crate::text::fold;
use entity::{EventKind, event, event_participant};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

impl Resolver<'_> {
    pub(super) async fn resolve_events(&mut self) -> Result<()> {
        let page = self.page;
        self.events = vec![0; page.events.len()];
        // An event after those it belongs to; one that belongs to itself in a circle stands alone.
        for index in 0..page.events.len() {
            self.event(index, 0).await?;
        }
        Ok(())
    }

    async fn event(&mut self, index: usize, depth: usize) -> Result<Option<i64>> {
        let Some(wanted) = self.page.events.get(index) else { return Ok(None) };
        if let Some(id) = self.event_at(Some(index)) {
            return Ok(Some(id));
        }
        if depth > self.page.events.len() {
            return Ok(None);
        }
        let parent_id = match wanted.parent {
            Some(parent) => Box::pin(self.event(parent, depth + 1)).await?,
            None => None,
        };
        let series_id = match wanted.series {
            Some(series) => Box::pin(self.event(series, depth + 1)).await?,
            None => None,
        };
        let id = match self.same_event(wanted, series_id).await? {
            Some(id) => id,
            None => self.create_event(wanted, parent_id, series_id).await?,
        };
        if let Some(slot) = self.events.get_mut(index) {
            *slot = id;
        }
        Ok(Some(id))
    }

    /// The event of the same number in the series, or one of the same kind, name and beginning.
    async fn same_event(&self, wanted: &Event, series_id: Option<i64>) -> Result<Option<i64>> {
        use event::Column;
        let ordinal = wanted.ordinal.and_then(|ordinal| i32::try_from(ordinal).ok());
        if let (Some(series), Some(ordinal)) = (series_id, ordinal) {
            let same = event::Entity::find().filter(Column::SeriesId.eq(series)).filter(Column::Ordinal.eq(ordinal));
            return Ok(same.order_by_asc(Column::Id).one(self.set.connection()).await?.map(|event| event.id));
        }
        let days = wanted.starts_days();
        let begins = match days {
            (None, None) => Condition::all().add(Column::Starts.is_null()),
            (earliest, latest) => Condition::all().add(Column::StartsEarliest.eq(earliest)).add(Column::StartsLatest.eq(latest)),
        };
        let same = event::Entity::find()
            .filter(Column::Kind.eq(wanted.kind))
            .filter(Column::SortName.eq(fold(&wanted.name)))
            .filter(begins)
            .order_by_asc(Column::Id);
        match same.one(self.set.connection()).await? {
            Some(event) => Ok(Some(event.id)),
            None => self.same_visit(wanted).await,
        }
    }

    /// The one visit of the same person to the same place in the same days, whatever another source calls it.
    async fn same_visit(&self, wanted: &Event) -> Result<Option<i64>> {
        use event::Column;
        let people: Vec<i64> = wanted.participants.iter().filter_map(|one| at(&self.people, one.person)).collect();
        let (Some(first), Some(place)) = (wanted.starts_days().0, self.place_at(wanted.place)) else { return Ok(None) };
        if wanted.kind != EventKind::Visit || people.is_empty() {
            return Ok(None);
        }
        let ends = wanted.end.as_ref().and_then(|date| date.days().ok()).and_then(|(_, last)| last);
        let last = ends.or(wanted.starts_days().1).unwrap_or(first);
        let of_theirs = select_where(
            event_participant::Entity,
            (event_participant::Entity, event_participant::Column::EventId),
            event_participant::Column::PersonId.is_in(people),
        );
        let ended = Expr::col((event::Entity, Column::EndsLatest)).if_null(Expr::col((event::Entity, Column::StartsLatest)));
        let same = event::Entity::find()
            .filter(Column::Kind.eq(EventKind::Visit))
            .filter(Column::PlaceId.eq(place))
            .filter(Column::StartsEarliest.lte(last))
            .filter(ended.gte(first))
            .filter(Column::Id.in_subquery(of_theirs))
            .all(self.set.connection())
            .await?;
        Ok(if let [only] = same.as_slice() { Some(only.id) } else { None })
    }

    async fn create_event(&mut self, wanted: &Event, parent_id: Option<i64>, series_id: Option<i64>) -> Result<i64> {
        let participants = wanted.participants.iter().map(|participant| NewParticipant {
            person_id: at(&self.people, participant.person),
            office_id: self.office_at(participant.office),
            country_id: at(&self.countries, participant.country),
            organisation_id: at(&self.organisations, participant.organisation),
            role: participant.role,
            resolution: participant.basis.resolution,
            reason: participant.basis.reason.clone(),
        });
        let new = NewEvent {
            name: wanted.name.clone(),
            kind: wanted.kind,
            status: wanted.status,
            starts: wanted.start.clone(),
            ends: wanted.end.clone(),
            parent_id,
            series_id,
            ordinal: wanted.ordinal.and_then(|ordinal| i32::try_from(ordinal).ok()),
            place_id: self.place_at(wanted.place),
            participants: participants.collect(),
            resolution: wanted.basis.resolution,
            reason: wanted.basis.reason.clone(),
            common: self.cited(),
        };
        self.set.create(new).await
    }
}

impl Event {
    fn starts_days(&self) -> (Option<i32>, Option<i32>) {
        self.start.as_ref().and_then(|date| date.days().ok()).unwrap_or_default()
    }
}
