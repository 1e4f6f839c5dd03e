//! Web archives: samples of our own making, public ones with the lists that another reader makes of them, damage.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use super::*;
use crate::ingest::container::CONTAINERS;
use crate::ingest::formats::corpora::corpus;
use crate::ingest::member::Source;
use crate::ingest::record::Record;

const LIMITS: Limits = Limits {
    member_bytes: 1 << 20,
};

/// A file in a container, as it was met.
#[derive(Debug, Clone, PartialEq)]
struct Page {
    way: String,
    name: String,
    bytes: Vec<u8>,
    format: Option<&'static str>,
    charset: Option<String>,
    defaults: Record,
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// What was met in a file.
#[derive(Debug, Default)]
struct All {
    pages: Vec<Page>,
    passed_over: BTreeMap<&'static str, u32>,
    noted: Vec<String>,
    refused: Vec<(String, Reason)>,
}

impl All {
    /// What was passed over, by name: `image 2, request 1`.
    fn passed(&self) -> String {
        let mut list = String::new();
        for (name, count) in &self.passed_over {
            let comma = if list.is_empty() { "" } else { ", " };
            write!(list, "{comma}{name} {count}").unwrap();
        }
        list
    }

    /// The places and kinds of what was refused.
    fn problems(&self) -> Vec<(&str, &str)> {
        let problems = self.refused.iter();
        problems
            .map(|(way, reason)| (way.as_str(), reason.code()))
            .collect()
    }
}

fn read_as(name: &str, mut bytes: &[u8], limits: Limits) -> All {
    let container = CONTAINERS.iter().find(|row| row.name == name).unwrap();
    let mut all = All::default();
    let ended = (container.read)(&mut Source::new(&mut bytes), limits, &mut |met| {
        match met {
            Met::Member(mut member) => {
                let mut bytes = Vec::new();
                member.bytes.read_to_end(&mut bytes).unwrap();
                all.pages.push(Page {
                    way: member.way,
                    name: member.name,
                    bytes,
                    format: member.format.map(|format| format.name),
                    charset: member.charset,
                    defaults: *member.defaults,
                });
            }
            Met::Record { .. } => panic!("no article of its own"),
            Met::PassedOver(name) => *all.passed_over.entry(name).or_default() += 1,
            Met::Noted { way, notice } => all.noted.push(format!("{way} {notice}")),
            Met::Refused { way, reason } => all.refused.push((way, reason)),
        }
        ControlFlow::Continue(())
    });
    assert_eq!(ended, ControlFlow::Continue(()));
    all
}

fn read_all(bytes: &[u8]) -> All {
    read_as("warc", bytes, LIMITS)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The list of a file's records: `@0 warcinfo @353 response`.
fn list(mut bytes: &[u8], syntax: &'static Syntax) -> String {
    let mut records = Records::new(&mut bytes, syntax, LIMITS.member_bytes);
    let mut list = Vec::new();
    loop {
        match records.next() {
            Next::End => return list.join(" "),
            Next::Lost { way, reason } => list.push(format!("{way} !{}", reason.code())),
            Next::Record(found) => {
                list.push(format!("{} {}", found.way, found.head.kind));
                if let Some(trouble) = &found.trouble {
                    list.push(format!("{} !{}", found.way, trouble.code()));
                }
                records.pass(&found);
            }
        }
    }
}

/// Of each file its records as `warcio index` (1.8.1) lists them (of those that it refuses, decompressed), with what is told of
/// them besides after an exclamation mark, and the pages. It calls `filedesc` a `warcinfo`, and tells nothing of an ARC file
/// that is cut or lacks lengths.
const LISTS: &[(&str, &str, usize)] = &[
    (
        "example-bad-non-chunked.warc.gz",
        "@0 warcinfo @0+488 warcinfo @0+1197 response @0+2566 request @0+3370 revisit @0+4316 request",
        1,
    ),
    (
        "example-bad.warc.gz.bad",
        "@0 warcinfo @0+460 response @0+2451 request @0+3161 revisit @0+4061 request @0+4771 response",
        1,
    ),
    (
        "example-digest.warc",
        "@0 request @922 request @1840 request @2758 request",
        0,
    ),
    (
        "example-iana.org-chunked.warc",
        "@0 warcinfo @405 response @8379 request",
        0,
    ),
    (
        "example-resource.warc.gz",
        "@0 warcinfo @361 warcinfo @802 resource",
        1,
    ),
    (
        "example-space-in-target-uri.warc.gz",
        "@0 warcinfo @241 resource",
        0,
    ),
    (
        "example-space-in-url.arc",
        "@0 filedesc @151 response @151 !cut_short",
        1,
    ),
    (
        "example-trunc.warc",
        "@0 warcinfo @488 warcinfo @1197 response @1197 !unreadable @2566 request",
        1,
    ),
    (
        "example-wget-bad-target-uri.warc.gz",
        "@0 warcinfo @410 request @824 response @1978 metadata @2295 resource @2681 resource",
        1,
    ),
    // Its members are not its records: the second begins behind the line breaks of the first.
    (
        "example-wrong-chunks.warc.gz",
        "@0 response @1130+4 request",
        1,
    ),
    ("example.arc", "@0 filedesc @151 response", 1),
    ("example.arc.gz", "@0 filedesc @171 response", 1),
    (
        "example.warc",
        "@0 warcinfo @488 warcinfo @1197 response @2566 request @3370 revisit @4316 request",
        1,
    ),
    (
        "example.warc.gz",
        "@0 warcinfo @353 warcinfo @784 response @2012 request @2621 revisit @3207 request",
        1,
    ),
    (
        "post-test.warc.gz",
        "@0 response @720 request @1196 response @1919 request @2395 response @3118 request",
        0,
    ),
    (
        "bad.arc",
        "@0 !unreadable @134 !unreadable @202 response @262 !unreadable",
        0,
    ),
];

#[test]
fn records_are_those_that_another_reader_lists() {
    let Some(folder) = corpus("formats/warc_warcio") else {
        return;
    };
    for (name, expected, pages) in LISTS {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (row, syntax) = if name.contains(".arc") {
            ("arc", &ARC)
        } else {
            ("warc", &WARC)
        };
        assert_eq!(list(&bytes, syntax), *expected, "{name}");
        let all = read_as(row, &bytes, LIMITS);
        assert_eq!(all.pages.len(), *pages, "{name}");
        for page in &all.pages {
            assert!(page.text().contains("<h1>Example Domain</h1>"), "{name}");
            assert_eq!(page.format, Some("html"));
        }
    }
}

const CRAWL: &[u8] = include_bytes!("../../../../tests/formats/web/crawl.warc.gz");
const CRAWL_ZSTD: &[u8] = include_bytes!("../../../../tests/formats/web/crawl.warc.zst");
const OLD: &[u8] = include_bytes!("../../../../tests/formats/web/old.arc.gz");

/// What a title stands in of each page, and in which order.
fn titles(all: &All) -> Vec<String> {
    let title = |page: &Page| {
        let text = page.text();
        let title = text
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once('<'));
        title.map_or_else(
            || format!("{} {}", page.name, text.len()),
            |(title, _)| title.to_owned(),
        )
    };
    all.pages.iter().map(title).collect()
}

#[test]
fn pages_of_a_crawl_are_members_and_the_rest_is_counted() {
    let all = read_all(CRAWL);
    assert_eq!(
        titles(&all),
        [
            "Council pays for the bridge",
            "A ferry for the summer",
            "The library keeps its roof",
            "Trams run again",
            "New pumps for the harbour",
            "Old mill to be a school",
            "Street lamps are dimmed",
            "Market moves indoors",
            "Caf\u{fffd} reopens",
            "download.pdf 15",
            " 62",
            " 80",
            "Fire at the mill",
        ]
    );
    assert_eq!(
        all.passed(),
        "dns 1, feed 1, home page 1, image 1, metadata 1, not found 1, other status 1, redirect 1, request 1, revisit 1, script 1, warcinfo 1"
    );
    let again = "@8616 `https://www.marrow-bay.example/news/bridge` was met again on 2024-03-06T08:30:00Z, as it was before";
    assert_eq!(all.noted, [again]);
    assert_eq!(all.problems(), []);
    let page = &all.pages[2];
    assert_eq!(
        (page.way.as_str(), page.format, page.charset.as_deref()),
        ("@1687", Some("html"), Some("utf-8"))
    );
    assert!(page.text().ends_with("</html>\n"));
    assert_eq!(
        page.defaults.url.as_deref(),
        Some("https://www.marrow-bay.example/news/library")
    );
    assert_eq!(
        page.defaults.captured.as_deref(),
        Some("2024-03-05T08:30:00Z")
    );
    assert_eq!(page.defaults.version, Some(1_709_627_400));
    assert_eq!(all.pages[8].charset.as_deref(), Some("windows-1252"));
    let replayed = all.pages.last().unwrap();
    assert_eq!(
        replayed.defaults.url.as_deref(),
        Some("https://www.marrow-bay.example/2019/fire")
    );
    assert_eq!(
        replayed.defaults.captured.as_deref(),
        Some("2019-01-02T03:04:05Z")
    );
}

#[test]
fn a_crawl_is_the_same_however_it_is_compressed() {
    let whole = read_all(CRAWL);
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(CRAWL)
        .read_to_end(&mut plain)
        .unwrap();
    let blocks: Vec<u8> = plain.chunks(700).flat_map(gzip).collect();
    let one_frame = zstd::encode_all(&plain[..], 3).unwrap();
    // The place of the fourth page in each.
    let files: [(&[u8], &str); 6] = [
        (CRAWL, "@2232"),
        (CRAWL_ZSTD, "@1561"),
        (&plain, "@2872"),
        (&gzip(&plain), "@0+2872"),
        (&blocks, "@2074+72"),
        (&one_frame, "@0+2872"),
    ];
    let bodies = |all: &All| -> Vec<Vec<u8>> {
        let pages = all.pages.iter();
        pages.map(|page| page.bytes.clone()).collect()
    };
    for (bytes, fourth) in files {
        let all = read_all(bytes);
        assert_eq!(bodies(&all), bodies(&whole));
        assert_eq!((all.passed(), all.problems()), (whole.passed(), vec![]));
        assert_eq!(all.pages[3].way, fourth);
    }
    for head in [
        &CRAWL[..4096],
        &CRAWL_ZSTD[..4096],
        &plain[..4096],
        b"WARC/1.0\r\n",
    ] {
        assert!(sniff(head));
    }
    assert!(!sniff(&gzip(b"WARC")) && !sniff(b"WARC and peace"));
}

#[test]
fn an_arc_file_is_read_as_a_warc_file_is() {
    assert!(sniff_arc(OLD) && !sniff(OLD) && !sniff_arc(CRAWL));
    let all = read_as("arc", OLD, LIMITS);
    assert_eq!(
        titles(&all),
        ["Lighthouse is sold", "Snow closes the school"]
    );
    assert_eq!(all.passed(), "dns 1, filedesc 1, image 1");
    assert_eq!(all.problems(), []);
    let page = &all.pages[0];
    assert_eq!(page.way, "@224");
    assert_eq!(
        page.defaults.url.as_deref(),
        Some("http://www.marrow-bay.example/2003/light%20house")
    );
    assert_eq!(
        page.defaults.captured.as_deref(),
        Some("2003-04-05T06:07:10Z")
    );
}

/// Every file that is cut holds the first pages of the whole one, the last perhaps in part, and tells at most one problem.
#[test]
fn a_file_that_is_cut_is_read_as_far_as_it_goes() {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(CRAWL)
        .read_to_end(&mut plain)
        .unwrap();
    for (name, bytes) in [
        ("warc", CRAWL),
        ("warc", CRAWL_ZSTD),
        ("warc", &plain),
        ("arc", OLD),
    ] {
        let whole = read_as(name, bytes, LIMITS);
        for cut in (0..bytes.len()).step_by(bytes.len() / 150 + 1) {
            let all = read_as(name, &bytes[..cut], LIMITS);
            assert!(all.refused.len() <= 1, "{cut}: {:?}", all.refused);
            let (last, sound) = match all.pages.split_last() {
                Some((last, sound)) if !all.refused.is_empty() => (Some(last), sound),
                _ => (None, &all.pages[..]),
            };
            assert_eq!(sound, &whole.pages[..sound.len()], "{cut}");
            // What is cut may look like a page, where the whole is none.
            let full = whole.pages.get(sound.len());
            if let Some((last, full)) = last.zip(full).filter(|(last, full)| last.way == full.way) {
                assert!(full.bytes.starts_with(&last.bytes), "{cut} {last:?}");
            }
        }
    }
}

/// A byte that is flipped costs the page that it hits, or its neighbour, and no other.
#[test]
fn a_flipped_byte_costs_one_record() {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(CRAWL)
        .read_to_end(&mut plain)
        .unwrap();
    for (name, bytes) in [
        ("warc", CRAWL),
        ("warc", CRAWL_ZSTD),
        ("warc", &plain),
        ("arc", OLD),
    ] {
        let whole = read_as(name, bytes, LIMITS);
        let mut flipped = bytes.to_vec();
        // Without its dictionary, no frame can be read.
        let from = if bytes == CRAWL_ZSTD { 700 } else { 0 };
        for at in (from..bytes.len()).step_by(bytes.len() / 100 + 1) {
            for mask in [0x01, 0x80] {
                flipped[at] ^= mask;
                let all = read_as(name, &flipped, LIMITS);
                flipped[at] ^= mask;
                let kept = whole
                    .pages
                    .iter()
                    .filter(|page| all.pages.contains(page))
                    .count();
                assert!(
                    kept + 2 >= whole.pages.len(),
                    "{name} {at} {mask}: {kept} {:?}",
                    all.refused
                );
                assert!(
                    all.refused.len() <= 3,
                    "{name} {at} {mask}: {:?}",
                    all.refused
                );
            }
        }
    }
}

/// A record of a WARC file whose declared length is off by that.
fn record(kind: &str, url: &str, content: &[u8], off: isize) -> Vec<u8> {
    let length = content.len().checked_add_signed(off).unwrap();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn answer(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn html(text: &str) -> Vec<u8> {
    let page = format!(
        "<!DOCTYPE html><title>{text}</title><p>{}",
        "A text. ".repeat(9)
    );
    answer("Content-Type: text/html", page.as_bytes())
}

/// A record that says a wrong length is kept, told, and costs no other, compressed or not.
#[test]
fn a_wrong_length_costs_nothing_but_a_word() {
    let [one, two, three] = ["One", "Two", "Three"].map(html);
    for off in [-90, -1, 1, 5, 90, 400, 600_000, 1 << 40] {
        let records = [
            record("response", "http://a.example/1", &one, 0),
            record("response", "http://a.example/2", &two, off),
            record("response", "http://a.example/3", &three, 0),
        ];
        let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
        for file in [records.concat(), packed] {
            let all = read_all(&file);
            let found = titles(&all);
            let is_held = off < 1 << 20;
            assert!(
                found.contains(&"One".to_owned()) && found.contains(&"Three".to_owned()),
                "{off} {found:?}"
            );
            assert_eq!(found.contains(&"Two".to_owned()), is_held, "{off}");
            let is_told = all
                .problems()
                .iter()
                .any(|(_, code)| *code == "unreadable" || *code == "too_large");
            // A line break more or less does not show.
            assert!(is_told || off.abs() < 5, "{off} {:?}", all.refused);
        }
    }
}

#[test]
fn what_is_too_large_costs_itself_only() {
    let limits = Limits {
        member_bytes: 100_000,
    };
    let large = vec![b'x'; 300_000];
    let bomb = gzip(&vec![b'x'; 50_000_000]);
    let blank = vec![b'\n'; 3_000_000];
    let records = [
        record(
            "response",
            "http://a.example/1",
            &answer("Content-Type: image/png", &large),
            0,
        ),
        record(
            "response",
            "http://a.example/2",
            &answer("Content-Type: text/html", &large),
            0,
        ),
        record(
            "response",
            "http://a.example/3",
            &answer("Content-Type: text/html\r\nContent-Encoding: gzip", &bomb),
            0,
        ),
        record("request", "http://a.example/4", &large, 0),
        record("response", "http://a.example/5", &html("Small"), 0),
        blank,
        record("response", "http://a.example/6", &html("Last"), 0),
    ];
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for file in [records.concat(), gzip(&records.concat()), packed] {
        let all = read_as("warc", &file, limits);
        assert_eq!(titles(&all), ["Small", "Last"]);
        assert_eq!(all.passed(), "image 1, request 1");
        let codes: Vec<&str> = all.problems().iter().map(|(_, code)| *code).collect();
        assert_eq!(codes, ["too_large", "too_large"]);
    }
}

#[test]
fn codings_that_are_declared_and_not_there_are_left() {
    let page = b"<!DOCTYPE html><title>Plain</title><p>A text.";
    let chunked =
        b"5\r\n<!DOC\r\n28;name=x\r\nTYPE html><title>Plain</title><p>A text.\r\n0\r\n\r\n";
    let zlib = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(page).unwrap();
        encoder.finish().unwrap()
    };
    let table: &[(&str, &[u8])] = &[
        ("Content-Encoding: br", page),
        ("Content-Encoding: deflate", page),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", page),
        ("Content-Encoding: identity, UTF-8", page),
        ("Transfer-Encoding: chunked", chunked),
        ("Content-Encoding: Deflate", &zlib),
        ("transfer-encoding: gzip", &gzip(page)),
        ("Content-Encoding: gzip, gzip", &gzip(&gzip(page))),
    ];
    for (fields, body) in table {
        let fields = format!("Content-Type: text/html\r\n{fields}");
        let all = read_all(&record(
            "response",
            "http://a.example/1",
            &answer(&fields, body),
            0,
        ));
        assert_eq!(all.problems(), [], "{fields}");
        assert_eq!(all.pages[0].bytes, page, "{fields}");
    }
}

/// A folder of your own: `UNBURY_WEB=/path cargo test --lib containers::warc -- --nocapture` prints the records of each file in
/// it, what is passed over, what is refused, and how the pages begin.
#[test]
fn a_folder_of_your_own_is_read() {
    let Some(folder) = std::env::var_os("UNBURY_WEB") else {
        return println!("skipped: no `UNBURY_WEB`");
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let is_arc = sniff_arc(&bytes[..bytes.len().min(4096)]);
        let (row, syntax) = if is_arc {
            ("arc", &ARC)
        } else {
            ("warc", &WARC)
        };
        println!("list\t{}\t{}", path.display(), list(&bytes, syntax));
        let all = read_as(row, &bytes, LIMITS);
        println!("    {}", all.passed());
        for (way, reason) in &all.refused {
            println!("    ! {way} {reason}");
        }
        for page in &all.pages {
            let start: String = page.text().chars().take(60).collect();
            let url = page.defaults.url.as_deref().unwrap_or_default();
            let format = page.format.unwrap_or(&page.name);
            println!(
                "    {} {url} {format} {} {start:?}",
                page.way,
                page.bytes.len()
            );
        }
    }
}
