//! A page that a browser saved as one message (MHT): it is read as the page that it is.

use super::content::root_of;
use super::held::{File, Held};
use super::parts::Part;
use crate::ingest::record::Record;

/// What a saved page holds; `None` where a message is no saved page.
pub(super) fn read(message: &Part<'_>) -> Option<Vec<Held>> {
    let page = page_of(message)?;
    let head = &message.head;
    let address = |part: &Part<'_>| part.head.raw("Content-Location");
    let url = head
        .raw("Snapshot-Content-Location")
        .or_else(|| address(page))
        .or_else(|| address(message));
    let defaults = Record {
        title: head.text("Subject"),
        url: url.filter(|url| url.starts_with("http")),
        captured: head.moment("Date"),
        ..Record::default()
    };
    let file = Held::File(Box::new(File {
        way: String::new(),
        name: "page.html".to_owned(),
        bytes: page.bytes(),
        format: Some("html"),
        charset: page.head.parameter("charset").map(str::to_owned),
        defaults,
    }));
    let beside = leaves(message)
        .filter(|part| !std::ptr::eq(*part, page))
        .map(|part| match part.kind.split('/').next() {
            Some("image") => Held::PassedOver("image"),
            _ => Held::PassedOver("part of a page"),
        });
    Some(std::iter::once(file).chain(beside).collect())
}

/// The page of a message that is one: a browser says that it saved it, or the page says where it stood and nobody sent it.
fn page_of<'p, 'a>(message: &'p Part<'a>) -> Option<&'p Part<'a>> {
    let mut page = message;
    while page.is("multipart/") {
        page = page.parts.get(root_of(page))?;
    }
    if !matches!(page.kind.as_str(), "text/html" | "application/xhtml+xml") {
        return None;
    }
    let head = &message.head;
    let saved = head.raw("From").is_some_and(|from| {
        let from = from.to_ascii_lowercase();
        from.contains("saved by") && !from.contains('@')
    });
    let sent = ["Received", "To", "Message-ID", "Delivered-To"];
    let is_sent = sent.iter().any(|name| head.raw(name).is_some());
    let stood = page.head.raw("Content-Location").is_some();
    let is_page = saved || head.raw("Snapshot-Content-Location").is_some() || (stood && !is_sent);
    is_page.then_some(page)
}

/// The parts of a message that hold no others.
fn leaves<'p, 'a>(part: &'p Part<'a>) -> Box<dyn Iterator<Item = &'p Part<'a>> + 'p> {
    if part.parts.is_empty() {
        return Box::new(std::iter::once(part));
    }
    Box::new(part.parts.iter().flat_map(leaves))
}
