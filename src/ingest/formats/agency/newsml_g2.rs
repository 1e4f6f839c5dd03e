//! NewsML-G2: news items, alone, in messages and in packages. Their text stands in them as NITF, XHTML or data.

use std::collections::HashMap;

use super::items::{code, state};
use super::nitf;
use crate::ingest::formats::filling::{date, keep, moment, read_tree, tag, with_text};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::web::html;
use crate::ingest::formats::{paragraphs, xml_blocks};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Items that may be articles.
const NEWS: &[&str] = &["newsItem", "packageItem"];

/// Items that are none, and what they are.
const OTHERS: &[(&str, &str)] = &[
    ("conceptItem", "a concept item: it says what a name means"),
    ("knowledgeItem", "a knowledge item: a list of concepts"),
    ("planningItem", "a planning item: news to come"),
    ("catalogItem", "a catalog item: a list of schemes"),
];

fn is_item(name: &str) -> bool {
    NEWS.contains(&name) || OTHERS.iter().any(|(other, _)| *other == name)
}

/// Whether the root of a document is one of NewsML-G2.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "newsMessage" || is_item(&root))
}

/// Reads every item of a document.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let items: Vec<&Element> = if is_item(&root.name) {
        vec![root]
    } else {
        let items = root.descendants();
        items.filter(|item| is_item(&item.name)).collect()
    };
    if items.is_empty() {
        let found = format!("`<{}>` without an item of NewsML-G2", root.name);
        return vec![Err(Reason::NoArticle { found })];
    }
    items.into_iter().map(item).collect()
}

fn item(item: &Element) -> Result<Record, Reason> {
    if let Some((_, what)) = OTHERS.iter().find(|(name, _)| *name == item.name) {
        let found = (*what).to_owned();
        return Err(Reason::NoArticle { found });
    }
    let mut record = Record::default();
    let mut inline = Inline::of(item);
    if inline.is_nothing() {
        inline = Inline::of_parts(item);
    }
    if let Some(meta) = item.child("itemMeta") {
        read_item_meta(meta, &mut record);
    }
    let no_text = inline.paragraphs.is_empty();
    if let Some(found) = no_article(item, no_text).filter(|_| !record.withdrawn) {
        return Err(Reason::NoArticle { found });
    }
    record.id = item
        .attribute("guid")
        .map(one_line)
        .filter(|id| !id.is_empty());
    record.version = item
        .attribute("version")
        .and_then(|version| version.trim().parse().ok());
    let names = names(item);
    if let Some(meta) = item.child("contentMeta") {
        read_content_meta(meta, &names, &mut record);
    }
    let language = item.attribute("lang").map(str::to_owned);
    record.language = record.language.take().or(language);
    for rights in item.all("rightsInfo") {
        read_rights(rights, &names, &mut record);
    }
    inline.fill(&mut record);
    let described = |name: &'static str| {
        item.child("contentMeta")
            .into_iter()
            .flat_map(move |meta| meta.all(name))
    };
    if record.authors.is_empty() {
        let source = record.source.clone();
        let creators = described("creator").chain(described("contributor"));
        let people = creators.filter_map(|creator| creator.child("name")?.value());
        // A name in one word is a sign or an account.
        let is_person = |name: &String| source.as_ref() != Some(name) && name.contains(' ');
        record.authors = people.filter(is_person).collect();
    }
    let title = || item.at("itemMeta/title").and_then(Element::value);
    record.title = record.title.take().or_else(title);
    if record.paragraphs.is_empty() {
        let is_text = |description: &&Element| !role(description).contains("caption");
        let description = described("description")
            .find(is_text)
            .and_then(Element::value);
        record.paragraphs = paragraphs::of_plain(&description.unwrap_or_default());
    }
    with_text(record, "contentSet")
}

fn read_rights(rights: &Element, names: &HashMap<&str, String>, record: &mut Record) {
    for holder in rights.all("copyrightHolder") {
        keep(record, "copyright_holder", called(holder, names));
    }
    let notice = rights.child("copyrightNotice").and_then(Element::value);
    keep(record, "copyright_notice", notice);
    let terms = rights.child("usageTerms").and_then(Element::value);
    keep(record, "usage_terms", terms);
}

