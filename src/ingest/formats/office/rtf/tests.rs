use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/report.rtf");
const NEXIS: &[u8] = include_bytes!("../../../../../tests/formats/office/nexis.rtf");

#[test]
fn a_document_is_read_with_what_is_said_of_it() {
    let found = read_bytes(read, SAMPLE);
    assert_eq!(found.len(), 1);
    let record = found[0].as_ref().unwrap();
    assert_eq!(
        record.title.as_deref(),
        Some("Ferry to Korrin Isle runs again")
    );
    let expected = [
        "The ferry Brave Ann left Selwick at noon with 41 passengers on board.",
        "Six crossings a day from Thursday.",
        "# A new pump",
        "“She has never run so quietly,” said the master, Odo Finn.",
        "Паром – café 😀",
        "Day | Crossings",
        "Wednesday | 2",
        "Thursday | 6",
        "Timetable",
        "The pump was made in Korrin.",
    ];
    assert_eq!(texts(record), expected);
    assert_eq!(record.authors, ["Tilda Marsh"]);
    assert_eq!(record.published.as_deref(), Some("2019-04-17T16:05:00"));
    assert_eq!(record.tags, ["ferries, Korrin Isle"]);
}

#[test]
fn an_export_of_nexis_is_its_documents() {
    let found = read_bytes(read, NEXIS);
    let titles: Vec<_> = found
        .iter()
        .flatten()
        .filter_map(|record| record.title.as_deref())
        .collect();
    assert_eq!(
        titles,
        [
            "Ferry to Korrin Isle runs again",
            "Die Fähre fährt wieder",
            "Le bac repart"
        ]
    );
}

#[test]
fn one_that_breaks_off_gives_what_it_has() {
    let table: &[(&[u8], &[&str], Option<&str>)] = &[
        (
            b"{\\rtf1 One\\par Two and thr",
            &["Two and thr"],
            Some("cut_short"),
        ),
        (
            b"\xef\xbb\xbf {\\rtf1\\ansi\\ansicpg932 \\'82\\'a0\\'83A.\\par}",
            &["あア."],
            None,
        ),
        (
            b"{\\rtf1\\bin5 }}}}}One\\par {\\upr{Two}{\\*\\ud Three}}}",
            &["Three"],
            None,
        ),
        (b"{\\rtf1 {\\pict 00ff}}", &[], Some("empty_text")),
        (b"No RTF.", &[], Some("unreadable")),
    ];
    for (text, expected, told) in table {
        let found = read_bytes(read, text);
        let read: Vec<String> = found.iter().flatten().flat_map(texts).collect();
        let refused = found.iter().find_map(|read| read.as_ref().err());
        let refused = refused.map(|refused| refused.reason.code());
        assert_eq!(
            (read, refused),
            (
                expected.iter().map(|text| (*text).to_owned()).collect(),
                *told
            )
        );
    }
    let deep = [
        b"{\\rtf1 ".as_slice(),
        &b"{".repeat(100_000),
        b"One",
        &b"}".repeat(100_001),
    ]
    .concat();
    let found = read_bytes(read, &deep);
    assert_eq!(found[0].as_ref().unwrap().title.as_deref(), Some("One"));
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
    damage::survives(read, NEXIS);
}
