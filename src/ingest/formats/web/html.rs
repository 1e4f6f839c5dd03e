//! HTML: the main text of a page without what stands around it, and what the page says about itself.

mod articles;
mod authors;
pub(in crate::ingest) mod blocks;
mod dates;
mod frame;
mod json_ld;
mod main_text;
mod metadata;
mod parts;
mod script_dates;
pub(in crate::ingest) mod tags;

use dom_query::Document;

use self::articles::Whole;
use self::main_text::{Found, Page};
use self::metadata::Metadata;
use crate::ingest::dating;
use crate::ingest::formats::boilerplate::without_title;
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether the start of a file looks like an HTML page.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let page = ["<!doctype html", "<html", "<head", "<body"];
    page.iter().any(|start| head.starts_with(start))
        || (head.starts_with('<') && page.iter().any(|tag| head.contains(tag)))
}

/// Reads a page: its article, or each of several; a refusal where it holds neither text nor title.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    match page(slice.text) {
        Ok(records) => records.into_iter().for_each(|record| sink(Ok(record))),
        Err(reason) => sink(Err(Refused {
            ordinal: None,
            line: None,
            reason,
        })),
    }
}

/// The paragraphs of an HTML text that is all article, such as a field of a JSON record.
///
/// Block elements and two line breaks end paragraphs; scripts, styles and controls are left out; entities are decoded.
pub(crate) fn text_of(html: &str) -> Vec<Paragraph> {
    if !tags::is_tame(html) {
        return tags::paragraphs(html);
    }
    let document = Document::fragment(html);
    blocks::paragraphs(document.root())
}

fn page(html: &str) -> Result<Vec<Record>, Reason> {
    if html.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if !tags::is_tame(html) {
        let record = Record {
            paragraphs: tags::paragraphs(html),
            ..Record::default()
        };
        return with_text(record).map(|record| vec![record]);
    }
    let document = Document::from(html);
    let metadata = metadata::read(&document);
    let page = Page::new(&document);
    if !metadata.is_article {
        let wholes = articles::several(&page);
        if !wholes.is_empty() {
            return Ok(articles(&page, &metadata, wholes));
        }
    }
    with_text(article(&page, metadata)).map(|record| vec![record])
}

/// A record, unless it holds neither text nor headline.
fn with_text(record: Record) -> Result<Record, Reason> {
    if record.paragraphs.is_empty() && record.title.is_none() {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    Ok(record)
}

/// The records of a page of several articles. What the page says of itself holds for all of them, but for its address: they
/// are told apart by their place.
fn articles(page: &Page<'_>, metadata: &Metadata, wholes: Vec<Whole<'_>>) -> Vec<Record> {
    (1..)
        .zip(wholes)
        .map(|(ordinal, whole)| {
            let dates = dates::marked(page, Some(whole.node));
            let declared = metadata.published.iter().cloned().map(DateText::whole);
            Record {
                title: Some(whole.title),
                paragraphs: whole.paragraphs,
                other_dates: dates.into_iter().chain(declared).collect(),
                source: metadata.source.clone(),
                section: metadata.section.clone(),
                authors: authors::bylines(page, Some(whole.node)),
                language: metadata.language.clone(),
                ordinal: Some(ordinal),
                ..Record::default()
            }
        })
        .collect()
}

/// The record of a page that is one article.
fn article(page: &Page<'_>, metadata: Metadata) -> Record {
    let page_title = text_at(page.document, "title");
    let first_heading = text_at(page.document, "h1");
    let (found, paragraphs) = page.main_text(metadata.body.as_deref());
    let title = title(&metadata, &found, (page_title, first_heading));
    let paragraphs = without_title(paragraphs, title.as_deref());
    let dates = dates(page, &metadata, &found);
    let authors = if metadata.authors.is_empty() {
        let marked = authors::bylines(page, None);
        if marked.is_empty() {
            let own = |byline: &String| !authors::is_of_another(page, byline);
            found.byline.into_iter().filter(own).collect()
        } else {
            marked
        }
    } else {
        metadata.authors
    };
    let mut record = Record {
        title,
        paragraphs,
        other_dates: dates,
        source: metadata.source,
        section: metadata.section,
        authors,
        tags: metadata.tags,
        language: metadata.language,
        url: metadata.url,
        ..Record::default()
    };
    if let Some(description) = metadata.description {
        record
            .metadata
            .insert("description".to_owned(), description.into());
    }
    record
}

/// All dates that the page has for its article, the surest first.
fn dates(page: &Page<'_>, metadata: &Metadata, found: &Found) -> Vec<DateText> {
    let declared = metadata.published.iter().cloned().map(DateText::whole);
    let address = metadata.url.as_deref().and_then(dating::day_of_address);
    let address = address.map(|day| DateText::whole(day.to_string()));
    let changed = metadata.changed.iter().cloned().map(DateText::whole);
    let assigned = script_dates::assigned(page.document);
    let assigned = assigned.into_iter().map(|text| DateText {
        text,
        among_others: true,
    });
    declared
        .chain(dates::marked(page, None))
        .chain(address)
        .chain(dates::lines_beside_headline(page))
        .chain(assigned)
        .chain(found.published.clone().map(DateText::whole))
        .chain(changed)
        .collect()
}

/// The text of the first element that a selector finds; `None` where there is none or it is empty.
fn text_at(document: &Document, selector: &str) -> Option<String> {
    let text = document.select_single(selector).text();
    let text = one_line(&text);
    (!text.is_empty()).then_some(text)
}

/// The headline: from the metadata, else as the extraction guesses it, else the first heading; without the site's name.
fn title(
    metadata: &Metadata,
    found: &Found,
    (page, heading): (Option<String>, Option<String>),
) -> Option<String> {
    let named = metadata.name.as_ref().filter(|_| metadata.name == heading);
    let given = named
        .or(metadata.title.as_ref())
        .or(found.title.as_ref())
        .or(page.as_ref())
        .or(heading.as_ref())?;
    let given = one_line(given);
    if let Some(heading) = heading
        && heading.len() < given.len()
        && given
            .get(heading.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with(SEPARATORS))
        && given.starts_with(&heading)
    {
        return Some(heading);
    }
    Some(without_site(&given, metadata.source.as_deref()).to_owned())
}

const SEPARATORS: &[char] = &['|', '-', '–', '—', '·', '»', '•', ':'];

/// A title without the name of its site in front or behind.
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let Some(site) = site
        .map(|site| site.trim().to_lowercase())
        .filter(|site| !site.is_empty())
    else {
        return title;
    };
    for (at, separator) in title
        .char_indices()
        .filter(|(_, ch)| SEPARATORS.contains(ch))
    {
        let (Some(before), Some(after)) = (title.get(..at), title.get(at + separator.len_utf8()..))
        else {
            continue;
        };
        if !before.ends_with(' ') || !after.starts_with(' ') {
            continue;
        }
        let is_site = |part: &str| part.trim().to_lowercase() == site;
        if is_site(after) && !before.trim().is_empty() {
            return before.trim();
        }
        if is_site(before) && !after.trim().is_empty() {
            return after.trim();
        }
    }
    title
}

#[cfg(test)]
mod tests;
