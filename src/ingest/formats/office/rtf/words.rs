//! What the words of RTF mean: where the text of groups goes, what is valid in them, and for which characters words stand.

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Target {
    #[default]
    Text,
    Note,
    /// A text box, which stands behind the paragraph that holds it.
    Box,
    Fonts,
    Styles,
    /// What is said of the document; the number is that of the property in [`PROPERTIES`].
    Property(usize),
    /// A group of such properties.
    Info,
    /// A text in a code page, and behind it the same in Unicode, which counts.
    Twice,
    /// None of the document's.
    Nothing,
}

/// Words of properties of the document, and their names.
pub(super) const PROPERTIES: &[(&[u8], &str)] = &[
    (b"title", "title"),
    (b"author", "author"),
    (b"subject", "subject"),
    (b"keywords", "keywords"),
    (b"category", "category"),
    (b"doccomm", "doccomm"),
    (b"company", "company"),
    (b"creatim", "created"),
    (b"revtim", "modified"),
];

/// Groups whose text is none of the document's.
pub(super) const LEFT_OUT: &[&[u8]] = &[
    b"annotation",
    b"atnauthor",
    b"atnid",
    b"colortbl",
    b"filetbl",
    b"fldinst",
    b"footer",
    b"footerf",
    b"footerl",
    b"footerr",
    b"header",
    b"headerf",
    b"headerl",
    b"headerr",
    b"ftncn",
    b"ftnsep",
    b"ftnsepc",
    b"listtext",
    b"pntext",
    b"nonesttables",
    b"nonshppict",
    b"objdata",
    b"pict",
    b"private",
    b"revtbl",
    b"rxe",
    b"shprslt",
    b"sp",
    b"tc",
    b"tcn",
    b"xe",
];

/// Groups marked as ignorable that hold text all the same.
pub(super) const KEPT: &[&[u8]] = &[
    b"shpinst",
    b"shptxt",
    b"dptxbxtext",
    b"do",
    b"ud",
    b"nesttableprops",
    b"fldrslt",
];

/// What is valid to the end of a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    pub(super) target: Target,
    pub(super) font: i32,
    /// Characters that follow one written by its number, for programs that do not know it.
    pub(super) substitutes: usize,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    /// Whether the group says that it may be passed over.
    pub(super) is_ignorable: bool,
}

/// What the paragraph is; it is not bounded by groups.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Format {
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
}

/// The character that a word stands for.
pub(super) fn character(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"tab" => "\t",
        b"line" | b"softline" => "\n",
        b"emdash" => "—",
        b"endash" => "–",
        b"bullet" => "•",
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"emspace" | b"enspace" | b"qmspace" => " ",
        b"zwj" => "\u{200d}",
        b"zwnj" => "\u{200c}",
        _ => return None,
    })
}

/// A moment that is written as its parts: `2012 05 03 10 02`.
pub(super) fn moment(parts: &str) -> Option<String> {
    let parts: Option<Vec<u16>> = parts
        .split_whitespace()
        .map(|part| part.parse().ok())
        .collect();
    match parts?.as_slice() {
        [year, month, day, rest @ ..] if *year >= 1900 => {
            let time = match rest {
                [hour, minute, ..] => format!("T{hour:02}:{minute:02}:00"),
                _ => String::new(),
            };
            Some(format!("{year:04}-{month:02}-{day:02}{time}"))
        }
        _ => None,
    }
}
