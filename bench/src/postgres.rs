//! The statement on PostgreSQL, whose own processor time is counted too: it must be on this machine.

use crate::sql::{Done, Parameter, Work};
use crate::{Error, cpu};
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::{Arguments, AssertSqlSafe, Connection, Executor, Row, SqlSafeStr, SqlStr};
use std::hint::black_box;
use std::time::{Duration, Instant};

pub fn answers(work: &Work) -> Result<Vec<String>, Error> {
    runtime()?.block_on(async {
        let (mut connection, sql) = (open(&work.database).await?, sql(work));
        let mut answers = Vec::new();
        for parameters in &work.parameters {
            answers.push(ask(&mut connection, &sql, parameters).await?.try_get(0)?);
        }
        Ok(answers)
    })
}

pub fn measure(work: &Work, connections: usize) -> Result<Vec<Done>, Error> {
    runtime()?.block_on(async {
        let mut tasks = Vec::new();
        for number in 0..connections.max(1) {
            let start = number * work.parameters.len() / connections.max(1);
            tasks.push(tokio::spawn(one(work.clone(), number == 0, start)));
        }
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await.map_err(|error| Error::Other(error.to_string()))??);
        }
        Ok(done)
    })
}

/// One thread for all connections, as a worker of the server has.
fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn open(url: &str) -> Result<PgConnection, Error> {
    let mut connection = PgConnection::connect(url).await?;
    // What works in other processes would not be counted, and compiling a statement that takes a millisecond costs more than it saves.
    connection.execute("SET max_parallel_workers_per_gather = 0").await?;
    connection.execute("SET jit = off").await?;
    Ok(connection)
}

fn sql(work: &Work) -> SqlStr {
    AssertSqlSafe(work.sql.as_str()).into_sql_str()
}

/// One connection. One of them counts the time of this process for all.
async fn one(work: Work, counts: bool, start: usize) -> Result<Done, Error> {
    let (mut connection, sql) = (open(&work.database).await?, sql(&work));
    let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
    let mut parameters = work.parameters.iter().cycle().skip(start);
    run(&mut connection, &sql, &mut parameters, work.warm_up).await?;
    let spent = || Ok::<_, Error>(cpu::of_process(backend)? + if counts { cpu::of_self()? } else { 0 });
    let before = spent()?;
    let mut done = run(&mut connection, &sql, &mut parameters, work.time).await?;
    done.cpu = spent()?.saturating_sub(before);
    Ok(done)
}

async fn run<'p>(
    connection: &mut PgConnection,
    sql: &SqlStr,
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
        let row = ask(connection, sql, parameters).await?;
        let bytes = black_box(row.try_get::<&str, _>(0)?).len();
        done.add(started, bytes);
    }
    Ok(done)
}

/// Executes the statement, which the connection prepares once and keeps.
async fn ask(connection: &mut PgConnection, sql: &SqlStr, parameters: &[Parameter]) -> Result<PgRow, Error> {
    let mut arguments = PgArguments::default();
    for parameter in parameters {
        let added = match parameter {
            Parameter::Number(number) => arguments.add(*number),
            Parameter::Text(text) => arguments.add(text.as_str()),
        };
        added.map_err(|error| Error::Other(error.to_string()))?;
    }
    Ok(sqlx::query_with(sql.clone(), arguments).fetch_one(connection).await?)
}
