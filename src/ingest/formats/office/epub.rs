//! EPUB, a book or an issue of a magazine: its chapters in the order of its spine, each an article; covers, title pages and lists of
//! contents are none.

use std::collections::{HashMap, HashSet};

use super::package::{self, Package, refused, resolved};
use crate::ingest::formats::filling::{keep, tag};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::prose::text;
use crate::ingest::formats::xml_blocks;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::Element;
use crate::ingest::xml_stream::{Next, XmlStream};

/// Whether a file starts as an archive that says what it is.
pub(crate) fn sniff(head: &[u8]) -> bool {
    package::holds(head, b"application/epub+zip")
}

/// Reads the chapters.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let Some(mut package) = package::package(slice, sink) else {
        return;
    };
    let Some(book) = Book::read(&mut package) else {
        let problem = || Reason::Unreadable {
            problem: "no list of what the book holds".to_owned(),
        };
        return sink(Err(refused(package.into_problem().unwrap_or_else(problem))));
    };
    let encrypted = encrypted(&mut package);
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut bytes = 0;
    for item in book.spine.iter().filter(|item| !book.is_left_out(item)) {
        if encrypted.contains(&item.href) {
            return sink(Err(refused(Reason::Encrypted)));
        }
        let Some(page) = package.text(&item.href) else {
            continue;
        };
        let label = book.labels.get(&item.href).cloned();
        let Some((chapter, problem)) = chapter(&page, label) else {
            continue;
        };
        package.tell(problem);
        bytes += page.len();
        if bytes > BOOK_BYTES {
            package.tell(Some("it becomes too large".to_owned()));
            break;
        }
        match chapters.last_mut() {
            // What neither the contents name nor a heading begins goes on with what stands before it.
            Some(last) if chapter.title.is_none() && !book.labels.is_empty() => {
                last.paragraphs.extend(chapter.paragraphs);
            }
            _ => chapters.push(chapter),
        }
    }
    // In a book of short texts each counts.
    let long = chapters.iter().any(Chapter::is_long);
    chapters.retain(|chapter| {
        if long {
            chapter.is_long()
        } else {
            !chapter.paragraphs.is_empty()
        }
    });
    let problem = package.into_problem();
    if chapters.is_empty() {
        let field = "spine".to_owned();
        return sink(Err(refused(problem.unwrap_or(Reason::EmptyText { field }))));
    }
    let is_one = chapters.len() == 1;
    for (ordinal, chapter) in (1..).zip(chapters) {
        sink(Ok(book.record(chapter, ordinal, is_one)));
    }
    if let Some(problem) = problem {
        sink(Err(refused(problem)));
    }
}

/// Files of a book, in bytes at most.
const BOOK_BYTES: usize = 128 << 20;

/// A file of the book.
#[derive(Debug, Clone, Default)]
struct BookFile {
    href: String,
    /// What it is besides text: `nav`, `cover-image`.
    properties: String,
}

/// What the book says of itself.
#[derive(Debug, Default)]
struct Book {
    title: Option<String>,
    authors: Vec<String>,
    published: Option<String>,
    language: Option<String>,
    subjects: Vec<String>,
    others: Vec<(&'static str, String)>,
    spine: Vec<BookFile>,
    /// Names that the contents give to files.
    labels: HashMap<String, String>,
    /// Files that are covers, title pages, lists.
    left_out: HashSet<String>,
}

/// What a page is that is no chapter.
const NO_CHAPTERS: &[&str] = &[
    "cover",
    "toc",
    "title-page",
    "titlepage",
    "halftitlepage",
    "copyright-page",
    "copyright",
    "colophon",
    "landmarks",
    "page-list",
    "loi",
    "lot",
    "index",
];

impl Book {
    fn read(package: &mut Package<'_>) -> Option<Self> {
        let path = list_of(package)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (root, problem) = Element::parse_told(&package.text(&path)?)?;
        package.tell(problem);
        let mut book = Self::default();
        if let Some(metadata) = root.child("metadata") {
            book.describe(metadata);
        }
        let items = root.child("manifest")?.all("item").filter_map(|item| {
            let href = resolved(folder, &unquoted(item.attribute("href")?));
            let properties = item.attribute("properties").unwrap_or_default().to_owned();
            Some((item.attribute("id")?, BookFile { href, properties }))
        });
        let items: HashMap<&str, BookFile> = items.collect();
        let spine = root.child("spine")?;
        let order = spine
            .all("itemref")
            .filter_map(|item| item.attribute("idref"));
        book.spine = order.filter_map(|id| items.get(id).cloned()).collect();
        let guide = root.child("guide");
        for reference in guide.iter().flat_map(|guide| guide.all("reference")) {
            let kind = reference
                .attribute("type")
                .unwrap_or_default()
                .to_lowercase();
            let href = reference.attribute("href");
            if let Some(href) = href.filter(|_| NO_CHAPTERS.contains(&kind.as_str())) {
                book.left_out.insert(resolved(folder, &unquoted(href)));
            }
        }
        let is_contents = |item: &&BookFile| item.properties.split(' ').any(|it| it == "nav");
        let contents = items.values().find(is_contents);
        let contents = contents.or_else(|| items.get(spine.attribute("toc").unwrap_or("ncx")));
        if let Some(contents) = contents.cloned()
            && let Some(xml) = package.optional(&contents.href)
        {
            book.labels = labels(xml, &contents.href);
        }
        Some(book)
    }

