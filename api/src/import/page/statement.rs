//! The statements of a page as change set, with their turns, links, mentions and what they tell of events.

use super::KEY;
use super::resolve::Resolver;
use crate::changeset::ChangeSet;
use crate::error::Result;
use crate::link::service::NewLink;
use crate::mention::service::{NewMention, NewTarget, quote};
use crate::reader::page::{Event, Statement, Target, Turn};
use crate::record::service::Common;
use crate::statement::service::{NewStatement, NewStatementCountry};
use crate::turn::service::{NewAddressee, NewTurn};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// Creates the statements that have no id in `known` yet, and what hangs on them. Gives the ids of all.
    pub async fn add_statements(&mut self, known: &[Option<i64>]) -> Result<Vec<i64>> {
        let page = self.page;
        let mut ids = Vec::with_capacity(page.statements.len());
        for (index, (statement, known)) in page.statements.iter().zip(known).enumerate() {
            let id = if let Some(id) = known {
                *id
            } else {
                let id = self.set.create(self.statement(index, statement)).await?;
                self.add_mentions(id, statement).await?;
                id
            };
            ids.push(id);
        }
        let is_new = |index: usize| known.get(index).is_some_and(Option::is_none);
        for link in page.links.iter().filter(|link| is_new(link.from)) {
            if let (Some(source_id), Some(target_id)) = (ids.get(link.from).copied(), ids.get(link.to).copied()) {
                let (resolution, reason, common) = (link.basis.resolution, link.basis.reason.clone(), self.cited());
                let new =
                    NewLink { source_id, target_id, kind: link.kind, phrase: link.phrase.clone(), resolution, reason, common };
                self.set.create(new).await?;
            }
        }
        Ok(ids)
    }

    /// The change set, complete.
    pub async fn finish(mut self) -> Result<ChangeSet> {
        self.set.flush().await?;
        Ok(self.set)
    }

    fn statement(&self, index: usize, read: &Statement) -> NewStatement {
        let mut common = self.common(&read.external_ids);
        common.external_ids.push((KEY.to_owned(), read.key.clone()).into());
        let told = |by: fn(&Event) -> &Vec<usize>| {
            let events = self.page.events.iter().enumerate().filter(|(_, event)| by(event).contains(&index));
            distinct(events.filter_map(|(event, _)| self.event_at(Some(event))))
        };
        let mut seen = BTreeSet::new();
        let countries = read.countries.iter().filter_map(|concerned| {
            let country_id = self.country_at(Some(concerned.country))?;
            let (resolution, reason) = (concerned.basis.resolution, concerned.basis.reason.clone());
            seen.insert(country_id).then_some(NewStatementCountry { country_id, resolution, reason })
        });
        NewStatement {
            kind: read.kind,
            title: read.title.clone(),
            summary: read.summary.clone(),
            language: read.language.clone(),
            holding: read.holding,
            made: read.made.clone(),
            sent: read.sent.clone(),
            published: read.published.clone(),
            posted: read.posted.clone(),
            publisher_id: self.organisation_at(read.publisher),
            event_id: self.event_at(read.event),
            place_id: self.place_at(read.place),
            author_ids: distinct(read.authors.iter().filter_map(|author| self.person_at(Some(*author)))),
            topic_ids: distinct(read.topics.iter().filter_map(|topic| self.topic_at(Some(*topic)))),
            countries: countries.collect(),
            announced_ids: told(|event| &event.announced_in),
            confirmed_ids: told(|event| &event.confirmed_by),
            turns: read.turns.iter().map(|turn| self.turn(turn)).collect(),
            common,
        }
    }

    fn turn(&self, read: &Turn) -> NewTurn {
        let addressees = read.addressees.iter().map(|addressee| NewAddressee {
            person_id: if let Target::Person(index) = addressee.target { self.person_at(Some(index)) } else { None },
            office_id: if let Target::Office(index) = addressee.target { self.office_at(Some(index)) } else { None },
            country_id: if let Target::Country(index) = addressee.target { self.country_at(Some(index)) } else { None },
            organisation_id: if let Target::Organisation(index) = addressee.target {
                self.organisation_at(Some(index))
            } else {
                None
            },
            phrase: addressee.phrase.clone(),
            resolution: addressee.basis.resolution,
            reason: addressee.basis.reason.clone(),
        });
        NewTurn {
            id: None,
            kind: read.kind,
            text: read.text.clone(),
            label: read.label.clone(),
            speaker_id: self.person_at(read.speaker),
            organisation_id: self.organisation_at(read.organisation),
            tenure_id: self.tenure_at(read.tenure),
            note: read.note.clone(),
            completeness: read.completeness,
            addressees: addressees.collect(),
        }
    }

    async fn add_mentions(&mut self, statement: i64, read: &Statement) -> Result<()> {
        for (turn, turn_id) in read.turns.iter().zip(statement + 1..) {
            for mention in &turn.mentions {
                let target = match mention.target {
                    Target::Person(index) => self.person_at(Some(index)).map(NewTarget::Person),
                    Target::Office(index) => self.office_at(Some(index)).map(NewTarget::Office),
                    Target::Country(index) => self.country_at(Some(index)).map(NewTarget::Country),
                    Target::Organisation(index) => self.organisation_at(Some(index)).map(NewTarget::Organisation),
                    Target::Place(index) => self.place_at(Some(index)).map(NewTarget::Place),
                    Target::Event(index) => self.event_at(Some(index)).map(NewTarget::Event),
                };
                let quoted = quote(&turn.text, mention.start, mention.end);
                let (Some(target), Some((exact, prefix, suffix))) = (target, quoted) else { continue };
                let (resolution, reason, score) = (mention.resolution, mention.reason.clone(), Some(f64::from(mention.score)));
                let (start, end) = (mention.start, mention.end);
                self.set
                    .create(NewMention {
                        turn_id,
                        start,
                        end,
                        exact,
                        prefix,
                        suffix,
                        target,
                        resolution,
                        score,
                        reason,
                        common: Common::default(),
                    })
                    .await?;
            }
        }
        Ok(())
    }
}

/// Each id once, in order.
fn distinct(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
