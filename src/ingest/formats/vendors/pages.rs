//! Pages that databases of the press write, many documents in one: Factiva, Nexis, `ProQuest`, and others beside. Other pages are
//! read as pages are.

use std::borrow::Cow;

use dom_query::{Document, Selection};
use memchr::memmem;

use super::exports::{self, is_accession};
use super::labels::{self as labels, Field};
use super::lexis::{self, Run};
use super::lines::number_of_all;
use super::parts::Export;
use super::{europresse, press_archives};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::web::html;
use crate::ingest::reason::Refused;
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Reads an export as its documents, another page as its article.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    match export(slice.text) {
        Some(export) => export.hand_on(sink),
        None => html::read(slice, options, sink),
    }
}

/// Whether a page is an export of many documents.
pub(crate) fn is_export(page: &str) -> bool {
    has(page, "articleParagraph") && has(page, "Article\"")
        || has(page, DOCUMENT)
        || has(page, PROQUEST)
        || europresse::is_export(page)
        || press_archives::is_export(page)
}

fn has(page: &str, mark: &str) -> bool {
    memmem::find(page.as_bytes(), mark.as_bytes()).is_some()
}

fn export(page: &str) -> Option<Export> {
    if !is_export(page) {
        return None;
    }
    let readers = [
        europresse::documents,
        factiva,
        nexis,
        proquest,
        press_archives::documents,
    ];
    let exports = readers.iter().map(|read| read(page));
    exports
        .into_iter()
        .find(|export| !export.records.is_empty())
}

// ---- Factiva ----

/// An element for each document, called by the language that it is in.
fn factiva(page: &str) -> Export {
    let page = Document::from(page);
    let articles = page.select("div.article[class*='Article']");
    Export::new(
        articles
            .iter()
            .map(|article| factiva_document(&article))
            .collect(),
        None,
    )
}

fn factiva_document(article: &Selection<'_>) -> Record {
    let mut record = Record::default();
    let class = article.attr("class").unwrap_or_default();
    let language = class
        .split(' ')
        .find_map(|name| name.strip_suffix("Article"));
    record.language = language.filter(|code| code.len() == 2).map(str::to_owned);
    if article.select("td.index").exists() {
        with_codes(article, &mut record);
    } else {
        without_codes(article, &mut record);
    }
    labels::check_words(&mut record);
    record
}

/// A row for each field: its code and its value.
fn with_codes(article: &Selection<'_>, record: &mut Record) {
    for row in &article.select("tr") {
        let code = one_line(&row.select_single("td.index").text());
        let value = row.select("td:not(.index)");
        match labels::factiva(&code) {
            Some(Field::Text) => record.paragraphs.extend(paragraphs(&value)),
            Some(Field::Language) if record.language.is_some() => {}
            Some(field) => labels::fill(record, field, &one_line(&value.text())),
            None if !code.is_empty() => {
                labels::keep(record, &code.to_lowercase(), &one_line(&value.text()));
            }
            None => {}
        }
    }
}

/// A line for each field, in an order that is always the same.
fn without_codes(article: &Selection<'_>, record: &mut Record) {
    let mut lines = Vec::new();
    for part in &article.select("div") {
        let text = one_line(&part.text());
        if part.select("div").exists() || text.is_empty() {
            continue;
        }
        let headline = part.select("[class*='Headline']");
        if headline.exists() {
            let class = headline.attr("class").unwrap_or_default();
            record.title = Some(title(&text, class.contains("counted")).to_owned());
        } else if part.has_class("author") {
            record.authors.push(text);
        } else if record.title.is_none() {
            labels::fill(record, Field::Section, &text);
        } else {
            lines.push(text);
        }
    }
    exports::factiva_lines(record, lines.iter().map(String::as_str));
    record.paragraphs = paragraphs(article);
    // Captions of pictures, the publisher, the number of the document.
    let others = article.select("p:not(.articleParagraph)");
    let others: Vec<String> = others.iter().map(|line| one_line(&line.text())).collect();
    let mut others = others.iter().filter(|line| !line.is_empty()).rev();
    if let Some(number) = others.clone().next().filter(|line| is_accession(line)) {
        others.next();
        labels::fill(record, Field::Id, number);
        let publisher = others.next().into_iter();
        publisher.for_each(|line| labels::keep(record, "publisher", line));
    }
    others
        .rev()
        .for_each(|line| labels::keep(record, "caption", line));
}

