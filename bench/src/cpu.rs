//! The processor time of a process, out of `/proc`.

use crate::Error;
use std::fs::read_to_string;

/// Of this process.
pub fn of_self() -> Result<u64, Error> {
    of("self")
}

/// Of process `id`, which must be on this machine.
pub fn of_process(id: i32) -> Result<u64, Error> {
    of(&id.to_string())
}

/// Microseconds so far, in user mode and in the kernel.
fn of(process: &str) -> Result<u64, Error> {
    let path = format!("/proc/{process}/stat");
    let stat = read_to_string(&path)?;
    // The command's name stands in parentheses and may hold spaces; behind it utime and stime are the 12th and the 13th.
    let ticks: Option<u64> = stat.rsplit_once(')').and_then(|(_, rest)| {
        let mut fields = rest.split_ascii_whitespace().skip(11);
        Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
    });
    // Linux tells programs hundredths of a second, whatever it counts in itself.
    ticks.map(|ticks| ticks * 10_000).ok_or_else(|| Error::Other(format!("{path} is not understood")))
}
