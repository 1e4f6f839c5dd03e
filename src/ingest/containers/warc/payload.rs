//! What was captured: a page, another document, or something that is no article by its nature.
//!
//! Servers say of what type an answer is, and are often wrong: bytes that are clear count before what is declared.

use crate::ingest::format;

/// What a payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payload {
    /// A page of HTML.
    Page,
    /// Plain text.
    Text,
    /// A document of a format with this extension; empty where the address tells it.
    File(&'static str),
    /// No article.
    No(&'static str),
}

use Payload::{File, No, Page, Text};

/// Types of documents, and the extensions of their formats.
const DOCUMENTS: &[(&str, &str)] = &[
    ("application/pdf", "pdf"),
    ("application/x-pdf", "pdf"),
    ("application/epub+zip", "epub"),
    ("application/msword", "doc"),
    ("application/rtf", "rtf"),
    ("text/rtf", "rtf"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-powerpoint", "ppt"),
    ("message/rfc822", "eml"),
    ("text/markdown", "md"),
    ("application/zip", "zip"),
    ("application/x-zip-compressed", "zip"),
    ("application/x-tar", "tar"),
];

/// Types that are no articles: how they begin, or what they hold, and what they are called.
const NO_ARTICLES: &[(&str, &str)] = &[
    ("image/", "image"),
    ("video/", "video"),
    ("audio/", "audio"),
    ("font/", "font"),
    ("model/", "data"),
    ("multipart/", "data"),
    ("javascript", "script"),
    ("ecmascript", "script"),
    ("text/css", "style"),
    ("font", "font"),
    ("rss+xml", "feed"),
    ("atom+xml", "feed"),
    ("feed+json", "feed"),
    ("mpegurl", "video"),
    ("flash", "video"),
    ("json", "data"),
    ("text/csv", "data"),
    ("text/tab-separated-values", "data"),
    ("text/calendar", "data"),
    ("text/vtt", "data"),
    ("text/vcard", "data"),
    ("text/x-component", "script"),
    ("application/wasm", "script"),
    ("protobuf", "data"),
    ("manifest", "data"),
    ("text/dns", "dns"),
    ("application/warc-fields", "metadata"),
];

/// Extensions in addresses that tell where nothing else does.
const EXTENSIONS: &[(&[&str], &str)] = &[
    (&["js", "mjs", "map", "wasm", "htc"], "script"),
    (&["css", "less", "scss"], "style"),
    (
        &[
            "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "bmp", "avif", "tif", "tiff",
        ],
        "image",
    ),
    (
        &[
            "mp4", "webm", "m4v", "mov", "avi", "flv", "ts", "m3u8", "mpd", "swf",
        ],
        "video",
    ),
    (&["mp3", "m4a", "ogg", "wav", "aac", "flac"], "audio"),
    (&["woff", "woff2", "ttf", "otf", "eot"], "font"),
    (&["rss", "atom"], "feed"),
    (&["json", "csv", "ics", "vtt", "srt", "webmanifest"], "data"),
    (
        &["exe", "dmg", "apk", "iso", "bin", "dll", "so", "deb", "rpm"],
        "data",
    ),
];

/// Files of a site that no reader opens.
const SITE_FILES: &[&str] = &[
    "robots.txt",
    "ads.txt",
    "app-ads.txt",
    "security.txt",
    "humans.txt",
    "llms.txt",
];

/// What a payload is, by its declared type, its address and its first bytes.
pub(super) fn of(declared: Option<&str>, url: &str, body: &[u8]) -> Payload {
    let declared = declared.unwrap_or_default();
    let declared = declared.split([';', ',']).next().unwrap_or_default();
    let declared = declared.trim().to_ascii_lowercase();
    let extension = extension(url);
    let head = body.get(..format::SNIFFED_BYTES).unwrap_or(body);
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    if text.is_empty() {
        return No("empty");
    }
    if let Some(payload) = by_magic(head, &declared, &extension) {
        return payload;
    }
    let looks_like = |name: &str| format::by_name(name).is_some_and(|format| (format.sniff)(head));
    match declared.as_str() {
        "text/html" | "application/xhtml+xml" => of_page(text),
        "text/plain" => of_text(url, &extension, text),
        _ if declared.ends_with("/xml") => by_root(text),
        _ => {
            let document = DOCUMENTS.iter().find(|(name, _)| declared == *name);
            let other = NO_ARTICLES.iter().find(|(part, _)| declared.contains(part));
            match (document, other) {
                (Some((_, extension)), _) => File(extension),
                (_, Some((_, name))) => No(name),
                _ if text.starts_with(b"<?xml") || declared.ends_with("+xml") => by_root(text),
                _ if looks_like("html") => Page,
                _ if declared.starts_with("text/") => of_text(url, &extension, text),
                _ => undeclared(&extension, head),
            }
        }
    }
}

/// Binary formats known by their first bytes.
fn by_magic(head: &[u8], declared: &str, extension: &str) -> Option<Payload> {
    const MAGIC: &[(&[u8], Payload)] = &[
        (b"%PDF-", File("pdf")),
        (b"{\\rtf", File("rtf")),
        (b"\x89PNG", No("image")),
        (b"GIF8", No("image")),
        (b"\xff\xd8\xff", No("image")),
        (b"\0\0\x01\0", No("image")),
        (b"wOFF", No("font")),
        (b"wOF2", No("font")),
        (b"OTTO", No("font")),
        (b"\0\x01\0\0", No("font")),
        (b"ID3", No("audio")),
        (b"OggS", No("audio")),
        (b"\x1aE\xdf\xa3", No("video")),
        (b"\0asm", No("script")),
    ];
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    if let Some((_, payload)) = known {
        return Some(*payload);
    }
    match (head.get(..4)?, head.get(4..12)) {
        (b"RIFF", Some([.., b'W', b'E', b'B', b'P'])) => Some(No("image")),
        (b"RIFF", _) => Some(No("audio")),
        (_, Some([b'f', b't', b'y', b'p', ..])) => Some(No("video")),
        (b"PK\x03\x04", _) => {
            let by_type = DOCUMENTS.iter().find(|(name, _)| declared == *name);
            let by_name = || DOCUMENTS.iter().find(|(_, other)| extension == *other);
            // Any other name is kept: the bytes tell what it is.
            let other = if extension.is_empty() { "zip" } else { "" };
            Some(File(by_type.or_else(by_name).map_or(other, |(_, own)| own)))
        }
        _ => None,
    }
}

/// What is declared a page may be a feed, or an answer to a script.
fn of_page(text: &[u8]) -> Payload {
    if matches!(text.first(), Some(b'{' | b'[')) && memchr::memchr(b'<', text).is_none() {
        return No("data");
    }
    match root(text) {
        Some(b"rss" | b"feed" | b"rdf:RDF") => No("feed"),
        Some(b"urlset" | b"sitemapindex") => No("sitemap"),
        _ => Page,
    }
}

fn of_text(url: &str, extension: &str, text: &[u8]) -> Payload {
    if text.starts_with(b"<?xml") {
        return by_root(text);
    }
    let name = path(url).rsplit('/').next().unwrap_or_default();
    if SITE_FILES.contains(&name) {
        return No("site file");
    }
    if let Some(name) = by_extension(extension) {
        return No(name);
    }
    let is_data = text.starts_with(b"{\"") || text.starts_with(b"[{") || text.starts_with(b"[\"");
    if is_data { No("data") } else { Text }
}

/// XML by its root element: what no format reads is data.
fn by_root(text: &[u8]) -> Payload {
    match root(text) {
        Some(b"rss" | b"feed" | b"rdf:RDF") => No("feed"),
        Some(b"urlset" | b"sitemapindex") => No("sitemap"),
        Some(b"svg") => No("image"),
        Some(b"html") => Page,
        _ if format::of("a.xml", text).is_ok() => File("xml"),
        _ => No("data"),
    }
}

/// Nothing is declared that tells.
fn undeclared(extension: &str, head: &[u8]) -> Payload {
    if let Some(name) = by_extension(extension) {
        return No(name);
    }
    if let Some((_, extension)) = DOCUMENTS.iter().find(|(_, own)| extension == *own) {
        return File(extension);
    }
    let is_text = !head.contains(&0)
        && std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    match head.first() {
        Some(b'{' | b'[') => No("data"),
        _ if is_text => Text,
        _ => No("data"),
    }
}

fn by_extension(extension: &str) -> Option<&'static str> {
    let known = EXTENSIONS
        .iter()
        .find(|(known, _)| known.contains(&extension));
    known.map(|(_, name)| *name)
}

/// The name of the first element, behind declarations and comments.
fn root(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    loop {
        let at = memchr::memchr(b'<', rest)?;
        rest = rest.get(at + 1..)?;
        if let Some(comment) = rest.strip_prefix(b"!--") {
            let end = memchr::memmem::find(comment, b"-->")?;
            rest = comment.get(end..)?;
        } else if !matches!(rest.first(), Some(b'?' | b'!')) {
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
            let end = rest.iter().position(is_end)?;
            return rest.get(..end);
        }
    }
}

/// Whether a document with that extension is of a format that is read. Those that are not are ZIP files, or hold them, and
/// what is in these would look like text.
pub(super) fn is_read(extension: &str) -> bool {
    let has = |row: &format::Format| {
        row.extensions.contains(&extension) || row.shares.contains(&extension)
    };
    matches!(extension, "" | "zip" | "tar") || format::FORMATS.iter().any(has)
}

/// The path of an address, without what is asked for.
pub(super) fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.find('/')
        .and_then(|at| rest.get(at..))
        .unwrap_or_default()
}