/// A headline without the number that the list of results gave it.
fn title(text: &str, is_counted: bool) -> &str {
    let bare = text
        .split_once(") ")
        .filter(|(number, _)| is_counted && number.bytes().all(|byte| byte.is_ascii_digit()));
    bare.map_or(text, |(_, title)| title)
}

fn paragraphs(part: &Selection<'_>) -> Vec<Paragraph> {
    let marked = part.select(".articleParagraph");
    if !marked.exists() {
        return html::text_of(&part.html());
    }
    let texts = marked.iter().map(|paragraph| one_line(&paragraph.text()));
    let texts = texts.filter(|text| !text.is_empty());
    texts.map(Paragraph::text).collect()
}

// ---- Nexis ----

/// What begins a document, in a comment.
const DOCUMENT: &str = "<DOCFULL>";

/// A part for each document, between comments; what is above the first one is a cover.
fn nexis(page: &str) -> Export {
    let mut parts = page.split(DOCUMENT);
    let cover = parts.next().unwrap_or_default();
    let centred = centred_classes(cover);
    let mut numbers = Vec::new();
    let records = parts
        .map(|part| {
            let part = part.split("</DOCFULL>").next().unwrap_or_default();
            let part = part.strip_prefix(" -->").unwrap_or(part);
            lexis::document(
                Record::default(),
                nexis_runs(part, &centred, &mut numbers).into_iter(),
            )
        })
        .collect();
    let promised = promised(cover).or_else(|| lexis::spanned(numbers.into_iter()));
    Export::new(records, promised)
}

/// How many documents the head of a page says that it has.
fn promised(cover: &str) -> Option<usize> {
    let (_, rest) = cover.split_once("DOCUMENTS=\"")?;
    rest.split('"').next()?.parse().ok()
}

/// The classes that the style of a page centres: `.c0 { text-align: center; }`.
fn centred_classes(cover: &str) -> Vec<&str> {
    let lines = cover
        .lines()
        .filter(|line| line.contains("text-align: center"));
    let classes = lines.filter_map(|line| line.trim().strip_prefix('.'));
    classes
        .filter_map(|line| line.split([' ', '{']).next())
        .collect()
}

/// What stands apart in a document; its number is left out.
fn nexis_runs(part: &str, centred: &[&str], numbers: &mut Vec<usize>) -> Vec<Run> {
    let part = Document::fragment(part);
    let mut runs = Vec::new();
    for division in &part.select("div") {
        let class = division.attr("class").unwrap_or_default();
        let is_centred = centred.contains(&class.as_ref());
        for (at, block) in html::text_of(&division.html()).into_iter().enumerate() {
            if let Some((number, _)) = number_of_all(&one_line(&block.text)) {
                numbers.push(number);
                continue;
            }
            runs.push(Run {
                lines: block
                    .text
                    .lines()
                    .map(one_line)
                    .filter(|line| !line.is_empty())
                    .collect(),
                centred: is_centred,
                is_paragraph: at > 0,
            });
        }
    }
    runs
}

// ---- ProQuest ----

/// What begins a document.
const PROQUEST: &str = "name=\"DocID_";

