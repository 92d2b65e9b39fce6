//! What a comparison counts, and the list of its faults.
use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    Statements,
    StatementKinds,
    Holdings,
    Titles,
    Urls,
    Publishers,
    Authors,
    Dates,
    DateResolutions,
    StatementPlaces,
    Topics,
    Text,
    Turns,
    TurnKinds,
    Speakers,
    TurnOffices,
    Addressees,
    People,
    Offices,
    Countries,
    Organisations,
    OrganisationKinds,
    Places,
    Events,
    EventDates,
    EventDetails,
    Links,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub found: usize,
    pub missed: usize,
    pub wrong: usize,
    /// How many of `found` come from lists where wrong ones are counted too.
    pub judged: usize,
}

impl Count {
    pub fn recall(&self) -> Option<f64> {
        ratio(self.found, self.found + self.missed)
    }
    pub fn precision(&self) -> Option<f64> {
        ratio(self.judged, self.judged + self.wrong)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[derive(Debug, Clone, Default)]
pub struct Report {
    pub counts: BTreeMap<Category, Count>,
    /// One line a fault: "MISSED people: Serzh Sargsyan".
    pub faults: Vec<String>,
}

impl Report {
    pub fn add(&mut self, other: &Report) {
        for (category, count) in &other.counts {
            let sum = self.counts.entry(*category).or_default();
            sum.found += count.found;
            sum.missed += count.missed;
            sum.wrong += count.wrong;
            sum.judged += count.judged;
        }
    }

    pub(super) fn found(&mut self, category: Category, judged: bool) {
        let count = self.counts.entry(category).or_default();
        count.found += 1;
        count.judged += usize::from(judged);
    }

    pub(super) fn missed(&mut self, category: Category, what: impl fmt::Display) {
        self.counts.entry(category).or_default().missed += 1;
        self.faults.push(format!("MISSED {category:?}: {what}"));
    }

    pub(super) fn wrong(&mut self, category: Category, what: impl fmt::Display) {
        self.counts.entry(category).or_default().wrong += 1;
        self.faults.push(format!("WRONG  {category:?}: {what}"));
    }

    /// One expected value against one found value.
    pub(super) fn value(&mut self, category: Category, right: bool, found: Option<&str>, what: impl fmt::Display) {
        match (right, found) {
            (true, _) => self.found(category, true),
            (false, None) => self.missed(category, what),
            (false, Some(found)) => {
                self.missed(category, format!("{what}, found {found}"));
                self.counts.entry(category).or_default().wrong += 1;
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:18} {:>6} {:>6} {:>6} {:>7} {:>9}", "", "found", "missed", "wrong", "recall", "precision")?;
        let percent = |r: Option<f64>| r.map_or("–".into(), |r| format!("{:.1}", r * 100.0));
        for (category, c) in &self.counts {
            let name = format!("{category:?}");
            writeln!(
                f,
                "{name:18} {:>6} {:>6} {:>6} {:>7} {:>9}",
                c.found,
                c.missed,
                c.wrong,
                percent(c.recall()),
                percent(c.precision())
            )?;
        }
        Ok(())
    }
}
