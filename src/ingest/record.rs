//! What a format yields: raw strings of one article, before cleaning.

/// One article as a format read it. Nothing is cleaned, parsed or judged yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The record's own id.
    pub id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Text: paragraphs, in order, each marked as heading or not.
    pub paragraphs: Vec<Paragraph>,
    /// Publication date as written.
    pub published: Option<String>,
    /// Other dates that may be it, best first: they count where `published` cannot be read.
    pub other_dates: Vec<DateText>,
    /// When the text was taken from where it stood, as written: it counts as its date where nothing else tells one.
    pub captured: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// The outlet's section.
    pub section: Option<String>,
    /// Bylines as written; one string may still hold several names.
    pub authors: Vec<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Language as declared (`en`, `en-GB`, `English`).
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Everything else, as it came.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// Orders the versions of one article, whose ids are the same: the greatest stays, whenever it is read. Nothing where the source
    /// does not tell (a version number, or the moment of a capture in seconds).
    pub version: Option<u64>,
    /// Whether the source takes the article back (cancelled, killed, withheld): it is not to be found.
    pub withdrawn: bool,
    /// Fields whose value has a shape that is not known; it stands in the metadata.
    pub unread: Vec<String>,
    /// Ordinal in the file, from 1; `None` where the file is one article.
    pub ordinal: Option<u64>,
    /// Line where it starts, from 1, where the format has lines.
    pub line: Option<u64>,
}

impl Record {
    /// Fills what it leaves open with what is said around it. A date from there counts after its own.
    pub(super) fn fill(&mut self, around: &Self) {
        let texts = [
            (&mut self.id, &around.id),
            (&mut self.title, &around.title),
            (&mut self.captured, &around.captured),
            (&mut self.source, &around.source),
            (&mut self.section, &around.section),
            (&mut self.language, &around.language),
            (&mut self.url, &around.url),
        ];
        for (own, other) in texts {
            if own.as_deref().is_none_or(|own| own.trim().is_empty()) {
                own.clone_from(other);
            }
        }
        let dates = around.published.iter().cloned().map(DateText::whole);
        self.other_dates
            .extend(dates.chain(around.other_dates.iter().cloned()));
        for (own, other) in [
            (&mut self.authors, &around.authors),
            (&mut self.tags, &around.tags),
        ] {
            if own.is_empty() {
                own.clone_from(other);
            }
        }
        self.version = self.version.or(around.version);
        for (name, value) in &around.metadata {
            self.metadata
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

/// One paragraph of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The text, white space not yet normalised.
    pub text: String,
    /// Whether the source marks it as a heading.
    pub heading: bool,
    /// The page on which it starts, as it is printed or counted.
    pub page: Option<String>,
    /// Where it goes on to other pages: ordinals of words, from 0 and ascending, each with the page that it is the first word of. Words
    /// are what stands between white space.
    pub breaks: Vec<(usize, String)>,
    /// Where its words stand on the scan of their page: ordinals of words with a box, ascending; a word that was broken has two.
    pub boxes: Vec<(usize, Area)>,
}

/// A part of an image: distance from the left and from the upper edge, width, height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// Width.
    pub w: u32,
    /// Height.
    pub h: u32,
}

impl Paragraph {
    /// A paragraph that is no heading.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self {
            heading: true,
            ..Self::text(text)
        }
    }
}

/// A text that is a date, or holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateText {
    /// The text as written.
    pub text: String,
    /// Whether other things may stand beside the date.
    pub among_others: bool,
}

impl DateText {
    /// A text that is a date and nothing else.
    pub fn whole(text: String) -> Self {
        Self {
            text,
            among_others: false,
        }
    }
}
