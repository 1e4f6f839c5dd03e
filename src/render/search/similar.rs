//! Articles on the same matter as another (`unbury similar`).

use std::io::{self, Write};

use super::{json, table, text};
use crate::api::{Similar, SimilarHit, SoughtWord};
use crate::article::Article;
use crate::render::columns::TableKind;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::json::{self as forms, ArticleForm, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{Indent, StyledText, grouped};

/// Fields of the article that others are like: it was given, so the text is known.
const FIELDS: [OutputField; 4] = [
    OutputField::Id,
    OutputField::Title,
    OutputField::Published,
    OutputField::Source,
];

/// Writes the articles that are like another in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn similar(
    format: Format,
    options: &Options,
    article: &Article,
    answer: &Similar,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => as_text(options, article, answer, out)?,
        Format::Json => {
            let form = SimilarForm {
                schema_version: SCHEMA_VERSION,
                article: ArticleForm {
                    article,
                    fields: &FIELDS,
                },
                words: &answer.words,
                articles: answer.articles,
                searched: answer.searched,
                copies: answer.copies,
            };
            forms::write_open(out, &form, "hits", options)?;
            for (at, hit) in answer.hits.iter().enumerate() {
                out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                forms::write_value(out, &HitForm::of(hit, format, None, options), options)?;
            }
            out.write_all(b"\n]}\n")?;
        }
        Format::Jsonl => {
            for hit in &answer.hits {
                let form = HitForm::of(hit, format, Some(SCHEMA_VERSION), options);
                forms::write_line(out, &form, options)?;
            }
        }
        Format::Csv | Format::Tsv => {
            let rows = Table::new(TableKind::Similar, format, options);
            rows.begin(out)?;
            for SimilarHit { hit, shared } in &answer.hits {
                table::hit_with(out, hit, &rows, |name| {
                    (name == "shared").then(|| rows.cell(&shared.join("; ")))
                })?;
            }
        }
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

/// What stands before the hits, as JSON (`docs/schema/similar.schema.json`).
#[derive(serde::Serialize)]
struct SimilarForm<'a> {
    schema_version: u32,
    article: ArticleForm<'a>,
    words: &'a [SoughtWord],
    articles: u64,
    searched: u64,
    copies: u64,
}

/// A hit with the words that it shares (`docs/schema/similar-line.schema.json`).
#[derive(serde::Serialize)]
struct HitForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    #[serde(flatten)]
    hit: json::HitForm<'a>,
    shared: &'a [String],
}

impl<'a> HitForm<'a> {
    fn of(
        SimilarHit { hit, shared }: &'a SimilarHit,
        format: Format,
        schema_version: Option<u32>,
        options: &'a Options,
    ) -> Self {
        Self {
            schema_version,
            hit: json::HitForm::of(hit, options.fields(Extent::Hit, format), options),
            shared,
        }
    }
}

fn as_text(
    options: &Options,
    article: &Article,
    answer: &Similar,
    out: &mut dyn Write,
) -> io::Result<()> {
    let faint = |text: &str, indent: usize, out: &mut dyn Write| {
        let mut line = StyledText::new(options);
        line.push(text, Role::Faint);
        let rest = indent.max(3);
        line.write(
            out,
            Indent {
                first: indent,
                rest,
            },
        )
    };
    let title = if article.title.is_empty() {
        &article.id.0
    } else {
        &article.title
    };
    faint(&format!("like `{title}`"), 0, out)?;
    let words: Vec<&str> = answer.words.iter().map(|word| word.word.as_str()).collect();
    if words.is_empty() {
        return faint("no word of it is in other articles", 0, out);
    }
    faint(&format!("its words: {}", words.join(", ")), 0, out)?;
    let copies = match answer.copies {
        0 => String::new(),
        1 => "; 1 copy left out".to_owned(),
        copies => format!("; {} copies left out", grouped(copies)),
    };
    faint(
        &format!(
            "{} of {} articles have some of them{copies}",
            grouped(answer.articles),
            grouped(answer.searched)
        ),
        0,
        out,
    )?;
    for SimilarHit { hit, shared } in &answer.hits {
        text::hit(out, hit, None, options)?;
        let count = shared.len();
        faint(&format!("shared: {} ({count})", shared.join(", ")), 3, out)?;
    }
    Ok(())
}
