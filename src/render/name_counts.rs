//! Names and how many articles have them (`unbury stats --sources`).

use std::io::{self, Write};

use super::columns::TableKind;
use super::format::Format;
use super::json::{self, SCHEMA_VERSION};
use super::options::Options;
use super::table::Table;
use super::text::grouped;

/// A name as JSON (`docs/schema/stats-line.schema.json`).
#[derive(serde::Serialize)]
struct NameForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    name: &'a str,
    articles: u64,
}

/// What stands before the names, as JSON.
#[derive(serde::Serialize)]
struct HeadForm {
    schema_version: u32,
}

/// Writes the names of one kind, such as `sources`, in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn name_counts(
    format: Format,
    options: &Options,
    kind: &str,
    names: &[(&str, u64)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let form = |schema_version, &(name, articles): &(_, u64)| NameForm {
        schema_version,
        name,
        articles,
    };
    match format {
        Format::Text => {
            for (name, articles) in names {
                writeln!(out, "{:>9} {}", grouped(*articles), options.safe(name))?;
            }
        }
        Format::Json => {
            let schema_version = SCHEMA_VERSION;
            json::write_open(out, &HeadForm { schema_version }, kind, options)?;
            for (at, name) in names.iter().enumerate() {
                out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                json::write_value(out, &form(None, name), options)?;
            }
            out.write_all(b"\n]}\n")?;
        }
        Format::Jsonl => {
            let mut names = names.iter();
            names.try_for_each(|name| {
                json::write_line(out, &form(Some(SCHEMA_VERSION), name), options)
            })?;
        }
        Format::Csv | Format::Tsv => {
            let table = Table::new(TableKind::Names, format, options);
            let rows = names.iter().map(|(name, articles)| {
                table.row(None, |column| match column {
                    "name" => table.cell(name),
                    _ => articles.to_string(),
                })
            });
            let rows: Vec<Vec<String>> = rows.collect();
            table.begin(out)?;
            table.write(&rows, out)?;
        }
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}