    fn describe(&mut self, metadata: &Element) {
        // In the first version, they stand in an element of their own.
        let named = metadata.descendants();
        for element in named {
            let Some(value) = element.value().map(|value| one_line(&value)) else {
                continue;
            };
            match element.name.as_str() {
                "title" if self.title.is_none() => self.title = Some(value),
                "creator" => self.authors.push(value),
                "date" => {
                    let is_of_change = element
                        .attribute("event")
                        .is_some_and(|event| event != "publication");
                    if self.published.is_none() && !is_of_change {
                        self.published = Some(value);
                    }
                }
                "language" if self.language.is_none() => self.language = Some(value),
                "subject" => self.subjects.push(value),
                "publisher" => self.others.push(("publisher", value)),
                "identifier" => self.others.push(("identifier", value)),
                "description" => self.others.push(("description", value)),
                "rights" => self.others.push(("rights", value)),
                _ => {}
            }
        }
    }

    fn is_left_out(&self, item: &BookFile) -> bool {
        let is_list = item
            .properties
            .split(' ')
            .any(|it| matches!(it, "nav" | "cover-image"));
        is_list || self.left_out.contains(&item.href)
    }

    fn record(&self, chapter: Chapter, ordinal: u64, is_one: bool) -> Record {
        let mut record = Record {
            paragraphs: chapter.paragraphs,
            published: self.published.clone(),
            authors: chapter.authors,
            language: self.language.clone(),
            ordinal: (!is_one).then_some(ordinal),
            ..Record::default()
        };
        match (is_one, chapter.title) {
            (true, title) => {
                record.title = self.title.clone().or_else(|| title.clone());
                let title = title.filter(|title| record.title.as_ref() != Some(title));
                keep(&mut record, "chapter", title);
            }
            (false, title) => {
                record.source.clone_from(&self.title);
                record.title = title.or_else(|| self.title.clone());
            }
        }
        if record.authors.is_empty() {
            record.authors.clone_from(&self.authors);
        } else {
            keep(&mut record, "creator", Some(self.authors.join("; ")));
        }
        for subject in &self.subjects {
            tag(&mut record, Some(subject));
        }
        for (name, value) in &self.others {
            keep(&mut record, name, Some(value));
        }
        record
    }
}

/// The part that lists what the book holds.
fn list_of(package: &mut Package<'_>) -> Option<String> {
    let mut named = None;
    if let Some(mut xml) = package.optional("META-INF/container.xml") {
        while let Some(next) = xml.next() {
            if let Next::Start(tag) = next
                && tag.name() == "rootfile"
            {
                named = named.or_else(|| tag.attribute("full-path"));
            }
        }
    }
    let is_list = |name: &&str| name.to_lowercase().ends_with(".opf");
    named.or_else(|| package.names().find(is_list).map(str::to_owned))
}

/// What the contents call the files that they name.
fn labels(mut xml: XmlStream<'_>, path: &str) -> HashMap<String, String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut labels = HashMap::new();
    let mut text = String::new();
    let mut link = None;
    while let Some(next) = xml.next() {
        match next {
            Next::Start(tag) => match tag.name() {
                "a" => {
                    link = tag.attribute("href");
                    text.clear();
                }
                "navLabel" => text.clear(),
                // In the older kind of list the name stands before the address.
                "content" => {
                    if let Some(source) = tag.attribute("src") {
                        name(&mut labels, folder, &source, &text);
                    }
                }
                _ => {}
            },
            Next::Text(part) => text.push_str(&part),
            Next::End(ended) => {
                if ended == "a"
                    && let Some(link) = link.take()
                {
                    name(&mut labels, folder, &link, &text);
                }
            }
        }
    }
    labels
}

fn name(labels: &mut HashMap<String, String>, folder: &str, link: &str, text: &str) {
    let file = unquoted(link.split('#').next().unwrap_or(link));
    let text = one_line(text);
    if !text.is_empty() {
        labels.entry(resolved(folder, &file)).or_insert(text);
    }
}

/// An address in which characters are written by their numbers: `%20`.
fn unquoted(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let number = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let (b'%', Some(number)) = (first, number) {
            bytes.push(number);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The files that are encrypted, as protected books are; fonts do not matter.
fn encrypted(package: &mut Package<'_>) -> HashSet<String> {
    let mut found = HashSet::new();
    let Some(mut xml) = package.optional("META-INF/encryption.xml") else {
        return found;
    };
    while let Some(next) = xml.next() {
        if let Next::Start(tag) = next
            && tag.name() == "CipherReference"
            && let Some(address) = tag.attribute("URI")
        {
            found.insert(resolved("", &unquoted(&address)));
        }
    }
    found
}

/// Headings of pages that are no chapters.
const TITLES_OF_NONE: &[&str] = &[
    "contents",
    "table of contents",
    "copyright",
    "copyright page",
    "title page",
    "cover",
    "colophon",
    "imprint",
    "inhalt",
    "inhaltsverzeichnis",
    "impressum",
    "titelseite",
    "sommaire",
    "table des matières",
    "índice",
    "sumario",
    "indice",
    "inhoud",
    "目次",
    "目录",
    "奥付",
    "版权页",
];

/// A heading that is no longer, in bytes, is a number: `Chapter 12`.
const NUMBER_BYTES: usize = 12;

/// One chapter.
#[derive(Debug, Default)]
struct Chapter {
    title: Option<String>,
    authors: Vec<String>,
    paragraphs: Vec<Paragraph>,
}

/// A chapter has more text than this, in bytes: title pages and dedications have less.
const CHAPTER_BYTES: usize = 200;

impl Chapter {
    fn is_long(&self) -> bool {
        let texts = self
            .paragraphs
            .iter()
            .filter(|paragraph| !paragraph.heading);
        texts.map(|paragraph| paragraph.text.len()).sum::<usize>() >= CHAPTER_BYTES
    }
}

/// The chapter in a page, and why it could not be read to its end; `None` where the page says that it is none.
fn chapter(page: &str, label: Option<String>) -> Option<(Chapter, Option<String>)> {
    let (root, problem) = Element::parse_told(page)?;
    let body = root.child("body").unwrap_or(&root);
    let only = body
        .elements()
        .next()
        .filter(|_| body.elements().count() == 1);
    let kinds = [Some(body), only].into_iter().flatten();
    let mut kinds = kinds.filter_map(|element| element.attribute("type"));
    if kinds.any(|kind| kind.split(' ').any(|kind| NO_CHAPTERS.contains(&kind))) {
        return None;
    }
    let mut paragraphs = xml_blocks::paragraphs(body);
    let is_heading = |at: usize| paragraphs.get(at).filter(|paragraph| paragraph.heading);
    // `Chapter 1` says less than what follows.
    let first = is_heading(0).map(|paragraph| one_line(&paragraph.text));
    let is_number = first
        .as_ref()
        .is_some_and(|first| first.len() <= NUMBER_BYTES);
    let taken = usize::from(first.is_some()) + usize::from(is_number && is_heading(1).is_some());
    let titles = paragraphs
        .drain(..taken)
        .map(|paragraph| one_line(&paragraph.text));
    let title = titles.collect::<Vec<_>>().join(": ");
    let title = Some(title).filter(|title| !title.is_empty()).or(label);
    if title
        .as_ref()
        .is_some_and(|title| TITLES_OF_NONE.contains(&title.to_lowercase().as_str()))
    {
        return None;
    }
    let mut authors = Vec::new();
    if paragraphs
        .first()
        .is_some_and(|first| text::is_byline(one_line(&first.text).as_str()))
    {
        authors.push(one_line(&paragraphs.remove(0).text));
    }
    let chapter = Chapter {
        title,
        authors,
        paragraphs,
    };
    Some((chapter, problem))
}

#[cfg(test)]
mod tests;
