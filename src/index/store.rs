//! The stored form of an article: one zstd frame, with a dictionary trained on the archive itself.
//!
//! Replaces the compression of Tantivy's store, which decompresses a whole block for one article. The
//! dictionary gives back what small frames lose: on 8,000 news articles of 2.7 kB each, zstd at level 3 makes 0.38 of the
//! text with it, 0.52 without it, and 0.43 of blocks of sixteen articles. It could go if Tantivy's
//! store took a dictionary.
//!
//! Layout: `codec (1 byte: 0 plain zstd, 1 with the dictionary) | zstd frame of (length of head: u32 LE | head: JSON of the
//! article without its body | body: UTF-8)`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Deserialize;
use tantivy_common::VInt;
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CCtx, DCtx};

use crate::article::Article;
use crate::index::checked_file::{read_whole, write_whole};
use crate::index::hashing::hash;

pub(crate) const FILE: &str = "dictionary.zstd";
/// Level of zstd. The articles take 0.005 of the text less than at level 3, and compressing them a tenth more time; level 5 would
/// take as much again as level 3 for another 0.009.
const LEVEL: i32 = 4;
/// Bytes of text gathered before the dictionary is trained. It is stored without, so it is little: a sample twice the size gains nothing.
const SAMPLE_BYTES: usize = 1 << 20;
/// Bytes of the dictionary, at most.
const DICTIONARY_BYTES: usize = 256 << 10;
/// Bytes of one article in the sample, at most, so that a few very long articles do not make the dictionary alone.
const SAMPLE_ARTICLE_BYTES: usize = 8 << 10;

const PLAIN: u8 = 0;
const WITH_DICTIONARY: u8 = 1;

/// Compresses articles; shared by all threads.
pub(crate) struct ArticleEncoder {
    file: PathBuf,
    /// Empty until it is known; nothing where no sample makes one.
    dictionary: OnceLock<Option<EncoderDictionary<'static>>>,
    sample: Mutex<Sample>,
}

#[derive(Default)]
struct Sample {
    bytes: Vec<u8>,
    sizes: Vec<usize>,
    taken: bool,
}

struct Compressor {
    frame: Vec<u8>,
    context: CCtx<'static>,
}

thread_local! {
    static RAW: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static COMPRESSOR: RefCell<Compressor> = RefCell::new(Compressor { frame: Vec::new(), context: CCtx::create() });
    static DECODER: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// What the index keeps of one article.
pub(crate) struct Encoded {
    /// The stored form.
    pub(crate) stored: Stored,
    /// Hash of everything in it: XXH3, 64 bits.
    pub(crate) content_hash: u64,
}

/// The stored form of an article, or what becomes it.
pub(crate) enum Stored {
    /// It.
    Compressed(Vec<u8>),
    /// The dictionary was just being trained.
    Raw(Vec<u8>, Arc<ArticleEncoder>),
}

impl Stored {
    /// Bytes that it takes.
    pub(crate) fn len(&self) -> usize {
        let (Self::Compressed(bytes) | Self::Raw(bytes, _)) = self;
        bytes.len()
    }

    /// The stored form; waits for the dictionary.
    pub(crate) fn compressed(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Compressed(stored) => Ok(Cow::Borrowed(stored)),
            Self::Raw(raw, encoder) => {
                compress(raw, encoder.dictionary.wait().as_ref()).map(Cow::Owned)
            }
        }
    }
}

impl ArticleEncoder {
    /// Takes up the dictionary of an existing index, which `is_needed` where there is one, or gathers a sample for a new one.
    pub(crate) fn open(index: &Path, is_needed: bool) -> io::Result<Self> {
        let file = index.join(FILE);
        let dictionary = OnceLock::new();
        match read_whole(&file) {
            Ok(bytes) => {
                let _ = dictionary.set(Some(EncoderDictionary::copy(&bytes, LEVEL)));
            }
            // Another one would be put in its place, and what was compressed with it could not be read again.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_needed => {}
            Err(error) => return Err(error),
        }
        Ok(Self {
            file,
            dictionary,
            sample: Mutex::default(),
        })
    }

    /// Compresses for nobody: no dictionary is made or read.
    pub(crate) fn without_dictionary(index: &Path) -> Self {
        Self {
            file: index.join(FILE),
            dictionary: OnceLock::from(None),
            sample: Mutex::default(),
        }
    }

    /// Whether articles are compressed with a dictionary.
    pub(crate) fn has_dictionary(&self) -> bool {
        matches!(self.dictionary.get(), Some(Some(_)))
    }

    /// The stored form of an article.
    pub(crate) fn encode(self: &Arc<Self>, article: &mut Article) -> io::Result<Encoded> {
        RAW.with_borrow_mut(|raw| {
            raw.clear();
            let body = std::mem::take(&mut article.body);
            raw.extend_from_slice(&[0; 4]);
            serde_json::to_writer(&mut *raw, article)?;
            let head = u32::try_from(raw.len() - 4).map_err(io::Error::other)?;
            raw[..4].copy_from_slice(&head.to_le_bytes());
            raw.extend_from_slice(body.as_bytes());
            article.body = body;
            let encoded = Encoded {
                stored: self.store(raw)?,
                content_hash: hash(raw),
            };
            give_back(raw);
            Ok(encoded)
        })
    }

