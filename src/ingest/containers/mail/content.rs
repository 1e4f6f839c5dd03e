//! Which parts of a message are its text, which are files, and which are neither.

use super::parts::{self, Part};
use super::signed;
use super::text::{self, Flow};
use crate::ingest::formats::vendors::pages;
use crate::ingest::formats::web::html;
use crate::ingest::record::Paragraph;

/// A signed message may be wrapped up in another so often.
const MOST_WRAPPINGS: usize = 3;

/// What a message holds.
#[derive(Debug, Default)]
pub(super) struct Content<'p, 'a> {
    /// Its text.
    pub(super) paragraphs: Vec<Paragraph>,
    /// The language that the part declares from which the text is.
    pub(super) language: Option<String>,
    /// Files that may be articles.
    pub(super) files: Vec<&'p Part<'a>>,
    /// What is no article, by its kind.
    pub(super) passed_over: Vec<&'static str>,
    /// Parts that are encrypted.
    pub(super) encrypted: usize,
    /// Files in a message that is signed as a whole, which are not read.
    pub(super) signed_files: usize,
    /// Whether its text is an export, which is a file.
    pub(super) is_wrapper: bool,
    /// Whether the text is from HTML.
    is_html: bool,
    /// How many wrappings the part is in.
    wrappings: usize,
}

/// What a message holds.
pub(super) fn of<'p, 'a>(root: &'p Part<'a>) -> Content<'p, 'a> {
    let mut content = Content::default();
    content.take(root, false);
    content
}

impl<'p, 'a> Content<'p, 'a> {
    /// Takes a part; `beside` says that it stands beside a page, for which it was sent along.
    fn take(&mut self, part: &'p Part<'a>, beside: bool) {
        match part.kind.as_str() {
            "multipart/alternative" => self.take_best(part),
            "multipart/related" => {
                let root = root_of(part);
                for (at, inner) in part.parts.iter().enumerate() {
                    self.take(inner, at != root);
                }
            }
            "multipart/encrypted" => self.encrypted += 1,
            "text/plain" | "text/html" | "text/enriched" | "text/richtext"
                if !part.head.is_attached() && !self.is_second(part, beside) =>
            {
                let text = part.text();
                if part.kind == "text/html" && pages::is_export(&text) {
                    // Many documents that a database sent: they are read as its page is.
                    self.files.push(part);
                    self.is_wrapper = true;
                } else {
                    self.take_text(part, &text);
                }
            }
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => self.take_closed(part),
            _ if part.is("multipart/") => {
                part.parts.iter().for_each(|inner| self.take(inner, beside));
            }
            kind => match no_article(kind) {
                Some(what) => self.passed_over.push(what),
                None if beside && part.is("text/") => self.passed_over.push("part of a page"),
                None => self.files.push(part),
            },
        }
    }

    /// Takes what S/MIME closed: a message that is only signed can be read.
    fn take_closed(&mut self, part: &Part<'_>) {
        let signed = signed::content(&part.bytes());
        let Some(signed) = signed.filter(|_| self.wrappings < MOST_WRAPPINGS) else {
            self.encrypted += 1;
            return;
        };
        let inner = parts::message(&signed);
        let mut content = Content {
            wrappings: self.wrappings + 1,
            ..Content::default()
        };
        content.take(&inner.root, false);
        self.paragraphs.append(&mut content.paragraphs);
        self.encrypted += content.encrypted;
        self.language = self.language.take().or(content.language);
        self.passed_over.append(&mut content.passed_over);
        self.signed_files += content.signed_files + content.files.len();
    }

    /// Whether a text is a file rather than more of the text: it has a name, and the text stands above it.
    fn is_second(&self, part: &Part<'_>, beside: bool) -> bool {
        beside || (part.head.file_name().is_some() && !self.paragraphs.is_empty())
    }

    fn take_text(&mut self, part: &Part<'_>, text: &str) {
        let paragraphs = match part.kind.as_str() {
            "text/plain" => {
                let (text, encrypted) = text::unwrapped(text);
                self.encrypted += usize::from(encrypted);
                let is = |name: &str, value: &str| {
                    let found = part.head.parameter(name);
                    found.is_some_and(|found| found.eq_ignore_ascii_case(value))
                };
                let flow = Flow {
                    flowed: is("format", "flowed"),
                    delete_space: is("delsp", "yes"),
                };
                text::paragraphs(&text, flow)
            }
            // HTML, or rich text of the time before it: tags of its own kind around plain text.
            _ => html::text_of(text),
        };
        self.is_html |= part.kind == "text/html";
        self.language = self
            .language
            .take()
            .or_else(|| part.head.text("Content-Language"));
        self.paragraphs.extend(paragraphs);
    }