/// Why an item is no article, where it holds no text of its own.
fn no_article(item: &Element, no_text: bool) -> Option<String> {
    let class = item.at("itemMeta/itemClass");
    let class = class.and_then(|class| class.attribute("qcode").or(class.attribute("uri")));
    let class = code(class.unwrap_or_default()).to_ascii_lowercase();
    if !no_text {
        return None;
    }
    if item.name == "packageItem" {
        return Some("a package item: it only lists other items".to_owned());
    }
    let is_text = matches!(class.as_str(), "" | "text");
    (!is_text).then(|| format!("a news item of class `{class}` without a text"))
}

fn role(element: &Element) -> String {
    let role = element.attribute("role").unwrap_or_default();
    role.to_ascii_lowercase()
}

/// What the item's assertions call the things that it names by codes.
fn names(item: &Element) -> HashMap<&str, String> {
    let asserts = item.all("assert").filter_map(|assert| {
        let key = assert.attribute("qcode").or(assert.attribute("uri"))?;
        Some((key, assert.child("name")?.value()?))
    });
    asserts.collect()
}

/// What a thing is called: its name, its literal, else what the item says of its code.
fn called(element: &Element, names: &HashMap<&str, String>) -> Option<String> {
    let name = element.child("name").and_then(Element::value);
    let literal = || {
        let literal = element.attribute("literal")?.trim();
        (!literal.is_empty()).then(|| literal.to_owned())
    };
    let asserted = || {
        let key = element.attribute("qcode").or(element.attribute("uri"))?;
        names.get(key).cloned()
    };
    name.or_else(asserted)
        .or_else(literal)
        .or_else(|| element.value())
}

fn read_item_meta(meta: &Element, record: &mut Record) {
    let text = |name: &str| meta.child(name).and_then(Element::value);
    if let Some(status) = meta.child("pubStatus") {
        state(
            record,
            status.attribute("qcode").or(status.attribute("uri")),
        );
    }
    date(record, [text("versionCreated"), text("firstCreated")]);
    keep(record, "first_created", text("firstCreated"));
    keep(
        record,
        "embargo",
        text("embargoed").map(|date| moment(&date)),
    );
    for name in ["edNote", "ednote"] {
        meta.all(name)
            .for_each(|note| keep(record, "editor_note", note.value()));
    }
    if let Some(provider) = meta.child("provider") {
        let qcode = provider.attribute("qcode").map(code).map(str::to_owned);
        record.source = called(provider, &HashMap::new()).or(qcode);
    }
    for service in meta.all("service") {
        keep(record, "service", called(service, &HashMap::new()));
    }
    for signal in meta.all("signal") {
        keep(record, "signal", signal.attribute("qcode"));
    }
}

/// Schemes of subjects that are a newsroom's departments.
const SECTIONS: &[&str] = &["department", "desk", "section", "category"];

fn read_content_meta(meta: &Element, names: &HashMap<&str, String>, record: &mut Record) {
    for headline in meta.all("headline") {
        let is_other = role(headline).contains("sub") || record.title.is_some();
        match headline.value().map(|text| one_line(&text)) {
            Some(headline) if is_other => keep(record, "subtitle", Some(headline)),
            headline => record.title = headline,
        }
    }
    for by in meta.all("by") {
        record.authors.extend(by.value());
    }
    let language = meta.child("language");
    record.language = language
        .and_then(|language| language.attribute("tag"))
        .map(str::to_owned);
    let created = meta.child("contentCreated").and_then(Element::value);
    if record.published.is_none() {
        date(record, [created]);
    }
    for subject in meta.all("subject") {
        read_subject(subject, called(subject, names), record);
    }
    for keyword in meta.all("keyword") {
        tag(record, keyword.value());
    }
    for (element, key) in [
        ("urgency", "urgency"),
        ("slugline", "slug"),
        ("dateline", "dateline"),
        ("creditline", "credit"),
        ("genre", "genre"),
        ("located", "place"),
    ] {
        for found in meta.all(element) {
            keep(record, key, called(found, names));
        }
    }
    for source in meta.all("infoSource") {
        let name = called(source, names);
        if record.source.is_none() {
            record.source.clone_from(&name);
        }
        keep(record, "info_source", name);
    }
    for description in meta.all("description") {
        let key = if role(description).contains("caption") {
            "caption"
        } else {
            "summary"
        };
        keep(record, key, description.value());
    }
}