    fn store(self: &Arc<Self>, raw: &[u8]) -> io::Result<Stored> {
        if self.dictionary.get().is_none() && !self.learn(raw)? {
            return Ok(Stored::Raw(raw.to_vec(), Arc::clone(self)));
        }
        let dictionary = self.dictionary.get().and_then(Option::as_ref);
        compress(raw, dictionary).map(Stored::Compressed)
    }

    /// Adds to the sample, and says whether an article can be stored now. Whoever completes the sample trains the dictionary: that
    /// takes a fifth of a second, and what the others stored meanwhile without it would be half as large again.
    fn learn(&self, raw: &[u8]) -> io::Result<bool> {
        let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        if sample.taken {
            return Ok(false);
        }
        let taken = &raw[..raw.len().min(SAMPLE_ARTICLE_BYTES)];
        sample.bytes.extend_from_slice(taken);
        sample.sizes.push(taken.len());
        if sample.bytes.len() < SAMPLE_BYTES {
            return Ok(true);
        }
        sample.taken = true;
        let (bytes, sizes) = (
            std::mem::take(&mut sample.bytes),
            std::mem::take(&mut sample.sizes),
        );
        drop(sample);
        let trained = self.train(&bytes, &sizes);
        let (dictionary, trained) = match trained {
            Ok(dictionary) => (dictionary, Ok(true)),
            Err(error) => (None, Err(error)),
        };
        // Others wait for it, whatever became of it.
        let _ = self.dictionary.set(dictionary);
        trained
    }

    fn train(
        &self,
        bytes: &[u8],
        sizes: &[usize],
    ) -> io::Result<Option<EncoderDictionary<'static>>> {
        // Training refuses samples that are too alike or too few: such an archive goes without.
        let Ok(dictionary) = zstd::dict::from_continuous(bytes, sizes, DICTIONARY_BYTES) else {
            return Ok(None);
        };
        let unfinished = self.file.with_extension("unfinished");
        write_whole(&self.file, &unfinished, |file| file.write_all(&dictionary))?;
        Ok(Some(EncoderDictionary::copy(&dictionary, LEVEL)))
    }
}

fn compress(raw: &[u8], dictionary: Option<&EncoderDictionary<'static>>) -> io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|Compressor { frame, context }| {
        frame.clear();
        frame.reserve(zstd::zstd_safe::compress_bound(raw.len()));
        let (codec, done) = match dictionary {
            Some(dictionary) => (
                WITH_DICTIONARY,
                context.compress_using_cdict(frame, raw, dictionary.as_cdict()),
            ),
            None => (PLAIN, context.compress(frame, raw, LEVEL)),
        };
        done.map_err(zstd_error)?;
        let mut stored = Vec::with_capacity(frame.len() + 1);
        stored.push(codec);
        stored.extend_from_slice(frame);
        give_back(frame);
        Ok(stored)
    })
}

/// Bytes that zstd makes of one byte, at most, about: of 128 KiB of the same byte it makes a block of four bytes.
const MOST_OF_A_BYTE: usize = 64 << 10;

/// Bytes that a thread keeps for the next article.
const KEPT_BYTES: usize = 1 << 20;

/// Gives back what one large article took.
fn give_back(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.shrink_to(KEPT_BYTES);
}

/// Reads stored articles back.
#[derive(Clone)]
pub(crate) struct ArticleDecoder {
    file: PathBuf,
    dictionary: Arc<OnceLock<Option<DecoderDictionary<'static>>>>,
}

impl ArticleDecoder {
    /// The dictionary is read when the first article needs it.
    pub(crate) fn open(index: &Path) -> Self {
        Self {
            file: index.join(FILE),
            dictionary: Arc::default(),
        }
    }

    /// An article of the index, of which another file says the `content_hash`: so it is known for the one that was asked for.
    ///
    /// # Errors
    /// When the document is not what was written, or the dictionary is gone.
    pub(crate) fn decode_document(
        &self,
        document: &[u8],
        content_hash: Option<u64>,
    ) -> io::Result<Article> {
        let raw = self.decompress(only_field(document)?)?;
        if content_hash != Some(hash(&raw)) {
            return Err(damaged("it is not what was written"));
        }
        parse(raw)
    }

