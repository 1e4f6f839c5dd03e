//! The header of a message or of one of its parts: its fields, decoded.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, DateTime, Header, HeaderName, HeaderValue, MessageParser};

use crate::ingest::encoding;
use crate::ingest::formats::paragraphs::one_line;

/// Longest header that is looked at; what follows is taken for text.
const HEADER_BYTES: usize = 1 << 20;

/// The fields of a header.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The header as UTF-8, with a line break at its end.
    block: String,
    fields: Vec<Header<'static>>,
}

/// A mailbox of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
}

/// Whether a line begins a field: a name of visible characters and a colon.
pub(super) fn is_field(line: &[u8]) -> bool {
    field_name(line).is_some()
}

/// The name of the field that a line begins.
pub(in crate::ingest) fn field_name(line: &[u8]) -> Option<&[u8]> {
    /// Longer names are none.
    const NAME_BYTES: usize = 100;
    let colon = memchr::memchr(b':', &line[..line.len().min(NAME_BYTES)])?;
    let name = line[..colon].trim_ascii_end();
    let visible = |byte: &u8| byte.is_ascii_graphic();
    (!name.is_empty() && name.iter().all(visible)).then_some(name)
}

/// Cuts a message or a part into header and body. A line that is no field ends the header too, and belongs to the body.
pub(super) fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while at < bytes.len().min(HEADER_BYTES) {
        let rest = &bytes[at..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = &rest[..length];
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
        if bare.is_empty() {
            return (&bytes[..at], &rest[length..]);
        }
        let goes_on = at > 0 && bare.starts_with(b" ") || bare.starts_with(b"\t");
        // What a mail box and old gateways leave above the fields.
        let envelope = bare.starts_with(b"From ") || bare.starts_with(b">From ");
        if !(goes_on || is_field(bare) || envelope) {
            break;
        }
        at += length;
    }
    bytes.split_at(at)
}

impl Head {
    /// Reads a header. Bytes that are no UTF-8 are decoded by a guess.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let block = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(decoded(&escaped_words(bytes), None)),
        };
        let mut block = joined_words(&block).into_owned();
        block.push_str("\n\n");
        let message = MessageParser::new().parse_headers(block.as_bytes());
        let part = message.and_then(|message| message.parts.into_iter().next());
        let fields = part.map(|part| part.into_owned().headers);
        Self {
            fields: fields.unwrap_or_default(),
            block,
        }
    }

    /// Whether it holds no field.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The first field of this name.
    fn field(&self, name: &str) -> Option<&Header<'static>> {
        self.fields
            .iter()
            .find(|field| field.name.as_str().eq_ignore_ascii_case(name))
    }

    /// A field as it is written, in one line.
    pub(super) fn raw(&self, name: &str) -> Option<String> {
        self.written(self.field(name)?)
    }

    fn written(&self, field: &Header<'_>) -> Option<String> {
        let (start, end) = (field.offset_start as usize, field.offset_end as usize);
        let text = one_line(self.block.get(start..end)?);
        (!text.is_empty()).then_some(text)
    }

    /// A field's text, its encoded words decoded.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let line = format!("{}\n", self.raw(name)?);
        let text = match MessageStream::new(line.as_bytes()).parse_unstructured() {
            HeaderValue::Text(text) => one_line(&text),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The mailboxes of a field, groups dissolved.
    pub(super) fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let values = self.fields.iter();
        values
            .filter(|field| field.name.as_str().eq_ignore_ascii_case(name))
            .filter_map(|field| field.value.as_address())
            .flat_map(mail_parser::Address::iter)
            .map(|found| Mailbox {
                name: found.name.as_deref().map(one_line),
                address: found.address.as_deref().map(one_line),
            })
            .collect()
    }

    /// The moment of a field, as RFC 3339 has it; `None` where it is no date.
    pub(super) fn moment(&self, name: &str) -> Option<String> {
        let value = &self.field(name)?.value;
        value.as_datetime().and_then(rfc_3339)
    }

    /// When the last server took it.
    pub(super) fn received(&self) -> Option<String> {
        let received = self
            .fields
            .iter()
            .filter_map(|field| field.value.as_received());
        received
            .filter_map(|received| received.date.as_ref())
            .find_map(rfc_3339)
    }

    /// The words of a list that commas part.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let words = text.split(',').map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn content(&self, name: &HeaderName<'_>) -> Option<&ContentType<'static>> {
        let field = self.fields.iter().find(|field| field.name == *name)?;
        field.value.as_content_type()
    }

    /// `type/subtype`, in small letters; `None` where none is declared.
    pub(super) fn kind(&self) -> Option<String> {
        let content = self.content(&HeaderName::ContentType)?;
        let subtype = content.subtype()?;
        Some(format!("{}/{subtype}", content.ctype()).to_ascii_lowercase())
    }

    /// A parameter of its type.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let content = self.content(&HeaderName::ContentType)?;
        content.attribute(name)
    }

    /// The name of the file that it is.
    pub(super) fn file_name(&self) -> Option<String> {
        let disposition = self.content(&HeaderName::ContentDisposition);
        let name = disposition.and_then(|content| content.attribute("filename"));
        let name = one_line(name.or_else(|| self.parameter("name"))?);
        (!name.is_empty()).then_some(name)
    }

    /// Whether it is to be shown as a file of its own.
    pub(super) fn is_attached(&self) -> bool {
        let disposition = self.content(&HeaderName::ContentDisposition);
        disposition.is_some_and(ContentType::is_attachment)
    }
}

