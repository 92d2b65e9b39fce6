//! The database's limit: one hand-written statement that gives the whole answer as one JSON text.

use crate::{Error, postgres, sqlite};
use serde_json::{Value as Json, json};
use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Sql {
    /// `sqlite:PATH` or `postgres://…`
    #[arg(long)]
    database: String,

    /// File with the statement; its parameters are ?1, ?2 … or $1, $2 …
    #[arg(long)]
    statement: PathBuf,

    /// File with the parameters: on each line a JSON array of numbers and texts; the lines take turns
    #[arg(long)]
    parameters: Option<PathBuf>,

    /// How long
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,

    /// How many at once, each on a connection of its own
    #[arg(long, default_value_t = 1)]
    connections: usize,

    /// Print the answer for each line of parameters instead
    #[arg(long)]
    answers: bool,
}

/// What is run.
#[derive(Clone)]
pub struct Work {
    pub database: String,
    pub sql: String,
    pub parameters: Vec<Vec<Parameter>>,
    pub warm_up: Duration,
    pub time: Duration,
}

#[derive(Clone, Debug)]
pub enum Parameter {
    Number(i64),
    Text(String),
}

/// What a connection did.
#[derive(Default)]
pub struct Done {
    /// Nanoseconds of each execution.
    pub times: Vec<u64>,
    pub bytes: u64,
    /// Microseconds of processor time.
    pub cpu: u64,
}

impl Sql {
    pub fn run(&self) -> Result<(), Error> {
        let work = Work {
            database: self.database.clone(),
            sql: read_to_string(&self.statement)?,
            parameters: self.read_parameters()?,
            warm_up: Duration::from_secs_f64(self.seconds.min(1.0) / 2.0),
            time: Duration::from_secs_f64(self.seconds),
        };
        let embedded = work.database.strip_prefix("sqlite:").map(ToOwned::to_owned);
        if self.answers {
            let answers = match embedded {
                Some(path) => sqlite::answers(&path, &work)?,
                None => postgres::answers(&work)?,
            };
            let mut out = stdout().lock();
            return answers.iter().try_for_each(|answer| Ok(writeln!(out, "{answer}")?));
        }
        let started = Instant::now();
        let done = match embedded {
            Some(path) => sqlite::measure(&path, &work, self.connections)?,
            None => postgres::measure(&work, self.connections)?,
        };
        let taken = started.elapsed().saturating_sub(work.warm_up);
        Ok(writeln!(stdout().lock(), "{}", figures(done, taken))?)
    }

    fn read_parameters(&self) -> Result<Vec<Vec<Parameter>>, Error> {
        let Some(path) = &self.parameters else { return Ok(vec![Vec::new()]) };
        let mut sets = Vec::new();
        for line in BufReader::new(File::open(path)?).lines() {
            let values: Vec<Json> = serde_json::from_str(&line?)?;
            sets.push(values.into_iter().map(Parameter::try_from).collect::<Result<_, _>>()?);
        }
        if sets.is_empty() { Err(Error::Other(format!("{} has no parameters", path.display()))) } else { Ok(sets) }
    }
}

impl TryFrom<Json> for Parameter {
    type Error = Error;

    fn try_from(value: Json) -> Result<Self, Error> {
        match value {
            Json::String(text) => Ok(Self::Text(text)),
            Json::Number(number) if number.is_i64() => Ok(Self::Number(number.as_i64().unwrap_or_default())),
            other => Err(Error::Other(format!("{other} is neither a whole number nor a text"))),
        }
    }
}

impl Done {
    /// Adds one execution.
    pub fn add(&mut self, started: Instant, bytes: usize) {
        self.times.push(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
        self.bytes += bytes as u64;
    }
}

fn figures(done: Vec<Done>, taken: Duration) -> Json {
    let (mut times, mut bytes, mut cpu) = (Vec::new(), 0, 0);
    for part in done {
        times.extend(part.times);
        bytes += part.bytes;
        cpu += part.cpu;
    }
    times.sort_unstable();
    let count = (times.len() as u64).max(1);
    let percentile = |hundredths: usize| {
        let place = times.len() * hundredths / 100;
        times.get(place).map(|nanoseconds| micros(*nanoseconds))
    };
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let rate = times.len() as f64 / taken.as_secs_f64();
    json!({
        "executions": times.len(),
        "per_second": rate.round(),
        "cpu_us": ratio(cpu, count),
        "p50_us": percentile(50),
        "p99_us": percentile(99),
        "bytes": bytes / count,
    })
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn micros(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn ratio(sum: u64, count: u64) -> f64 {
    sum as f64 / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_of_all_connections() {
        let part = || Done { times: (1..=100).map(|time| time * 1000).collect(), bytes: 1000, cpu: 5000 };
        let figures = figures(vec![part(), part()], Duration::from_secs(2));
        assert_eq!(figures["executions"], 200);
        assert_eq!(figures["per_second"], 100.0);
        assert_eq!(figures["cpu_us"], 50.0);
        assert_eq!(figures["p50_us"], 51.0);
        assert_eq!(figures["p99_us"], 100.0);
        assert_eq!(figures["bytes"], 10);
    }

    #[test]
    fn parameters_are_whole_numbers_and_texts() {
        assert!(matches!(Parameter::try_from(json!(7)), Ok(Parameter::Number(7))));
        assert!(matches!(Parameter::try_from(json!("7")), Ok(Parameter::Text(_))));
        assert!(Parameter::try_from(json!(7.5)).is_err());
    }
}
