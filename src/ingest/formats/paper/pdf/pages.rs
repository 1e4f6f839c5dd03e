//! What a PDF file holds: the lines of its pages, what they are called, and what the file says of itself.
//!
//! The one place that asks the library. It reads through a source that bounds what a file may have decoded: a few bytes stand for any
//! number of letters, and a page may draw another one thousands of times.

use std::cell::Cell;
use std::io::Read;

use pdfboss_core::{
    Document, Error, Immediate, Metadata, ObjRef, Object, ObjectSource, PageLabel, Result, Stream,
    block_on, page_label,
};
use pdfboss_text::{FontCache, ReadingOrder, extract_spans_reporting_cached_with};

use super::lines::{self, Line};
use crate::ingest::reason::Reason;

/// A stream of fewer bytes that cannot be decoded is damaged, not hostile: its page is read without.
const SMALL: usize = 4 << 10;
/// Pages that are read of a file.
const PAGES: usize = 20_000;
/// Bytes that may be decoded for one page, fonts included, and for all of them.
const PAGE_BYTES: usize = 32 << 20;
const FILE_BYTES: usize = 1 << 30;
/// Texts that a page may draw: each becomes some hundred bytes for a moment.
const PAGE_TEXTS: usize = 400_000;
/// Bytes that what a file says of its objects may unpack to.
const OBJECTS_BYTES: usize = 64 << 20;
/// Letters of all lines.
const LETTERS: usize = 32 << 20;

/// A page that was read.
#[derive(Clone)]
pub(super) struct PageLines {
    /// As it is called in the file, else its number.
    pub(super) label: String,
    /// In reading order.
    pub(super) lines: Vec<Line>,
}

/// A file that was read.
pub(super) struct Content {
    /// Its pages, in order; those without a text too.
    pub(super) pages: Vec<PageLines>,
    /// What it says of itself.
    pub(super) metadata: Metadata,
    /// The language of its text, where it says one.
    pub(super) language: Option<String>,
    /// Whether anything is drawn on a page.
    pub(super) is_drawn: bool,
    /// Why not all of it was read.
    pub(super) broken: Option<String>,
}

/// Reads a file.
///
/// # Errors
/// [`Reason::Encrypted`] where it wants a password, [`Reason::CutShort`] where no document can be made of it.
pub(super) fn read(bytes: &[u8]) -> std::result::Result<Content, Reason> {
    if unpacks_to_too_much(bytes) {
        return Err(Reason::TooLarge {
            limit_bytes: OBJECTS_BYTES as u64,
        });
    }
    let document = Document::load(bytes.to_vec()).map_err(|error| match error {
        Error::Encrypted => Reason::Encrypted,
        error => Reason::CutShort {
            problem: error.to_string(),
        },
    })?;
    let labels = document.page_labels().unwrap_or_default();
    let count = document.flattened_page_count();
    if count == 0 {
        return Err(Reason::CutShort {
            problem: "no page can be found".to_owned(),
        });
    }
    let source = Metered::new(&document);
    let mut read = Content {
        pages: Vec::new(),
        metadata: document.metadata(),
        language: document.language(),
        is_drawn: false,
        broken: (count > PAGES).then(|| format!("more than {PAGES} pages")),
    };
    let (fonts, layers) = (FontCache::default(), document.oc_state());
    let mut letters = 0;
    for index in 0..count.min(PAGES) {
        let Ok(page) = document.page(index) else {
            continue;
        };
        source.begin_page();
        let spans = block_on(extract_spans_reporting_cached_with(
            Immediate(&source),
            &page,
            &fonts,
            layers.as_ref(),
            None,
            ReadingOrder::Content,
        ));
        let lines = match spans {
            Ok((spans, _)) => lines::of_page(&spans, page.rotate),
            Err(_) => Vec::new(),
        };
        letters += lines.iter().map(|line| line.text.len()).sum::<usize>();
        read.is_drawn |= !lines.is_empty() || source.read_anything();
        read.pages.push(PageLines {
            label: label(&labels, index),
            lines,
        });
        if source.is_refused() || letters > LETTERS {
            read.broken = Some(format!("page {} holds more than is read", index + 1));
            if source.is_spent() || letters > LETTERS {
                break;
            }
        }
    }
    Ok(read)
}