/// An anchor above each document; its fields are labelled as in a text.
fn proquest(page: &str) -> Export {
    let mut lines: Vec<Cow<'_, str>> = Vec::new();
    for part in page.split(PROQUEST).skip(1) {
        lines.push(Cow::Owned("_".repeat(60)));
        let part = part.split_once('>').map_or("", |(_, part)| part);
        for block in html::text_of(part) {
            lines.push(Cow::Owned(one_line(&block.text)));
            lines.push(Cow::Borrowed(""));
        }
    }
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    let export = exports::proquest(&lines);
    let mut export = export.unwrap_or_default();
    // A page has no lines that mean anything.
    export
        .records
        .iter_mut()
        .for_each(|record| record.line = None);
    export
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage::survives;
    use crate::ingest::formats::read_all::read_all;

    const FACTIVA: &str = include_str!("../../../../tests/formats/vendors/factiva.html");
    const NEXIS: &str = include_str!("../../../../tests/formats/vendors/nexis.html");
    const PROQUEST: &str = include_str!("../../../../tests/formats/vendors/proquest.html");

    fn shown(page: &str) -> Vec<String> {
        let all = read_all(read, page).into_iter();
        all.map(|found| match found {
            Ok(record) => {
                let fields = [
                    &record.title,
                    &record.published,
                    &record.source,
                    &record.section,
                    &record.language,
                    &record.id,
                ];
                let fields = fields.map(|field| field.clone().unwrap_or_default());
                let texts: Vec<&str> = record
                    .paragraphs
                    .iter()
                    .map(|text| text.text.trim())
                    .collect();
                let authors = record.authors.join("; ");
                format!(
                    "{} | {authors} | {} | {}",
                    fields.join(" | "),
                    record.tags.join("; "),
                    texts.join(" / ")
                )
            }
            Err(refused) => refused.reason.to_string(),
        })
        .collect()
    }

    #[test]
    fn pages_of_factiva_are_their_documents() {
        assert_eq!(
            shown(FACTIVA),
            [
                "Ferry late again | 9 März 2024 | The Merrow Echo | News | en | ECHO000020240309ek390001a | Ann Lee |  | The ferry to Merrow was late again on Saturday. / Nobody on the quay was surprised.",
                "Mühle verkauft | 10 März 2024 | Altenmoorer Kurier | Lokales | de | KURIER0020240310ek3a0002b | Von Jörg Roe | Mills; Libraries | Die alte Mühle ist verkauft. / Sie wird eine Bücherei.",
            ]
        );
        let found = read_all(read, FACTIVA);
        let kept = &found[0].as_ref().unwrap().metadata;
        let expected = serde_json::json!({
            "words": 17, "time": "06:10", "source_code": "ECHO", "page": "3", "edition": "Late Edition",
            "copyright": "(c) 2024 The Merrow Echo", "publisher": "Echo Press Ltd", "caption": "The quay at noon.",
        });
        assert_eq!(serde_json::Value::from(kept.clone()), expected);
        assert_eq!(
            found[1].as_ref().unwrap().metadata["region"],
            "Altenmoor; Sarn"
        );
    }

    #[test]
    fn pages_of_nexis_are_their_documents_and_no_cover() {
        assert_eq!(
            shown(NEXIS),
            [
                "Ferry late again | March 9, 2024, | The Merrow Echo |  |  |  | By ANN LEE |  | The ferry to Merrow was late again on Saturday. / UPDATE: nobody on the quay was surprised.",
                "Mühle verkauft | 10. März 2024 Sonntag | Altenmoorer Kurier | LOKALES | GERMAN |  |  |  | Die alte Mühle ist verkauft.",
                "cut short: 2 of 3 documents are there",
            ]
        );
        let found = read_all(read, NEXIS);
        let kept = |at: usize| found[at].as_ref().unwrap().metadata.clone();
        assert_eq!(
            (&kept(0)["edition"], &kept(0)["words"]),
            (&"CITY EDITION".into(), &17.into())
        );
        assert!(!kept(0).contains_key("words_found"));
        assert_eq!(kept(1)["words_found"], 7);
    }

    #[test]
    fn pages_of_proquest_are_their_documents() {
        assert_eq!(
            shown(PROQUEST),
            [
                "Mill sold at last | 10 Mar 2024 | The Sarn Post |  | English | 2945550101 | Roe, John | Mills; Libraries | The old mill was sold on Sunday. / It will be a library.",
                "Boats by number | Mar 11, 2024 | The Merrow Echo |  |  | 2945550102 |  |  | A count of the boats.",
            ]
        );
    }

    #[test]
    fn other_pages_are_pages_and_damage_is_survived() {
        assert!(!is_export(
            "<html><body><div class='article'><p>The Factiva of Merrow.</p></div>"
        ));
        for page in [FACTIVA, NEXIS, PROQUEST] {
            assert!(is_export(page));
            survives(read, page.as_bytes());
        }
    }
}
