//! NITF 3: one article of an agency or an archive, as XML.

use super::items::{code, spaced, state};
use crate::ingest::formats::filling::{date, keep, moment, read_tree, seconds, tag, with_text};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::xml_blocks;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is NITF's.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "nitf")
}

/// Reads the article of a document.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let is_nitf = |element: &&Element| element.name == "nitf";
    let Some(nitf) = Some(root)
        .filter(is_nitf)
        .or_else(|| root.descendants().find(is_nitf))
    else {
        let found = format!("`<{}>`, where `<nitf>` should stand", root.name);
        return vec![Err(Reason::NoArticle { found })];
    };
    let record = record(nitf);
    let taken_back = taken_back(nitf, &record);
    let mut records = vec![with_text(record, "body.content")];
    records.extend(taken_back.map(Ok));
    records
}

/// The other article that this one takes back.
fn taken_back(nitf: &Element, record: &Record) -> Option<Record> {
    let docdata = nitf.at("head/docdata")?;
    let id = docdata.attribute("management-doc-idref")?.trim();
    let mut other = Record::default();
    state(&mut other, docdata.attribute("management-idref-status"));
    let named = !id.is_empty() && record.id.as_deref() != Some(id);
    (named && other.withdrawn).then(|| Record {
        id: Some(id.to_owned()),
        title: record.title.clone(),
        ..other
    })
}

/// The article of a `<nitf>`, which may stand in another document.
pub(super) fn record(nitf: &Element) -> Record {
    let mut record = Record::default();
    let body = nitf.child("body");
    record.language = [nitf.attribute("baselang"), nitf.attribute("lang")]
        .into_iter()
        .chain([body.and_then(|body| body.attribute("lang"))])
        .flatten()
        .map(str::to_owned)
        .next();
    if let Some(body) = body {
        read_body(body, &mut record);
    }
    if let Some(head) = nitf.child("head") {
        let title = head.child("title").and_then(Element::value);
        record.title = record.title.take().or(title);
        read_head(head, &mut record);
    }
    record
}

/// Adds to an item what the article in it says of itself, where the item does not.
pub(super) fn complete(record: &mut Record, nitf: Record) {
    record.title = record.title.take().or(nitf.title);
    record.language = record.language.take().or(nitf.language);
    if record.authors.is_empty() {
        record.authors = nitf.authors;
    }
    nitf.tags.iter().for_each(|name| tag(record, Some(name)));
    for (key, value) in nitf.metadata {
        record.metadata.entry(key).or_insert(value);
    }
}

fn read_body(body: &Element, record: &mut Record) {
    if let Some(head) = body.child("body.head") {
        read_body_head(head, record);
    }
    let mut paragraphs: Vec<_> = body
        .all("body.content")
        .chain(body.all("body.end"))
        .flat_map(xml_blocks::paragraphs)
        .collect();
    if body.child("body.content").is_none() && body.child("body.head").is_none() {
        paragraphs = xml_blocks::paragraphs(body);
    }
    let summary = body.at("body.head/abstract").map(xml_blocks::paragraphs);
    match summary {
        Some(summary) if paragraphs.is_empty() => paragraphs = summary,
        Some(summary) => {
            let texts = summary.iter().map(|paragraph| paragraph.text.as_str());
            keep(record, "summary", Some(texts.collect::<Vec<_>>().join(" ")));
        }
        None => {}
    }
    record.paragraphs = paragraphs;
}

fn read_body_head(head: &Element, record: &mut Record) {
    let hedline = head.child("hedline");
    let first = hedline.and_then(|hedline| hedline.child("hl1"));
    record.title = first
        .or(hedline)
        .and_then(|headline| spaced(headline, &[]))
        .filter(|title| !title.is_empty());
    for subtitle in hedline.iter().flat_map(|hedline| hedline.all("hl2")) {
        let subtitle = spaced(subtitle, &[]);
        let subtitle = subtitle.filter(|subtitle| record.title.as_ref() != Some(subtitle));
        keep(record, "subtitle", subtitle);
    }
    for byline in head.all("byline") {
        record.authors.extend(spaced(byline, &["byttl"]));
        for title in byline.all("byttl") {
            keep(record, "byline_title", title.value());
        }
    }
    for dateline in head.all("dateline") {
        let place = spaced(dateline, &["story.date"]);
        let place = place.map(|place| place.trim_end_matches([',', ' ']).to_owned());
        keep(record, "dateline", place);
        for place in dateline.all("location") {
            keep(record, "place", spaced(place, &[]));
        }
    }
    for note in head.all("note") {
        keep(record, "editor_note", spaced(note, &[]));
    }
    record.source = head
        .child("distributor")
        .and_then(|distributor| spaced(distributor, &[]));
    let owner = head.at("rights/rights.owner").and_then(Element::value);
    keep(record, "copyright_holder", owner);
}

