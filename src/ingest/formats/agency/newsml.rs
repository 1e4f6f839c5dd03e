//! `NewsML` 1: news items whose texts stand in components, as NITF, XHTML or escaped HTML.

use super::items::{spaced, state, takes_back};
use super::newsml_g2::of_text;
use super::nitf;
use crate::ingest::formats::filling::{date, keep, moment, read_tree, seconds, tag, with_text};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::xml_blocks;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is one of `NewsML` 1.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| matches!(root.as_str(), "NewsML" | "NewsItem"))
}

/// Reads every news item of a document.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let is_item = |element: &&Element| element.name == "NewsItem";
    let items: Vec<&Element> = Some(root)
        .into_iter()
        .chain(root.descendants())
        .filter(is_item)
        .collect();
    if items.is_empty() {
        let found = format!("`<{}>` without a news item of NewsML", root.name);
        return vec![Err(Reason::NoArticle { found })];
    }
    let envelope = root.child("NewsEnvelope");
    items
        .into_iter()
        .flat_map(|item| articles(item, envelope))
        .collect()
}

/// A text of an item, and the components around it, the innermost first.
struct Text<'a> {
    components: Vec<&'a Element>,
    paragraphs: Vec<Paragraph>,
    nitf: Option<Record>,
}

/// Roles of components that hold no article.
const ASIDE: &[&str] = &[
    "caption",
    "photo",
    "picture",
    "graphic",
    "video",
    "audio",
    "thumbnail",
];

fn texts<'a>(components: &mut Vec<&'a Element>, found: &mut Vec<Text<'a>>) {
    let Some(component) = components.last().copied() else {
        return;
    };
    let role = formal(component, "Role").unwrap_or_default();
    if ASIDE
        .iter()
        .any(|aside| role.to_ascii_lowercase().contains(aside))
    {
        return;
    }
    let own = component.all("ContentItem").find_map(|content| {
        let kind = formal(content, "MediaType").unwrap_or_default();
        let is_text = kind.is_empty() || kind.eq_ignore_ascii_case("text");
        let data = content.child("DataContent").filter(|_| is_text)?;
        let (paragraphs, nitf) = data_content(data);
        (!paragraphs.is_empty()).then(|| Text {
            components: components.iter().rev().copied().collect(),
            paragraphs,
            nitf,
        })
    });
    found.extend(own);
    let before = found.len();
    for inner in component.all("NewsComponent") {
        components.push(inner);
        texts(components, found);
        components.pop();
        let is_one_of = component.attribute("EquivalentsList") == Some("yes");
        if is_one_of && found.len() > before {
            return;
        }
    }
}

fn data_content(data: &Element) -> (Vec<Paragraph>, Option<Record>) {
    if let Some(nitf) = data.descendants().find(|element| element.name == "nitf") {
        let mut record = nitf::record(nitf);
        return (std::mem::take(&mut record.paragraphs), Some(record));
    }
    if data.elements().next().is_some() {
        return (xml_blocks::paragraphs(data), None);
    }
    (of_text(data.text().trim(), ""), None)
}

/// The formal name of a child.
fn formal<'a>(element: &'a Element, path: &str) -> Option<&'a str> {
    element.at(path)?.attribute("FormalName")
}

