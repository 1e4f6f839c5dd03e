//! Web archives, WARC and ARC: the pages and documents that a crawler kept.
//!
//! The bytes are those of the file, not decompressed: the place of a record is the offset of its compressed member.

mod arc_head;
mod capture;
mod front;
mod head;
mod http;
mod packing;
mod payload;
mod placed_bytes;
mod raw_window;
mod records;

use std::io::Read;
use std::ops::ControlFlow;

use self::arc_head::ARC;
use self::capture::Capture;
use self::head::WARC;
use self::http::{Answer, Body};
use self::packing::broken;
use self::payload::Payload;
use self::records::{Found, Head, Next, Records, Syntax};
use crate::ingest::format::{self, Format};
use crate::ingest::member::{Limits, Meet, Member, Met};
use crate::ingest::reason::Reason;

/// Whether a file starts like a WARC file, compressed or not.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    packing::is_head(head, WARC.is_start)
}

/// Whether a file starts like an ARC file, compressed or not: its first record describes the file itself.
pub(in crate::ingest) fn sniff_arc(head: &[u8]) -> bool {
    packing::is_head(head, |head| head.starts_with(b"filedesc:"))
}

/// Reads a WARC file.
pub(in crate::ingest) fn read(
    bytes: &mut dyn Read,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    records(bytes, &WARC, limits, meet)
}

/// Reads an ARC file.
pub(in crate::ingest) fn read_arc(
    bytes: &mut dyn Read,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    records(bytes, &ARC, limits, meet)
}

fn records(
    bytes: &mut dyn Read,
    syntax: &'static Syntax,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let mut records = Records::new(bytes, syntax, limits.member_bytes);
    loop {
        match records.next() {
            Next::End => return ControlFlow::Continue(()),
            Next::Lost { way, reason } => meet(Met::Refused { way, reason })?,
            Next::Record(found) => {
                tell(&found, records.content(&found), limits, meet)?;
                records.pass(&found);
            }
        }
    }
}

/// A page or a document.
struct Document<'a> {
    name: String,
    body: Body<'a>,
    format: Option<&'static Format>,
    charset: Option<String>,
    capture: Capture,
}

/// What a record is.
enum Told<'a> {
    Document(Document<'a>),
    PassedOver(&'static str),
    /// The page was met again, and not kept.
    Revisit(Capture),
    Refused(Reason),
}

fn tell(found: &Found, content: &[u8], limits: Limits, meet: &mut Meet<'_>) -> ControlFlow<()> {
    let way = || found.way.clone();
    let mut trouble = found
        .trouble
        .clone()
        .or_else(|| cut_by_crawler(&found.head));
    match of_record(&found.head, content, limits) {
        Told::PassedOver("empty") if trouble.is_some() => {}
        Told::PassedOver(name) => meet(Met::PassedOver(name))?,
        Told::Revisit(capture) => {
            meet(Met::PassedOver("revisit"))?;
            let notice = capture.revisited();
            meet(Met::Noted { way: way(), notice })?;
        }
        Told::Refused(reason) => trouble = trouble.or(Some(reason)),
        Told::Document(_) if !found.is_held => {
            let limit_bytes = limits.member_bytes as u64;
            let reason = Reason::TooLarge { limit_bytes };
            return meet(Met::Refused { way: way(), reason });
        }
        Told::Document(document) => {
            /// Less is no text, and may be the beginning of one that is coded.
            const LEAST_BYTES: usize = 16;
            trouble = document.body.trouble.clone().or(trouble);
            // A part of a text is text; of another document it is nothing.
            let is_text = document.format.is_some() && document.body.bytes.len() >= LEAST_BYTES;
            if trouble.is_none() || is_text {
                meet(Met::Member(Member {
                    way: way(),
                    name: document.name,
                    bytes: Box::new(&*document.body.bytes),
                    format: document.format,
                    charset: document.charset,
                    defaults: Box::new(document.capture.defaults()),
                }))?;
            }
        }
    }
    match trouble {
        Some(reason) => meet(Met::Refused { way: way(), reason }),
        None => ControlFlow::Continue(()),
    }
}

/// The crawler kept a part only, and says so.
fn cut_by_crawler(head: &Head) -> Option<Reason> {
    let problem = format!("the crawler kept only a part: {}", head.cut.as_deref()?);
    Some(Reason::CutShort { problem })
}

fn of_record<'a>(head: &Head, content: &'a [u8], limits: Limits) -> Told<'a> {
    match head.kind.as_str() {
        "response" | "resource" | "conversion" => {}
        "request" => return Told::PassedOver("request"),
        "metadata" => return Told::PassedOver("metadata"),
        "warcinfo" => return Told::PassedOver("warcinfo"),
        "filedesc" => return Told::PassedOver("filedesc"),
        "revisit" => return Told::Revisit(Capture::of(head)),
        "continuation" => return Told::PassedOver("continuation"),
        _ => return Told::PassedOver("other record"),
    }
    let capture = Capture::of(head);
    match capture.scheme().as_str() {
        "http" | "https" | "ftp" | "ftps" | "file" | "gopher" | "gemini" | "" => {}
        "dns" => return Told::PassedOver("dns"),
        // What crawlers keep beside the pages: logs, pictures of them, lists.
        _ => return Told::PassedOver("metadata"),
    }
    let Some(answer) = Answer::read(content) else {
        let declared = head.content_type.as_deref();
        let is_answer = declared.is_some_and(|declared| declared.starts_with("application/http"));
        if is_answer || content.starts_with(b"HTTP/") || b"HTTP/".starts_with(content) {
            return Told::Refused(broken("it holds no answer of a server"));
        }
        return of_payload(declared, capture, content.into());
    };
    match answer.status {
        200 => {}
        301..=303 | 307 | 308 => return Told::PassedOver("redirect"),
        404 | 410 => return Told::PassedOver("not found"),
        _ => return Told::PassedOver("other status"),
    }
    match answer.body(limits.member_bytes) {
        Ok(body) => of_payload(answer.field("content-type"), capture, body),
        Err(reason) => Told::Refused(reason),
    }
}

fn of_payload<'a>(declared: Option<&str>, capture: Capture, body: Body<'a>) -> Told<'a> {
    let (name, format) = match payload::of(declared, &capture.url, &body.bytes) {
        Payload::No(name) => return Told::PassedOver(name),
        Payload::Page => match front::front(&capture.url, &body.bytes) {
            Some(name) => return Told::PassedOver(name),
            None => (String::new(), format::by_name("html")),
        },
        Payload::Text => (String::new(), format::by_name("text")),
        Payload::File(extension) if !payload::is_read(extension) => {
            return Told::Refused(format::unknown(extension.to_owned()));
        }
        Payload::File(extension) => (payload::name(&capture.url, extension), None),
    };
    Told::Document(Document {
        name,
        body,
        format,
        charset: declared.and_then(charset),
        capture,
    })
}

/// The charset that a content type declares.
fn charset(declared: &str) -> Option<String> {
    let mut parameters = declared.split(';').skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        let is_charset = name.trim().eq_ignore_ascii_case("charset") && !value.is_empty();
        is_charset.then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests;
