use std::io::Read;

use super::super::mbox;
use super::*;

/// What is met in a container, a line each.
fn met(bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    let limits = Limits {
        member_bytes: 1 << 20,
    };
    let _ = read(&mut Source::new(&mut &*bytes), limits, &mut |met| {
        all.push(match met {
            Met::Record { record, .. } => {
                let texts: Vec<&str> = record
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.text.as_str())
                    .collect();
                let fields = [&record.title, &record.published, &record.source];
                let fields = fields.map(|field| field.as_deref().unwrap_or_default());
                format!(
                    "{} | {} | {}",
                    fields.join(" | "),
                    record.authors.join("; "),
                    texts.join(" / ")
                )
            }
            Met::Member(mut member) => {
                let mut text = String::new();
                let read = member.bytes.read_to_string(&mut text);
                let format = member.format.map_or("", |format| format.name);
                let text = if read.is_ok() { text } else { "…".to_owned() };
                format!("{} {} {format} {text:?}", member.way, member.name)
            }
            Met::PassedOver(what) => format!("- {what}"),
            Met::Noted { way, notice } => format!("{way} {notice}"),
            Met::Refused { way, reason } => format!("! {way}{reason}"),
        });
        ControlFlow::Continue(())
    });
    all
}

const NEWSLETTER: &[u8] = include_bytes!("../../../../tests/formats/mail/newsletter.eml");
const MAIL_BOX: &[u8] = include_bytes!("../../../../tests/formats/mail/bridge.mbox");
const PAGE: &[u8] = include_bytes!("../../../../tests/formats/mail/eels.mht");

#[test]
fn a_newsletter_is_an_article_and_its_files() {
    let found = met(NEWSLETTER);
    let text = "Swing bridge reopens – ferry times inside | 2024-03-15T08:01:05+01:00 | Notes from the quay | Édith Carver | Swing bridge reopens / The swing bridge at Port Merrow reopens on Monday";
    assert!(found[0].starts_with(text), "{}", found[0]);
    assert_eq!(found[1], "- image");
    assert_eq!(
        found[2],
        "!Fähren.csv Fähren.csv  \"title,text\\nFirst boat,\\\"The Merrow Queen leaves at ten past six, and lorries go first.\\\"\\n\""
    );
    assert!(
        found[3].starts_with("!2.eml 2.eml  \"From: Tom Ashe"),
        "{}",
        found[3]
    );
    assert_eq!(found.len(), 4);
    let root = parts::message(NEWSLETTER).root;
    let record = record::of(&root.head);
    assert_eq!(record.id.as_deref(), Some("20240315070105.88@quay.example"));
    assert_eq!(record.tags, ["bridges", "ferries"]);
    assert_eq!(record.language.as_deref(), Some("en-GB"));
    assert_eq!(
        record.metadata["to"],
        serde_json::json!(["City desk <desk@gazette.example>", "subs@gazette.example"])
    );
}

#[test]
fn a_saved_page_is_a_page() {
    let limits = Limits {
        member_bytes: 1 << 20,
    };
    let mut found = Vec::new();
    let _ = read(&mut Source::new(&mut &*PAGE), limits, &mut |met| {
        match met {
            Met::Member(member) => {
                let format = member.format.map(|format| format.name);
                assert_eq!((member.way.as_str(), format), ("", Some("html")));
                let defaults = member.defaults;
                found.push(format!(
                    "{:?} {:?} {:?}",
                    defaults.title, defaults.url, defaults.captured
                ));
            }
            Met::PassedOver(what) => found.push(what.to_owned()),
            _ => panic!("a page"),
        }
        ControlFlow::Continue(())
    });
    assert_eq!(
        found,
        [
            "Some(\"Eel season opens early | Merrow Radio\") Some(\"https://radio.merrow.example/news/eel-season\") Some(\"2024-04-03T10:12:44Z\")",
            "part of a page"
        ]
    );
}

/// A message with a body of this type.
fn of(kind: &str, body: &str) -> Vec<String> {
    met(format!("From: a@b.example\nSubject: S\nContent-Type: {kind}\n\n{body}").as_bytes())
}