/// A subject is a keyword, and the first that names a department is the section.
fn read_subject(subject: &Element, name: Option<String>, record: &mut Record) {
    let code = subject.attribute("qcode").or(subject.attribute("uri"));
    let scheme = code.and_then(|code| code.split_once(':'));
    let scheme = scheme.map(|(scheme, _)| scheme.to_ascii_lowercase());
    let kind = subject.attribute("type").unwrap_or_default();
    let is_section = scheme
        .is_some_and(|scheme| SECTIONS.iter().any(|name| scheme.ends_with(name)))
        || kind.ends_with(":cat");
    if is_section && record.section.is_none() && name.is_some() {
        record.section = name;
    } else {
        tag(record, name);
    }
    keep(record, "subject_codes", code);
}

/// What stands in an item itself.
#[derive(Default)]
struct Inline {
    paragraphs: Vec<Paragraph>,
    /// What an article in NITF says of itself.
    nitf: Option<Record>,
}

impl Inline {
    /// The first text among the renditions of an item.
    fn of(item: &Element) -> Self {
        let mut first = Self::default();
        for content in item.all("contentSet").flat_map(Element::elements) {
            let found = match content.name.as_str() {
                "inlineXML" => Self::of_xml(content),
                "inlineData" => Self::of_data(content),
                _ => continue,
            };
            if !found.paragraphs.is_empty() {
                return found;
            }
            if first.is_nothing() {
                first = found;
            }
        }
        first
    }

    /// Texts in the parts of a package.
    fn of_parts(item: &Element) -> Self {
        let is_inline = |part: &&Element| matches!(part.name.as_str(), "inlineXML" | "inlineData");
        let parts = item.descendants().filter(is_inline);
        let texts = parts.map(|part| match part.name.as_str() {
            "inlineXML" => Self::of_xml(part),
            _ => Self::of_data(part),
        });
        let mut texts = texts.filter(|text| !text.paragraphs.is_empty());
        texts.next().unwrap_or_default()
    }

    fn is_nothing(&self) -> bool {
        self.paragraphs.is_empty() && self.nitf.is_none()
    }

    fn of_xml(content: &Element) -> Self {
        let nitf = content.descendants().find(|element| element.name == "nitf");
        if let Some(nitf) = nitf {
            let mut record = nitf::record(nitf);
            return Self {
                paragraphs: std::mem::take(&mut record.paragraphs),
                nitf: Some(record),
            };
        }
        let is_text = |element: &&Element| {
            matches!(
                element.name.as_str(),
                "html" | "body" | "body.content" | "div" | "section" | "article" | "p" | "table"
            )
        };
        let paragraphs = if content.elements().any(|element| is_text(&element)) {
            xml_blocks::paragraphs(content)
        } else {
            let body = content.descendants().find(is_text);
            body.map(xml_blocks::paragraphs).unwrap_or_default()
        };
        let is_bare = content.elements().next().is_none();
        let text = content.value().filter(|_| is_bare).unwrap_or_default();
        Self {
            paragraphs: if is_bare {
                of_text(&text, "")
            } else {
                paragraphs
            },
            nitf: None,
        }
    }

    fn of_data(content: &Element) -> Self {
        let kind = content.attribute("contenttype").unwrap_or_default();
        let is_text = kind.is_empty() || kind.starts_with("text/") || kind.contains("xml");
        if content.attribute("encoding").is_some() || !is_text {
            return Self::default();
        }
        let paragraphs = if content.elements().next().is_some() {
            xml_blocks::paragraphs(content)
        } else {
            of_text(&content.text(), kind)
        };
        Self {
            paragraphs,
            nitf: None,
        }
    }

