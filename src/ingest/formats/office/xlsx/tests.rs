use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/table.xlsx");

#[test]
fn rows_are_articles() {
    let found = read_bytes(read, SAMPLE);
    let shown: Vec<String> = found
        .iter()
        .map(|read| match read {
            Ok(record) => format!(
                "{} | {} | {} | {} | {}",
                record.title.clone().unwrap_or_default(),
                record.published.clone().unwrap_or_default(),
                record.authors.join(";"),
                texts(record).join(" / "),
                record.metadata["sheet"],
            ),
            Err(refused) => format!("! {:?} {}", refused.ordinal, refused.reason.code()),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Ferry late | 2024-03-09 | Ann Lee | It was late. / Very late. | \"March\"",
            "Mill sold | 2024-03-10 |  | It was sold. | \"March\"",
            "! Some(3) no_text",
        ]
    );
}

#[test]
fn columns_are_known_by_their_letters() {
    for (place, number) in [
        ("A1", Some(0)),
        ("ab12", Some(27)),
        ("XFD1", Some(16_383)),
        ("7", None),
        ("ZZZZZZZZ1", Some(475_253)),
    ] {
        assert_eq!(column(place), number, "{place}");
    }
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
}