fn read_subjects(head: &Element, record: &mut Record) {
    for tobject in head.all("tobject") {
        for subject in tobject.all("tobject.subject") {
            for part in ["type", "matter", "detail"] {
                tag(
                    record,
                    subject.attribute(&format!("tobject.subject.{part}")),
                );
            }
            let number = subject.attribute("tobject.subject.refnum");
            keep(record, "subject_codes", number);
        }
        for property in tobject.all("tobject.property") {
            let genre = property.attribute("tobject.property.type");
            keep(record, "genre", genre);
        }
    }
}

fn read_head(head: &Element, record: &mut Record) {
    read_subjects(head, record);
    if let Some(docdata) = head.child("docdata") {
        read_docdata(docdata, record);
    }
    let docdata = |path: &str, attribute: &str| {
        let found = head.at(&format!("docdata/{path}"));
        found
            .and_then(|element| element.attribute(attribute))
            .map(str::to_owned)
    };
    let pubdata = |name: &str| {
        head.all("pubdata")
            .find_map(|pubdata| pubdata.attribute(name))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    };
    date(
        record,
        [
            pubdata("date.publication"),
            docdata("date.issue", "norm"),
            docdata("date.release", "norm"),
        ],
    );
    record.version = docdata("date.issue", "norm")
        .or_else(|| pubdata("date.publication"))
        .and_then(|date| seconds(&date));
    record.source = pubdata("name")
        .or_else(|| record.source.take())
        .or_else(|| docdata("doc.copyright", "holder"))
        .or_else(|| docdata("doc-id", "regsrc"))
        .or_else(|| docdata("del-list/from-src", "src-name"));
    let address = pubdata("ex-ref").filter(|address| address.starts_with("http"));
    record.url = address;
    for (name, key) in [
        ("position.section", "print_section"),
        ("position.sequence", "page"),
        ("edition.name", "edition"),
        ("edition.area", "edition_area"),
        ("volume", "volume"),
        ("number", "number"),
        ("issue", "issue"),
    ] {
        keep(record, key, pubdata(name));
    }
    read_metas(head, record);
    let kind = head
        .child("tobject")
        .and_then(|tobject| tobject.attribute("tobject.type"));
    if record.section.is_none() {
        let print = pubdata("position.section").filter(|section| section.len() > 2);
        let kind = kind.filter(|kind| !kind.eq_ignore_ascii_case("news"));
        record.section = print.or_else(|| kind.map(str::to_owned));
    }
}

/// Names of `<meta>` that hold the section.
const SECTIONS: &[&str] = &["online_sections", "section", "dsk"];

fn read_metas(head: &Element, record: &mut Record) {
    for meta in head.all("meta") {
        let (Some(name), Some(content)) = (meta.attribute("name"), meta.attribute("content"))
        else {
            continue;
        };
        let lower = name.to_ascii_lowercase();
        if SECTIONS.contains(&lower.as_str()) && record.section.is_none() {
            let section = one_line(content);
            record.section = Some(section).filter(|section| !section.is_empty());
        } else if matches!(lower.as_str(), "keywords" | "keyword" | "anpa-keyword") {
            tag(record, Some(content));
        } else {
            keep(record, &lower, Some(content));
        }
    }
}

fn read_docdata(docdata: &Element, record: &mut Record) {
    let of = |name: &str, attribute: &str| docdata.child(name)?.attribute(attribute);
    record.id = of("doc-id", "id-string")
        .map(one_line)
        .filter(|id| !id.is_empty());
    state(record, docdata.attribute("management-status"));
    for (name, attribute, key) in [
        ("urgency", "ed-urg", "urgency"),
        ("doc.copyright", "holder", "copyright_holder"),
        ("doc.copyright", "year", "copyright_year"),
        ("ed-msg", "info", "editor_note"),
        ("du-key", "key", "story_key"),
        ("du-key", "version", "story_version"),
        ("series", "series.name", "series"),
        ("series", "series.part", "series_part"),
        ("fixture", "fix-id", "fixture"),
        ("date.expire", "norm", "expires"),
    ] {
        let value = of(name, attribute);
        let is_date = name.starts_with("date.");
        let value = value.map(|value| {
            if is_date {
                moment(value)
            } else {
                value.to_owned()
            }
        });
        keep(record, key, value);
    }
    let (issue, release) = (of("date.issue", "norm"), of("date.release", "norm"));
    let is_later = release.is_some_and(|release| issue.is_none_or(|issue| later(release, issue)));
    let is_embargoed = docdata
        .attribute("management-status")
        .is_some_and(|status| code(status) == "embargoed");
    if is_later || is_embargoed {
        keep(record, "embargo", release.map(moment));
    }
    for place in docdata.all("evloc") {
        let parts = ["city", "county-dist", "state-prov", "iso-cc"];
        let mut named: Vec<&str> = Vec::new();
        for part in parts.iter().filter_map(|part| place.attribute(part)) {
            if !part.trim().is_empty() && !named.contains(&part.trim()) {
                named.push(part.trim());
            }
        }
        keep(record, "place", Some(named.join(", ")));
    }
    for keyword in docdata.all("key-list").flat_map(|list| list.all("keyword")) {
        tag(record, keyword.attribute("key"));
    }
    for scope in docdata.all("doc-scope") {
        keep(record, "scope", scope.attribute("scope"));
    }
    read_identified(docdata, record);
}

