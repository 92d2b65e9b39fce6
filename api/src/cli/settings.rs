//! `communique settings`: every environment variable, as docs/operations.md lists them.

use clap::{Arg, Command};
use std::collections::BTreeMap;

/// The settings of all commands, each once.
pub fn table(command: &Command) -> String {
    let mut rows = BTreeMap::new();
    collect(command, &mut rows);
    let rows: String = rows.into_values().collect();
    format!("| variable | option | if absent | meaning |\n|---|---|---|---|\n{rows}")
}

fn collect(command: &Command, rows: &mut BTreeMap<String, String>) {
    for argument in command.get_arguments() {
        if let Some(variable) = argument.get_env() {
            let variable = variable.to_string_lossy().into_owned();
            let row = row(&variable, argument);
            rows.insert(variable, row);
        }
    }
    command.get_subcommands().for_each(|command| collect(command, rows));
}

fn row(variable: &str, argument: &Arg) -> String {
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let default = match defaults.join(",") {
        none if none.is_empty() => "–".to_owned(),
        some => format!("`{some}`"),
    };
    let meaning = argument.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|").replace('*', "\\*");
    let option = argument.get_long().unwrap_or_default();
    format!("| `{variable}` | `--{option}` | {default} | {meaning} |\n")
}
