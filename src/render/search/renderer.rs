//! Writes an answer hit by hit, in any of its formats.

use std::io::{self, Write};

use super::head::Head;
use super::{json, jsonl, markdown, story, table, text, trec};
use crate::api::{Copies, Facets, Hit, SearchResponse, Total};
use crate::render::columns::TableKind;
use crate::render::count::notes;
use crate::render::facets::{self, FacetForm};
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::table::Table;

/// Writes one answer: [`begin`](Self::begin), then each [`hit`](Self::hit) in order, then
/// [`end`](Self::end). It keeps nothing of a hit.
pub struct Renderer<'a> {
    format: Format,
    options: &'a Options,
    table: Table<'a>,
    notes: String,
    out: &'a mut dyn Write,
    total: Total,
    copies: Copies,
    offset: usize,
    written: usize,
    facets: Option<Facets>,
}

impl<'a> Renderer<'a> {
    /// Writes what stands before the first hit. `out` gets many small writes: it should be buffered.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::SEARCH`].
    pub fn begin(
        format: Format,
        options: &'a Options,
        head: &Head<'_>,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let table = Table::new(TableKind::Search, format, options);
        match format {
            Format::Text => text::begin(out, head, options)?,
            Format::Json => json::begin(out, head, options)?,
            Format::Csv | Format::Tsv => table.begin(out)?,
            Format::Markdown => markdown::begin(out, head, options)?,
            Format::Jsonl | Format::Trec => {}
            Format::Svg | Format::Png => return Err(format.refused(Format::SEARCH)),
        }
        Ok(Self {
            format,
            options,
            table,
            notes: notes(head.notices),
            out,
            total: head.total,
            copies: head.copies,
            offset: head.offset,
            written: 0,
            facets: None,
        })
    }

    /// Writes one hit.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        let (out, options) = (&mut *self.out, self.options);
        let copies = (self.copies == Copies::Hide).then(|| story::line(&hit.story));
        let copies = copies.flatten();
        let copies = copies.as_deref();
        match self.format {
            Format::Text => text::hit(out, hit, copies, options)?,
            Format::Json => json::hit(out, hit, options, self.written == 0)?,
            Format::Jsonl => jsonl::hit(out, hit, options)?,
            Format::Csv | Format::Tsv => table::hit(out, hit, &self.table, &self.notes)?,
            Format::Markdown => markdown::hit(out, hit, copies, options)?,
            Format::Trec => trec::hit(out, "1", hit)?,
            // Refused at the beginning.
            Format::Svg | Format::Png => {}
        }
        self.written += 1;
        Ok(())
    }

    /// Takes the values of fields, which text and JSON have behind the hits.
    pub fn facets(&mut self, facets: Facets) {
        self.facets = Some(facets);
    }

    /// Writes what stands after the last hit, and flushes. `took_ms` is the answer's time in milliseconds.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(self, took_ms: f64) -> io::Result<()> {
        match self.format {
            Format::Text => {
                let reached = self.offset + self.written;
                let places = match self.copies {
                    Copies::Show => self.total.articles,
                    Copies::Hide => self.total.stories,
                };
                let more = self.written > 0 && (reached as u64) < places;
                text::end(self.out, more.then_some(reached), self.options)?;
                if let Some(found) = &self.facets {
                    facets::lists(self.options, found, self.out)?;
                }
            }
            Format::Json => {
                let found = self.facets.as_ref().map(FacetForm::all);
                json::end(self.out, found.as_deref(), self.options, took_ms)?;
            }
            _ => {}
        }
        self.out.flush()
    }
}

/// Writes a whole response whose query was typed as `typed`.
///
/// # Errors
/// As [`Renderer::begin`].
pub fn response(
    format: Format,
    options: &Options,
    response: &SearchResponse,
    typed: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut renderer = Renderer::begin(format, options, &Head::of(response, typed), out)?;
    for hit in &response.hits {
        renderer.hit(hit)?;
    }
    renderer.end(response.took_ms)
}
