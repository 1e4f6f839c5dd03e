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

/// A query and what it is in the language of this program.
#[derive(Debug, Clone, Copy)]
pub struct Translation<'a> {
    /// The language that it is written in.
    pub from: &'a str,
    /// As typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form.
    pub query: &'a str,
    /// What in it was read otherwise than it looks; only JSON holds them.
    pub notices: &'a [Notice],
}

impl Translation<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::REPORT`].
    pub fn write(&self, format: Format, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => writeln!(out, "{}", options.safe(self.query)),
            Format::Json => {
                let form = TranslationForm {
                    schema_version: SCHEMA_VERSION,
                    from: self.from,
                    query: QueryForm {
                        text: Some(self.typed),
                        canonical: Some(self.query),
                    },
                    notices: NoticeForm::all(self.notices, Some(self.typed)),
                };
                json::write_line(out, &form, options)
            }
            _ => Err(format.refused(Format::REPORT)),
        }
    }
}
