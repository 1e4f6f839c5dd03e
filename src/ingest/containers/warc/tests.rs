//! Web archives: samples of our own making, public ones with the lists that another reader makes of them, damage.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use super::*;
use crate::ingest::containers::CONTAINERS;
use crate::ingest::containers::Source;
use crate::ingest::formats::corpora::corpus;
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
    let ended = (container.read)(&mut Source::new(&mut bytes), &limits, &mut |met| {
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

/// What `warcio index` (1.8.1) says of its own samples; of those that it refuses, what it says of them decompressed. It calls
/// `filedesc` a `warcinfo`. What we tell besides stands with an exclamation mark.
const LISTS: &[(&str, &str)] = &[
    (
        "example-bad-non-chunked.warc.gz",
        "@0 warcinfo @0+488 warcinfo @0+1197 response @0+2566 request @0+3370 revisit @0+4316 request",
    ),
    ("example-bad.warc.gz.bad", ""),
    (
        "example-digest.warc",
        "@0 request @922 request @1840 request @2758 request",
    ),
    (
        "example-iana.org-chunked.warc",
        "@0 warcinfo @405 response @8379 request",
    ),
    (
        "example-resource.warc.gz",
        "@0 warcinfo @361 warcinfo @802 resource",
    ),
    (
        "example-space-in-target-uri.warc.gz",
        "@0 warcinfo @241 resource",
    ),
    ("example-space-in-url.arc", "@0 filedesc @151 response"),
    (
        "example-trunc.warc",
        "@0 warcinfo @488 warcinfo @1197 response @1197 !unreadable @2566 request",
    ),
    (
        "example-wget-bad-target-uri.warc.gz",
        "@0 warcinfo @410 request @824 response @1978 metadata @2295 resource @2681 resource",
    ),
    ("example-wrong-chunks.warc.gz", ""),
    ("example.arc", "@0 filedesc @151 response"),
    ("example.arc.gz", "@0 filedesc @171 response"),
    (
        "example.warc",
        "@0 warcinfo @488 warcinfo @1197 response @2566 request @3370 revisit @4316 request",
    ),
    (
        "example.warc.gz",
        "@0 warcinfo @353 warcinfo @784 response @2012 request @2621 revisit @3207 request",
    ),
    (
        "post-test.warc.gz",
        "@0 response @720 request @1196 response @1919 request @2395 response @3118 request",
    ),
    ("bad.arc", ""),
];

#[test]
fn records_are_those_that_another_reader_lists() {
    let Some(folder) = corpus("formats/warc_warcio") else {
        return;
    };
    for (name, expected) in LISTS {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let syntax = if name.contains(".arc") { &ARC } else { &WARC };
        println!("{name}: {}", list(&bytes, syntax));
        let all = read_as(
            if name.contains(".arc") { "arc" } else { "warc" },
            &bytes,
            LIMITS,
        );
        println!("   {} {:?}", all.passed(), all.refused);
        for page in &all.pages {
            println!(
                "   {} {:?} {:?} {:?} {}",
                page.way,
                page.name,
                page.format,
                page.defaults.url,
                page.text().chars().take(60).collect::<String>()
            );
        }
        //assert_eq!(list(&bytes, syntax), *expected, "{name}");
    }
}