fn rfc_3339(moment: &DateTime) -> Option<String> {
    (moment.is_valid() && moment.year > 0).then(|| moment.to_rfc3339())
}

/// The text of bytes: in the charset that is declared, unless they are UTF-8 beyond ASCII, or cannot be what is said.
pub(super) fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let declared = charset.map(|name| name.trim().trim_matches(['"', '\'']));
    let is_ascii = bytes.is_ascii();
    if let (false, Ok(text)) = (is_ascii, std::str::from_utf8(bytes)) {
        return text.to_owned();
    }
    // `us-ascii` says nothing of what is no ASCII.
    let telling = declared.filter(|name| !name.to_ascii_lowercase().contains("ascii"));
    let coding = telling.and_then(encoding::by_name);
    // UTF-7, of which all bytes are ASCII.
    let seven = telling.filter(|_| is_ascii && coding.is_none());
    if let Some(decode) = seven.and_then(|name| charset_decoder(name.as_bytes())) {
        return decode(bytes);
    }
    match coding.or_else(|| encoding::charset_of(bytes, None).map(|found| found.coding)) {
        Some(coding) => coding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A header whose encoded words hold no bytes beyond ASCII: where they do, the bytes are in the word's charset.
fn escaped_words(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut in_word = false;
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        match (byte, next) {
            (b'=', Some(b'?')) => in_word = true,
            (b' ' | b'\n', _) => in_word = false,
            _ => {}
        }
        if in_word && !byte.is_ascii() {
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
        } else {
            out.push(*byte);
        }
    }
    out
}

/// How many encoded words that are none a header may have.
const FAULTY_WORDS: usize = 500;

