use super::*;
use crate::ingest::formats::damage;
use crate::ingest::formats::read_all::{read_bytes, texts};

const SAMPLE: &[u8] = include_bytes!("../../../../../tests/formats/office/report.odt");
const FLAT: &[u8] = include_bytes!("../../../../../tests/formats/office/report.fodt");

#[test]
fn a_document_is_read_in_its_archive_and_as_one_file() {
    for sample in [SAMPLE, FLAT] {
        assert!(sniff(sample));
        let found = read_bytes(read, sample);
        assert_eq!(found.len(), 1);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(texts(record), super::super::docx::TEXTS);
        assert_eq!(record.authors, ["Tilda Marsh"]);
        assert_eq!(record.published.as_deref(), Some("2019-04-17T16:05:00"));
        assert_eq!(record.tags, ["ferries", "Korrin Isle"]);
        assert_eq!(record.language.as_deref(), Some("en-GB"));
    }
}

#[test]
fn damage_is_survived() {
    damage::survives(read, SAMPLE);
    damage::survives(read, FLAT);
}