#[test]
fn what_a_message_holds_is_told() {
    let mixed = "multipart/mixed; boundary=b";
    let encrypted = "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n";
    let table: &[(&str, &str, &[&str])] = &[
        ("text/plain", "One.", &["S |  | b.example |  | One."]),
        ("text/plain", "", &["S |  | b.example |  | "]),
        (
            "text/html; charset=iso-8859-1",
            "<p>A&amp;B<p>C",
            &["S |  | b.example |  | A&B / C"],
        ),
        (
            "text/plain",
            encrypted,
            &["! encrypted: it takes a password or a key"],
        ),
        (
            "multipart/encrypted; boundary=b",
            "--b\n\nx\n--b--",
            &["! encrypted: it takes a password or a key"],
        ),
        (
            "application/pkcs7-mime; smime-type=enveloped-data",
            "MII=",
            &["! encrypted: it takes a password or a key"],
        ),
        (
            mixed,
            &format!(
                "--b\n\nOne.\n--b\nContent-Type: application/octet-stream; name=x.asc\n\n{encrypted}\n--b--"
            ),
            &[
                "S |  | b.example |  | One.",
                "! !x.ascencrypted: it takes a password or a key",
            ],
        ),
    ];
    for (kind, body, expected) in table {
        assert_eq!(of(kind, body), *expected, "{kind} {body}");
    }
}

#[test]
fn what_is_no_letter_is_told() {
    assert_eq!(met(b""), ["! empty"]);
    assert_eq!(
        met(b"no field\n\nhere"),
        ["! no article: no message: it begins with no field such as `Subject:`"]
    );
    assert_eq!(
        met(b"X-Mozilla-Status: 0009\nSubject: S\n\nGone."),
        ["- deleted message"]
    );
    let apple = b"29\nSubject: S\nFrom: a@b.c\n\nOne.\n<?xml version=\"1.0\"?><plist>";
    assert_eq!(met(apple), ["S |  | b.c |  | One."]);
}

#[test]
fn text_and_files_are_told_apart() {
    let table: &[(&str, &str, &[&str])] = &[
        // Text on both sides of a file; two files of one name, and one that would leave its folder.
        (
            "multipart/mixed; boundary=b",
            "--b\n\nOne.\n--b\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--b\nContent-Type: text/plain; name=\"../../a.txt\"\n\nfile\n--b\n\nTwo.\n--b--",
            &[
                "S |  | b.example |  | One. / Two.",
                "!a.txt a.txt  \"file\"",
                "!a-2.txt a-2.txt  \"file\"",
            ],
        ),
        // The page has its paragraphs marked; plain text that says more is better all the same.
        (
            "multipart/alternative; boundary=b",
            "--b\n\nOne two three four.\n--b\nContent-Type: text/html\n\n<p>One two<p>three four\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--b--",
            &["S |  | b.example |  | One two / three four", "- calendar"],
        ),
        (
            "multipart/alternative; boundary=b",
            "--b\n\nOne two three four.\n--b\nContent-Type: text/html\n\n<p>Open the page\n--b--",
            &["S |  | b.example |  | One two three four."],
        ),
        (
            "multipart/signed; boundary=b",
            "--b\n\nOne.\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--",
            &["S |  | b.example |  | One.", "- signature"],
        ),
    ];
    for (kind, body, expected) in table {
        assert_eq!(of(kind, body), *expected, "{kind} {body}");
    }
}

