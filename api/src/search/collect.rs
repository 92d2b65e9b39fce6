//! What a search finds: records, each with the document of it that fits best, and how they are spread over kinds, years and the rest.

use super::fields::column;
use crate::error::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// How long a search may take, with the searches for names and for what is left out that it needs.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// The clock is looked at once in so many documents.
const STRIDE: u32 = 2048;

/// When a search gives up, and where in the request it stands.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    at: Instant,
    path: &'static str,
}

impl Deadline {
    /// That of a search that begins now.
    pub fn new(path: &'static str) -> Self {
        Self { at: Instant::now() + TIME_LIMIT, path }
    }

    fn is_over(&self) -> bool {
        Instant::now() > self.at
    }

    /// Fails when the time is up.
    pub fn check(&self) -> Result<()> {
        if self.is_over() { Err(self.error()) } else { Ok(()) }
    }

    pub fn error(&self) -> Error {
        let limit = TIME_LIMIT.as_secs();
        Error::bad_input(self.path, format!("takes longer than {limit} seconds; look for something rarer, or filter"))
    }

    #[cfg(test)]
    pub fn over(path: &'static str) -> Self {
        Self { at: Instant::now().checked_sub(TIME_LIMIT).unwrap_or_else(Instant::now), path }
    }
}

/// The best document of a record.
#[derive(Clone, Copy, Debug)]
pub struct Best {
    pub score: Score,
    /// The turn it is of.
    pub turn: Option<i64>,
    pub address: DocAddress,
}

/// Records that were found.
#[derive(Default)]
pub struct Found {
    pub records: HashMap<i64, Best>,
    /// Who speaks in turns that were found, with the record.
    pub speakers: HashSet<(i64, i64)>,
    /// For whom they speak, with the record.
    pub organisations: HashSet<(i64, i64)>,
}

/// Collects the best document of each record.
pub struct ByRecord {
    /// The statements that a filter leaves; all if absent.
    pub allowed: Option<Arc<HashSet<i64>>>,
    /// Speakers and organisations are wanted too.
    pub with_voices: bool,
    pub deadline: Deadline,
    /// Set when the time was up.
    pub late: Arc<AtomicBool>,
}

impl Collector for ByRecord {
    type Fruit = Found;
    type Child = InSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<InSegment> {
        let fast = reader.fast_fields();
        let voices = if self.with_voices { Some((fast.i64(column::SPEAKER)?, fast.i64(column::ORGANISATION)?)) } else { None };
        Ok(InSegment {
            segment,
            record: fast.i64(column::RECORD)?,
            turn: fast.i64(column::TURN)?,
            voices,
            allowed: self.allowed.clone(),
            deadline: self.deadline,
            late: Arc::clone(&self.late),
            seen: 0,
            found: Found::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        for Found { records, speakers, organisations } in fruits {
            for (record, best) in records {
                keep(&mut all.records, record, best);
            }
            all.speakers.extend(speakers);
            all.organisations.extend(organisations);
        }
        Ok(all)
    }
}

pub struct InSegment {
    segment: SegmentOrdinal,
    record: Column<i64>,
    turn: Column<i64>,
    voices: Option<(Column<i64>, Column<i64>)>,
    allowed: Option<Arc<HashSet<i64>>>,
    deadline: Deadline,
    late: Arc<AtomicBool>,
    seen: u32,
    found: Found,
}

impl SegmentCollector for InSegment {
    type Fruit = Found;

    fn collect(&mut self, document: DocId, score: Score) {
        self.seen = self.seen.wrapping_add(1);
        if self.seen.is_multiple_of(STRIDE) && self.deadline.is_over() {
            self.late.store(true, Ordering::Relaxed);
        }
        let Some(record) = self.record.first(document).filter(|_| !self.late.load(Ordering::Relaxed)) else { return };
        if self.allowed.as_ref().is_some_and(|allowed| !allowed.contains(&record)) {
            return;
        }
        let best = Best { score, turn: self.turn.first(document), address: DocAddress::new(self.segment, document) };
        keep(&mut self.found.records, record, best);
        if let Some((speaker, organisation)) = &self.voices {
            self.found.speakers.extend(speaker.values_for_doc(document).map(|speaker| (speaker, record)));
            self.found.organisations.extend(organisation.values_for_doc(document).map(|organisation| (organisation, record)));
        }
    }

    fn harvest(self) -> Found {
        self.found
    }
}

/// Collects the records that documents are of, each once.
pub struct Records {
    pub deadline: Deadline,
    /// Set when the time was up.
    pub late: Arc<AtomicBool>,
}

impl Collector for Records {
    type Fruit = HashSet<i64>;
    type Child = RecordsInSegment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<RecordsInSegment> {
        Ok(RecordsInSegment {
            record: reader.fast_fields().i64(column::RECORD)?,
            deadline: self.deadline,
            late: Arc::clone(&self.late),
            seen: 0,
            found: HashSet::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<HashSet<i64>>) -> tantivy::Result<HashSet<i64>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

pub struct RecordsInSegment {
    record: Column<i64>,
    deadline: Deadline,
    late: Arc<AtomicBool>,
    seen: u32,
    found: HashSet<i64>,
}

impl SegmentCollector for RecordsInSegment {
    type Fruit = HashSet<i64>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.seen = self.seen.wrapping_add(1);
        if self.seen.is_multiple_of(STRIDE) && self.deadline.is_over() {
            self.late.store(true, Ordering::Relaxed);
        }
        if !self.late.load(Ordering::Relaxed) {
            self.found.extend(self.record.first(document));
        }
    }

    fn harvest(self) -> HashSet<i64> {
        self.found
    }
}

/// Of two that are equal the statement itself counts, then the first turn.
fn keep(records: &mut HashMap<i64, Best>, record: i64, best: Best) {
    let kept = records.entry(record).or_insert(best);
    let order = |best: &Best| (best.score, std::cmp::Reverse(best.turn.unwrap_or(0)));
    if order(&best).partial_cmp(&order(kept)) == Some(std::cmp::Ordering::Greater) {
        *kept = best;
    }
}