/// The extension in the path of an address, in small letters.
fn extension(url: &str) -> String {
    let name = path(url).rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.unwrap_or_default().to_ascii_lowercase()
}

/// The name of a document: as the address has it, with the extension of its format.
pub(super) fn name(url: &str, own: &str) -> String {
    let name = path(url).rsplit('/').find(|part| !part.is_empty());
    let name = name.unwrap_or("document");
    if own.is_empty() || extension(url) == own {
        name.to_owned()
    } else {
        format!("{name}.{own}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &[u8] = b"<!DOCTYPE html><html><body><p>A text.</p>";

    /// Declared type, address, first bytes.
    const PAYLOADS: &[(Option<&str>, &str, &[u8], Payload)] = &[
        (
            Some("text/html; charset=utf-8"),
            "http://a.example/x",
            HTML,
            Page,
        ),
        (
            Some("application/octet-stream"),
            "http://a.example/x",
            HTML,
            Page,
        ),
        (None, "http://a.example/x", HTML, Page),
        (
            Some("application/xhtml+xml"),
            "",
            b"<?xml version='1.0'?><!DOCTYPE html><html>",
            Page,
        ),
        (
            Some("text/html"),
            "",
            b"<?xml version='1.0'?>\n<!-- <a> --><rss version='2'>",
            No("feed"),
        ),
        (Some("application/rss+xml"), "", b"<rss>", No("feed")),
        (
            Some("text/xml"),
            "http://a.example/feed",
            b"<feed xmlns='x'>",
            No("feed"),
        ),
        (
            Some("application/xml"),
            "http://a.example/sitemap.xml",
            b"<urlset>",
            No("sitemap"),
        ),
        (
            Some("text/xml"),
            "http://a.example/a",
            b"<nitf><head/></nitf>",
            File("xml"),
        ),
        (
            Some("text/xml"),
            "http://a.example/a",
            b"<cross-domain-policy/>",
            No("data"),
        ),
        (
            Some("text/html"),
            "http://a.example/api",
            b"{\"a\": 1}",
            No("data"),
        ),
        (
            Some("application/json"),
            "http://a.example/api",
            b"{\"a\": 1}",
            No("data"),
        ),
        (
            Some("text/html"),
            "http://a.example/get?id=1",
            b"%PDF-1.4",
            File("pdf"),
        ),
        (
            Some("application/octet-stream"),
            "http://a.example/a.docx",
            b"PK\x03\x04xxxxxxxx",
            File("docx"),
        ),
        (Some("image/svg+xml"), "", b"<svg>", No("image")),
        (Some("text/html"), "", b"\x89PNG\r\n", No("image")),
        (Some("text/javascript"), "", b"var a", No("script")),
        (
            Some("text/plain"),
            "http://a.example/a.js?v=1",
            b"var a",
            No("script"),
        ),
        (
            Some("text/plain"),
            "http://a.example/robots.txt",
            b"User-agent: *",
            No("site file"),
        ),
        (
            Some("text/plain"),
            "http://a.example/a.txt",
            b"A text.",
            Text,
        ),
        (Some("application/x-font-woff"), "", b"wOFx", No("font")),
        (Some("text/css"), "", b"a {}", No("style")),
        (None, "http://a.example/a.mp4", b"xxxx", No("video")),
        (None, "http://a.example/a", b"\x01\x02\0\xff", No("data")),
        (
            Some("text/html"),
            "http://a.example/a",
            b" \r\n",
            No("empty"),
        ),
    ];

    #[test]
    fn payloads_are_known_by_bytes_type_and_address() {
        for (declared, url, body, expected) in PAYLOADS {
            assert_eq!(of(*declared, url, body), *expected, "{declared:?} {url}");
        }
    }

    #[test]
    fn documents_are_named_with_the_extension_of_their_format() {
        assert_eq!(name("http://a.example/b/c.pdf?d=/e", "pdf"), "c.pdf");
        assert_eq!(name("http://a.example/get.php?id=3", "pdf"), "get.php.pdf");
        assert_eq!(name("http://a.example", "pdf"), "document.pdf");
    }
}
