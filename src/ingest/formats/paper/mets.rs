//! METS: an issue of a newspaper, whose logical structure says which blocks of its pages are an article.
//!
//! The pages are ALTO documents, inside of it or beside it: files in its folder or below it. They are read with it, and not again for
//! themselves. Of each page only the text of its blocks is kept.

mod issue;
mod mods;
mod pages;

use std::ffi::OsStr;

use rustc_hash::FxHashSet;
use serde_json::Value;

use self::issue::{Article, Issue, kind, label};
use self::pages::{Pages, way};
use super::ocr::{Rating, keep};
use crate::ingest::dating;
use crate::ingest::formats::boilerplate::without_title;
use crate::ingest::formats::filling::{read_tree, with_text};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::{Beside, ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is that of METS.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "mets")
}

/// What METS documents have in their names, in small letters.
pub(super) const NAMED: &str = "mets";

/// Whether a file is called as METS documents are.
pub(crate) fn is_named_mets(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    name.contains(NAMED) && name.contains(".xml")
}

/// Reads the articles of an issue.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, |root| records(root, slice.beside), sink);
}

/// Whether a METS document is read together with the page of this file name.
pub(super) fn reads_page(mets: &str, file_name: &str) -> bool {
    // Most are of other issues: nothing is parsed for them.
    if !mets.contains(file_name) {
        return false;
    }
    let Some((root, _)) = Element::parse_told(mets) else {
        return false;
    };
    let issue = Issue::new(&root);
    let wanted = issue.wanted();
    let mut ways = wanted
        .iter()
        .filter_map(|id| issue.files.get(id.as_str()))
        .filter_map(|file| way(file));
    ways.any(|way| way.rsplit('/').next() == Some(file_name))
}

fn records<'a>(root: &'a Element, beside: Option<&'a dyn Beside>) -> Vec<Result<Record, Reason>> {
    let mut issue = Issue::new(root);
    issue.file_name = beside.map(Beside::own_name);
    let wanted = issue.wanted();
    if wanted.is_empty() {
        let found = "a METS document in which no article names its text".to_owned();
        return vec![Err(Reason::NoArticle { found })];
    }
    let mut pages = Pages::default();
    let mut problems = Vec::new();
    for id in &wanted {
        if let Err(reason) = pages.add(
            issue.files.get(id.as_str()).copied(),
            id,
            issue.label(id),
            beside,
        ) {
            problems.push(Err(reason));
        }
    }
    if pages.is_empty() {
        return problems;
    }
    let articles = issue.articles.iter();
    let mut records: Vec<Result<Record, Reason>> = articles
        .map(|article| record(&issue, article, &pages))
        .collect();
    records.append(&mut problems);
    records
}

/// The record of an article.
fn record<'a>(issue: &Issue<'a>, article: &Article<'a>, pages: &Pages) -> Result<Record, Reason> {
    let own = issue.described_of(article.div);
    let mut piece = Piece::default();
    piece.read(issue, article.div, pages);
    let around = || article.around.iter().rev();
    let of_kind = |wanted: &str| {
        around()
            .find(|div| kind(div).contains(wanted))
            .and_then(|div| label(div))
    };
    let title = title(label(article.div), own.title, piece.title.take());
    let name = label(issue.root);
    let id = issue
        .root
        .attribute("OBJID")
        .zip(article.div.attribute("ID"));
    let whole = &issue.described;
    let dates = name.iter().map(|name| DateText {
        text: name.clone(),
        among_others: true,
    });
    let day = issue.file_name.and_then(dating::day_in);
    let dates = dates.chain(day.map(|day| DateText::whole(day.to_string())));
    let mut record = Record {
        id: id.map(|(issue, article)| format!("{}#{article}", issue.trim())),
        paragraphs: without_title(piece.paragraphs, title.as_deref()),
        title,
        published: own.date.or_else(|| whole.date.clone()),
        other_dates: dates.collect(),
        source: whole.title.clone().or_else(|| of_kind("newspaper")),
        section: of_kind("section"),
        authors: if own.authors.is_empty() {
            piece.authors
        } else {
            own.authors
        },
        language: own
            .language
            .or_else(|| whole.language.clone())
            .or(piece.language),
        url: own.url,
        ..Record::default()
    };
    let kept = &mut record.metadata;
    let kind = kind(article.div);
    keep(
        kept,
        "kind",
        (kind != "article" && !kind.is_empty()).then_some(kind),
    );
    keep(kept, "issue", name);
    keep(kept, "ocr_confidence", piece.rating.mean());
    let missing = (piece.missing > 0).then(|| Value::from(piece.missing));
    keep(kept, "blocks_missing", missing);
    with_text(record, "structMap")
}

