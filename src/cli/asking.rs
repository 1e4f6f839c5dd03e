//! Options and steps of every command that asks: conditions, how a query is read, what the reader is told.

use std::io::Write;

use clap::Args;
use unbury::api::{EFFORT, Notice, Understood};
use unbury::dates::DateReading;
use unbury::query::{self, DateError, DateRange, Field, Parsed, Query, QueryKind};
use unbury::render::{Options, write_notice};

use super::error::{Error, or_more_effort};
use super::many::many;
use super::notes::{is_terminal, notes};
use super::query_language::QueryLanguage;

/// How a query is read, and how much it may be.
#[derive(Debug, Args)]
pub(super) struct Understanding {
    #[command(flatten)]
    language: QueryLanguage,
    /// Refuse a query that was not understood as it looks.
    #[arg(long)]
    strict: bool,
    /// Say how the query was understood, in words, and what its patterns stand for.
    #[arg(long)]
    explain_query: bool,
    #[command(flatten)]
    pub(super) effort: EffortArg,
}

impl Understanding {
    /// Reads a query and adds the conditions. With `--strict`, nothing in it may have been understood otherwise than it looks.
    pub(super) fn read(&self, text: &str, filters: &Filters) -> Result<Parsed, Error> {
        let parsed = self.read_alone(text)?;
        Ok(Parsed {
            query: filters.apply(parsed.query, self.language.reading().dates)?,
            problems: parsed.problems,
        })
    }

    /// The conditions by themselves: which articles are looked at.
    pub(super) fn conditions(&self, filters: &Filters) -> Result<Query, Error> {
        filters.apply(Query::all(), self.language.reading().dates)
    }

    /// The articles of a period, such as `2024`, `2024-03`, `2019..2021` or `..2021`.
    pub(super) fn period(&self, text: &str) -> Result<Query, Error> {
        let dates = self.language.reading().dates;
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let mut days = DateRange {
            first: None,
            last: None,
        };
        if !first.is_empty()
            && let QueryKind::Date(since) = Query::since(first, dates)?.0.kind
        {
            days.first = since.first;
        }
        if !last.is_empty()
            && let QueryKind::Date(until) = Query::until(last, dates)?.0.kind
        {
            days.last = until.last;
        }
        let is_reversed = days
            .first
            .zip(days.last)
            .is_some_and(|(first, last)| first > last);
        if is_reversed {
            let (first, last) = (first.to_owned(), last.to_owned());
            return Err(DateError::Reversed { first, last }.into());
        }
        if first.is_empty() && last.is_empty() {
            return Err(DateError::Empty.into());
        }
        Ok(Query::published(days))
    }

    /// Reads a query without the conditions.
    pub(super) fn read_alone(&self, text: &str) -> Result<Parsed, Error> {
        let parsed = query::parse_as(text, self.language.reading());
        if self.strict && !parsed.is_faithful() {
            let problems = parsed.problems.iter();
            let rendered: Vec<String> = problems.map(|problem| problem.render(text)).collect();
            return Err(Error::Query(rendered.join("\n")));
        }
        Ok(parsed)
    }

    /// Says what had to be assumed of the filters.
    pub(super) fn tell_of(&self, filters: &Filters) -> std::io::Result<()> {
        filters.tell_assumed(self.language.reading().dates)
    }

    /// Says how a query was understood, where that is wanted.
    pub(super) fn explain(&self, canonical: &str, understood: &Understood) -> std::io::Result<()> {
        if self.explain_query {
            explain(canonical, understood)?;
        }
        Ok(())
    }
}

/// How much a query may be.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct EffortArg {
    /// Let a query do this many times the usual work. Raise it when a note says that a pattern was cut or a query refused.
    #[arg(long, value_name = "TIMES", default_value_t = EFFORT, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) effort: u32,
}

impl EffortArg {
    /// The notices of an answer; those of a bound say besides how it is raised, those of a name where all are listed.
    pub(super) fn complete(self, notices: &[Notice]) -> Vec<Notice> {
        let mut notices = notices.to_vec();
        for notice in &mut notices {
            let Some(hint) = &mut notice.hint else {
                continue;
            };
            match notice.code {
                "clamped" => *hint = or_more_effort(hint, self.effort),
                "unknown_source" => list_with("sources", hint),
                "unknown_section" => list_with("sections", hint),
                "unknown_language" => list_with("languages", hint),
                _ => {}
            }
        }
        notices
    }
}

