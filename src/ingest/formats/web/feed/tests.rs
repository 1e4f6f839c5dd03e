use super::*;
use crate::ingest::fields::FieldMap;
use crate::ingest::format;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::read_all;

const RSS: &str = include_str!("../../../../../tests/formats/web/rss.xml");
const ATOM: &str = include_str!("../../../../../tests/formats/web/atom.xml");
const WORDPRESS: &str = include_str!("../../../../../tests/formats/web/wordpress.xml");

fn texts(record: &Record) -> Vec<(&str, bool)> {
    let paragraphs = record.paragraphs.iter();
    paragraphs
        .map(|paragraph| (paragraph.text.trim(), paragraph.heading))
        .collect()
}

#[test]
fn items_of_rss_are_articles() {
    let found = read_all(read, RSS);
    let record = found[0].as_ref().unwrap();
    assert_eq!(record.title.as_deref(), Some("Harbour wall to be raised"));
    assert_eq!(record.id.as_deref(), Some("tide-4711"));
    assert_eq!(
        record.url.as_deref(),
        Some("https://tide.example/news/2021/wall.html")
    );
    assert_eq!(
        record.published.as_deref(),
        Some("Sat, 12 Jun 2021 08:30:00 GMT")
    );
    assert_eq!(
        (record.authors.clone(), record.source.as_deref()),
        (vec!["Tilda Marsh".to_owned()], Some("Marsh Wire"))
    );
    assert_eq!(record.tags, ["Harbour", "Council & works"]);
    assert_eq!(record.language.as_deref(), Some("en-GB"));
    assert_eq!(record.metadata["summary"], "A metre and a half.");
    let expected = [
        ("The wall will be raised by a metre and a half.", false),
        ("Who pays", true),
        ("The county pays half.\nThe rest is a loan.", false),
    ];
    assert_eq!(texts(record), expected);

    let record = found[1].as_ref().unwrap();
    assert_eq!(
        record.title.as_deref(),
        Some("Tom & Daughters close shop — for good")
    );
    assert_eq!(
        record.url.as_deref(),
        Some("https://tide.example/2021/shop.html")
    );
    assert_eq!(
        (record.authors.clone(), record.source.as_deref()),
        (
            vec!["Orla Finn".to_owned()],
            Some("The Selwick Tide & Times")
        )
    );
    assert_eq!(
        texts(record),
        [
            ("The shop has sold rope since 1871.", false),
            ("It closes on Friday.", false)
        ]
    );
    assert_eq!((record.ordinal, record.line), (Some(2), Some(24)));

    let refused = found[2].as_ref().unwrap_err();
    assert_eq!(
        (refused.reason.code(), refused.ordinal),
        ("empty_text", Some(3))
    );
}

#[test]
fn entries_of_atom_are_articles_whatever_their_prefix() {
    let found = read_all(read, ATOM);
    let record = found[0].as_ref().unwrap();
    assert_eq!(record.title.as_deref(), Some("Der Deich bei Norderhaff"));
    assert_eq!(
        record.url.as_deref(),
        Some("https://watt.example/blog/deich")
    );
    assert_eq!(
        record.published.as_deref(),
        Some("2020-02-03T10:00:00+01:00")
    );
    assert_eq!(
        (record.source.as_deref(), record.language.as_deref()),
        (Some("Watt & Deich"), Some("de"))
    );
    assert_eq!(
        (record.authors.clone(), record.tags.clone()),
        (vec!["Imke Behrens".to_owned()], vec!["Deiche".to_owned()])
    );
    assert_eq!(
        texts(record),
        [("Der Deich ist sehr alt.", false), ("Er hält.", false)]
    );
    let record = found[1].as_ref().unwrap();
    assert_eq!(record.authors, ["Hinnerk Oltmanns", "Antje Poppinga"]);
    assert_eq!(
        (record.language.as_deref(), record.url.as_deref()),
        (Some("nds"), None)
    );
    assert_eq!(texts(record), [("Dat Water kummt.", false)]);
}

#[test]
fn exports_of_wordpress_hold_what_was_published() {
    let found = read_all(read, WORDPRESS);
    let record = found[0].as_ref().unwrap();
    assert_eq!(record.authors, ["Nora Hale"]);
    assert_eq!(
        (record.section.as_deref(), record.source.as_deref()),
        (Some("Business"), Some("Lantern Lane News"))
    );
    assert_eq!(record.tags, ["Business", "bread"]);
    assert_eq!(record.metadata["summary"], "Six in the morning.");
    let expected = [
        "The bakery opened at six.",
        "Bread [sic] was gone by nine.",
        "Rye",
        "Wheat",
    ];
    assert_eq!(texts(record), expected.map(|text| (text, false)));
    for (at, told) in [
        (1, "`post` of WordPress that is `draft`"),
        (2, "`attachment` of WordPress"),
    ] {
        let reason = &found[at].as_ref().unwrap_err().reason;
        assert_eq!(reason.to_string(), format!("no article: {told}"));
    }
    let page = found[3].as_ref().unwrap();
    assert_eq!(page.metadata["type"], "page");
    assert_eq!(texts(page), [("We are three.", false), ("Where", true)]);
}

#[test]
fn feeds_are_known_by_their_root() {
    for (name, head, expected) in [
        ("a.xml", RSS, Some("feed")),
        ("a", ATOM, Some("feed")),
        (
            "a.xml",
            "<!-- <html> --><RDF:rdf xmlns='http://purl.org/rss/1.0/'>",
            Some("feed"),
        ),
        ("a.rdf", "<rdf:RDF xmlns:owl='x'>", Some("feed")),
        ("a.xml", "<rdf:RDF xmlns:owl='x'>", None),
        ("a.xml", "<feedback>", None),
        (
            "a.xml",
            "<rss><channel><item><description><html><body>",
            Some("feed"),
        ),
    ] {
        let head = &head.as_bytes()[..head.len().min(200)];
        let found = format::of(name, head).ok().map(|format| format.name);
        assert_eq!(found, expected, "{name} {head:?}");
    }
    let none = read_all(read, "<rss><channel><title>T</title></channel></rss>");
    assert_eq!(
        none[0].as_ref().unwrap_err().reason.to_string(),
        "no article: `<rss>` without items"
    );
}

#[test]
fn a_map_names_elements_as_they_are_written() {
    let options = |pairs: &[&str]| ReadOptions {
        map: FieldMap {
            pairs: pairs.iter().map(|pair| pair.parse().unwrap()).collect(),
        },
        ..ReadOptions::default()
    };
    let text = "<rss><item><title>A</title><x:lead>One</x:lead><credit><name>Ann Lee</name></credit></item></rss>";
    let read = |pairs: &[&str]| {
        let mut found = Vec::new();
        read(&Slice::of_text(text), &options(pairs), &mut |record| {
            found.push(record);
        });
        found.remove(0)
    };
    let record = read(&["body=x:lead", "author=credit.name", "section=desk?"]).unwrap();
    assert_eq!(texts(&record), [("One", false)]);
    assert_eq!(record.authors, ["Ann Lee"]);
    let refused = read(&["body=story"]).unwrap_err().reason;
    assert_eq!(
        refused.to_string(),
        "no field `story` (has: title, x:lead, credit)"
    );
}

#[test]
fn damage_is_survived() {
    for sample in [RSS, ATOM, WORDPRESS] {
        damage::survives(read, sample.as_bytes());
    }
}
