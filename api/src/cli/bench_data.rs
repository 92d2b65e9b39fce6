//! `communique bench-data`: a made-up archive as Communiqué JSONL, the same for the same numbers, in which few are named often and most
//! seldom, as in real archives.

use super::Failure;
use clap::Args;
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

#[derive(Args)]
pub struct BenchData {
    /// How many statements
    #[arg(long, default_value_t = 10_000)]
    statements: u64,

    /// Characters of each
    #[arg(long, default_value_t = 4_000)]
    characters: usize,
}

const COUNTRIES: [&str; 40] = [
    "US", "RU", "CN", "GB", "FR", "DE", "TR", "IR", "IN", "JP", "UA", "AZ", "AM", "GE", "SY", "IL", "EG", "SA", "PL", "IT", "ES",
    "CA", "BR", "ZA", "KR", "KP", "PK", "AF", "IQ", "LY", "RS", "GR", "CY", "MD", "BY", "KZ", "UZ", "FI", "SE", "NO",
];
const WORDS: [&str; 48] = [
    "talks",
    "agreement",
    "parties",
    "settlement",
    "security",
    "cooperation",
    "border",
    "resolution",
    "minister",
    "proposal",
    "regional",
    "council",
    "meeting",
    "support",
    "process",
    "conflict",
    "sanctions",
    "energy",
    "trade",
    "dialogue",
    "position",
    "statement",
    "visit",
    "partners",
    "interests",
    "region",
    "issue",
    "crisis",
    "progress",
    "treaty",
    "negotiations",
    "ceasefire",
    "observers",
    "mission",
    "government",
    "people",
    "rights",
    "history",
    "future",
    "question",
    "answer",
    "ready",
    "continue",
    "discuss",
    "welcome",
    "regret",
    "emphasise",
    "recall",
];
const TURNS: usize = 4;

/// Numbers that look like chance and are always the same (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// The lower, the more often: half of all in the first tenth or so.
    fn zipf(&mut self, limit: u64) -> u64 {
        let (one, other) = (self.below(limit), self.below(limit));
        one.min(other).min(self.below(limit))
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let place = usize::try_from(self.below(words.len() as u64)).unwrap_or_default();
        words.get(place).copied().unwrap_or_default()
    }

    fn text(&mut self, characters: usize) -> String {
        let mut text = String::with_capacity(characters + 16);
        while text.len() < characters {
            text.push_str(self.of(&WORDS));
            text.push_str(if self.below(12) == 0 { ". " } else { " " });
        }
        text
    }
}

impl BenchData {
    pub fn run(self) -> Result<(), Failure> {
        let mut out = BufWriter::with_capacity(1024 * 1024, std::io::stdout().lock());
        self.write(&mut out).and_then(|()| out.flush()).map_err(|error| error.to_string())
    }

    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let people = (self.statements / 20).max(20);
        let events = (self.statements / 10).max(20);
        let mut dice = Dice(0x5eed_c0de_u64 | 1);
        let mut line = |record: &Value| writeln!(out, "{record}");
        for number in 0..50 {
            line(
                &json!({"type": "Organisation", "slug": format!("ministry-{number}"), "name": format!("Ministry number {number}"),
                         "kind": "GOVERNMENT_BODY", "country": {"code": dice.of(&COUNTRIES)}}),
            )?;
        }
        for number in 0..200 {
            line(&json!({"type": "Topic", "slug": format!("topic-{number}"), "label": format!("Topic number {number}")}))?;
        }
        for number in 0..people {
            line(
                &json!({"type": "Person", "slug": format!("person-{number}"), "name": format!("{} Person number {number}", dice.of(&WORDS))}),
            )?;
        }
        for number in 0..events {
            line(
                &json!({"type": "Event", "slug": format!("event-{number}"), "name": format!("Event number {number}"), "kind": "TALKS",
                         "status": "HELD", "starts": day(&mut dice),
                         "participants": [{"country": {"code": dice.of(&COUNTRIES)}, "role": "HOST"}]}),
            )?;
        }
        for number in 0..self.statements {
            let speaker = dice.zipf(people);
            let turns: Vec<Value> = (0..TURNS)
                .map(|turn| {
                    let kind = if turn % 2 == 0 { "SPEECH" } else { "QUESTION" };
                    json!({"kind": kind, "label": format!("Person number {speaker}"), "speaker": {"slug": format!("person-{speaker}")},
                           "text": dice.text(self.characters / TURNS)})
                })
                .collect();
            let (one, other) = (dice.zipf(20), 20 + dice.zipf(20));
            let country = |place: u64| COUNTRIES.get(usize::try_from(place).unwrap_or_default()).copied().unwrap_or_default();
            line(
                &json!({"type": "Statement", "key": format!("bench/{number}"), "kind": if number % 3 == 0 { "BRIEFING" } else { "REMARKS" },
                         "title": format!("Statement number {number} on {} and {}", dice.of(&WORDS), dice.of(&WORDS)),
                         "holding": "FULL", "language": "en", "made": day(&mut dice),
                         "publisher": {"slug": format!("ministry-{}", dice.zipf(50))}, "event": {"slug": format!("event-{}", dice.zipf(events))},
                         "topics": [{"slug": format!("topic-{}", dice.zipf(200))}],
                         "countries": [{"code": country(one)}, {"code": country(other)}], "turns": turns}),
            )?;
        }
        Ok(())
    }
}

fn day(dice: &mut Dice) -> String {
    format!("{:04}-{:02}-{:02}", 1990 + dice.below(35), 1 + dice.below(12), 1 + dice.below(28))
}
