//! Documents of databases of the press as XML: Factiva's, an `<article>` each, and `ProQuest`'s (TDM Studio), a `<RECORD>` each.

use super::labels::{self as labels, Field};
use crate::ingest::formats::filling::{keep, read_tree, tag, with_text};
use crate::ingest::formats::paragraphs::{self, one_line};
use crate::ingest::formats::web::html;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is Factiva's or `ProQuest`'s.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let root = xml::root(head);
    matches!(
        root.as_deref(),
        Some("PPSResponse" | "ppsArticleResponse" | "ppsarticle" | "RECORD")
    )
}

/// Reads all documents.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let all = || std::iter::once(root).chain(root.descendants());
    let factiva = all()
        .filter(|element| element.name == "article")
        .map(factiva);
    let proquest = all()
        .filter(|element| element.name == "RECORD")
        .map(proquest);
    let mut found: Vec<_> = factiva
        .chain(proquest)
        .map(|mut record| {
            labels::check_words(&mut record);
            with_text(record, "full text")
        })
        .collect();
    let sets = all().filter_map(|element| element.attribute("count"));
    let promised: u64 = sets.filter_map(|count| count.parse::<u64>().ok()).sum();
    let read = found.len() as u64;
    if promised > read {
        let problem = format!("{read} of {promised} documents are there");
        found.push(Err(Reason::CutShort { problem }));
    }
    found
}

fn value(element: &Element, path: &str) -> Option<String> {
    let text = one_line(&element.at(path)?.text());
    (!text.is_empty()).then_some(text)
}

/// Paragraphs that are marked; else those of the text as it stands.
fn marked(element: Option<&Element>) -> Vec<Paragraph> {
    let Some(element) = element else {
        return Vec::new();
    };
    let texts = element
        .all("paragraph")
        .map(|paragraph| one_line(&paragraph.text()));
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    if texts.is_empty() {
        return paragraphs::of_plain(&element.text());
    }
    texts.into_iter().map(Paragraph::text).collect()
}

fn factiva(article: &Element) -> Record {
    let dates = [
        "publicationDate/dateTime",
        "publicationDate/date",
        "publicationDate",
    ];
    let mut record = Record {
        id: value(article, "accessionNo"),
        title: value(article, "headline"),
        published: dates.iter().find_map(|path| value(article, path)),
        source: value(article, "sourceName"),
        section: value(article, "sectionName").or_else(|| value(article, "section")),
        language: value(article, "baseLanguage"),
        authors: value(article, "byline").into_iter().collect(),
        paragraphs: marked(article.child("leadParagraph")),
        ..Record::default()
    };
    record
        .paragraphs
        .extend(marked(article.child("tailParagraphs")));
    let names = |kind: &str| -> Vec<String> {
        let all = article.elements().filter(|element| element.name == kind);
        all.filter_map(|element| value(element, "name")).collect()
    };
    for name in names("newsSubject") {
        tag(&mut record, Some(name));
    }
    for kind in ["region", "company", "industry"] {
        let names = names(kind);
        keep(
            &mut record,
            kind,
            (!names.is_empty()).then(|| names.join("; ")),
        );
    }
    for (path, key) in [
        ("copyright", "copyright"),
        ("publisherName", "publisher"),
        ("sourceCode", "source_code"),
        ("pages", "page"),
        ("edition", "edition"),
        ("credit", "credit"),
        ("notes", "notes"),
    ] {
        keep(&mut record, key, value(article, path));
    }
    words(&mut record, value(article, "wordCount"));
    record
}

/// The vendor's own count of words.
fn words(record: &mut Record, count: Option<String>) {
    let count = count.and_then(|count| count.parse::<u64>().ok());
    let count = count.map(|count| ("words".to_owned(), count.into()));
    record.metadata.extend(count);
}

