//! A query in the language of this program (`unbury translate`).

use std::io::{self, Write};

use super::format::Format;
use super::json::{self, NoticeForm, QueryForm, SCHEMA_VERSION};
use super::options::Options;
use crate::api::Notice;

/// A translated query as JSON (`docs/schema/translate.schema.json`).
#[derive(serde::Serialize)]
struct TranslationForm<'a> {
    schema_version: u32,
    from: &'a str,
    query: QueryForm<'a>,
    notices: Vec<NoticeForm<'a>>,
}

/// Writes what a query typed in the language `from` is in this program's; JSON holds the notices too.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::REPORT`].
pub fn translation(
    format: Format,
    options: &Options,
    from: &str,
    (typed, query): (&str, &str),
    notices: &[Notice],
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => writeln!(out, "{}", options.safe(query)),
        Format::Json => {
            let form = TranslationForm {
                schema_version: SCHEMA_VERSION,
                from,
                query: QueryForm {
                    text: Some(typed),
                    canonical: Some(query),
                },
                notices: NoticeForm::all(notices, Some(typed)),
            };
            json::write_line(out, &form, options)
        }
        _ => Err(format.refused(Format::REPORT)),
    }
}
