//! Configuration: options that are given with every command, and names of indexes.
//!
//! A key is the name of an option; at the top of the file it stands for every command that has the option, in a table of the name of
//! a command for that one. `[indexes]` names folders. What is given on the command line is not taken from a file, and what a file
//! beside the archive says is not taken from the user's.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::{Arg, Command};
use toml::{Table, Value};

use super::error::{Error, Result, file_error};

/// The name of the file, in the user's folder of configurations and beside an index.
pub(super) const FILE: &str = "unbury.toml";
/// The variable that names the user's file; empty for none.
pub(super) const VARIABLE: &str = "UNBURY_CONFIG";
/// The table of names of indexes.
const INDEXES: &str = "indexes";

/// The names of indexes, and their folders.
static NAMES: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();

/// The folder of an index: one that is named in a configuration, or else this.
pub(super) fn index_folder(name: &str) -> PathBuf {
    let named = NAMES.get().and_then(|names| names.get(name));
    named.cloned().unwrap_or_else(|| name.into())
}

/// The arguments of the process, and those that the configurations add.
///
/// # Errors
/// When a file cannot be read, or names what is no option.
pub(super) fn arguments(program: &Command, given: Vec<OsString>) -> Result<Vec<OsString>> {
    let command = given.get(1).and_then(|name| program.find_subcommand(name));
    let Some(command) = command else {
        return Ok(given);
    };
    let mut names = BTreeMap::new();
    let mut added: BTreeMap<String, Vec<OsString>> = BTreeMap::new();
    for path in local_file().into_iter().chain(user_file()) {
        let Some(table) = read(&path)? else { continue };
        for (name, folder) in indexes(&table, &path)? {
            names.entry(name).or_insert(folder);
        }
        for (key, value) in options(&table, &path, program, command)? {
            let argument = command
                .get_arguments()
                .find(|argument| argument.get_long() == Some(key));
            if argument.is_some_and(|argument| !is_given(argument, &given[2..])) {
                let typed = typed(key, value, &path)?;
                added.entry(key.to_owned()).or_insert(typed);
            }
        }
    }
    let _ = NAMES.set(names);
    let mut arguments = given;
    arguments.splice(2..2, added.into_values().flatten());
    Ok(arguments)
}

/// Whether an option is on the command line or in the environment, which say more of this run than a file does.
fn is_given(argument: &Arg, given: &[OsString]) -> bool {
    let is_set = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    argument.get_env().is_some_and(is_set)
        || given.iter().any(|typed| {
            let typed = typed.to_string_lossy();
            let name = typed.split('=').next().unwrap_or_default();
            let long = name.strip_prefix("--");
            let short = typed
                .strip_prefix('-')
                .and_then(|typed| typed.chars().next());
            long.is_some() && long == argument.get_long()
                || short.is_some() && short == argument.get_short()
        })
}

/// The user's file: that which the environment names, or the one in the usual place.
fn user_file() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return (!named.is_empty()).then(|| named.into());
    }
    let folder = match std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => home()?.join(".config"),
    };
    Some(folder.join("unbury").join(FILE))
}

/// The file of the archive: in this folder, or the nearest above that has one.
fn local_file() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut files = here.ancestors().map(|folder| folder.join(FILE));
    files.find(|file| file.is_file())
}

fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").map(PathBuf::from)
}

/// What is in a file; nothing where there is none.
fn read(path: &Path) -> Result<Option<Table>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error("read", path)(error)),
    };
    let table = text.parse::<Table>();
    let table = table.map_err(|error| wrong(path, error.message().to_owned()))?;
    Ok(Some(table))
}

/// The named indexes of a file.
fn indexes(table: &Table, file: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let named = match table.get(INDEXES) {
        None => return Ok(BTreeMap::new()),
        Some(Value::Table(named)) => named,
        Some(_) => {
            return Err(wrong(
                file,
                "`indexes` is a table of names and folders".into(),
            ));
        }
    };
    named
        .iter()
        .map(|(name, folder)| match folder {
            Value::String(folder) => Ok((name.clone(), resolved(folder, file))),
            _ => Err(wrong(
                file,
                format!("the index `{name}` is a folder in quotes"),
            )),
        })
        .collect()
}

/// The options of a file that are for a command.
fn options<'a>(
    table: &'a Table,
    file: &Path,
    program: &Command,
    command: &Command,
) -> Result<Vec<(&'a str, &'a Value)>> {
    let mut found = Vec::new();
    for (key, value) in table {
        match value {
            _ if key == INDEXES => {}
            Value::Table(options) => {
                let Some(of) = program.find_subcommand(key) else {
                    return Err(wrong(file, format!("there is no command `{key}`")));
                };
                if let Some(unknown) = options.keys().find(|key| !has_option(of, key)) {
                    return Err(wrong(file, format!("`{key}` has no option `{unknown}`")));
                }
                if key == command.get_name() {
                    found.splice(
                        0..0,
                        options.iter().map(|(key, value)| (key.as_str(), value)),
                    );
                }
            }
            _ if has_option(command, key) => found.push((key, value)),
            _ if program
                .get_subcommands()
                .any(|command| has_option(command, key)) => {}
            _ => return Err(wrong(file, format!("no command has an option `{key}`"))),
        }
    }
    Ok(found)
}

fn has_option(command: &Command, name: &str) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|argument| argument.get_long() == Some(name))
}

/// An option as it would be typed.
fn typed(key: &str, value: &Value, file: &Path) -> Result<Vec<OsString>> {
    let text = match value {
        Value::Boolean(true) => return Ok(vec![format!("--{key}").into()]),
        Value::Boolean(false) => return Ok(Vec::new()),
        Value::Array(values) => {
            let typed: Result<Vec<_>> =
                values.iter().map(|value| typed(key, value, file)).collect();
            return Ok(typed?.concat());
        }
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Datetime(date) => date.to_string(),
        Value::Table(_) => return Err(wrong(file, format!("`{key}` is no table"))),
    };
    Ok(vec![format!("--{key}={text}").into()])
}

/// A folder of a file: from the user's home where it begins with `~/`, else from the file's own folder.
fn resolved(folder: &str, file: &Path) -> PathBuf {
    if let Some(below) = folder.strip_prefix("~/")
        && let Some(home) = home()
    {
        return home.join(below);
    }
    file.parent().unwrap_or(Path::new("")).join(folder)
}

fn wrong(file: &Path, what: String) -> Error {
    Error::Config {
        path: file.display().to_string(),
        what,
    }
}
