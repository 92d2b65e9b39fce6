//! Which country followed which: the edges of the sources made symmetric, and free of cycles.

use std::collections::{BTreeMap, BTreeSet};

use super::ReferenceError;
use super::territory::Territory;

/// From a country or territory to those that followed it.
#[derive(Default)]
pub(super) struct Succession {
    heirs: BTreeMap<String, BTreeSet<String>>,
}

impl Succession {
    /// What the territories say of each other in either direction, without what cannot be: a predecessor that
    /// begins when its successor has ended, and of a cycle the edges whose predecessor outlives the successor.
    pub fn of(territories: &BTreeMap<String, Territory>) -> Result<(Self, Vec<String>), ReferenceError> {
        let mut stated = Self::default();
        for territory in territories.values() {
            for heir in &territory.successors {
                stated.add(&territory.id, heir);
            }
            for predecessor in &territory.predecessors {
                stated.add(predecessor, &territory.id);
            }
        }
        let find =
            |id: &str| territories.get(id).ok_or_else(|| ReferenceError::new("territories.xml", id, "named but not there"));
        let mut dropped = Vec::new();
        for (from, to) in stated.edges() {
            let (first, second) = (find(&from)?, find(&to)?);
            let late = first.since >= Some(second.last_year()) && first.since > second.since;
            let backwards = first.last_year() > second.last_year() && stated.leads(&to, &from);
            if late || backwards {
                stated.remove(&from, &to);
                dropped.push(format!("{from} before {to}"));
            }
        }
        Ok((stated, dropped))
    }

    pub fn add(&mut self, from: &str, to: &str) {
        if from != to {
            self.heirs.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
    }

    fn remove(&mut self, from: &str, to: &str) {
        if let Some(heirs) = self.heirs.get_mut(from) {
            heirs.remove(to);
        }
    }

    pub fn edges(&self) -> Vec<(String, String)> {
        let edges = self.heirs.iter().flat_map(|(from, heirs)| heirs.iter().map(|to| (from.clone(), to.clone())));
        edges.collect()
    }

    pub fn heirs(&self, from: &str) -> impl Iterator<Item = &String> {
        self.heirs.get(from).into_iter().flatten()
    }

    /// Whether one comes before the other, directly or not.
    pub fn leads(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = self.heirs(from).collect();
        while let Some(next) = open.pop() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.heirs(next));
            }
        }
        false
    }

    /// The edges between records only. A former state reaches its heirs also through territories that have no
    /// record, such as Germany under occupation, if each had begun when the one before it ended; a state that
    /// outlived such a territory was not followed by it.
    pub fn between(&self, territories: &BTreeMap<String, Territory>, is_record: impl Fn(&str) -> bool) -> Self {
        let mut direct = Self::default();
        for territory in territories.values().filter(|territory| is_record(&territory.id)) {
            let mut seen = BTreeSet::new();
            let mut open = vec![territory];
            while let Some(before) = open.pop() {
                for heir in self.heirs(&before.id) {
                    if is_record(heir) {
                        direct.add(&territory.id, heir);
                        continue;
                    }
                    let Some(heir) = territories.get(heir) else { continue };
                    let followed = territory.until.is_some() && territory.last_year() <= heir.last_year();
                    if followed && heir.since <= before.until && seen.insert(&heir.id) {
                        open.push(heir);
                    }
                }
            }
        }
        direct
    }
}
