//! `unbury save`: searches that are kept, so that `unbury news` tells what is new for them.

use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use serde::Serialize;
use unbury::render::Format;
use unbury::{remove_search, save_search, saved_searches};

use super::asking::{Filters, Understanding, tell};
use super::error::{Error, Result};
use super::exit;
use super::index_folder::IndexFolder;
use super::many::many;
use super::output::{one_of, write_json};

/// Keep a search, so that `unbury news` tells which articles are new for it.
///
/// What matches now is known. A search is a small file, `searches/NAME.toml` in the folder of the index, which can be read, changed and
/// copied to other indexes.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What the search is called: letters, digits, `-` and `_`.
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// What to look for, in the language of `search`. Several words are one query, and all of them are required.
    #[arg(value_name = "QUERY", required_unless_present_any = ["list", "delete"])]
    query: Vec<String>,
    /// List the searches that are kept.
    #[arg(long, conflicts_with_all = ["name", "delete"])]
    list: bool,
    /// Forget the search of this name.
    #[arg(long, conflicts_with = "query")]
    delete: bool,
    /// How the list is written.
    #[arg(short, long, value_parser = one_of(Format::REPORT), requires = "list", default_value = "text")]
    format: Format,
    #[command(flatten)]
    index: IndexFolder,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
}

/// The list as JSON (`docs/schema/searches.schema.json`).
#[derive(Serialize)]
struct ListForm {
    searches: Vec<SearchForm>,
}

#[derive(Serialize)]
struct SearchForm {
    name: String,
    query: String,
    saved: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let index = args.index.existing();
    let Some(name) = args.name.as_deref() else {
        return list(args);
    };
    if args.delete {
        remove_search(&index, name)?;
        return Ok(ExitCode::SUCCESS);
    }
    let typed = args.query.join(" ");
    args.understanding.tell_of(&args.filters)?;
    let read = args.understanding.read(&typed, &args.filters)?;
    let problems: Vec<_> = read.problems.iter().map(Into::into).collect();
    tell(&problems, Some(&typed))?;
    if read.query.is_all() {
        return Err(Error::Export {
            message: "the search is empty: every article would be new".into(),
            hint: "say what to look for, or give a filter such as `--source`".into(),
        });
    }
    let matching = save_search(&index, name, &read.query)?;
    writeln!(
        std::io::stderr().lock(),
        "saved as `{name}`: {} now, and `unbury news {name}` tells what comes",
        many(matching, "article") + if matching == 1 { " matches" } else { " match" }
    )?;
    Ok(ExitCode::SUCCESS)
}

fn list(args: &Args) -> Result<ExitCode> {
    let searches = saved_searches(args.index.existing(), None)?;
    let found = !searches.is_empty();
    let mut out = std::io::stdout().lock();
    if args.format == Format::Json {
        let searches = searches.into_iter().map(|search| SearchForm {
            name: search.name,
            query: search.query,
            saved: search.saved.to_string(),
        });
        let searches = searches.collect();
        write_json(&ListForm { searches }, &mut out)?;
    } else {
        for search in &searches {
            let day = search.saved.strftime("%Y-%m-%d");
            writeln!(out, "{}\t{}\t{day}", search.name, search.query)?;
        }
    }
    Ok(exit::found(found))
}
