//! RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF, and the exports of `WordPress`: every item is an article.
//!
//! Elements are known by their local names and the vocabulary of their prefix, since feeds are seldom as they should be.

mod names;
pub(in crate::ingest) mod text;
mod wordpress;

use self::names::{Names, Vocabulary};
use self::text::line;
use crate::ingest::addresses::resolved;
use crate::ingest::elements::read_each;
use crate::ingest::fields::{self, Field};
use crate::ingest::formats::filling::{date, keep, tag, with_text};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::Element;

/// The elements that are records.
pub(crate) const RECORDS: &[&str] = &["item", "entry"];

/// Whether a document is a feed, or a single entry of one.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let Some(root) = root(&head) else {
        return false;
    };
    let says = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    match root {
        "rss" | "feed" => true,
        "rdf" => says(&["purl.org/rss/", "netscape.com/rdf", "<channel", "<item"]),
        "channel" => says(&["<item", "cdf", "<title"]),
        "entry" => says(&["w3.org/2005/atom", "purl.org/atom"]),
        _ => false,
    }
}

/// The local name of the first element, whatever stands before it.
fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.get(rest.find('<')?..)?;
        if rest.starts_with("<!--") {
            rest = rest.get(rest.find("-->")?..)?;
            continue;
        }
        let tag = rest.get(1..)?;
        if tag.starts_with(|ch: char| ch.is_ascii_alphabetic()) {
            let name = tag
                .split(|ch: char| ch.is_whitespace() || matches!(ch, '>' | '/'))
                .next()?;
            return name.rsplit(':').next();
        }
        rest = tag;
    }
}

/// Reads every item.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let read = |text: &str, feed: &Feed| {
        let item = Element::parse_told(text).map(|(item, _)| item);
        let item = item.unwrap_or_default();
        Some(record(&item, feed, options))
    };
    read_each(slice, (RECORDS, "items"), Feed::read, read, sink);
}

/// What a feed says of itself.
#[derive(Debug, Default)]
struct Feed {
    names: Names,
    title: Option<String>,
    language: Option<String>,
    /// What relative addresses are relative to.
    base: Option<String>,
    /// Who wrote the items that name nobody.
    authors: Vec<String>,
    /// What `WordPress` calls its users, and their names.
    users: Vec<(String, String)>,
}

impl Feed {
    /// What a document says before its first item, cut off anywhere.
    fn read(header: &str) -> Self {
        let Some((root, _)) = Element::parse_told(header) else {
            return Self::default();
        };
        let is_channel = |element: &&Element| {
            ["channel", "feed"]
                .iter()
                .any(|name| element.name.eq_ignore_ascii_case(name))
        };
        let outer = Some(&root).filter(is_channel);
        let channel = outer
            .or_else(|| root.elements().find(is_channel))
            .unwrap_or(&root);
        let mut feed = Self {
            names: Names::of(&[&root]).within(channel),
            ..Self::default()
        };
        let bases = [&root, channel].map(|element| element.attribute("xml:base"));
        let mut links = Vec::new();
        for element in channel.elements() {
            match (feed.names.vocabulary(element), name_of(element).as_str()) {
                (Vocabulary::Feed, "title") => feed.title = line(element).or(feed.title),
                (Vocabulary::DublinCore, "title") => {
                    feed.title = feed.title.or_else(|| line(element));
                }
                (Vocabulary::Feed | Vocabulary::DublinCore, "language") => {
                    feed.language = element.value();
                }
                (Vocabulary::Feed, "link") => {
                    let is_self = element.attribute("rel") == Some("self");
                    let own = element.attribute("href").filter(|_| is_self);
                    links.extend(link_of(element).or_else(|| Some((2, own?.to_owned()))));
                }
                (Vocabulary::Feed, "id") => links.extend(element.value().map(|id| (3, id))),
                (Vocabulary::Feed, "author") => feed.authors.extend(person(element)),
                (Vocabulary::WordPress, "author") => feed.users.extend(wordpress::user(element)),
                _ => {}
            }
        }
        let lang = |element: &Element| element.attribute("xml:lang").map(str::to_owned);
        feed.language = feed
            .language
            .or_else(|| lang(channel))
            .or_else(|| lang(&root));
        let base = bases.into_iter().flatten().map(str::to_owned).next_back();
        links.sort_by_key(|(rank, _)| *rank);
        let attribute = channel.attribute("href").map(|href| (0, href.to_owned()));
        let mut links = links.into_iter().chain(attribute).map(|(_, link)| link);
        let own = links.find(|link| link.contains("://"));
        feed.base = match base {
            Some(base) if !base.contains("://") => Some(resolved(own.as_deref(), &base)),
            base => base.or(own),
        };
        feed
    }
}

