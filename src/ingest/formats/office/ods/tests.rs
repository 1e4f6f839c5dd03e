use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/table.ods");

#[test]
fn rows_are_articles() {
    assert!(sniff(SAMPLE));
    let found = read_bytes(read, SAMPLE);
    assert_eq!(found.len(), 1);
    let record = found[0].as_ref().unwrap();
    assert_eq!(record.title.as_deref(), Some("Ferry late"));
    assert_eq!(record.published.as_deref(), Some("2024-03-09"));
    assert_eq!(record.authors, ["Ann Lee"]);
    assert_eq!(texts(record), ["It was late.", "Very late."]);
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
}