#[test]
fn mail_is_known_by_its_fields() {
    let known = [
        "From: a@b.c\nSubject: x\nDate: y\n\n",
        "Received: x\n by y\r\nDate: x\r\nMessage-ID: <x>\r\nX: ",
        "Xref: a\nPath: b\nFrom: a@b.c (A)\nNewsgroups: c\n\n",
        "1234\nMIME-Version: 1.0\nTo: x\nSubject: y\n",
        ">From x\nFrom: a@b.c\nTo: x\nSubject: cut of",
    ];
    for text in known {
        assert!(sniff(text.as_bytes()), "{text}");
    }
    assert!(sniff(NEWSLETTER) && sniff(PAGE));
    let others = [
        "",
        "Title: x\nDate: y\nAuthor: z\nTags: a\n\n",
        "From: The mayor\nTo: All\nDate: 9 March\nSubject: Boats\n\n",
        "From: a@b.c\nSubject: x\n\nDate: y",
        "To: a@b.c\nthe ferry was late.\nDate: y\nFrom: a@b.c\n",
        "Note: a\nFrom: b\n",
        "WARC/1.0\nContent-Type: x\n",
        "{\"From\": \"a@b.c\"}",
    ];
    for text in others {
        assert!(!sniff(text.as_bytes()), "{text}");
    }
}

#[test]
fn a_mail_box_is_read_as_its_messages() {
    let mut found = Vec::new();
    let limits = Limits {
        member_bytes: 1 << 20,
    };
    let _ = mbox::read(&mut Source::new(&mut &*MAIL_BOX), limits, &mut |each| {
        let Met::Member(mut member) = each else {
            panic!("a message");
        };
        let mut bytes = Vec::new();
        member.bytes.read_to_end(&mut bytes).unwrap();
        found.push(format!("{} {}", member.way, met(&bytes).join(" ")));
        ControlFlow::Continue(())
    });
    assert_eq!(
        found,
        [
            "@0 Bridge: ready for Monday | 2024-03-14T17:20:00Z | Merrow Harbour Board | Tom Ashe | All bolts are in. / From Monday on lorries may pass again.",
            "@309 Re: Bridge: ready for Monday | 2024-03-14T18:02:30Z | quay.example | Édith Carver | > All bolts are in. / Good. Then we print the times of the boats tonight, and say that nobody need take the long way round. / -- / Édith Carver"
        ]
    );
}

#[test]
fn damage_costs_no_more_than_the_message() {
    for sample in [NEWSLETTER, PAGE] {
        for tenth in 1..10 {
            met(&sample[..sample.len() * tenth / 10]);
            met(&sample[sample.len() * tenth / 10..]);
        }
        let mut flipped = sample.to_vec();
        for at in (0..sample.len()).step_by(17) {
            for mask in [0x01, 0x80, 0xff] {
                flipped[at] ^= mask;
                met(&flipped);
                flipped[at] ^= mask;
            }
        }
    }
}

#[test]
fn hostile_mail_ends_soon() {
    let start = std::time::Instant::now();
    let long = 1 << 18;
    let header = |text: &str| format!("Subject: {}\n\nOne.\n", text.repeat(long / text.len()));
    let from = |text: &str| format!("From: {}\n\nOne.\n", text.repeat(long / text.len()));
    let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
    let parts = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\n".repeat(50_000)
    );
    let level = |at: u32| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    let wraps = (0..2_000).map(level).collect::<Vec<_>>().concat();
    let hostile = [
        header("=?"),
        header("=?utf-8?q?"),
        header("=?utf-8?b?Yg==?= "),
        from("<"),
        from("(((("),
        from("a@b,"),
        from("\"\\"),
        from("g:"),
        "A: b\n".repeat(50_000),
        deep,
        parts,
        wraps,
        format!("A: b\n\n{}", "> ".repeat(long)),
    ];
    for text in hostile {
        met(text.as_bytes());
    }
    assert!(
        start.elapsed() < std::time::Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}

/// A file or folder of your own: `UNBURY_MAIL=/path cargo test --lib containers::mail -- --nocapture`.
#[test]
fn mail_of_your_own_is_read() {
    let Some(path) = std::env::var_os("UNBURY_MAIL") else {
        return println!("skipped: no `UNBURY_MAIL`");
    };
    let mut waiting = vec![std::path::PathBuf::from(path)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|found| found.unwrap().path()),
            );
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let head = &bytes[..bytes.len().min(crate::ingest::format::SNIFFED_BYTES)];
        println!("{}\n{} {}", "-".repeat(60), path.display(), sniff(head));
        for line in met(&bytes) {
            println!("    {}", line.chars().take(700).collect::<String>());
        }
    }
}