fn proquest(document: &Element) -> Record {
    let object = document.child("Obj").unwrap_or(document);
    let find = |name: &str| named(document, name);
    let text = find("Text")
        .or_else(|| find("HiddenText"))
        .or_else(|| find("FullText"));
    let names = ["OriginalForm", "NormalizedForm", "NormalizedDisplayForm"];
    let contributors = document
        .descendants()
        .filter(|element| element.name == "Contributor");
    let mut record = Record {
        id: find("GOID").and_then(Element::value),
        title: value(object, "TitleAtt/Title"),
        published: value(object, "NumericDate").or_else(|| value(object, "StartDate")),
        source: value(document, "DFS/PubFrosting/Title"),
        section: find("DocSection").and_then(Element::value),
        language: find("RawLang")
            .and_then(Element::value)
            .or_else(|| value(object, "Language")),
        authors: contributors
            .filter_map(|contributor| {
                let mut forms = contributor.descendants();
                forms
                    .find(|form| names.contains(&form.name.as_str()))?
                    .value()
            })
            .collect(),
        paragraphs: text.map(|text| page(&text.text())).unwrap_or_default(),
        ..Record::default()
    };
    for element in document.descendants() {
        let is_subject = matches!(element.name.as_str(), "GenSubjValue" | "FlexTermValue");
        if is_subject {
            tag(&mut record, element.value());
        }
    }
    summarise(document, &mut record);
    keep_rest(document, &mut record);
    let count = text.and_then(|text| {
        text.attribute("WordCount")
            .or_else(|| text.attribute("wordcount"))
    });
    words(&mut record, count.map(str::to_owned));
    if let Some(language) = record.language.take() {
        labels::fill(&mut record, Field::Language, &language);
    }
    record
}

/// The abstract is the text where there is no other.
fn summarise(document: &Element, record: &mut Record) {
    let found = ["AbsText", "Abstract"];
    let found = found.iter().find_map(|name| named(document, name));
    let summary = found
        .map(|summary| page(&summary.text()))
        .unwrap_or_default();
    if record.paragraphs.is_empty() {
        record.paragraphs = summary;
        return;
    }
    let texts: Vec<&str> = summary
        .iter()
        .map(|paragraph| paragraph.text.as_str())
        .collect();
    keep(
        record,
        "summary",
        Some(texts.join(" ")).filter(|text| !text.is_empty()),
    );
}

/// What has no field of its own.
fn keep_rest(document: &Element, record: &mut Record) {
    for (name, key) in [
        ("mstar", "document_type"),
        ("SourceType", "source_type"),
        ("PublisherName", "publisher"),
        ("Pagination", "page"),
        ("ColumnHeader", "column"),
        ("DocEdition", "edition"),
        ("Dateline", "dateline"),
    ] {
        keep(record, key, named(document, name).and_then(Element::value));
    }
}

/// The first element of a name, wherever it stands.
fn named<'a>(document: &'a Element, name: &str) -> Option<&'a Element> {
    document.descendants().find(|element| element.name == name)
}

/// A text that is HTML, or plain.
fn page(text: &str) -> Vec<Paragraph> {
    if text.contains("</") || text.contains("<p") {
        html::text_of(text)
    } else {
        paragraphs::of_plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage::survives;
    use crate::ingest::formats::read_all::read_all;

    const FACTIVA: &str = include_str!("../../../../tests/formats/vendors/factiva.xml");
    const PROQUEST: &str = include_str!("../../../../tests/formats/vendors/proquest.xml");

    fn shown(text: &str) -> Vec<String> {
        let all = read_all(read, text).into_iter();
        all.map(|found| match found {
            Ok(record) => {
                let fields = [&record.id, &record.title, &record.published, &record.source];
                let fields = fields.map(|field| field.clone().unwrap_or_default());
                let texts: Vec<&str> = record
                    .paragraphs
                    .iter()
                    .map(|text| text.text.as_str())
                    .collect();
                format!(
                    "{} | {} | {}",
                    fields.join(" | "),
                    record.authors.join("; "),
                    texts.join(" / ")
                )
            }
            Err(refused) => refused.reason.to_string(),
        })
        .collect()
    }

    #[test]
    fn documents_are_read() {
        assert_eq!(
            shown(FACTIVA),
            [
                "ECHO000020240309ek390001a | Ferry late again | 2024-03-09T06:10:00Z | The Merrow Echo | Ann Lee | The ferry to Merrow was late again on Saturday. / Nobody on the quay was surprised.",
                "cut short: 1 of 2 documents are there",
            ]
        );
        assert_eq!(
            shown(PROQUEST),
            [
                "2945550101 | Mill sold at last | 2024-03-10 | The Sarn Post | Roe, John | The old mill was sold on Sunday. / It will be a library."
            ]
        );
        let found = read_all(read, PROQUEST);
        let record = found[0].as_ref().unwrap();
        assert_eq!(record.tags, ["Mills", "Libraries"]);
        assert_eq!(record.metadata["words"], 12);
    }

    #[test]
    fn damage_is_survived() {
        survives(read, FACTIVA.as_bytes());
        survives(read, PROQUEST.as_bytes());
    }
}