/// Whether what the file says of its objects, packed, is more than is read: the library unpacks that before it can be asked to stop.
fn unpacks_to_too_much(bytes: &[u8]) -> bool {
    /// Bytes behind the name of such a stream within which it begins.
    const BEGINS_WITHIN: usize = 2048;
    let mut left = OBJECTS_BYTES;
    let mut buffer = vec![0; 64 << 10];
    for name in [&b"/ObjStm"[..], b"/XRef"] {
        for at in memchr::memmem::find_iter(bytes, name) {
            let near = &bytes[at..bytes.len().min(at + BEGINS_WITHIN)];
            let Some(start) = memchr::memmem::find(near, b"stream") else {
                continue;
            };
            let packed = near_start(bytes, at + start + b"stream".len());
            let mut unpacked = flate2::read::ZlibDecoder::new(packed);
            while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
                let Some(rest) = left.checked_sub(read) else {
                    return true;
                };
                left = rest;
            }
        }
    }
    false
}

/// The bytes of a stream, which begin on the line behind its keyword.
fn near_start(bytes: &[u8], at: usize) -> &[u8] {
    let bytes = bytes.get(at..).unwrap_or_default();
    let bytes = bytes.strip_prefix(b"\r").unwrap_or(bytes);
    bytes.strip_prefix(b"\n").unwrap_or(bytes)
}

/// What the file calls a page, else its number from 1.
fn label(labels: &[PageLabel], index: usize) -> String {
    let own = (!labels.is_empty()).then(|| page_label(labels, index));
    let own = own.filter(|label| !label.trim().is_empty());
    own.unwrap_or_else(|| (index + 1).to_string())
}

/// A document of which no more is decoded than may be.
struct Metered<'a> {
    document: &'a Document,
    page_bytes: Cell<usize>,
    page_texts: Cell<usize>,
    file_bytes: Cell<usize>,
    refused: Cell<bool>,
}

impl<'a> Metered<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            page_bytes: Cell::new(0),
            page_texts: Cell::new(0),
            file_bytes: Cell::new(0),
            refused: Cell::new(false),
        }
    }

    fn begin_page(&self) {
        self.page_bytes.set(0);
        self.page_texts.set(0);
        self.refused.set(false);
    }

    fn read_anything(&self) -> bool {
        self.page_bytes.get() > 0
    }

    fn is_refused(&self) -> bool {
        self.refused.get()
    }

    fn is_spent(&self) -> bool {
        self.file_bytes.get() > FILE_BYTES
    }
}

impl ObjectSource for Metered<'_> {
    fn get(&self, reference: ObjRef) -> Result<Object> {
        self.document.get(reference)
    }

    fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>> {
        let refused = || {
            self.refused.set(true);
            Err(Error::Other("more than is read of a page".to_owned()))
        };
        if self.is_spent() || self.refused.get() {
            return refused();
        }
        let data = self.document.stream_data(stream);
        let Ok(data) = data else {
            self.refused.set(stream.data.len() > SMALL);
            return data;
        };
        let add = |count: &Cell<usize>, more: usize| {
            count.set(count.get().saturating_add(more));
            count.get()
        };
        let page_bytes = add(&self.page_bytes, data.len());
        let page_texts = add(&self.page_texts, texts(&data));
        add(&self.file_bytes, data.len());
        if page_bytes > PAGE_BYTES || page_texts > PAGE_TEXTS {
            return refused();
        }
        Ok(data)
    }

    fn resolve(&self, object: &Object) -> Result<Object> {
        self.document.resolve(object)
    }
}

/// How many texts a content draws, at most: by its operators `Tj`, `TJ`, `'` and `"`.
fn texts(content: &[u8]) -> usize {
    let shows = memchr::memchr_iter(b'T', content)
        .filter(|at| matches!(content.get(at + 1), Some(b'j' | b'J')));
    shows.count() + memchr::memchr2_iter(b'\'', b'"', content).count()
}