    /// The article of a stored form, before it is parsed.
    ///
    /// # Errors
    /// When the bytes are not what [`ArticleEncoder::encode`] wrote, or the dictionary is gone.
    fn decompress(&self, stored: &[u8]) -> io::Result<Vec<u8>> {
        let (&codec, frame) = stored.split_first().ok_or_else(|| damaged("empty"))?;
        let length = zstd::zstd_safe::get_frame_content_size(frame)
            .ok()
            .flatten()
            .and_then(|length| usize::try_from(length).ok())
            .ok_or_else(|| damaged("no length"))?;
        // A damaged length must not ask for any amount of memory: zstd makes at most so much of a byte.
        if length > frame.len().saturating_mul(MOST_OF_A_BYTE) {
            return Err(damaged("its length"));
        }
        let mut raw = Vec::with_capacity(length);
        DECODER.with_borrow_mut(|context| {
            let result = if codec == WITH_DICTIONARY {
                context.decompress_using_ddict(&mut raw, frame, self.dictionary()?.as_ddict())
            } else {
                context.decompress(&mut raw, frame)
            };
            result.map_err(zstd_error)
        })?;
        Ok(raw)
    }

    fn dictionary(&self) -> io::Result<&DecoderDictionary<'static>> {
        self.dictionary
            .get_or_init(|| {
                read_whole(&self.file)
                    .ok()
                    .map(|bytes| DecoderDictionary::copy(&bytes))
            })
            .as_ref()
            .ok_or_else(|| damaged("its compression dictionary cannot be read"))
    }
}

/// The only stored field of a document, as Tantivy writes it: number of fields, field (4 bytes), kind of value (1 byte), length, bytes.
/// Its own deserializer takes bytes one by one.
fn only_field(mut document: &[u8]) -> io::Result<&[u8]> {
    let fields = VInt::deserialize_u64(&mut document)?;
    let after_field = document.get(5..).filter(|_| fields == 1);
    let mut value = after_field.ok_or_else(|| damaged("no stored field"))?;
    let length = VInt::deserialize_u64(&mut value)?;
    if value.len() as u64 == length {
        Ok(value)
    } else {
        Err(damaged("a stored field of another length"))
    }
}

fn parse(mut raw: Vec<u8>) -> io::Result<Article> {
    let length = raw
        .first_chunk::<4>()
        .map(|bytes| u32::from_le_bytes(*bytes) as usize)
        .ok_or_else(|| damaged("short"))?;
    let head = raw
        .get(4..)
        .and_then(|rest| rest.get(..length))
        .ok_or_else(|| damaged("short"))?;
    let mut head = serde_json::Deserializer::from_slice(head);
    // The fields of a record stand a few levels deeper here than where their depth was bounded.
    head.disable_recursion_limit();
    let mut article = Article::deserialize(&mut head)?;
    raw.drain(..4 + length);
    article.body = String::from_utf8(raw).map_err(io::Error::other)?;
    Ok(article)
}

fn zstd_error(code: zstd::zstd_safe::ErrorCode) -> io::Error {
    io::Error::other(zstd::zstd_safe::get_error_name(code))
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("a stored article is damaged: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(number: usize) -> Article {
        let sentence = |word| format!("The {word}th of town {number} met on day {word}. ");
        let body: String = (0..40).map(|word| sentence(number * word % 97)).collect();
        let article = serde_json::json!({ "id": "a", "origin": { "path": "a.txt" }, "body": body });
        serde_json::from_value(article).unwrap()
    }

    /// The codec of an article that was stored and read back.
    fn codec(encoder: &Arc<ArticleEncoder>, folder: &Path, number: usize) -> u8 {
        let mut article = article(number);
        let stored = encoder.encode(&mut article).unwrap().stored;
        let stored = stored.compressed().unwrap();
        let read = parse(ArticleDecoder::open(folder).decompress(&stored).unwrap()).unwrap();
        assert_eq!(read, article);
        stored[0]
    }

    #[test]
    fn a_dictionary_is_trained_once_there_is_enough_text() {
        let folder = tempfile::tempdir().unwrap();
        let encoder = Arc::new(ArticleEncoder::open(folder.path(), false).unwrap());
        assert_eq!(codec(&encoder, folder.path(), 0), PLAIN);
        for number in 0.. {
            encoder.encode(&mut article(number)).unwrap();
            if encoder.dictionary.get().is_some() {
                assert!(number * 10_000 > SAMPLE_BYTES);
                break;
            }
        }
        let later = Arc::new(ArticleEncoder::open(folder.path(), false).unwrap());
        for encoder in [encoder, later] {
            assert_eq!(codec(&encoder, folder.path(), 1), WITH_DICTIONARY);
        }
    }

    #[test]
    fn an_article_waits_for_the_dictionary_that_is_being_trained() {
        let folder = tempfile::tempdir().unwrap();
        let encoder = Arc::new(ArticleEncoder::open(folder.path(), false).unwrap());
        encoder.sample.lock().unwrap().taken = true;
        let mut article = article(1);
        let stored = encoder.encode(&mut article).unwrap().stored;
        assert!(matches!(stored, Stored::Raw(..)));
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| stored.compressed().unwrap());
            encoder.dictionary.set(None).unwrap_or_default();
            let stored = waiting.join().unwrap();
            let read = ArticleDecoder::open(folder.path()).decompress(&stored);
            let read = parse(read.unwrap()).unwrap();
            assert_eq!(read, article);
        });
    }
}
