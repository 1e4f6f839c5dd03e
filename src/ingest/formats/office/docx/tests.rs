use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/report.docx");
const NEXIS: &[u8] = include_bytes!("../../../../../tests/formats/office/nexis.docx");

/// What each sample of a document says, whatever its format.
pub(crate) const TEXTS: &[&str] = &[
    "The ferry Brave Ann left Selwick at noon with 41 passengers on board.",
    "Six crossings a day from Thursday.",
    "# A new pump",
    "“She has never run so quietly,” said the master, Odo Finn.",
    "Day | Crossings",
    "Wednesday | 2",
    "Thursday | 6",
    "The pump was made in Korrin.",
];

#[test]
fn a_document_is_read_with_what_its_properties_say() {
    let found = read_bytes(read, SAMPLE);
    assert_eq!(found.len(), 1);
    let record = found[0].as_ref().unwrap();
    assert_eq!(
        record.title.as_deref(),
        Some("Ferry to Korrin Isle runs again")
    );
    assert_eq!(texts(record), TEXTS);
    assert_eq!(record.authors, ["By Tilda Marsh"]);
    assert_eq!(record.published.as_deref(), Some("2019-04-17T15:05:00Z"));
    assert_eq!(record.language.as_deref(), Some("en-GB"));
    assert_eq!(record.tags, ["ferries; Korrin Isle"]);
    assert_eq!(record.metadata["subject"], "Transport");
    assert_eq!(record.metadata["modified"], "2019-04-18T09:00:00Z");
    assert!(!record.metadata.contains_key("document_title"));
}

#[test]
fn an_export_of_nexis_is_its_documents_without_its_cover() {
    let found = read_bytes(read, NEXIS);
    let records: Vec<&Record> = found.iter().filter_map(|read| read.as_ref().ok()).collect();
    let shown: Vec<String> = records
        .iter()
        .map(|record| {
            let field = |field: &Option<String>| field.clone().unwrap_or_default();
            format!(
                "{} | {} | {} | {} | {} | {:?}",
                field(&record.title),
                field(&record.source),
                field(&record.published),
                field(&record.section),
                record.authors.join("; "),
                record.ordinal,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Ferry to Korrin Isle runs again | The Selwick Echo | April 17, 2019 Wednesday | Transport | Tilda Marsh | Some(1)",
            "Die Fähre fährt wieder | Selwicker Bote | 18. April 2019 Donnerstag | Verkehr | Odo Finn | Some(2)",
            "Le bac repart | La Feuille | vendredi 19 avril 2019 |  |  | Some(3)",
        ]
    );
    assert_eq!(records[0].tags, ["FERRIES", "TIDES"]);
    assert_eq!(records[0].metadata["edition"], "Late Edition");
    assert_eq!(records[0].paragraphs.len(), 2);
    assert_eq!(texts(records[1]), ["Die Fähre fährt wieder."]);
    assert_eq!(records[1].language.as_deref(), Some("DEUTSCH"));
    assert!(
        records
            .iter()
            .all(|record| !format!("{record:?}").contains("THELL"))
    );
    let told: Vec<String> = found
        .iter()
        .filter_map(|read| read.as_ref().err())
        .map(|refused| format!("{:?} {}", refused.ordinal, refused.reason))
        .collect();
    assert_eq!(told, ["Some(3) cut short: 3 of 200 words are there"]);
}

#[test]
fn what_is_no_document_is_told() {
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec();
    let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    let encrypted: Vec<u8> = ole.iter().copied().chain(name).collect();
    for (bytes, code) in [
        (&b""[..], "empty"),
        (b"PK\x03\x04", "cut_short"),
        (b"plain text", "unreadable"),
        (&ole, "not_read"),
        (&encrypted, "encrypted"),
    ] {
        let found = read_bytes(read, bytes);
        let codes: Vec<_> = found
            .iter()
            .map(|read| read.as_ref().unwrap_err().reason.code())
            .collect();
        assert_eq!(codes, [code], "{bytes:?}");
    }
    let cut = read_bytes(read, &SAMPLE[..SAMPLE.len() * 6 / 10]);
    let shown: Vec<_> = cut
        .iter()
        .map(|read| read.as_ref().map_err(|refused| refused.reason.code()))
        .collect();
    assert_eq!(shown.len(), 2);
    assert!(shown[0].is_ok_and(|record| record.paragraphs[0].text == TEXTS[0]));
    assert_eq!(shown[1].err(), Some("cut_short"));
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
    damage::survives(read, NEXIS);
}
