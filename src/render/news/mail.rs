//! News as HTML for mail: mail programs drop style sheets, so each element has its style.

use std::io::{self, Write};

use jiff::Timestamp;

use super::head::{NewsHead, about};
use crate::api::NewArticle;
use crate::render::fields::OutputField;
use crate::render::html;
use crate::render::xml::escaped;

const BODY: &str = "font-family:Georgia,serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff;max-width:40em;margin:0 auto;padding:1em";
const FAINT: &str = "font-size:14px;color:#595959;margin:0 0 .5em";
const MARK: &str = "background:#fff3a3;color:#1a1a1a";
const QUOTE: &str = "margin:0 0 1em;padding-left:1em;border-left:3px solid #c8c8c8";

pub(super) fn begin(
    out: &mut dyn Write,
    searches: &[NewsHead<'_>],
    now: Timestamp,
) -> io::Result<()> {
    let names: Vec<&str> = searches.iter().map(|search| search.name).collect();
    let title = format!("News of {}: {}", now.strftime("%Y-%m-%d"), names.join(", "));
    let title = escaped(&title);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body style=\"{BODY}\">\n<h1 style=\"font-size:22px\">{title}</h1>"
    )
}

pub(super) fn search(out: &mut dyn Write, head: &NewsHead<'_>) -> io::Result<()> {
    let summary = head.summary();
    let (name, summary) = summary.split_at(head.name.len().min(summary.len()));
    writeln!(
        out,
        "<h2 style=\"font-size:19px;margin:1.5em 0 0\">{}</h2>\n<p style=\"{FAINT}\">{}<br>query: {}</p>",
        escaped(name),
        escaped(summary.trim_start_matches(": ")),
        escaped(head.query)
    )
}

pub(super) fn article(out: &mut dyn Write, new: &NewArticle) -> io::Result<()> {
    let article = &new.hit.article;
    let title = html::title(article, &new.hit.title_highlights, Some(MARK));
    let title = match article.url.as_deref().and_then(html::address) {
        Some(url) => format!("<a href=\"{url}\" style=\"color:#0b57a4\">{title}</a>"),
        None => title,
    };
    writeln!(
        out,
        "<h3 style=\"font-size:17px;margin:1em 0 0\">{title}</h3>"
    )?;
    let fields = [
        OutputField::Source,
        OutputField::Published,
        OutputField::Section,
        OutputField::Authors,
    ];
    let shown = fields.iter().filter_map(|field| field.shown(article));
    let shown: Vec<String> = shown
        .chain(about(new))
        .chain([format!("id: {}", article.id)])
        .collect();
    // A language other than the page's is said where it is known.
    let lang = article
        .language
        .as_ref()
        .map(|language| format!(" lang=\"{}\"", escaped(language)));
    let passages = new.hit.passages.iter();
    let passages: String = passages
        .map(|passage| html::passage(passage, article, Some(MARK)))
        .collect();
    writeln!(
        out,
        "<p style=\"{FAINT}\">{}</p>\n<blockquote style=\"{QUOTE}\"{}>\n{passages}</blockquote>",
        escaped(&shown.join(" · ")),
        lang.unwrap_or_default()
    )
}