    /// Puts the text into a record, and what the item itself does not say.
    fn fill(self, record: &mut Record) {
        record.paragraphs = self.paragraphs;
        let Some(mut nitf) = self.nitf else {
            return;
        };
        record.source = record.source.take().or(nitf.source.take());
        record.section = record.section.take().or(nitf.section.take());
        record.published = record.published.take().or(nitf.published.take());
        record.withdrawn |= nitf.withdrawn;
        nitf::complete(record, nitf);
    }
}

/// The paragraphs of a text that is plain, or HTML, whatever it is called.
pub(super) fn of_text(text: &str, kind: &str) -> Vec<Paragraph> {
    let tags = ["<p>", "<p ", "<br", "<div", "</"];
    let is_marked = tags.iter().any(|tag| text.contains(tag));
    if !is_marked {
        return paragraphs::of_plain(text);
    }
    let found = html::text_of(text);
    // A plain text in one pair of tags keeps its lines.
    let bare = text.trim();
    let inside = bare
        .strip_prefix("<p>")
        .and_then(|bare| bare.strip_suffix("</p>"))
        .filter(|inside| kind.contains("plain") && !inside.contains('<'));
    inside.map_or(found, paragraphs::of_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/agency/newsml-g2.xml");

    #[test]
    fn every_item_of_a_message_is_read_or_told() {
        let found = read_all(read, SAMPLE);
        let told: Vec<String> = found
            .iter()
            .map(|found| match found {
                Ok(record) => format!(
                    "{:?} {} v{} {}{}",
                    record.ordinal.unwrap(),
                    record.id.as_deref().unwrap_or_default(),
                    record.version.unwrap_or_default(),
                    record.title.as_deref().unwrap_or_default(),
                    if record.withdrawn { " withdrawn" } else { "" }
                ),
                Err(refused) => format!("{:?} ! {}", refused.ordinal.unwrap(), refused.reason),
            })
            .collect();
        assert_eq!(
            told,
            [
                "1 urn:newsml:mna.example:20190417:ferry v3 Ferry to Korrin Isle runs again",
                "2 urn:newsml:mna.example:20190417:quarry v1 Quarry & Sons to close",
                "3 urn:newsml:mna.example:20190416:flood v2 Flood warning withdrawn",
                "4 ! no article: a news item of class `picture` without a text",
                "5 ! no article: a package item: it only lists other items",
                "6 ! no article: a concept item: it says what a name means",
            ]
            .map(|line| if line.starts_with('3') {
                format!("{line} withdrawn")
            } else {
                line.to_owned()
            })
        );
    }

    #[test]
    fn an_item_keeps_what_is_said_of_it() {
        let found = read_all(read, SAMPLE);
        let record = found[0].as_ref().unwrap();
        assert_eq!(record.authors, ["Tilda Marsh"]);
        assert_eq!(record.source.as_deref(), Some("Marsh News Agency"));
        assert_eq!(record.section.as_deref(), Some("Transport"));
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(
            record.published.as_deref(),
            Some("2019-04-17T16:05:00+01:00")
        );
        assert_eq!(record.tags, ["shipping", "Korrin Isle", "ferries"]);
        for (key, value) in [
            ("urgency", "4"),
            ("place", "Selwick"),
            ("dateline", "SELWICK"),
            ("copyright_holder", "Marsh News Agency"),
            ("embargo", "2019-04-17T18:00:00+01:00"),
            ("slug", "ferry-korrin"),
            ("subtitle", "First crossing after eleven days"),
        ] {
            assert_eq!(record.metadata[key], value, "{key}");
        }
        let text: Vec<(&str, bool)> = record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
            .collect();
        assert_eq!(
            text,
            [
                ("The ferry left Selwick at noon.", false),
                ("A new pump", true),
                ("She has never run so quietly.", false),
            ]
        );
        let plain = found[1].as_ref().unwrap();
        let texts: Vec<&str> = plain
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        assert_eq!(
            texts,
            ["The quarry will close in May.", "Sixty people work there."]
        );
        assert_eq!(plain.authors, ["By Odo Finn"]);
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        let deep = format!("<newsMessage>{}", "<newsItem><contentSet>".repeat(50_000));
        assert!(!read_all(read, &deep).is_empty());
    }
}
