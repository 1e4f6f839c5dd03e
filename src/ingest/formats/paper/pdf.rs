//! PDF with a text layer.
//!
//! `pdf_pages` asks the library for what is drawn, `pdf_lines` makes lines of it, `pdf_paragraphs` paragraphs.

mod bidi;
mod export;
mod furniture;
mod lines;
mod pages;
mod paragraphs;

use serde_json::Value;

use self::pages::Content;
use self::paragraphs::{headline, of_document};
use crate::ingest::formats::boilerplate::without_title;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// Bytes at the start of a file among which its signature stands.
const SIGNATURE_WITHIN: usize = 1024;

/// Whether it is a PDF: something else may stand before its signature.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = &head[..head.len().min(SIGNATURE_WITHIN)];
    memchr::memmem::find(head, b"%PDF-").is_some()
}

/// Reads a document: one article, or those of an export.
pub(crate) fn read(
    slice: &Slice<'_>,
    _options: &ReadOptions,
    emit: &mut dyn FnMut(Result<Record, Refused>),
) {
    let refused = |reason| Refused {
        ordinal: None,
        line: None,
        reason,
    };
    let read = match pages::read(slice.bytes) {
        Ok(read) => read,
        Err(reason) => return emit(Err(refused(reason))),
    };
    let broken = read.broken.clone();
    let exported = export::records(&read.pages);
    if exported.is_empty() {
        match record(read) {
            Ok(record) => emit(Ok(record)),
            Err(reason) => return emit(Err(refused(reason))),
        }
    }
    for (ordinal, record) in (1..).zip(exported) {
        let ordinal = Some(ordinal);
        emit(Ok(Record { ordinal, ..record }));
    }
    if let Some(problem) = broken {
        emit(Err(refused(Reason::CutShort { problem })));
    }
}

fn record(read: Content) -> Result<Record, Reason> {
    let count = read.pages.len();
    let without_text = read
        .pages
        .iter()
        .filter(|page| page.lines.is_empty())
        .count();
    if let (true, Some(problem)) = (without_text == count, &read.broken) {
        return Err(Reason::CutShort {
            problem: problem.clone(),
        });
    }
    if without_text == count {
        return Err(if read.is_drawn {
            Reason::Scanned
        } else {
            Reason::Empty
        });
    }
    let own = read.metadata;
    let written = own.title.clone().filter(|title| is_title(title));
    let title = written.or_else(|| headline(&read.pages));
    let paragraphs = without_title(of_document(read.pages), title.as_deref());
    let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).map(Value::from);
    let date = |written: Option<String>| written.as_deref().and_then(moment);
    let created = date(own.creation_date);
    let kept = [
        ("pages", Some(count.into())),
        (
            "pages_without_text",
            (without_text > 0).then(|| without_text.into()),
        ),
        ("subject", text(own.subject)),
        ("creator", text(own.creator)),
        ("producer", text(own.producer)),
        ("created", created.clone().map(Value::from)),
        ("modified", date(own.mod_date).map(Value::from)),
    ];
    let kept = kept
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let record = Record {
        title,
        paragraphs,
        captured: created,
        authors: own
            .author
            .filter(|name| is_name(name))
            .into_iter()
            .collect(),
        tags: own.keywords.into_iter().collect(),
        language: read.language,
        metadata: kept.collect(),
        ..Record::default()
    };
    Ok(record)
}

/// A moment as the standard writes it (`D:20240309140500+01'00'`), in ISO 8601, as far as it is told.
fn moment(written: &str) -> Option<String> {
    let written = written.trim();
    let digits = written.strip_prefix("D:").unwrap_or(written);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let part = |from: usize, to: usize| digits.get(from..to).filter(|_| count >= to);
    let Some(year) = part(0, 4) else {
        // Not as the standard says: whoever reads dates may know it.
        return (!written.is_empty()).then(|| written.to_owned());
    };
    let mut text = year.to_owned();
    for (from, to) in [(4, 6), (6, 8)] {
        let Some(part) = part(from, to) else {
            return Some(text);
        };
        text.push('-');
        text.push_str(part);
    }
    let (Some(hour), Some(minute)) = (part(8, 10), part(10, 12)) else {
        return Some(text);
    };
    let second = part(12, 14).unwrap_or("00");
    for part in ["T", hour, ":", minute, ":", second] {
        text.push_str(part);
    }
    let zone = digits[count..].replace('\'', "");
    match zone.as_bytes() {
        [b'Z', ..] => text.push('Z'),
        [b'+' | b'-', offset @ ..]
            if offset.len() >= 4 && offset[..4].iter().all(u8::is_ascii_digit) =>
        {
            text.push_str(&zone[..3]);
            text.push(':');
            text.push_str(&zone[3..5]);
        }
        _ => {}
    }
    Some(text)
}

