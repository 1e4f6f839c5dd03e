use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/magazine.epub");

#[test]
fn chapters_are_articles() {
    assert!(sniff(SAMPLE));
    let found = read_bytes(read, SAMPLE);
    let records: Vec<&Record> = found.iter().flatten().collect();
    assert_eq!((found.len(), records.len()), (2, 2));
    let [low, high] = records.as_slice() else {
        return;
    };
    assert_eq!(low.title.as_deref(), Some("1: Low tide"));
    assert_eq!(high.title.as_deref(), Some("High tide"));
    assert_eq!(
        (low.authors.as_slice(), high.authors.as_slice()),
        (
            &["By Odo Finn".to_owned()][..],
            &["Rosa Thell".to_owned()][..]
        )
    );
    assert_eq!(
        texts(low).last().map(String::as_str),
        Some("And it went on.")
    );
    for (record, ordinal) in [(low, 1), (high, 2)] {
        assert_eq!(record.source.as_deref(), Some("The Pier, issue 7"));
        assert_eq!(record.published.as_deref(), Some("2019-04-20"));
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.tags, ["Harbours"]);
        assert_eq!(record.ordinal, Some(ordinal));
        assert_eq!(record.metadata["publisher"], "Marsh Press");
    }
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
}