fn articles(item: &Element, envelope: Option<&Element>) -> Vec<Result<Record, Reason>> {
    let mut found = Vec::new();
    let first = item.child("NewsComponent");
    for top in item.all("NewsComponent") {
        texts(&mut vec![top], &mut found);
    }
    let withdrawn = is_withdrawn(item);
    if found.is_empty() {
        let title = first.and_then(|component| component.at("NewsLines/HeadLine"));
        let media = item.descendants().find_map(|element| {
            (element.name == "MediaType").then(|| element.attribute("FormalName"))?
        });
        if let Some(media) = media.filter(|media| !media.eq_ignore_ascii_case("text") && !withdrawn)
        {
            let found = format!("a news item of medium `{}` without a text", one_line(media));
            return vec![Err(Reason::NoArticle { found })];
        }
        if title.is_none() && !withdrawn {
            let found = "a news item without a text".to_owned();
            return vec![Err(Reason::NoArticle { found })];
        }
        found.push(Text {
            components: first.into_iter().collect(),
            paragraphs: Vec::new(),
            nitf: None,
        });
    }
    // Texts with headlines of their own are articles of their own; of others, the main one is the article.
    let headline = |text: &Text<'_>| {
        let own = text.components.first()?;
        own.at("NewsLines/HeadLine").and_then(Element::value)
    };
    let mut headlines: Vec<String> = found.iter().filter_map(headline).collect();
    headlines.dedup();
    if headlines.len() < 2 || headlines.len() < found.len() {
        let is_main = |text: &Text<'_>| {
            let role = text.components.first().and_then(|own| formal(own, "Role"));
            role.is_some_and(|role| role.eq_ignore_ascii_case("main"))
        };
        let main = found.iter().position(is_main).unwrap_or(0);
        found = vec![found.swap_remove(main)];
    }
    let several = found.len() > 1;
    (1..)
        .zip(found)
        .map(|(number, text)| {
            let mut record = article(item, text, envelope);
            if let Some(id) = record.id.take_if(|_| several) {
                record.id = Some(format!("{id}#{number}"));
            }
            with_text(record, "DataContent")
        })
        .collect()
}

/// Whether the status of an item, or an instruction with it, takes it back.
fn is_withdrawn(item: &Element) -> bool {
    let Some(management) = item.child("NewsManagement") else {
        return false;
    };
    let instructions = management.all("Instruction");
    let named = instructions.filter_map(|instruction| instruction.attribute("FormalName"));
    formal(management, "Status")
        .into_iter()
        .chain(named)
        .any(takes_back)
}

fn read_management(item: &Element, record: &mut Record) {
    let Some(management) = item.child("NewsManagement") else {
        return;
    };
    state(record, formal(management, "Status"));
    record.withdrawn = is_withdrawn(item);
    let is_embargoed = record
        .metadata
        .get("status")
        .is_some_and(|status| status == "embargoed");
    let until = management
        .at("StatusWillChange/DateAndTime")
        .and_then(Element::value);
    keep(
        record,
        "embargo",
        until.filter(|_| is_embargoed).map(|date| moment(&date)),
    );
    keep(record, "urgency", formal(management, "Urgency"));
}

fn article(item: &Element, body: Text<'_>, envelope: Option<&Element>) -> Record {
    let mut record = Record {
        paragraphs: body.paragraphs,
        ..Record::default()
    };
    let value = |path: &str| item.at(path).and_then(Element::value);
    let identifier = |name: &str| value(&format!("Identification/NewsIdentifier/{name}"));
    let numbers = ["ProviderId", "DateId", "NewsItemId"].map(identifier);
    record.id = match numbers {
        [Some(provider), Some(date), Some(item)] => {
            Some(format!("urn:newsml:{provider}:{date}:{item}"))
        }
        _ => identifier("PublicIdentifier").or_else(|| identifier("NewsItemId")),
    };
    let revised = value("NewsManagement/ThisRevisionCreated");
    record.version = identifier("RevisionId")
        .and_then(|revision| revision.parse().ok())
        .or_else(|| seconds(revised.as_deref()?));
    read_management(item, &mut record);
    let sent = envelope
        .and_then(|envelope| envelope.child("DateAndTime"))
        .and_then(Element::value);
    date(
        &mut record,
        [
            revised,
            value("NewsManagement/FirstCreated"),
            identifier("DateId"),
            sent,
        ],
    );
    read_components(&body.components, &mut record);
    record.source = record.source.or_else(|| identifier("ProviderId"));
    let language = item.attribute("lang").map(str::to_owned);
    record.language = record.language.or(language);
    if let Some(nitf) = body.nitf {
        nitf::complete(&mut record, nitf);
    }
    let label = value("Identification/NameLabel");
    record.title = record.title.take().or_else(|| label.clone());
    keep(&mut record, "label", label);
    record
}