/// Endings of names of files that may have blanks in them.
const OFFICE_ENDINGS: &[&str] = &[
    "doc", "docx", "indd", "odt", "pdf", "ppt", "pptx", "qxd", "qxp", "rtf", "txt", "xls", "xlsx",
];

/// What programs write where nobody wrote a title.
const NO_TITLES: &[&str] = &[
    "untitled",
    "document",
    "no title",
    "notitle",
    "title",
    "layout",
    "new document",
    "slide",
    "powerpoint presentation",
    "print",
    "blank page",
    "unbenannt",
    "sans titre",
    "sin título",
    "senza titolo",
    "无标题",
    "無題",
    "doc",
    "scan",
    "cover",
    "page",
    "document title",
];

/// Whether what a file calls its title is one that a person wrote.
fn is_title(title: &str) -> bool {
    let title = title.trim();
    let lower = title.to_lowercase();
    let letters = title
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count();
    let ending = title.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending =
        (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_office_file = OFFICE_ENDINGS.contains(&ending.to_lowercase().as_str());
    let is_file =
        is_office_file || !title.contains(' ') && (has_ending || title.contains(['\\', '_']));
    let bare = lower.trim_end_matches(|sign: char| {
        sign.is_numeric() || sign.is_whitespace() || "-_()".contains(sign)
    });
    let is_of_program = [
        "microsoft word - ",
        "microsoft powerpoint - ",
        "microsoft excel - ",
    ]
    .iter()
    .any(|program| lower.starts_with(program));
    letters >= 3
        && !is_file
        && !is_of_program
        && !NO_TITLES.contains(&bare)
        && !title.contains(['\u{fffd}', '\0'])
}

/// What programs write where nobody wrote a name.
const NO_NAMES: &[&str] = &[
    "unknown",
    "user",
    "admin",
    "administrator",
    "author",
    "owner",
    "root",
    "default",
    "anonymous",
    "microsoft office user",
    "windows user",
    "acrobat",
    "adobe",
];

/// Whether what a file calls its author is a name: programs write accounts and themselves.
fn is_name(name: &str) -> bool {
    let name = name.trim();
    let lower = name.to_lowercase();
    name.contains(char::is_alphabetic)
        && !NO_NAMES.contains(&lower.as_str())
        && !name.contains(['\\', '\u{fffd}'])
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::record::Paragraph;

    const SAMPLE: &[u8] = include_bytes!("../../../../tests/formats/paper/quay.pdf");

    fn read_all(bytes: &[u8]) -> Vec<Result<Record, Refused>> {
        let mut records = Vec::new();
        read(
            &Slice::of_bytes(bytes),
            &ReadOptions::default(),
            &mut |record| records.push(record),
        );
        records
    }

    /// A document of one page that draws this; its table of objects is left for the reader to make.
    fn drawn(content: &[u8], filter: &str) -> Vec<u8> {
        let objects = format!(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
             3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>\nendobj\n\
             5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n4 0 obj\n<< /Length {} {filter} >>\nstream\n",
            content.len()
        );
        [
            objects.as_bytes(),
            content,
            b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
        ]
        .concat()
    }

    fn refused(bytes: &[u8]) -> &'static str {
        let records = read_all(bytes);
        let refused = records.iter().find_map(|record| record.as_ref().err());
        refused.map_or("nothing", |refused| refused.reason.code())
    }

    /// The page of a paragraph, and how it begins.
    fn start(paragraph: &Paragraph) -> String {
        let page = paragraph.page.as_deref().unwrap_or("-");
        let heading = if paragraph.heading { "# " } else { "" };
        let text: String = paragraph.text.chars().take(22).collect();
        format!("{page} {heading}{text}")
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let records = read_all(SAMPLE);
        let [Ok(record)] = records.as_slice() else {
            panic!("{records:?}");
        };
        assert_eq!(record.title.as_deref(), Some("Who owns the quay?"));
        assert_eq!(
            (record.authors.as_slice(), record.tags.as_slice()),
            (
                &["Nora Feld".to_owned()][..],
                &["harbour, property".to_owned()][..]
            )
        );
        assert_eq!(
            record.captured.as_deref(),
            Some("2019-04-02T09:30:00+01:00")
        );
        assert_eq!(record.language.as_deref(), Some("en-GB"));
        let starts: Vec<String> = record.paragraphs.iter().map(start).collect();
        let expected = [
            "41 By Nora Feld",
            "41 For ninety years nobod",
            "41 Then a letter arrived.",
            "41 # The letter and its ans",
            "41 “We thought it was a j",
            "42 Renn died without a wi",
            "42 # What the council says",
            "42 The council says littl",
            "43 The heirs, four of the",
            "43 Until then the dues ar",
        ];
        assert_eq!(starts, expected);
        let text = |at: usize| record.paragraphs[at].text.as_str();
        assert!(
            text(1).contains("council collected")
                && text(2).contains("sentences")
                && text(7).contains("prescription")
        );
        assert!(
            text(4).contains("archive of the county, water-stained"),
            "{}",
            text(4)
        );
        assert!(
            text(4).contains("names the buyer as one Tobias"),
            "{}",
            text(4)
        );
        let goes_on = text(4)
            .split_whitespace()
            .position(|word| word == "buyer")
            .unwrap();
        assert_eq!(
            record.paragraphs[4].breaks,
            [(goes_on + 1, "42".to_owned())]
        );
    }

    #[test]
    fn what_holds_no_text_is_told() {
        let picture = b"q 500 0 0 500 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q";
        assert_eq!(refused(&drawn(picture, "")), "scanned");
        assert_eq!(refused(&drawn(b"", "")), "empty");
        assert_eq!(refused(b"%PDF-1.4\nnothing"), "cut_short");
        assert_eq!(
            refused(&drawn(
                b"BT /F 10 Tf 10 100 Td (Some words here.) Tj ET",
                ""
            )),
            "nothing"
        );
        let encrypted = String::from_utf8_lossy(&drawn(b"", "")).replace(
            "/Root 1 0 R",
            "/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >>",
        );
        assert_eq!(refused(encrypted.as_bytes()), "encrypted");
    }

    #[test]
    fn letters_of_any_size_are_read_wherever_they_stand() {
        let far = "9".repeat(30);
        let places = [
            "10 100".to_owned(),
            format!("{far} 100"),
            format!("10 -{far}"),
        ];
        for place in &places {
            for size in ["0.01", "0.2", "10", &far] {
                let content = format!("BT /F {size} Tf {place} Td (Some words here.) Tj ET");
                // What becomes of them differs; that they are read is what counts.
                let read = read_all(&drawn(content.as_bytes(), ""));
                assert!(matches!(&*read, [Ok(_)]), "{size} at {place}: {read:?}");
            }
        }
    }

    #[test]
    fn what_would_grow_is_bounded() {
        let packed = |text: &[u8], times: usize| {
            let mut encoder =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            for _ in 0..times {
                encoder.write_all(text).unwrap();
            }
            encoder.finish().unwrap()
        };
        let blanks = packed(&b" ".repeat(1 << 20), 40);
        assert_eq!(
            refused(&drawn(&blanks, "/Filter /FlateDecode")),
            "cut_short"
        );
        let shown = packed(&b"(a)Tj ".repeat(1 << 16), 8);
        assert_eq!(refused(&drawn(&shown, "/Filter /FlateDecode")), "cut_short");
        let objects = packed(&b"0".repeat(1 << 20), 70);
        let file = [
            b"%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n",
            objects.as_slice(),
        ]
        .concat();
        assert_eq!(refused(&file), "too_large");
    }

    #[test]
    fn titles_of_programs_are_none() {
        for (title, is_own) in [
            ("Who owns the quay?", true),
            ("Report 2024", true),
            ("U.S. policy", true),
            ("Microsoft Word - quay_v7.doc", false),
            ("Final report v2.docx", false),
            ("10811.exe", false),
            ("quay_final", false),
            ("untitled", false),
            ("Document1", false),
            ("12", false),
            ("", false),
        ] {
            assert_eq!(is_title(title), is_own, "{title}");
        }
    }

    #[test]
    fn moments_are_as_precise_as_they_are_written() {
        for (written, expected) in [
            ("D:20240309140500+01'00'", Some("2024-03-09T14:05:00+01:00")),
            ("D:20240309140500Z", Some("2024-03-09T14:05:00Z")),
            ("20240309", Some("2024-03-09")),
            ("D:2024", Some("2024")),
            ("D:202403091405", Some("2024-03-09T14:05:00")),
            ("9 March 2024", Some("9 March 2024")),
            ("", None),
        ] {
            assert_eq!(moment(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE);
    }
}
