//! The page of a report.

use std::io::{self, Write};

use super::head::ReportHead;
use super::tables;
use crate::api::{Hit, Passage};
use crate::render::citation::citation;
use crate::render::fields::OutputField;
use crate::render::html;
use crate::render::search::copies_of;
use crate::render::text::{grouped, pages_of};
use crate::render::xml::escaped;

const STYLE: &str = include_str!("style.css");

/// Writes a report: [`begin`](Self::begin), each [`hit`](Self::hit) in order, [`end`](Self::end). It keeps nothing of a hit.
pub struct Report<'a> {
    head: ReportHead<'a>,
    out: &'a mut dyn Write,
}

impl<'a> Report<'a> {
    /// Writes what stands before the first article.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn begin(head: ReportHead<'a>, out: &'a mut dyn Write) -> io::Result<Self> {
        let named = if head.typed.trim().is_empty() {
            head.query
        } else {
            head.typed
        };
        let named = if named.is_empty() {
            "all articles"
        } else {
            named
        };
        let title = escaped(named);
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – a report</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
        )?;
        understood(&head, out)?;
        out.write_all(b"</header>\n<main>\n")?;
        tables::counts(&head, out)?;
        if let Some(chart) = head.chart {
            tables::timeline(chart, out)?;
        }
        if let Some(facets) = head.facets {
            tables::facets(facets, out)?;
        }
        out.write_all(
            b"<section aria-labelledby=\"articles\">\n<h2 id=\"articles\">Articles</h2>\n",
        )?;
        if head.shown < head.count.stories {
            writeln!(
                out,
                "<p class=\"meta\">The {} best of {} stories.</p>",
                grouped(head.shown),
                grouped(head.count.stories)
            )?;
        }
        out.write_all(b"<ol class=\"articles\">\n")?;
        Ok(Self { head, out })
    }

    /// Writes an article with its passages, and how it is cited.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        let article = &hit.article;
        let title = html::title(article, &hit.title_highlights, None);
        let title = match article.url.as_deref().and_then(html::address) {
            Some(url) => format!("<a href=\"{url}\">{title}</a>"),
            None => title,
        };
        let lang = article
            .language
            .as_ref()
            .map(|language| format!(" lang=\"{}\"", escaped(language)));
        let lang = lang.unwrap_or_default();
        let fields = [
            OutputField::Source,
            OutputField::Published,
            OutputField::Section,
            OutputField::Authors,
        ];
        let shown: Vec<String> = fields
            .iter()
            .filter_map(|field| field.shown(article))
            .collect();
        let out = &mut *self.out;
        write!(out, "<li>\n<article>\n<h3{lang}>{title}</h3>\n")?;
        if !shown.is_empty() {
            writeln!(out, "<p class=\"meta\">{}</p>", escaped(&shown.join(" · ")))?;
        }
        if let Some(copies) = copies_of(&hit.story) {
            writeln!(out, "<p class=\"meta\">{}</p>", escaped(&copies))?;
        }
        for passage in &hit.passages {
            let text = html::passage(passage, article, None);
            write!(
                out,
                "<blockquote{lang}>\n{text}</blockquote>\n<p class=\"meta\">{}</p>\n",
                escaped(&place(hit, passage))
            )?;
        }
        let page = hit
            .passages
            .first()
            .and_then(|passage| article.page_at(passage.span.start));
        writeln!(
            out,
            "<p class=\"cite\">Cite: {}</p>\n<p class=\"meta\">id: {}</p>\n</article>\n</li>",
            citation(article, page, self.head.style).html(),
            escaped(&article.id.0)
        )
    }

    /// Writes what stands behind the last article, and flushes.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(self) -> io::Result<()> {
        let head = &self.head;
        write!(
            self.out,
            "</ol>\n</section>\n<section aria-labelledby=\"made\">\n<h2 id=\"made\">How this was made</h2>\n\
             <p>unbury {} searched {} on {}. Articles are cited in the style of {}. To find the same again: \
             <code>unbury search {}</code></p>\n</section>\n</main>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION"),
            match head.searched {
                1 => "1 article".to_owned(),
                number => format!("{} articles", grouped(number)),
            },
            head.now.strftime("%Y-%m-%d"),
            head.style.title(),
            escaped(&quoted(head.query)),
        )?;
        self.out.flush()
    }
}

/// The query as an argument of a shell.
fn quoted(query: &str) -> String {
    format!("'{}'", query.replace('\'', "'\\''"))
}

/// What the query was understood to be, and what the reader should know of it.
fn understood(head: &ReportHead<'_>, out: &mut dyn Write) -> io::Result<()> {
    let meaning = &head.understood.meaning;
    if !head.query.is_empty() {
        writeln!(
            out,
            "<p class=\"meta\">Read as <code>{}</code>{}</p>",
            escaped(head.query),
            if meaning.is_empty() {
                String::new()
            } else {
                format!(": {}", escaped(meaning))
            }
        )?;
    }
    for pattern in &head.understood.patterns {
        let words: Vec<String> = pattern
            .commonest
            .iter()
            .map(|word| format!("{} ({})", word.word, grouped(word.articles)))
            .collect();
        writeln!(
            out,
            "<p class=\"meta\"><code>{}</code> stands for {}: {}</p>",
            escaped(&pattern.pattern),
            escaped(&format!("{} words", grouped(pattern.words as u64))),
            escaped(&words.join(", "))
        )?;
    }
    for notice in head.notices {
        let hint = notice.hint.as_ref().map(|hint| format!(" – {hint}"));
        writeln!(
            out,
            "<p><strong>Note:</strong> {}</p>",
            escaped(&format!("{}{}", notice.message, hint.unwrap_or_default()))
        )?;
    }
    Ok(())
}

/// Where a passage stands: `p. 4, ¶ 3, sentences 6–9`.
fn place(hit: &Hit, passage: &Passage) -> String {
    let page = pages_of(&hit.article, passage.span).map(|page| format!("{page}, "));
    let (first, last) = (passage.sentences.0 + 1, passage.sentences.1 + 1);
    let sentences = if first == last {
        format!("sentence {first}")
    } else {
        format!("sentences {first}–{last}")
    };
    format!(
        "{}¶\u{a0}{}, {sentences}",
        page.unwrap_or_default(),
        passage.paragraph + 1
    )
}