/// The headline of an article: its label, the one in its description, the one in its text. Long labels may be cut.
fn title(
    label: Option<String>,
    described: Option<String>,
    heading: Option<String>,
) -> Option<String> {
    let is_cut = |label: &String| {
        let kept = label
            .strip_suffix("...")
            .or_else(|| label.strip_suffix('…'));
        let whole = kept.zip(heading.as_ref());
        whole.is_some_and(|(kept, heading)| heading.starts_with(kept.trim_end()))
    };
    label
        .filter(|label| !is_cut(label))
        .or(described)
        .or(heading)
}

/// The text of an article.
#[derive(Default)]
struct Piece {
    title: Option<String>,
    paragraphs: Vec<Paragraph>,
    authors: Vec<String>,
    language: Option<String>,
    rating: Rating,
    missing: u64,
    taken: FxHashSet<(String, usize)>,
}

impl Piece {
    fn read<'a>(&mut self, issue: &Issue<'a>, div: &'a Element, pages: &Pages) {
        for area in issue.areas_of(div) {
            self.area(area, &kind(div), pages);
        }
        for inner in div.all("div") {
            self.read(issue, inner, pages);
        }
    }

    fn area(&mut self, area: &Element, kind: &str, pages: &Pages) {
        let file = area.attribute("FILEID").unwrap_or_default();
        let Some(begin) = area.attribute("BEGIN") else {
            return;
        };
        let end = area.attribute("END").unwrap_or(begin);
        let Some((first, blocks)) = pages.blocks(file, begin, end) else {
            self.missing += 1;
            return;
        };
        let is_heading = kind.contains("head") || kind.contains("title");
        let is_author = kind.contains("author") || kind.contains("byline");
        for (at, block) in (first..).zip(blocks) {
            // Areas may name lines or words of one block, each alone.
            if !self.taken.insert((file.to_owned(), at)) {
                continue;
            }
            self.rating.add(block.rating);
            if self.language.is_none() {
                self.language.clone_from(&block.language);
            }
            for paragraph in &block.paragraphs {
                if is_author {
                    self.authors.push(paragraph.text.clone());
                }
                if is_heading && self.title.is_none() && paragraph.text.len() <= 400 {
                    self.title = Some(paragraph.text.clone());
                }
                self.paragraphs.push(Paragraph {
                    heading: paragraph.heading || is_heading,
                    ..paragraph.clone()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/paper/lorring-mets.xml");
    const PAGES: [(&str, &str); 2] = [
        (
            "alto/page-3.xml",
            include_str!("../../../../tests/formats/paper/alto/page-3.xml"),
        ),
        (
            "alto/page-4.xml",
            include_str!("../../../../tests/formats/paper/alto/page-4.xml"),
        ),
    ];

    /// The pages of the sample.
    #[derive(Debug)]
    struct Samples;

    impl Beside for Samples {
        fn read(&self, way: &str) -> Result<String, Reason> {
            let page = PAGES.iter().find(|(name, _)| *name == way);
            page.map(|(_, text)| (*text).to_owned())
                .ok_or(Reason::Empty)
        }

        fn named(&self, _: &str) -> Vec<String> {
            vec![SAMPLE.to_owned()]
        }

        fn own_name(&self) -> &'static str {
            "page-3.xml"
        }
    }

    fn read_with_pages(text: &str) -> Vec<Result<Record, Refused>> {
        let mut records = Vec::new();
        let slice = Slice {
            beside: Some(&Samples),
            ..Slice::of_text(text)
        };
        read(&slice, &ReadOptions::default(), &mut |record| {
            records.push(record);
        });
        records
    }

    #[test]
    fn articles_are_put_together_of_blocks() {
        let records = read_with_pages(SAMPLE);
        let [Ok(ferry), Ok(lost)] = records.as_slice() else {
            panic!("{records:?}");
        };
        assert_eq!(ferry.title.as_deref(), Some("The Ferry at Lorring"));
        let texts: Vec<(&str, &str)> = ferry
            .paragraphs
            .iter()
            .map(|one| (one.page.as_deref().unwrap_or("-"), one.text.as_str()))
            .collect();
        assert_eq!(
            texts[1..],
            [
                (
                    "iii",
                    "The old ferry at Lorring, which had crossed the river since the time of our grandfathers, was sold on Tuesday."
                ),
                ("iv", "Its new master is not named.")
            ]
        );
        assert!(ferry.paragraphs[0].heading && !ferry.paragraphs[1].boxes.is_empty());
        assert_eq!(
            (
                ferry.source.as_deref(),
                ferry.published.as_deref(),
                ferry.section.as_deref(),
                ferry.id.as_deref()
            ),
            (
                Some("The Lorring Courier"),
                Some("1871-03-04"),
                Some("From the county"),
                Some("lorring-1871-03-04#ART1")
            )
        );
        assert_eq!(ferry.authors, ["Abel Stone"]);
        assert_eq!(
            (
                lost.metadata["kind"].as_str(),
                lost.paragraphs[0].text.as_str()
            ),
            (Some("advertisement"), "Lost: a brown mare.")
        );
    }

    #[test]
    fn a_headline_is_one_that_somebody_gave() {
        let some = |text: &str| Some(text.to_owned());
        for (label, described, heading, expected) in [
            (
                some("The Ferry"),
                None,
                some("THE FERRY"),
                some("The Ferry"),
            ),
            (
                some("The Ferry at Lor..."),
                None,
                some("The Ferry at Lorring"),
                some("The Ferry at Lorring"),
            ),
            (
                some("And so..."),
                None,
                some("THE FERRY"),
                some("And so..."),
            ),
            (None, some("The Ferry"), some("FERRY"), some("The Ferry")),
            (None, None, some("FERRY"), some("FERRY")),
        ] {
            assert_eq!(title(label, described, heading), expected);
        }
        let placeholder = SAMPLE.replace("The Lorring Courier, 4 March 1871", "DOCUMENT_TITLE");
        let records = read_with_pages(&placeholder);
        assert!(!records[0].as_ref().unwrap().metadata.contains_key("issue"));
    }

    #[test]
    fn what_is_missing_is_told() {
        let records = read_all(read, SAMPLE);
        let reasons: Vec<String> = records
            .iter()
            .filter_map(|record| Some(record.as_ref().err()?.reason.to_string()))
            .collect();
        assert!(
            reasons
                .iter()
                .any(|reason| reason.contains("`alto/page-3.xml` cannot be read beside a stream")),
            "{reasons:?}"
        );
        let other = SAMPLE.replace("alto/page-4.xml", "../page-4.xml");
        let records = read_with_pages(&other);
        assert_eq!(records.iter().filter(|record| record.is_ok()).count(), 2);
        assert_eq!(records.iter().filter(|record| record.is_err()).count(), 1);
        let nothing = SAMPLE.replace("LOGICAL", "PHYSICAL");
        assert!(matches!(
            &read_with_pages(&nothing)[..],
            [Err(Refused {
                reason: Reason::NoArticle { .. },
                ..
            })]
        ));
    }

    #[test]
    fn its_pages_are_not_read_again() {
        assert!(reads_page(SAMPLE, "page-3.xml") && !reads_page(SAMPLE, "page-5.xml"));
        let mut records = Vec::new();
        let slice = Slice {
            beside: Some(&Samples),
            ..Slice::of_text(PAGES[0].1)
        };
        super::super::alto::read(&slice, &ReadOptions::default(), &mut |record| {
            records.push(record);
        });
        assert!(matches!(
            &records[..],
            [Err(Refused {
                reason: Reason::NoArticle { .. },
                ..
            })]
        ));
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