    /// Takes one of several forms of the same text: HTML where it says about as much as plain text does, since its paragraphs are
    /// marked.
    fn take_best(&mut self, part: &'p Part<'a>) {
        let forms = part.parts.iter().map(|inner| {
            let mut form = Content {
                wrappings: self.wrappings,
                ..Content::default()
            };
            form.take(inner, false);
            form
        });
        let mut best = Content::default();
        for mut form in forms {
            self.files.append(&mut form.files);
            self.passed_over.append(&mut form.passed_over);
            self.encrypted += form.encrypted;
            self.is_wrapper |= form.is_wrapper;
            self.signed_files += form.signed_files;
            if form.is_better_than(&best) {
                best = form;
            }
        }
        self.paragraphs.append(&mut best.paragraphs);
        self.is_html |= best.is_html;
        self.language = self.language.take().or(best.language);
    }

    fn is_better_than(&self, other: &Self) -> bool {
        let (ours, theirs) = (words(&self.paragraphs), words(&other.paragraphs));
        match (self.is_html, other.is_html) {
            (true, false) => ours * 10 >= theirs * 8 && ours > 0,
            (false, true) => ours * 8 > theirs * 10,
            _ => ours > theirs,
        }
    }
}

/// Words of a text, addresses of pages apart: plain text spells out what HTML links.
fn words(paragraphs: &[Paragraph]) -> usize {
    let words = paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.text.split_whitespace());
    words.filter(|word| !word.contains("://")).count()
}

/// The part of `multipart/related` that the others belong to: the one that is named, else the first.
pub(super) fn root_of(part: &Part<'_>) -> usize {
    let bare = |id: &str| id.trim().trim_matches(['<', '>']).to_owned();
    let Some(start) = part.head.parameter("start").map(bare) else {
        return 0;
    };
    let is_start = |inner: &Part<'_>| {
        let id = inner.head.raw("Content-ID");
        id.is_some_and(|id| bare(&id) == start)
    };
    part.parts.iter().position(is_start).unwrap_or(0)
}

/// What a kind is called that is no article by its nature.
fn no_article(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "application/pgp-signature"
        | "application/pkcs7-signature"
        | "application/x-pkcs7-signature"
        | "application/pgp-keys" => "signature",
        "text/calendar" | "application/ics" => "calendar",
        "text/vcard" | "text/x-vcard" | "text/directory" => "visiting card",
        "message/delivery-status"
        | "message/disposition-notification"
        | "message/feedback-report"
        | "text/rfc822-headers" => "delivery report",
        "message/external-body" | "message/partial" | "application/pgp-encrypted" => {
            "part of a message"
        }
        "application/mac-binhex40" | "application/x-macbinary" | "application/applefile" => {
            "file of an old Macintosh"
        }
        "text/css" | "text/javascript" | "application/javascript" | "application/x-javascript" => {
            "part of a page"
        }
        _ => {
            let (class, _) = kind.split_once('/')?;
            match class {
                "image" => "image",
                "audio" => "audio",
                "video" => "video",
                "font" => "part of a page",
                _ => return None,
            }
        }
    })
}

/// Extensions of kinds whose files come without a name.
const EXTENSIONS: &[(&str, &str)] = &[
    ("text/plain", "txt"),
    ("text/html", "html"),
    ("text/markdown", "md"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("text/xml", "xml"),
    ("application/xml", "xml"),
    ("application/json", "json"),
    ("text/rtf", "rtf"),
    ("application/rtf", "rtf"),
    ("application/pdf", "pdf"),
    ("application/msword", "doc"),
    ("application/zip", "zip"),
    ("application/gzip", "gz"),
    ("application/epub+zip", "epub"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ("message/rfc822", "eml"),
    ("message/global", "eml"),
    ("message/news", "eml"),
];

/// The name of a file in a message, without folders; a number where it has none. A message is called as one whatever its name.
pub(super) fn name_of(part: &Part<'_>, number: usize) -> String {
    let known = EXTENSIONS.iter().find(|(kind, _)| *kind == part.kind);
    let given = part.head.file_name().unwrap_or_default();
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|ch| !ch.is_control())
        .map(|ch| if ch == '!' || ch == '@' { '_' } else { ch })
        .collect();
    let name = name.trim().trim_matches('.');
    let is_message = known.is_some_and(|(_, extension)| *extension == "eml");
    let has_extension = |name: &str| {
        let end = name
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase());
        end.is_some_and(|end| !is_message || end == "eml")
    };
    match known {
        _ if !name.is_empty() && has_extension(name) => name.to_owned(),
        Some((_, extension)) if name.is_empty() => format!("{number}.{extension}"),
        Some((_, extension)) => format!("{name}.{extension}"),
        None if name.is_empty() => number.to_string(),
        None => name.to_owned(),
    }
}

/// The format that a part is declared to have, where no file name says it.
pub(super) fn declared_format(part: &Part<'_>) -> Option<&'static str> {
    let named = part.head.file_name().is_some_and(|name| name.contains('.'));
    match part.kind.as_str() {
        _ if named => None,
        "text/html" => Some("html"),
        "text/plain" => Some("text"),
        _ => None,
    }
}