/// Reads the people, places and subjects of the text, as far as they are named.
fn read_identified(docdata: &Element, record: &mut Record) {
    for named in docdata
        .all("identified-content")
        .flat_map(Element::elements)
    {
        let value = named.value();
        let key = match named.name.as_str() {
            "classifier" => {
                let kind = named.attribute("type").unwrap_or_default();
                if kind.ends_with("descriptor") || kind.is_empty() {
                    tag(record, value.as_deref().or(named.attribute("value")));
                    continue;
                }
                kind
            }
            "person" => "people",
            "org" => "organisations",
            "location" => "places",
            _ => continue,
        };
        keep(record, key, value);
    }
}

/// Whether one moment is after another.
fn later(a: &str, b: &str) -> bool {
    seconds(a).is_some_and(|a| seconds(b).is_some_and(|b| a > b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/agency/nitf.xml");

    #[test]
    #[expect(clippy::too_many_lines, reason = "one field after the other")]
    fn an_article_is_read_with_all_that_is_said_of_it() {
        let found = read_all(read, SAMPLE);
        assert_eq!(found.len(), 1);
        let record = found[0].as_ref().unwrap();
        assert_eq!(record.id.as_deref(), Some("mna.2019.0417.33"));
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(record.authors, ["By Tilda Marsh"]);
        assert_eq!(record.source.as_deref(), Some("Marsh News Agency"));
        assert_eq!(record.language.as_deref(), Some("en-GB"));
        assert_eq!(record.section.as_deref(), Some("Transport"));
        assert_eq!(
            record.published.as_deref(),
            Some("2019-04-17T16:05:00+01:00")
        );
        assert_eq!(record.version, Some(1_555_513_500));
        assert_eq!(
            record.tags,
            ["Economy", "Shipping", "ferries", "Korrin Isle"]
        );
        let metadata = serde_json::to_value(&record.metadata).unwrap();
        for (key, value) in [
            ("dateline", "SELWICK"),
            ("place", "SELWICK"),
            ("urgency", "4"),
            ("copyright_holder", "Marsh News Agency"),
            ("subtitle", "First crossing after eleven days"),
            ("byline_title", "Transport Correspondent"),
            ("summary", "The ferry is back."),
            ("embargo", "2019-04-17T18:00:00+01:00"),
            ("editor_note", "Times checked."),
        ] {
            let found = &metadata[key];
            let is_there = found == value
                || found
                    .as_array()
                    .is_some_and(|list| list.contains(&value.into()));
            assert!(is_there, "{key}: {found}");
        }
        let text: Vec<(&str, bool)> = record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
            .collect();
        assert_eq!(
            text,
            [
                (
                    "The ferry Brave Ann left Selwick at noon with 41 passengers on board.",
                    false
                ),
                ("A new pump", true),
                (
                    "“She has never run so quietly,” said the master, Odo Finn.",
                    false
                ),
                ("Day | Crossings", false),
                ("Wednesday | 2", false),
                ("Thursday | 6", false),
                ("(Editing by Rosa Thell)", false),
            ]
        );
        assert!(!record.withdrawn);
    }

    #[test]
    fn what_is_cancelled_is_taken_back() {
        let text = "<nitf><head><docdata management-status='canceled' management-doc-idref='a.1' management-idref-status='canceled'>\
                    <doc-id id-string='a.2'/></docdata></head><body/></nitf>";
        let found = read_all(read, text);
        let ids: Vec<_> = found
            .iter()
            .map(|found| found.as_ref().unwrap())
            .map(|record| (record.id.as_deref(), record.withdrawn))
            .collect();
        assert_eq!(ids, [(Some("a.2"), true), (Some("a.1"), true)]);
    }

    #[test]
    fn nothing_is_lost_in_silence() {
        let cut = &SAMPLE[..SAMPLE.len() / 2];
        let told = read_all(read, cut).pop().unwrap().unwrap_err();
        assert_eq!(told.reason.code(), "cut_short");
        for (text, code) in [
            ("", "empty"),
            ("words", "no_article"),
            ("<nitf/>", "empty_text"),
            ("<rss/>", "no_article"),
        ] {
            let found = read_all(read, text);
            assert_eq!(found[0].as_ref().unwrap_err().reason.code(), code, "{text}");
        }
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        let deep = format!("<nitf><body><body.content>{}x", "<block><p>".repeat(50_000));
        assert!(read_all(read, &deep)[0].is_ok());
        let bomb = format!(
            "<!DOCTYPE nitf [<!ENTITY a 'aaaaaaaaaa'>{}]><nitf><body><p>&z;</p></body></nitf>",
            "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>".repeat(50)
        );
        assert!(read_all(read, &bomb).len() < 3);
    }
}
