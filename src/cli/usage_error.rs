//! What the command line's parser says of a mistake, with what people mean by it.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::collections::BTreeSet;

/// Options of other programs, and what does the same here.
const MEANT: &[(&str, &str)] = &[
    ("--json", "`--format json`"),
    ("--jsonl", "`--format jsonl`"),
    ("--csv", "`--format csv`"),
    ("--tsv", "`--format tsv`"),
    ("--markdown", "`--format markdown`"),
    ("--from", "`--since`"),
    ("--after", "`--since`"),
    ("--to", "`--until`"),
    ("--before", "`--until`"),
    ("--date", "`--since` and `--until`"),
    ("--count", "`unbury count QUERY`"),
    ("--max", "`--limit`"),
    ("--top", "`--limit`"),
    ("--page", "`--offset`"),
    ("--query", "the query without an option"),
    ("-n", "`--sample` of `kwic`, or `head`"),
    ("--limit", "`--sample` of `kwic`, or `head`"),
    ("-q", "`2> /dev/null`: notes go to standard error"),
    ("--quiet", "`2> /dev/null`: notes go to standard error"),
];

/// The error without the advice to put `--` before what looks like an option, which would look for it as a word.
pub(super) fn with_hint(mut error: clap::Error) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    error.remove(ContextKind::Suggested);
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let name = typed.split('=').next().unwrap_or_default();
    let meant = MEANT.iter().find(|(option, _)| *option == name);
    let hint = match meant {
        Some((_, meant)) => format!("here it is {meant}"),
        None if name.starts_with('-') && !name.starts_with("--") => format!(
            "a word that must not be there stands in the query, in quotes: 'gas {name}…' or 'gas NOT …'"
        ),
        None => return error,
    };
    error.remove(ContextKind::SuggestedArg);
    // It shows the option that was suggested.
    error.remove(ContextKind::Usage);
    error.insert(
        ContextKind::Suggested,
        ContextValue::StyledStrs(vec![hint.into()]),
    );
    error
}

/// The name that is most like what was typed, by the parser's own measure, if any is.
pub(super) fn nearest(names: impl Iterator<Item = &'static str>, typed: &str) -> Option<String> {
    // A topic may be called as a command is.
    let names: BTreeSet<&str> = names.collect();
    let program = Command::new("unbury")
        .disable_help_subcommand(true)
        .subcommands(names.into_iter().map(Command::new));
    let error = program.try_get_matches_from(["unbury", typed]).err()?;
    match error.get(ContextKind::SuggestedSubcommand)? {
        // The best is the last.
        ContextValue::Strings(names) => names.last().cloned(),
        ContextValue::String(name) => Some(name.clone()),
        _ => None,
    }
}