/// A header whose encoded words are joined where they follow one another in one charset: programs cut characters in two between them.
fn joined_words(block: &str) -> Cow<'_, str> {
    if !block.contains("?=") {
        return Cow::Borrowed(block);
    }
    let mut out = String::with_capacity(block.len());
    // How the word that is open in `out` begins, and whether another may go on where it ends.
    let mut open: Option<(&str, bool)> = None;
    let mut rest = block;
    let mut faulty = 0;
    while let Some(start) = rest.find("=?") {
        let (before, at) = rest.split_at(start);
        let Some((lead, payload)) = encoded_word(at) else {
            close(&mut out, &mut open);
            out.push_str(before);
            faulty += 1;
            // To the library each may be a word that ends only where the field does.
            out.push_str(if faulty < FAULTY_WORDS { "=?" } else { "= ?" });
            rest = &at[2..];
            continue;
        };
        let blank = !before.is_empty() && before.trim().is_empty();
        let goes_on =
            open.is_some_and(|(other, whole)| whole && blank && other.eq_ignore_ascii_case(lead));
        if !goes_on {
            close(&mut out, &mut open);
            out.push_str(before);
            out.push_str(lead);
        }
        out.push_str(payload);
        let is_base64 = lead.ends_with("b?") || lead.ends_with("B?");
        let whole = !is_base64 || payload.len() % 4 == 0 && !payload.ends_with('=');
        open = Some((lead, whole));
        rest = at.get(lead.len() + payload.len() + 2..).unwrap_or_default();
    }
    close(&mut out, &mut open);
    out.push_str(rest);
    Cow::Owned(out)
}

/// Ends the encoded word that is open.
fn close(out: &mut String, open: &mut Option<(&str, bool)>) {
    if open.take().is_some() {
        out.push_str("?=");
    }
}

/// How the encoded word at the start of a text begins, `=?utf-8?Q?`, and what it encodes.
fn encoded_word(text: &str) -> Option<(&str, &str)> {
    /// Longer names of charsets there are not.
    const LEAD_BYTES: usize = 64;
    let marks = text.as_bytes().iter().take(LEAD_BYTES).enumerate();
    let (end, _) = marks.filter(|(_, byte)| **byte == b'?').nth(2)?;
    let lead = text.get(..=end)?;
    let kind = lead.as_bytes().get(end.checked_sub(1)?)?;
    let rest = text.get(lead.len()..)?;
    let length = rest.find(|ch: char| ch == '?' || ch.is_whitespace())?;
    let (payload, behind) = rest.split_at(length);
    (matches!(kind, b'q' | b'Q' | b'b' | b'B') && behind.starts_with("?="))
        .then_some((lead, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded() {
        let table: &[(&str, &str)] = &[
            ("Subject: Ferry =?utf-8?Q?caf=C3=A9?=\r\n", "Ferry café"),
            ("subject:\n =?utf-8?B?Y2Fmw6k=?=\n", "café"),
            // A character in two words.
            (
                "Subject: =?utf-8?q?caf=C3?=\n =?utf-8?Q?=A9_x?= y",
                "café x y",
            ),
            ("Subject: =?utf-8?b?Y2Fm?= =?utf-8?B?w6k=?=", "café"),
            ("Subject: =?iso-8859-1?q?a?= =?utf-8?q?b?=", "ab"),
            ("Subject: =?utf-8?q?a", "=?utf-8?q?a"),
            ("Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("Subject: caf\u{e9} \n\tnoir", "café noir"),
        ];
        for (header, expected) in table {
            let found = Head::new(header.as_bytes()).text("Subject");
            assert_eq!(found.as_deref(), Some(*expected), "{header:?}");
        }
        let raw = b"Subject: =?iso-8859-1?Q?caf\xe9_noir?= au lait\n";
        assert_eq!(Head::new(raw).text("subject").unwrap(), "café noir au lait");
        let latin = b"Subject: Le caf\xe9 est ferm\xe9 d\xe8s aujourd'hui\n";
        let found = Head::new(latin).text("subject").unwrap();
        assert_eq!(found, "Le café est fermé dès aujourd'hui");
    }

    #[test]
    fn a_header_ends_at_a_blank_line_or_where_no_field_stands() {
        let table: &[(&str, &str)] = &[
            ("A: b\n\ntext", "text"),
            ("A: b\r\n c\r\n\r\ntext", "text"),
            ("From x\nA: b\ntext", "text"),
            ("A: b\nno field\n\ntext", "no field\n\ntext"),
            ("text", "text"),
            ("A: b", ""),
            ("", ""),
        ];
        for (message, body) in table {
            let found = split(message.as_bytes()).1;
            assert_eq!(String::from_utf8_lossy(found), *body, "{message:?}");
        }
    }
}
