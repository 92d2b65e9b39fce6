//! The statement on SQLite: on the thread that asks, without a copy of the answer.

use crate::sql::{Done, Parameter, Work};
use crate::{Error, cpu};
use rusqlite::types::{ToSql, ToSqlOutput};
use rusqlite::{Connection, Statement, params_from_iter};
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

impl ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

pub fn answers(path: &str, work: &Work) -> Result<Vec<String>, Error> {
    let connection = open(path)?;
    let mut statement = connection.prepare(&work.sql)?;
    let answer = |parameters: &Vec<Parameter>| Ok(statement.query_row(params_from_iter(parameters), |row| row.get(0))?);
    work.parameters.iter().map(answer).collect()
}

pub fn measure(path: &str, work: &Work, connections: usize) -> Result<Vec<Done>, Error> {
    let threads: Vec<_> = (0..connections.max(1))
        .map(|number| {
            let (path, work) = (path.to_owned(), work.clone());
            thread::spawn(move || -> Result<Done, Error> {
                let connection = open(&path)?;
                let mut statement = connection.prepare(&work.sql)?;
                // Each begins elsewhere, so that they do not all ask the same.
                let mut parameters = work.parameters.iter().cycle().skip(number * work.parameters.len() / connections.max(1));
                run(&mut statement, &mut parameters, work.warm_up)?;
                // The time of the process is that of all threads: the first one counts it for all.
                let before = cpu::of_self()?;
                let mut done = run(&mut statement, &mut parameters, work.time)?;
                done.cpu = if number == 0 { cpu::of_self()?.saturating_sub(before) } else { 0 };
                Ok(done)
            })
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().map_err(|_| Error::Other("a thread is gone".into()))?).collect()
}

/// With the settings that the server has.
fn open(path: &str) -> Result<Connection, Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA foreign_keys = ON",
    )?;
    Ok(connection)
}

fn run<'p>(
    statement: &mut Statement<'_>,
    parameters: &mut impl Iterator<Item = &'p Vec<Parameter>>,
    time: Duration,
) -> Result<Done, Error> {
    let mut done = Done::default();
    let end = Instant::now() + time;
    for parameters in parameters {
        let started = Instant::now();
        if started >= end {
            break;
        }
        let bytes = statement.query_row(params_from_iter(parameters), |row| Ok(black_box(row.get_ref(0)?.as_str()?).len()))?;
        done.add(started, bytes);
    }
    Ok(done)
}
