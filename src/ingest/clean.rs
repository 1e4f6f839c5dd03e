//! A raw record becomes an article: clean paragraphs, a date, names, a stable id.
//!
//! Text stays verbatim, so that quotes stay quotable: no Unicode normalisation, no change of quotes or dashes. Only
//! what no reader sees changes: white space, control characters, and HTML entities that some export left undecoded.

use std::borrow::Cow;

use super::addresses::{canonical, is_home_page};
use super::bylines;
use super::dating::{self, Refusal};
use super::entities;
use super::markup;
pub use super::notice::Notice;
use super::pages::Places;
use super::reason::Reason;
use super::record::{DateText, Paragraph, Record};
use super::written_list;
use crate::analysis::Language;
use crate::article::{Article, ArticleId, Origin, Published};
use crate::dates::DateOrder;
use crate::dates::written;
use crate::span::ByteSpan;

/// How to read what a record leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanOptions {
    /// How to read `09/03/2024`; `None` goes by the article's language and says so.
    pub date_order: Option<DateOrder>,
    /// The outlet of articles that name none.
    pub default_source: Option<String>,
    /// Whether each capture of a page is an article of its own; else they are versions of one, of which the latest stays.
    pub all_captures: bool,
}

/// Makes an article of a record read from `origin`.
///
/// Where `origin` names no ordinal or line, the record's own are taken.
///
/// # Errors
///
/// [`Reason::EmptyText`] if the record has neither headline nor text, and is not withdrawn.
pub fn article(
    mut record: Record,
    origin: Origin,
    options: &CleanOptions,
) -> Result<(Article, Vec<Notice>), Reason> {
    let unread = record.unread.drain(..);
    let mut notices: Vec<Notice> = unread.map(|field| Notice::UnknownShape { field }).collect();
    let mut controls = 0;
    let title = record
        .title
        .as_deref()
        .map(|title| markup::without_inline_tags(&line(title, &mut controls)).into_owned())
        .unwrap_or_default();
    let body = Body::of(&record.paragraphs, &mut controls);
    if title.is_empty() && body.text.is_empty() && !record.withdrawn {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    if controls > 0 {
        notices.push(Notice::ControlCharacters { count: controls });
    }
    notices.extend(embargo(&record));
    let own_file = origin.record.or(record.ordinal).is_none();
    let file = origin.file().into_owned();
    let path = own_file.then_some(file.as_str());
    let dated = published(&record, path, options.date_order, &mut notices);
    let published = dated.or_else(|| captured(&mut record));
    let origin = Origin {
        index: None,
        entry: origin.entry,
        record: origin.record.or(record.ordinal),
        line: origin.line.or(record.line),
        path: origin.path,
    };
    let url = field(record.url.as_deref());
    let article = Article {
        id: id(&record, url.as_deref(), &origin, options.all_captures),
        title,
        body: body.text,
        headings: body.headings,
        pages: body.places.pages,
        boxes: body.places.boxes.into_iter().collect(),
        published,
        source: field(record.source.as_deref()).or_else(|| options.default_source.clone()),
        section: field(record.section.as_deref()),
        authors: bylines::names(record.authors.iter().map(|byline| line(byline, &mut 0))),
        tags: tags(&record.tags),
        language: record
            .language
            .as_deref()
            .and_then(Language::from_code)
            .map(|language| language.code().to_owned()),
        url,
        version: record.version,
        origin,
        metadata: record.metadata,
    };
    Ok((article, notices))
}

/// The text of an article.
#[derive(Default)]
struct Body {
    text: String,
    /// The spans of the paragraphs that are headings.
    headings: Vec<ByteSpan>,
    places: Places,
}

impl Body {
    /// Paragraphs as one text.
    fn of(paragraphs: &[Paragraph], controls: &mut usize) -> Self {
        let bytes = paragraphs.iter().map(|paragraph| paragraph.text.len() + 2);
        let mut body = Self {
            text: String::with_capacity(bytes.sum()),
            ..Self::default()
        };
        for paragraph in paragraphs {
            let before = body.text.len();
            if before > 0 {
                body.text.push_str("\n\n");
            }
            let start = body.text.len();
            push_line(&mut body.text, &paragraph.text, controls);
            if body.text.len() == start {
                body.text.truncate(before);
                continue;
            }
            let span = ByteSpan::new(start, body.text.len());
            if paragraph.heading {
                body.headings.push(span);
            }
            body.places.add(paragraph, span, &body.text);
        }
        body
    }
}

/// A text as one clean line.
fn line(text: &str, controls: &mut usize) -> String {
    let mut clean = String::with_capacity(text.len());
    push_line(&mut clean, text, controls);
    clean
}

/// A field as one clean line; `None` where nothing is left.
fn field(text: Option<&str>) -> Option<String> {
    text.map(|text| line(text, &mut 0))
        .filter(|text| !text.is_empty())
}

/// Appends a text with entities decoded, white space single and control characters taken out (and counted).
///
/// U+0080 to U+009F are Windows-1252 quotes and dashes that were decoded as Latin-1, and become what they were.
fn push_line(clean: &mut String, text: &str, controls: &mut usize) {
    let text = entities::decoded(text);
    let start = clean.len();
    let mut rest = &*text;
    let mut gap = false;
    loop {
        let (run, behind) = rest.split_at(clean_bytes(rest));
        let mut behind = behind.chars();
        let next = behind.next();
        let meant = next
            .filter(|next| !next.is_whitespace())
            .and_then(entities::windows_1252);
        if gap && clean.len() > start && (!run.is_empty() || meant.is_some()) {
            clean.push(' ');
        }
        gap &= run.is_empty() && meant.is_none();
        clean.push_str(run);
        clean.extend(meant);
        match next {
            None => return,
            Some(next) if next.is_whitespace() => gap = true,
            Some(_) => *controls += usize::from(meant.is_none()),
        }
        rest = behind.as_str();
    }
}

/// How many bytes at the start of a text are clean: visible characters and single spaces between them.
fn clean_bytes(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut next_look = 1;
    loop {
        // Most text is printable ASCII.
        if end >= next_look
            && let Some(chunk) = bytes.get(end - 1..).and_then(<[u8]>::first_chunk)
        {
            if is_printable(chunk) {
                end += CHUNK;
                continue;
            }
            next_look = end + CHUNK;
        }
        let Some(next) = text.get(end..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        let is_clean = if next == ' ' {
            end > 0 && bytes[end - 1] != b' '
        } else {
            !next.is_whitespace() && !is_control(next)
        };
        if !is_clean {
            break;
        }
        end += next.len_utf8();
    }
    // A space is clean if something visible follows.
    end - usize::from(bytes[..end].ends_with(b" "))
}

/// So many bytes are looked at together.
const CHUNK: usize = 32;

/// Whether all bytes but the first, which stands before them, are printable ASCII, and none a second space.
fn is_printable(chunk: &[u8; CHUNK + 1]) -> bool {
    let pairs = chunk.iter().zip(&chunk[1..]);
    // Without an early end, many are compared at once.
    let others = pairs.fold(0, |others, (before, byte)| {
        let is_second_space = *before == b' ' && *byte == b' ';
        others | u8::from(!matches!(byte, b' '..=b'~')) | u8::from(is_second_space)
    });
    others == 0
}

/// Control characters, the byte order mark inside a text, and code points that are no characters.
fn is_control(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// That a record is to be kept back until a time that has not come yet, or cannot be told.
fn embargo(record: &Record) -> Option<Notice> {
    let until = record.metadata.get("embargo")?.as_str()?;
    let now = jiff::Timestamp::now().as_second();
    let has_passed = written::read(until, None, None).is_some_and(|date| {
        let has_time = date.published.first_day() * 86_400 < date.published.sort_key_seconds();
        if has_time {
            date.published.sort_key_seconds() <= now
        } else {
            (date.published.last_day() + 1) * 86_400 <= now
        }
    });
    let until = until.to_owned();
    (!has_passed).then_some(Notice::Embargo { until })
}

/// The date of a record, with notices of what is assumed or left out; `path` is that of the article's own file.
fn published(
    record: &Record,
    path: Option<&str>,
    order: Option<DateOrder>,
    notices: &mut Vec<Notice>,
) -> Option<Published> {
    let first = record.published.clone().map(DateText::whole);
    let given = first
        .into_iter()
        .chain(record.other_dates.iter().cloned())
        .filter_map(|date| {
            let text = field(Some(&date.text))?;
            Some(DateText { text, ..date })
        })
        .collect();
    let dating = dating::of(record, given, path, order);
    match dating.refused {
        Some(Refusal::NotADate(text)) => notices.push(Notice::NotADate { text }),
        Some(Refusal::Unlikely(text)) => notices.push(Notice::UnlikelyDate { text }),
        None => {}
    }
    if let (Some(text), Some(published)) = (dating.assumed, dating.published) {
        notices.push(Notice::DateOrderAssumed { text, published });
    }
    dating.published
}

/// The day on which a text was taken from where it stood, for its date.
fn captured(record: &mut Record) -> Option<Published> {
    let captured = record.captured.as_deref()?;
    let date = written::read(captured, None, None).map(|date| date.published);
    record.metadata.insert("date_from".into(), "capture".into());
    date
}

/// Keywords, one each: a string may hold several.
fn tags(given: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in given
        .iter()
        .flat_map(|text| written_list::items(text).unwrap_or_else(|| vec![text.clone()]))
        .flat_map(|text| {
            text.split([',', ';', '|', '、', '，'])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
    {
        let tag = line(&tag, &mut 0);
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The record's own id, else its address, else its file and, where that holds many, what the record says. The address of a whole
/// site names no article.
fn id(record: &Record, url: Option<&str>, origin: &Origin, all_captures: bool) -> ArticleId {
    let address = || canonical(url?).filter(|url| !is_home_page(url));
    let own = field(record.id.as_deref()).or_else(|| address().map(Cow::into_owned));
    let captured = record.captured.as_deref().filter(|_| all_captures);
    let own = own.map(|own| match captured {
        Some(at) => format!("{own}@{at}"),
        None => own,
    });
    match (own, origin.record) {
        (Some(own), _) => ArticleId(own),
        (None, Some(_)) => ArticleId::of_content(&origin.file(), said(record)),
        (None, None) => ArticleId(origin.file().into_owned()),
    }
}

/// The hash of what a record says: headline, text, date, outlet and authors as they are written, white space apart. It is XXH3 with
/// 64 bits. Metadata are left out: a column that numbers the rows would give every row another id.
fn said(record: &Record) -> u64 {
    let texts = record.paragraphs.iter().map(|paragraph| &paragraph.text);
    let texts: Vec<&String> = texts.collect();
    let fields: [Vec<&String>; 5] = [
        record.title.iter().collect(),
        texts,
        record.published.iter().collect(),
        record.source.iter().collect(),
        record.authors.iter().collect(),
    ];
    let mut said = Vec::new();
    for field in fields {
        for word in field.iter().flat_map(|text| text.split_whitespace()) {
            said.extend_from_slice(word.as_bytes());
        }
        // No byte of UTF-8.
        said.push(0xff);
    }
    twox_hash::XxHash3_64::oneshot(&said)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Paragraph {
        Paragraph::text(text.to_owned())
    }

    fn cleaned(record: Record) -> (Article, Vec<Notice>) {
        let origin = Origin {
            path: "a.txt".to_owned(),
            ..Origin::default()
        };
        article(record, origin, &CleanOptions::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn text_is_kept_but_for_what_nobody_sees() {
        let cases = [
            ("  one \t two\n three ", "one two three", 0),
            ("a\u{a0}b\u{3000}c", "a b c", 0),
            (
                "“Quotes” — and dashes… stay ﬁne, naïve e\u{301}",
                "“Quotes” — and dashes… stay ﬁne, naïve e\u{301}",
                0,
            ),
            ("AT&amp;T said it&#8217;s fine", "AT&T said it’s fine", 0),
            ("it\u{92}s \u{93}so\u{94}", "it’s “so”", 0),
            ("bell\u{7}s \u{0} and \u{1b}[31mred", "bells and [31mred", 3),
            ("\u{feff}start", "start", 1),
            (
                "joined\u{200d}and\u{200c}not",
                "joined\u{200d}and\u{200c}not",
                0,
            ),
        ];
        for (text, expected, controls) in cases {
            let (article, notices) = cleaned(Record {
                paragraphs: vec![plain(text)],
                ..Record::default()
            });
            assert_eq!(article.body, expected, "{text:?}");
            let counted: Vec<_> = (controls > 0)
                .then_some(Notice::ControlCharacters { count: controls })
                .into_iter()
                .collect();
            assert_eq!(notices, counted, "{text:?}");
        }
    }

    #[test]
    fn paragraphs_are_joined_and_headings_marked() {
        let heading = |text: &str| Paragraph::heading(text.to_owned());
        let paragraphs = vec![
            plain(" "),
            heading("The  vote"),
            plain("\u{7}"),
            plain("It passed."),
            heading(""),
            heading("Après"),
        ];
        let (article, _) = cleaned(Record {
            paragraphs,
            ..Record::default()
        });
        assert_eq!(article.body, "The vote\n\nIt passed.\n\nAprès");
        let headings: Vec<_> = article
            .headings
            .iter()
            .map(|span| span.of(&article.body))
            .collect();
        assert_eq!(headings, ["The vote", "Après"]);
    }

    #[test]
    fn the_id_is_own_else_address_else_what_is_said() {
        let with = |id: Option<&str>, url: Option<&str>, ordinal| {
            let record = Record {
                title: Some("T".to_owned()),
                id: id.map(str::to_owned),
                url: url.map(str::to_owned),
                ordinal,
                ..Record::default()
            };
            cleaned(record).0.id.0
        };
        assert_eq!(
            with(Some(" 7 "), Some("https://example.org/a"), Some(3)),
            "7"
        );
        assert_eq!(
            with(Some(""), Some("https://example.org/a#top"), Some(3)),
            "https://example.org/a"
        );
        let of_content = ArticleId::of_content("a.txt", 0x7c24_1009_057a_9a53).0;
        for no_page in ["/a", "https://example.org", "https://example.org/"] {
            for place in [3, 4] {
                assert_eq!(with(None, Some(no_page), Some(place)), of_content);
            }
        }
        let page = "https://example.org/?p=1";
        assert_eq!(with(None, Some(page), Some(3)), page);
        assert_eq!(with(None, None, None), "a.txt");
    }

    #[test]
    fn dates_that_are_none_are_reported_and_never_invented() {
        let dated = |text: &str, language: Option<&str>| {
            let record = Record {
                title: Some("T".to_owned()),
                published: Some(text.to_owned()),
                language: language.map(str::to_owned),
                ..Record::default()
            };
            let (article, notices) = cleaned(record);
            (
                article.published.map(|published| published.to_string()),
                notices.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            dated("9 March 2024", None),
            (Some("2024-03-09".to_owned()), vec![])
        );
        assert_eq!(dated("  ", None), (None, vec![]));
        assert_eq!(
            dated("31 June 2024", None),
            (
                None,
                vec!["`31 June 2024` is no date; the article is left without one".to_owned()]
            )
        );
        let assumed = "`09/03/2024` was read as 2024-03-09; it could be another day".to_owned();
        assert_eq!(
            dated("09/03/2024", Some("fr")),
            (Some("2024-03-09".to_owned()), vec![assumed])
        );
    }

    #[test]
    fn fields_are_single_clean_values() {
        let record = Record {
            title: Some(" A &amp; B\n".to_owned()),
            source: Some(String::new()),
            section: Some(" World ".to_owned()),
            authors: vec!["By Jane Doe and John Roe".to_owned()],
            tags: vec!["bridge, river".to_owned(), "river".to_owned()],
            language: Some("en_GB".to_owned()),
            ..Record::default()
        };
        let options = CleanOptions {
            default_source: Some("Gazette".to_owned()),
            ..CleanOptions::default()
        };
        let (article, _) = super::article(record, Origin::default(), &options).unwrap();
        assert_eq!(
            (article.title.as_str(), article.body.as_str()),
            ("A & B", "")
        );
        assert_eq!(
            (
                article.source.as_deref(),
                article.section.as_deref(),
                article.language.as_deref()
            ),
            (Some("Gazette"), Some("World"), Some("en"))
        );
        assert_eq!(
            (article.authors.as_slice(), article.tags.as_slice()),
            (
                &["Jane Doe".to_owned(), "John Roe".to_owned()][..],
                &["bridge".to_owned(), "river".to_owned()][..]
            )
        );
    }

    #[test]
    fn no_text_at_all_is_refused() {
        for record in [
            Record::default(),
            Record {
                title: Some(" \u{0} ".to_owned()),
                paragraphs: vec![plain("&nbsp;")],
                ..Record::default()
            },
        ] {
            assert!(article(record, Origin::default(), &CleanOptions::default()).is_err());
        }
    }

    /// The clean line of a text, word by word and character by character.
    fn plain_line(text: &str) -> (String, usize) {
        let mut controls = 0;
        let text = entities::decoded(text);
        let words = text.split_whitespace().map(|word| {
            let clean = |ch: char| match entities::windows_1252(ch) {
                None if is_control(ch) => {
                    controls += 1;
                    None
                }
                meant => Some(meant.unwrap_or(ch)),
            };
            word.chars().filter_map(clean).collect::<String>()
        });
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        (words.join(" "), controls)
    }

    proptest! {
        #[test]
        fn a_line_is_cleaned_as_it_is_character_by_character(
            text in "([a-z]{0,40} {0,2}|[ \n\u{a0}é—я\u{7}\u{92}\u{feff}&;]{0,3}|&amp;|\\PC{0,3}){0,12}",
        ) {
            let mut controls = 0;
            prop_assert_eq!((line(&text, &mut controls), controls), plain_line(&text));
        }

        #[test]
        fn any_record_becomes_paragraphs_with_headings_on_them(
            texts in prop::collection::vec(("\\PC{0,20}|[a&;#x0-9\\n\\t\u{0}\u{92} ]{0,20}", any::<bool>()), 0..8),
            title in "\\PC{0,20}",
        ) {
            let paragraphs = texts.iter().map(|(text, heading)| Paragraph { text: text.clone(), heading: *heading , ..Paragraph::default()}).collect();
            let record = Record { title: Some(title), paragraphs, ..Record::default() };
            if let Ok((article, _)) = article(record, Origin::default(), &CleanOptions::default()) {
                let split: Vec<&str> = article.body.split("\n\n").collect();
                for paragraph in &split {
                    prop_assert!(!paragraph.contains(is_control) && paragraph.trim() == *paragraph && !paragraph.contains("  "));
                    prop_assert!(article.body.is_empty() || !paragraph.is_empty());
                }
                for span in &article.headings {
                    prop_assert!(split.contains(&span.of(&article.body)));
                    prop_assert!(span.start == 0 || ByteSpan::new(span.start - 2, span.start).of(&article.body) == "\n\n");
                    prop_assert!(span.end == article.body.len() || ByteSpan::new(span.end, span.end + 2).of(&article.body) == "\n\n");
                }
            }
        }
    }
}