/// The local name of an element in small letters.
fn name_of(element: &Element) -> String {
    element.name.to_ascii_lowercase()
}

/// Who is named: the names inside, else the text. Behind a mail address, the name stands in brackets.
fn person(element: &Element) -> Option<String> {
    let name = element
        .elements()
        .find(|inner| inner.name.eq_ignore_ascii_case("name"));
    let text = match name {
        Some(name) => line(name)?,
        None if element.elements().next().is_some() => return None,
        None => line(element)?,
    };
    if let Some((before, behind)) = text.split_once('(')
        && before.trim().contains('@')
        && !before.trim().contains(' ')
    {
        return Some(behind.trim_end_matches(')').trim().to_owned());
    }
    let (before, address) = text.split_once(['<', '(']).unwrap_or((&text, ""));
    let text = if address.contains('@') { before } else { &text };
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// An address and how well it fits: that of the page, another one.
fn link_of(element: &Element) -> Option<(usize, String)> {
    let relation = element.attribute("rel").unwrap_or("alternate");
    let kind = element.attribute("type").unwrap_or("text/html");
    let rank = match relation.rsplit('/').next().unwrap_or(relation) {
        "alternate" if kind.contains("html") => 0,
        "alternate" => 1,
        _ => return None,
    };
    let href = element.attribute("href").map(str::to_owned);
    let link = href.or_else(|| element.value())?;
    Some((rank, link)).filter(|(_, link)| !link.trim().is_empty())
}

/// What an item says, each thing with how well it fits: 0 is best.
#[derive(Debug, Default)]
struct Said {
    titles: Vec<(usize, String)>,
    bodies: Vec<(usize, Vec<Paragraph>)>,
    summaries: Vec<(usize, Vec<Paragraph>)>,
    dates: Vec<(usize, String)>,
    authors: Vec<(usize, String)>,
    links: Vec<(usize, String)>,
    guid: Option<(String, bool)>,
}

fn record(item: &Element, feed: &Feed, options: &ReadOptions) -> Result<Record, Reason> {
    let names = feed.names.within(item);
    if let Some(found) = wordpress::not_published(item, &names) {
        return Err(Reason::NoArticle { found });
    }
    let mut record = described(item, feed, &names);
    let find = |path: &str| find(item, path);
    let has = || item.elements().map(written_name).collect();
    fields::fill_mapped(&mut record, &options.map, find, has)?;
    with_text(record, "description")
}

/// What an item says of itself.
fn described(item: &Element, feed: &Feed, names: &Names) -> Record {
    let mut record = Record::default();
    let mut said = Said::default();
    for element in item.elements() {
        said.element(element, names, &mut record);
    }
    said.attributes(item);
    said.into_record(item, feed, &mut record);
    wordpress::complete(&mut record, item, &feed.users, names);
    record
}

/// What the items of a slice say, those without a text too, and the title of their feed.
#[cfg(test)]
pub(super) fn all_described(slice: &Slice<'_>) -> (Vec<Record>, Option<String>) {
    let mut found = (Vec::new(), None);
    for document in crate::ingest::elements::parts(slice, RECORDS) {
        let feed = Feed::read(&document.header);
        for part in document.parts {
            let item = Element::parse_told(part.text).unwrap_or_default().0;
            found
                .0
                .push(described(&item, &feed, &feed.names.within(&item)));
        }
        found.1 = feed.title;
    }
    found
}

/// The name of an element as written.
fn written_name(element: &Element) -> String {
    let name = &element.name;
    match element.prefix.as_str() {
        "" => name.clone(),
        prefix => format!("{prefix}:{name}"),
    }
}

/// The value at a path of names as they are written, or without their prefixes.
fn find(item: &Element, path: &str) -> Option<String> {
    let step = |element: &Element, name: &str| {
        let mut inner = element.elements();
        inner
            .find(|inner| written_name(inner) == name || inner.name == name)
            .cloned()
    };
    let whole = step(item, path);
    let element = whole.or_else(|| {
        path.split('.')
            .try_fold(item.clone(), |element, name| step(&element, name))
    });
    Some(element?.text())
}

impl Said {
    #[expect(clippy::too_many_lines, reason = "a table of names")]
    fn element(&mut self, element: &Element, names: &Names, record: &mut Record) {
        use Vocabulary::{Content, DublinCore, Excerpt, Feed, Itunes, Media, WordPress, Xhtml};
        let name = name_of(element);
        match (names.vocabulary(element), name.as_str()) {
            (Feed, "title") => self.titles.extend(line(element).map(|title| (0, title))),
            (DublinCore, "title") => self.titles.extend(line(element).map(|title| (1, title))),
            (Itunes | Media, "title") => self.titles.extend(line(element).map(|title| (2, title))),
            (Content, "encoded") | (Feed, "content:encoded") => self.body(0, element),
            (Feed, "content" | "fullitem" | "encoded" | "prodlink") => self.body(1, element),
            (Xhtml, "body" | "div") | (Feed, "body") => self.body(2, element),
            (Feed, "description" | "summary" | "abstract" | "tagline") => self.summary(0, element),
            (DublinCore, "description" | "abstract") => self.summary(1, element),
            (Excerpt, "encoded") => self.summary(2, element),
            (Itunes, "summary") => self.summary(3, element),
            (Media, "description") => self.summary(4, element),
            (Media, "group" | "content") => {
                for inner in element.elements() {
                    self.element(inner, names, record);
                }
            }
            (Feed, "pubdate") => self.date(0, element),
            (Feed, "published") => self.date(1, element),
            (Feed | DublinCore, "issued") => self.date(2, element),
            (Feed | DublinCore, "date") => self.date(3, element),
            (Feed | DublinCore, "created" | "available") => self.date(4, element),
            (Feed, "updated" | "lastbuilddate") => self.date(5, element),
            (Feed | DublinCore, "modified") => self.date(6, element),
            (WordPress, "post_date") => self.date(7, element),
            (Feed, "author" | "dc:creator" | "creator") | (DublinCore, "creator") => {
                self.authors
                    .extend(person(element).map(|author| (0, author)));
            }
            (Itunes | DublinCore, "author") => {
                self.authors
                    .extend(person(element).map(|author| (1, author)));
            }
            (Feed | DublinCore, "contributor") => keep(record, "contributors", person(element)),
            (Feed | DublinCore, "category" | "subject") | (Itunes | Media, "category") => {
                category(element, record);
            }
            (Itunes | Media | Feed, "keywords") => {
                for word in element.text().split(',') {
                    tag(record, Some(word));
                }
            }
            // What a link leads to in the end.
            (Feed, "origlink") => self.links.extend(element.value().map(|link| (0, link))),
            (Feed, "link") => {
                let link = link_of(element);
                self.links.extend(link.map(|(rank, link)| (rank + 1, link)));
            }
            (Feed, "guid" | "id") | (DublinCore, "identifier") => {
                let is_link = element.attribute("isPermaLink") != Some("false");
                let guid = element.value().map(|id| (id, is_link));
                self.guid = self.guid.take().or(guid);
            }
            (Feed, "source") => {
                let title = element.elements().find(|inner| inner.name == "title");
                let inside = element.elements().next().is_some();
                record.source = title
                    .and_then(line)
                    .or_else(|| line(element).filter(|_| !inside));
                keep(record, "source_url", element.attribute("url"));
            }
            (DublinCore, "publisher") => keep(record, "publisher", line(element)),
            (Feed | DublinCore, "language") => record.language = element.value(),
            (Feed | DublinCore, "rights" | "copyright" | "license") => {
                keep(record, "rights", line(element));
            }
            (Feed | Media, "enclosure") => keep(record, "enclosure", element.attribute("url")),
            (Feed, "comments") => keep(
                record,
                "comments",
                element.value().filter(|text| text.contains("://")),
            ),
            (Itunes, "subtitle") => keep(record, "subtitle", line(element)),
            (Itunes, "duration") => keep(record, "duration", line(element)),
            (Vocabulary::Place, "featurename" | "point") => keep(record, "place", line(element)),
            (Feed, _) => rest(element, record),
            _ => {}
        }
    }

    /// What CDF and RDF write as attributes.
    fn attributes(&mut self, item: &Element) {
        let value = |name: &str| {
            let local = |own: &str| {
                own.rsplit(':')
                    .next()
                    .is_some_and(|own| own.eq_ignore_ascii_case(name))
            };
            let mut attributes = item.attributes.iter();
            attributes
                .find(|(own, _)| local(own))
                .map(|(_, value)| value.clone())
        };
        self.links.extend(value("href").map(|link| (2, link)));
        self.guid = self.guid.take().or_else(|| Some((value("about")?, true)));
        self.dates.extend(value("lastmod").map(|date| (6, date)));
    }

    fn body(&mut self, rank: usize, element: &Element) {
        self.bodies.push((rank, text::paragraphs(element)));
    }

    fn summary(&mut self, rank: usize, element: &Element) {
        self.summaries.push((rank, text::paragraphs(element)));
    }

    fn date(&mut self, rank: usize, element: &Element) {
        self.dates.extend(element.value().map(|date| (rank, date)));
    }

    fn into_record(mut self, item: &Element, feed: &Feed, record: &mut Record) {
        record.title = best(self.titles);
        let mut texts = self.bodies;
        texts.extend(
            self.summaries
                .iter()
                .map(|(rank, text)| (rank + 10, text.clone())),
        );
        texts.retain(|(_, text)| !text.is_empty());
        texts.sort_by_key(|(rank, _)| *rank);
        record.paragraphs = texts
            .into_iter()
            .map(|(_, text)| text)
            .next()
            .unwrap_or_default();
        for (_, summary) in &self.summaries {
            keep_summary(record, summary);
        }

        self.dates.sort_by_key(|(rank, _)| *rank);
        date(record, self.dates.into_iter().map(|(_, date)| Some(date)));

        self.authors.sort_by_key(|(rank, _)| *rank);
        let first = self.authors.first().map(|(rank, _)| *rank);
        for (rank, author) in self.authors {
            if Some(rank) == first && !record.authors.contains(&author) {
                record.authors.push(author);
            }
        }
        if record.authors.is_empty() {
            let source = item.child("source");
            let of_source = source.into_iter().flat_map(|source| source.all("author"));
            record.authors = of_source.filter_map(person).collect();
        }
        if record.authors.is_empty() {
            record.authors.clone_from(&feed.authors);
        }

        let own = item
            .attribute("xml:base")
            .map(|own| resolved(feed.base.as_deref(), own));
        let base = own.as_deref().or(feed.base.as_deref());
        let id_link = self
            .guid
            .as_ref()
            .filter(|(id, is_link)| *is_link && id.contains("://"));
        self.links.extend(id_link.map(|(id, _)| (4, id.clone())));
        record.url = best(self.links).map(|link| resolved(base, &link));
        record.id = self.guid.map(|(id, _)| id);
        record.source = record.source.take().or_else(|| feed.title.clone());
        let lang = item.attribute("xml:lang").map(str::to_owned);
        let of_text = || {
            let text = item
                .elements()
                .find(|element| matches!(element.name.as_str(), "content" | "title" | "summary"))?;
            text.attribute("xml:lang").map(str::to_owned)
        };
        record.language = record
            .language
            .take()
            .or(lang)
            .or_else(of_text)
            .or_else(|| feed.language.clone());
    }
}

/// The first of those that fit best.
fn best<T>(mut said: Vec<(usize, T)>) -> Option<T> {
    said.sort_by_key(|(rank, _)| *rank);
    said.into_iter().map(|(_, said)| said).next()
}

/// Keeps a summary that stands beside the text, unless it is how the text begins.
fn keep_summary(record: &mut Record, summary: &[Paragraph]) {
    let joined = |paragraphs: &[Paragraph]| {
        let texts: Vec<&str> = paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        one_line(&texts.join(" "))
    };
    if summary == record.paragraphs.as_slice() {
        return;
    }
    let summary = joined(summary);
    let start = summary.trim_end_matches(['…', '.', '[', ']', ' ']);
    if !start.is_empty() && !joined(&record.paragraphs).starts_with(start) {
        keep(record, "summary", Some(summary));
    }
}

fn category(element: &Element, record: &mut Record) {
    let label = element
        .attribute("label")
        .or_else(|| element.attribute("term"));
    let label = label.or_else(|| element.attribute("text"));
    match label.filter(|label| !label.trim().is_empty()) {
        Some(label) => tag(record, Some(label)),
        None => tag(record, element.value()),
    }
}

/// An element that no feed has by rights: a field by its name, else metadata.
fn rest(element: &Element, record: &mut Record) {
    let Some(value) = line(element).filter(|_| element.elements().next().is_none()) else {
        return;
    };
    match fields::recognise(&element.name).map(|(field, _)| field) {
        Some(Field::Section) if record.section.is_none() => record.section = Some(value),
        Some(Field::Author) if record.authors.is_empty() => record.authors.push(value),
        Some(Field::Tag) => value.split(',').for_each(|word| tag(record, Some(word))),
        _ => keep(record, &element.name, Some(value)),
    }
}

#[cfg(test)]
mod tests;