/// Adds to a hint what lists all names of a kind.
fn list_with(kind: &str, hint: &mut String) {
    if !hint.ends_with('?') {
        hint.push(';');
    }
    hint.push_str(" `unbury stats --");
    hint.push_str(kind);
    hint.push_str("` lists them all");
}

/// Conditions that could also stand in the query.
#[derive(Debug, Args)]
pub(super) struct Filters {
    /// Only articles of this outlet; given several times, of any of them. So are the others.
    #[arg(long, value_name = "NAME", add = super::completions::names("source"))]
    source: Vec<String>,
    /// Only articles by this author.
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Only articles of this section.
    #[arg(long, value_name = "NAME", add = super::completions::names("section"))]
    section: Vec<String>,
    /// Only articles with this keyword.
    #[arg(long, value_name = "NAME")]
    tag: Vec<String>,
    /// Only articles in this language, such as `en`.
    #[arg(long, value_name = "CODE", add = super::completions::names("lang"))]
    lang: Vec<String>,
    /// Only articles published on this day, month or year, or later.
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles published on this day, month or year, or earlier.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Filters {
    /// Says how a date was read whose order of day and month had to be assumed.
    pub(super) fn tell_assumed(&self, dates: DateReading) -> std::io::Result<()> {
        let since = self.since.as_ref();
        let since = since.map(|date| (date, Query::since(date, dates)));
        let until = self.until.as_ref();
        let until = until.map(|date| (date, Query::until(date, dates)));
        for (date, read) in since.into_iter().chain(until) {
            if let Ok((query, Some(_))) = read {
                let mut notes = notes();
                writeln!(
                    notes,
                    "note: `{date}` is read as `{query}`, the month first"
                )?;
                writeln!(notes, "hint: write the year first, or give `--date-order`")?;
            }
        }
        Ok(())
    }

    /// The query with these conditions in it: one mechanism, and what is echoed is complete.
    pub(super) fn apply(&self, query: Query, dates: DateReading) -> Result<Query, Error> {
        let mut clauses = vec![query];
        for (option, field, names) in [
            ("--source", Field::Source, &self.source),
            ("--author", Field::Author, &self.author),
            ("--section", Field::Section, &self.section),
            ("--tag", Field::Tag, &self.tag),
            ("--lang", Field::Language, &self.lang),
        ] {
            let names = names
                .iter()
                .map(|name| Query::in_field(field.clone(), name));
            let names: Vec<Query> = names.collect();
            if names.iter().any(Query::is_all) {
                return Err(Error::NoName(option));
            }
            if !names.is_empty() {
                clauses.push(Query::any_of(names));
            }
        }
        if let Some(date) = &self.since {
            clauses.push(Query::since(date, dates)?.0);
        }
        if let Some(date) = &self.until {
            clauses.push(Query::until(date, dates)?.0);
        }
        Ok(Query::all_of(clauses))
    }
}

/// Notices on standard error, for formats that have no place for them; `typed` is the query that their places lie in.
pub(super) fn tell(notices: &[Notice], typed: Option<&str>) -> std::io::Result<()> {
    let mut notes = notes();
    let options = Options {
        terminal: is_terminal(),
        ..Options::default()
    };
    notices
        .iter()
        .try_for_each(|notice| write_notice(&mut notes, notice, typed, &options))
}

/// What was understood, on standard error.
fn explain(canonical: &str, understood: &Understood) -> std::io::Result<()> {
    let mut notes = notes();
    writeln!(
        notes,
        "read as: {canonical}\nmeaning: {}",
        understood.meaning
    )?;
    for pattern in &understood.patterns {
        let commonest: Vec<String> = pattern
            .commonest
            .iter()
            .map(|common| format!("{} ({})", common.word, common.articles))
            .collect();
        let cut = if pattern.searched < pattern.words {
            format!(", {} searched", pattern.searched)
        } else {
            String::new()
        };
        writeln!(
            notes,
            "{} stands for {}{cut}: {}{}",
            pattern.pattern,
            many(pattern.words as u64, "word"),
            commonest.join(", "),
            if pattern.words > commonest.len() {
                ", …"
            } else {
                ""
            }
        )?;
    }
    Ok(())
}