/// Reads what the components around a text say of it, the innermost first.
fn read_components(components: &[&Element], record: &mut Record) {
    let at = |path: &str| components.iter().find_map(|component| component.at(path));
    let line = |name: &str| at(&format!("NewsLines/{name}")).and_then(|line| spaced(line, &[]));
    record.title = line("HeadLine");
    record.authors = line("ByLine").into_iter().collect();
    for (name, key) in [
        ("SubHeadLine", "subtitle"),
        ("DateLine", "dateline"),
        ("CreditLine", "credit"),
        ("CopyrightLine", "copyright_notice"),
        ("SlugLine", "slug"),
    ] {
        keep(record, key, line(name));
    }
    let holder = at("RightsMetadata/Copyright/CopyrightHolder").and_then(Element::value);
    keep(record, "copyright_holder", holder);
    let party = |of: &str| {
        let party = at(&format!("AdministrativeMetadata/{of}/Party"))?;
        party.attribute("FormalName").map(one_line)
    };
    record.source = party("Provider").or_else(|| party("Source"));
    keep(record, "creator", party("Creator"));
    record.language = at("DescriptiveMetadata/Language")
        .and_then(|language| language.attribute("FormalName"))
        .or_else(|| {
            components
                .iter()
                .find_map(|component| component.attribute("lang"))
        })
        .map(str::to_owned);
    for component in components {
        describe(component, record);
    }
}

fn describe(component: &Element, record: &mut Record) {
    for topic in component.all("TopicSet").flat_map(|set| set.all("Topic")) {
        let is_name = |description: &&Element| description.attribute("Variant") != Some("Category");
        let names: Vec<&Element> = topic.all("Description").filter(is_name).collect();
        let english = |name: &&&Element| name.attribute("lang") == Some("en");
        let name = names.iter().find(english).or(names.first());
        tag(record, name.and_then(|name| name.value()));
    }
    for keyword in component
        .all("NewsLines")
        .flat_map(|lines| lines.all("KeywordLine"))
    {
        tag(record, keyword.value());
    }
    for properties in component.all("AdministrativeMetadata") {
        for property in properties.all("Property") {
            if property.attribute("FormalName") == Some("Department") && record.section.is_none() {
                record.section = property.attribute("Value").map(one_line);
            }
        }
    }
    for metadata in component.all("DescriptiveMetadata") {
        for subject in metadata.all("SubjectCode").flat_map(Element::elements) {
            keep(record, "subject_codes", subject.attribute("FormalName"));
        }
        for genre in metadata.all("Genre") {
            keep(record, "genre", genre.attribute("FormalName"));
        }
        for property in metadata.all("Property") {
            match property.attribute("FormalName") {
                Some("Keyword") => tag(record, property.attribute("Value")),
                Some("City" | "Country" | "Location") => {
                    keep(record, "place", property.attribute("Value"));
                }
                _ => {}
            }
        }
        for property in metadata
            .all("Location")
            .flat_map(|place| place.all("Property"))
        {
            keep(record, "place", property.attribute("Value"));
        }
        let dateline = metadata.child("DateLineDate").and_then(Element::value);
        keep(record, "dateline_date", dateline.map(|date| moment(&date)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/agency/newsml.xml");

    #[test]
    fn items_are_read_with_all_that_is_said_of_them() {
        let found = read_all(read, SAMPLE);
        assert_eq!(found.len(), 3);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            record.id.as_deref(),
            Some("urn:newsml:mna.example:20190417:F33")
        );
        assert_eq!((record.version, record.withdrawn), (Some(2), false));
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(record.authors, ["Tilda Marsh"]);
        assert_eq!(record.source.as_deref(), Some("MNA"));
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.tags, ["ferries"]);
        assert_eq!(record.published.as_deref(), Some("2019-04-17T16:05:00Z"));
        for (key, value) in [
            ("dateline", "SELWICK, April 17 (MNA) -"),
            ("place", "Selwick"),
            ("urgency", "4"),
        ] {
            assert_eq!(record.metadata[key], value, "{key}");
        }
        let texts: Vec<&str> = record
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        assert_eq!(
            texts,
            ["The ferry left Selwick at noon.", "She ran quietly."]
        );
        assert!(found[1].as_ref().unwrap().withdrawn);
        assert_eq!(found[2].as_ref().unwrap_err().reason.code(), "no_article");
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        let deep = format!("<NewsML><NewsItem>{}", "<NewsComponent>".repeat(50_000));
        assert!(!read_all(read, &deep).is_empty());
    }
}
