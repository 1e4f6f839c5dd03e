//! How often queries occur: a table for people, an object or a sheet for programs.

use std::io::{self, Write};

use super::columns::TableKind;
use super::format::Format;
use super::json::{self, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use super::options::Options;
use super::styles::Role;
use super::table::Table;
use super::text::{Indent, StyledText, grouped};
use crate::api::{Count, Notice, Understood};

/// A query and how often it occurs.
#[derive(Debug, Clone, Copy)]
pub struct CountedQuery<'a> {
    /// As typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form.
    pub query: &'a str,
    /// The same in words; only JSON holds it.
    pub understood: &'a Understood,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// How often.
    pub count: Count,
}

/// The columns of numbers in text.
const TEXT_COLUMNS: [&str; 5] = [
    "articles",
    "stories",
    "sentences",
    "occurrences",
    "in headlines",
];

/// Writes what was counted in an index of `searched` articles.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::LIST`].
pub fn counts(
    format: Format,
    options: &Options,
    searched: u64,
    counted: &[CountedQuery<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => as_text(options, counted, out)?,
        Format::Json => as_json(options, searched, counted, out)?,
        Format::Jsonl => as_jsonl(options, counted, out)?,
        Format::Csv | Format::Tsv => as_table(format, options, counted, out)?,
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

fn as_text(options: &Options, counted: &[CountedQuery<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![(TEXT_COLUMNS.map(str::to_owned), "query".to_owned())];
    for one in counted {
        let Count {
            articles,
            stories,
            sentences,
            occurrences,
            title_occurrences,
            ..
        } = one.count;
        let numbers = [articles, stories, sentences, occurrences, title_occurrences].map(grouped);
        let query = one.query.replace(['\n', '\r', '\t'], " ");
        rows.push((numbers, options.safe(&query).into_owned()));
    }
    let widths = (0..TEXT_COLUMNS.len()).map(|column| {
        let cells = rows.iter().map(|(numbers, _)| numbers[column].len());
        cells.max().unwrap_or_default() + 2
    });
    // The query may be longer than what is left.
    let is_narrow = options.width < widths.sum::<usize>() + "query".len();
    if is_narrow {
        return as_lines(&rows[1..], options, out);
    }
    for (numbers, query) in &rows {
        for (column, number) in numbers.iter().enumerate() {
            let widest = rows.iter().map(|(numbers, _)| numbers[column].len()).max();
            write!(out, "{number:>0$}  ", widest.unwrap_or_default())?;
        }
        writeln!(out, "{query}")?;
    }
    Ok(())
}

/// The numbers of each query with their names, where there is no room for columns.
fn as_lines(
    rows: &[([String; TEXT_COLUMNS.len()], String)],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (numbers, query) in rows {
        let mut line = StyledText::new(options);
        line.push(query, Role::Plain).push(": ", Role::Plain);
        let named = numbers.iter().zip(TEXT_COLUMNS);
        let named: Vec<String> = named
            .map(|(number, name)| format!("{name} {number}"))
            .collect();
        line.push(&named.join(", "), Role::Plain);
        line.write(out, Indent { first: 0, rest: 3 })?;
    }
    Ok(())
}

/// A counted query as JSON (`docs/schema/count.schema.json`, and `count-line` for JSON lines).
#[derive(serde::Serialize)]
struct CountForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    query: UnderstoodForm<'a>,
    notices: Vec<NoticeForm<'a>>,
    #[serde(flatten)]
    count: Count,
}

impl<'a> CountForm<'a> {
    fn of(one: &CountedQuery<'a>) -> Self {
        Self {
            schema_version: None,
            query: UnderstoodForm::of(one.typed, one.query, one.understood),
            notices: NoticeForm::all(one.notices, Some(one.typed)),
            count: one.count,
        }
    }
}

fn as_jsonl(
    options: &Options,
    counted: &[CountedQuery<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut forms = counted.iter().map(|one| CountForm {
        schema_version: Some(SCHEMA_VERSION),
        ..CountForm::of(one)
    });
    forms.try_for_each(|form| json::write_line(out, &form, options))
}

fn as_json(
    options: &Options,
    searched: u64,
    counted: &[CountedQuery<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "{{\"schema_version\":{SCHEMA_VERSION},\"searched\":{searched},\"counts\":["
    )?;
    for (at, one) in counted.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        json::write_value(out, &CountForm::of(one), options)?;
    }
    out.write_all(b"\n]}\n")
}

fn as_table(
    format: Format,
    options: &Options,
    counted: &[CountedQuery<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let table = Table::new(TableKind::Counts, format, options);
    let rows = counted.iter().map(|one| {
        table.row(None, |name| match name {
            "query" => table.cell(one.typed),
            "read_as" => table.cell(one.query),
            "notes" => table.cell(&notes(one.notices)),
            _ => number(one.count, name).unwrap_or_default(),
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    table.begin(out)?;
    table.write(&rows, out)
}

/// The messages of notices, for a cell.
pub(super) fn notes(notices: &[Notice]) -> String {
    let notes: Vec<&str> = notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    notes.join("; ")
}

/// A number of a count, by the name of its column.
pub(super) fn number(count: Count, name: &str) -> Option<String> {
    let number = match name {
        "articles" => count.articles,
        "stories" => count.stories,
        "sentences" => count.sentences,
        "occurrences" => count.occurrences,
        "title_sentences" => count.title_sentences,
        "title_occurrences" => count.title_occurrences,
        _ => return None,
    };
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::schema::{assert_valid, schema};
    use crate::span::ByteSpan;

    fn written(format: Format) -> String {
        let notices = [Notice {
            code: "no_match_for",
            message: "no article has `zebra`".to_owned(),
            hint: None,
            span: Some(ByteSpan::new(0, 5)),
        }];
        let understood = Understood {
            meaning: "articles with any form of “talks”".to_owned(),
            patterns: Vec::new(),
        };
        let counted = [
            CountedQuery {
                typed: "talks",
                query: "talks",
                understood: &understood,
                notices: &[],
                count: Count {
                    articles: 12,
                    stories: 11,
                    sentences: 1_020,
                    occurrences: 1_034,
                    title_sentences: 2,
                    title_occurrences: 3,
                },
            },
            CountedQuery {
                typed: "=zebra",
                query: "=zebra",
                understood: &understood,
                notices: &notices,
                count: Count::default(),
            },
        ];
        let mut out = Vec::new();
        counts(format, &Options::default(), 60, &counted, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_has_its_numbers_below_each_other() {
        let expected = "\
articles  stories  sentences  occurrences  in headlines  query
      12       11      1,020        1,034             3  talks
       0        0          0            0             0  =zebra
";
        assert_eq!(written(Format::Text), expected);
    }

    #[test]
    fn a_narrow_terminal_has_lines() {
        let counted = [CountedQuery {
            typed: "talks",
            query: "talks",
            understood: &Understood::default(),
            notices: &[],
            count: Count {
                articles: 12,
                stories: 11,
                sentences: 1_020,
                ..Count::default()
            },
        }];
        let options = Options {
            width: 40,
            ..Options::default()
        };
        let mut out = Vec::new();
        counts(Format::Text, &options, 60, &counted, &mut out).unwrap();
        let expected = "talks: articles 12, stories 11,\n   sentences 1,020, occurrences 0, in\n   headlines 0\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_is_as_its_schema_says() {
        let json = written(Format::Json);
        assert_valid(&schema("count"), &json);
        for line in written(Format::Jsonl).lines() {
            assert_valid(&schema("count-line"), line);
        }
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["searched"], 60);
        assert_eq!(value["counts"][0]["occurrences"], 1_034);
        assert_eq!(value["counts"][1]["notices"][0]["span"]["bytes"]["end"], 5);
    }

    #[test]
    fn queries_do_not_become_formulas() {
        let csv = written(Format::Csv);
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines[0],
            "query,read_as,articles,stories,sentences,occurrences,title_sentences,title_occurrences,notes"
        );
        assert_eq!(lines[1], "talks,talks,12,11,1020,1034,2,3,");
        assert_eq!(
            lines[2],
            "'=zebra,'=zebra,0,0,0,0,0,0,no article has `zebra`"
        );
    }
}
